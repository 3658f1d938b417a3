"""The frame of every page, and the pages for when something is wrong, through the whole stack."""

from __future__ import annotations

import pytest
from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.test import Client
from django.urls import include, path
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.core import registry, views

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class NameForm(forms.Form):
    name = forms.CharField()


def page(request: HttpRequest) -> HttpResponse:
    if "say" in request.GET:
        messages.success(request, "Saved <it>.")
        messages.error(request, "Not sent.")
    form = NameForm(request.POST) if request.method == "POST" else NameForm()
    source = (
        '{% extends "base.html" %}{% block title %}Names{% endblock %}'
        "{% block content %}<h1>Names</h1>{{ form }}{% endblock %}"
    )
    template = engines["django"].from_string(source)
    return HttpResponse(template.render({"form": form}, request))


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only a verifier can close this.")


def bad(request: HttpRequest) -> HttpResponse:
    raise BadRequest


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


urlpatterns = [
    path("", page, name="page"),
    path("names/", page, name="names"),
    path("forbidden/", forbidden),
    path("bad/", bad),
    path("broken/", broken),
    path("locked/", views.too_many_requests),
    path("accounts/", include("allauth.urls")),
]
handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error


def read(response: HttpResponse) -> HTMLParser:
    return HTMLParser(response.content.decode())


def title(response: HttpResponse) -> str:
    return read(response).css_first("title").text()


def test_frame_has_what_everybody_needs(client: Client, settings) -> None:
    settings.AUTHORITY_NAME = "Wessamere Police Authority"
    response = client.get("/")
    document = read(response)
    assert document.css_first("html").attributes["lang"] == "en-GB"
    assert title(response) == "Names – Due Regard"
    skip = document.css_first(".govuk-skip-link").attributes["href"]
    assert document.css_first(f"main{skip}") is not None
    assert "Wessamere Police Authority" in document.css_first("header").text()


def test_errors_come_first_and_in_the_title(client: Client) -> None:
    response = client.post("/")
    assert title(response) == "Error: Names – Due Regard"
    assert read(response).css_first(".govuk-error-summary a").attributes["href"] == "#id_name"
    assert read(client.get("/")).css_first(".govuk-error-summary") is None


def test_messages_become_banners(client: Client) -> None:
    banners = read(client.get("/?say")).css(".govuk-notification-banner")
    assert ["Saved <it>." in banners[0].text(), "Not sent." in banners[1].text()] == [True, True]
    ids = [banner.attributes["aria-labelledby"] for banner in banners]
    assert len(set(ids)) == 2


@pytest.fixture
def person(client: Client) -> User:
    user = User.objects.create_user("reader@wessamere.example", "A reader")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


@pytest.fixture
def items(monkeypatch: pytest.MonkeyPatch) -> registry.Registry[registry.NavigationItem]:
    own: registry.Registry[registry.NavigationItem] = registry.Registry("navigation")
    monkeypatch.setattr("dueregard.web.core.context_processors.navigation", own)
    own.register("b", registry.NavigationItem("Names", "names", 2))
    own.register("a", registry.NavigationItem("Home", "page", 1))
    own.register("c", registry.NavigationItem("Gone", "not-installed", 3))
    own.register(
        "d", registry.NavigationItem("Closed", "names", 4, permission=Permission.VERIFY_CLOSURE)
    )
    return own


def test_navigation_shows_what_the_user_may_open_and_where_they_are(client, person, items) -> None:
    document = read(client.get("/names/"))
    links = document.css("#navigation a")
    assert [link.text().strip() for link in links] == ["Home", "Names"]
    assert document.css_first("[aria-current=page]").text() == "Names"


def test_nobody_signed_in_sees_no_navigation(client, items) -> None:
    assert read(client.get("/")).css_first("#navigation") is None


def test_signing_out_is_a_form_and_pages_are_not_kept(client, person) -> None:
    response = client.get("/")
    form = read(response).css_first(".dr-header__sign-out")
    assert form.attributes["method"] == "post"
    assert response["Cache-Control"] == "private, no-store"
    assert "camera=()" in response["Permissions-Policy"]
    assert "no-store" not in Client().get("/").get("Cache-Control", "")


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/nowhere/", 404, "Page not found"),
        ("/forbidden/", 403, "You cannot open this page"),
        ("/bad/", 400, "We could not understand that request"),
        ("/locked/", 429, "Too many attempts"),
        ("/broken/", 500, "Sorry, there is a problem with the service"),
    ],
)
@pytest.mark.parametrize("debug", [False])
def test_error_pages(address: str, status: int, heading: str, debug: bool, caplog) -> None:
    client = Client(raise_request_exception=False)
    response = client.get(address)
    assert response.status_code == status
    assert read(response).css_first("h1").text() == heading
    assert heading in title(response)
    assert "secret detail" not in response.content.decode()


def test_refusal_gives_its_reason(client: Client) -> None:
    assert "Only a verifier can close this." in client.get("/forbidden/").content.decode()


def test_a_form_too_old_says_how_to_keep_what_was_written() -> None:
    response = Client(enforce_csrf_checks=True).post("/", {"name": "x"})
    assert response.status_code == 403
    assert "Go back with your browser" in response.content.decode()


def test_the_page_for_failures_needs_no_database(django_assert_num_queries, rf) -> None:
    with django_assert_num_queries(0):
        response = views.server_error(rf.get("/"))
    assert response.status_code == 500


def test_context_of_pages_without_a_user(rf) -> None:
    assert render(rf.get("/"), "404.html").status_code == 200
