"""Signing in and out, setting passwords, and being locked out for guessing."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import URLPattern, get_resolver, reverse

from dueregard.web.accounts.models import User
from dueregard.web.accounts.public import PUBLIC_URL_NAMES
from dueregard.web.audit.models import Event
from dueregard.web.organisation import services

pytestmark = pytest.mark.django_db
PASSWORD = "marble kettle orbit"
NEW = "lantern thistle ferry"
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _post_box(settings):
    cache.clear()  # the count of requests from one address
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def admin(world) -> User:
    return world.person("administrator")


@pytest.fixture
def person(admin) -> User:
    return services.add_person(
        email="Ada.Person@wessamere.example", name="Ada Person", by=admin, password=PASSWORD
    )


def sign_in(client, email="ada.person@wessamere.example", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def new_password(password=NEW, again=None):
    return {"password1": password, "password2": again or password}


class TestSigningIn:
    def test_whatever_the_case(self, client, person):
        assert client.get(LOGIN).status_code == 200
        answer = sign_in(client, email=" ADA.person@Wessamere.example ")
        assert answer.status_code == 302
        assert answer.url == "/"
        assert signed_in(client)

    def test_on_to_where_one_was_going(self, client, person):
        page = client.get(LOGIN, {"next": "/organisation/"})
        assert b'name="next" value="/organisation/"' in page.content
        assert sign_in(client, next="/organisation/").url == "/organisation/"

    def test_never_to_another_site(self, client, person):
        assert sign_in(client, next="https://evil.example/").url == "/"

    def test_wrong_password_keeps_the_address(self, client, person):
        page = sign_in(client, password="wrong")
        assert page.status_code == 200
        assert not signed_in(client)
        assert b"ada.person@wessamere.example" in page.content
        assert b"The email address or the password is not right" in page.content
        assert b"wrong" not in page.content

    def test_unknown_address_looks_the_same(self, client, person):
        wrong = sign_in(client, password="wrong").content.decode()
        unknown = sign_in(client, email="ada.persom@wessamere.example").content.decode()
        clean = re.compile(r'value="[^"]*"|ada\.perso[nm]')
        assert clean.sub("", wrong) == clean.sub("", unknown)

    def test_signing_out_takes_a_post(self, client, person):
        sign_in(client)
        assert b"Do you want to sign out" in client.get("/accounts/logout/").content
        assert signed_in(client)
        client.post("/accounts/logout/")
        assert not signed_in(client)

    def test_leaver_is_told(self, client, person, admin):
        services.deactivate_person(user=person, by=admin)
        page = client.post(LOGIN, {"login": person.email, "password": PASSWORD}, follow=True)
        assert b"You can no longer sign in" in page.content
        assert not signed_in(client)

    def test_leaver_is_out_at_once(self, client, person, admin):
        sign_in(client)
        services.deactivate_person(user=person, by=admin)
        assert client.get("/accounts/password/change/").status_code == 302


class TestLockOut:
    def guess(self, client, times, email="ada.person@wessamere.example"):
        for number in range(times):
            answer = sign_in(client, email=email, password=f"guess {number}")
        return answer

    def test_locked_after_six(self, client, person):
        assert self.guess(client, 5).status_code == 200
        page = self.guess(client, 1)
        assert page.status_code == 429
        assert b"Too many wrong passwords" in page.content
        assert re.search(rb"You can try again after <strong><time", page.content)
        assert sign_in(client).status_code == 429
        assert not signed_in(client)

    def test_spelling_makes_no_difference(self, client, person):
        self.guess(client, 3, email="ADA.PERSON@wessamere.example")
        self.guess(client, 2)
        assert self.guess(client, 1, email="Ada.Person@WESSAMERE.example").status_code == 429

    def test_others_are_not_locked(self, client, person, admin):
        services.add_person(email="b@wessamere.example", name="B", by=admin, password=PASSWORD)
        self.guess(client, 6)
        assert sign_in(client, email="b@wessamere.example").status_code == 302

    def test_success_forgets_guesses(self, client, person):
        self.guess(client, 5)
        assert sign_in(client).status_code == 302
        client.post("/accounts/logout/")
        assert self.guess(client, 5).status_code == 200

    def test_unknown_address_locks_too(self, client, person):
        assert self.guess(client, 6, email="nobody@nowhere.example").status_code == 429

    def test_new_password_ends_the_lock(self, client, person, admin):
        self.guess(client, 6)
        link = services.hand_over_sign_in_link(user=person, by=admin)
        form = client.get(link, follow=True)
        client.post(form.redirect_chain[-1][0], new_password())
        assert sign_in(client, password=NEW).status_code == 302


class TestLinks:
    def test_handed_over_link_works_once(self, client, admin):
        person = services.add_person(email="new@wessamere.example", name="New", by=admin)
        assert not person.has_usable_password()
        link = services.hand_over_sign_in_link(user=person, by=admin)
        page = client.get(link, follow=True)
        assert b"Set your password" in page.content
        done = client.post(page.redirect_chain[-1][0], new_password(), follow=True)
        assert b"Your password is set" in done.content
        assert sign_in(client, email="new@wessamere.example", password=NEW).status_code == 302
        client.post("/accounts/logout/")
        again = client.get(link, follow=True)
        assert b"This link does not work any more" in again.content

    def test_link_is_nowhere_in_the_record(self, person, admin):
        key = services.hand_over_sign_in_link(user=person, by=admin).rsplit("-", 1)[-1].strip("/")
        assert not Event.objects.filter(payload__contains=key).exists()

    def test_changed_address_ends_the_link(self, client, person, admin):
        link = services.hand_over_sign_in_link(user=person, by=admin)
        services.edit_person(user=person, name="Ada", email="other@wessamere.example", by=admin)
        assert b"does not work any more" in client.get(link, follow=True).content

    @pytest.mark.parametrize(
        ("first", "second", "says"),
        [
            ("short", "short", "too short"),
            ("password12345", "password12345", "too common"),
            ("ada.person@wessam", "ada.person@wessam", "too similar"),
            (NEW, "another thing", "not the same"),
        ],
    )
    def test_weak_password(self, client, person, admin, first, second, says):
        link = services.hand_over_sign_in_link(user=person, by=admin)
        url = client.get(link, follow=True).redirect_chain[-1][0]
        page = client.post(url, new_password(first, second))
        assert says in page.content.decode()
        assert User.objects.get(pk=person.pk).check_password(PASSWORD)

    def test_by_email(self, client, person):
        page = client.post("/accounts/password/reset/", {"email": person.email}, follow=True)
        assert b"Check your email" in page.content
        (message,) = mail.outbox
        assert message.subject == "Due Regard: Set a new password"
        assert message.to == ["ada.person@wessamere.example"]
        link = re.search(r"http://testserver(/\S+)", message.body)
        assert link
        assert b"Set your password" in client.get(link[1], follow=True).content

    def test_unknown_address_gets_its_own_message(self, client, person):
        known = client.post("/accounts/password/reset/", {"email": person.email}, follow=True)
        unknown = client.post("/accounts/password/reset/", {"email": "x@y.example"}, follow=True)
        assert known.content == unknown.content
        assert "No account" in mail.outbox[1].subject
        assert "http" not in mail.outbox[1].body

    def test_no_post_goes_out(self, client, person, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = 1
        page = client.post("/accounts/password/reset/", {"email": person.email})
        assert b"No email can be sent at the moment" in page.content


class TestChangingThePassword:
    def test_changed(self, client, person):
        sign_in(client)
        page = client.post(
            "/accounts/password/change/", {"oldpassword": PASSWORD, **new_password()}
        )
        assert page.url == "/"
        assert signed_in(client)
        assert Event.objects.get(verb="set_password").actor == f"user:{person.pk}"
        assert User.objects.get(pk=person.pk).check_password(NEW)

    def test_other_sessions_end(self, client, person):
        from django.test import Client

        other = Client()
        sign_in(other)
        sign_in(client)
        client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new_password()})
        assert other.get("/accounts/password/change/").url.startswith(LOGIN)
        assert client.get("/accounts/password/change/").status_code == 200

    def test_not_the_same_again(self, client, person):
        sign_in(client)
        page = client.post(
            "/accounts/password/change/", {"oldpassword": PASSWORD, **new_password(PASSWORD)}
        )
        assert "not the one you have now" in page.content.decode()

    def test_must_change_first(self, client, person, admin):
        services.require_new_password(user=person, by=admin)
        sign_in(client)
        assert client.get("/organisation/account/").url == "/accounts/password/change/"
        assert b"Before you go on" in client.get("/accounts/password/change/").content
        client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new_password()})
        assert client.get("/organisation/account/").status_code == 200


def test_only_what_is_used_is_exposed():
    patterns = [p for p in get_resolver().url_patterns if "accounts" in str(p.pattern)]
    found = {each.name for each in patterns[0].url_patterns if isinstance(each, URLPattern)}
    assert found <= {*PUBLIC_URL_NAMES, "account_change_password", "account_set_password"}
    assert "account_signup" not in found
    assert "account_email" not in found


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done",
             "account_inactive", "account_reset_password_from_key_done"]
)  # fmt: skip
def test_plain_pages(client, name):
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert b"<h1" in page.content
    assert b"placeholder" not in page.content
