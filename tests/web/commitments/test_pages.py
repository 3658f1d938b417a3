"""The pages of commitments: each opens, acts, refuses, and keeps what was written."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from dueregard.web.commitments import services
from dueregard.web.commitments.models import Challenge, Closure, Entry, Evidence, Round
from dueregard.web.commitments.queries.challenges import in_days
from dueregard.web.core.clock import today
from dueregard.web.core.models import Draft
from dueregard.web.organisation.models import Post

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"commitments:{name}", args=args)


@pytest.fixture
def told(register):
    """One item with something of every kind, in an open round."""
    r = register
    late = today() - datetime.timedelta(days=5)
    item = r.item("7(d)", due_on=late)
    other = r.item("7(e)")
    round_ = r.round()
    entry = services.add_progress(commitment=item, text="The tables are drafted.", by=r.owner)
    challenge = services.raise_challenge(
        commitments=[item, other], text="Why are civilians left out?", by=r.member
    )
    evidence = r.evidence(item)
    asked = services.request_evidence(commitment=item, what="The board minute", by=r.member)
    extension = services.request_extension(
        commitment=item,
        to_date=today() + datetime.timedelta(days=30),
        reason="Late data",
        by=r.owner,
    )
    handed = services.hand_back(commitment=other, reason="This is for training", by=r.owner)
    proposed = r.item("8")
    closure = services.propose_closure(
        commitment=proposed,
        kind="differently",
        statement="A web page instead of a booklet.",
        evidence=[r.evidence(proposed, title="The page")],
        by=r.owner,
    )
    closed = r.closed(reference="9")
    return {
        "item": item,
        "other": other,
        "round": round_,
        "entry": entry,
        "challenge": challenge,
        "evidence": evidence,
        "asked": asked,
        "extension": extension,
        "handed": handed,
        "proposed": proposed,
        "closure": closure,
        "closed": closed,
    }


#: Address, key of ``told``, somebody who may, somebody who may not.
PAGES = [
    ("commitment", "item", "owner", "nobody"),
    ("as_at", "item", "member", "nobody"),
    ("history", "item", "member", "nobody"),
    ("add_progress", "item", "owner", "member"),
    ("add_next_step", "item", "owner", "member"),
    ("add_note", "item", "member", "nobody"),
    ("correct_entry", "entry", "owner", "member"),
    ("assign", "item", "officer", "member"),
    ("set_due_date", "item", "officer", "member"),
    ("request_extension", "item", "owner", "member"),
    ("decide_extension", "extension", "officer", "member"),
    ("hand_back", "item", "owner", "member"),
    ("decide_hand_back", "handed", "officer", "member"),
    ("raise_challenge", "item", "member", "owner"),
    ("challenge", "challenge", "member", "nobody"),
    ("answer_challenge", "challenge", "owner", "member"),
    ("link_challenge", "challenge", "member", "owner"),
    ("add_evidence", "item", "owner", "member"),
    ("use_evidence", "item", "owner", "member"),
    ("evidence", "evidence", "member", "nobody"),
    ("add_evidence_version", "evidence", "owner", "member"),
    ("withdraw_evidence", "evidence", "owner", "member"),
    ("request_evidence", "item", "member", "owner"),
    ("meet_evidence_request", "asked", "owner", "member"),
    ("withdraw_evidence_request", "asked", "member", "owner"),
    ("propose_closure", "item", "owner", "member"),
    ("decide_closure", "closure", "verifier", "nobody"),
    ("withdraw_closure", "closure", "owner", "member"),
    ("reopen", "closed", "verifier", "owner"),
    ("round", "round", "member", "nobody"),
    ("close_round", "round", "officer", "owner"),
]


def who(register, name):
    return getattr(register, name, None) or register.person(name)


@pytest.mark.parametrize(("name", "key", "may", "may_not"), PAGES)
def test_page_opens_for_who_may_and_is_closed_to_others(
    client, register, told, name, key, may, may_not
):
    address = url(name, told[key].pk)
    client.force_login(who(register, may))
    assert client.get(address).status_code == 200
    client.force_login(who(register, may_not))
    assert client.get(address).status_code in (403, 404)
    client.logout()
    assert client.get(address).status_code == 302


def test_every_address_declares_what_it_needs():
    from dueregard.web.commitments.urls import urlpatterns

    assert len(urlpatterns) > 35
    for pattern in urlpatterns:
        assert hasattr(pattern.callback, "needs_permission"), pattern.name


@pytest.mark.parametrize("name", ["challenge_list", "update_many"])
def test_lists_open(client, register, told, name):
    client.force_login(register.owner)
    assert client.get(url(name)).status_code == 200


def test_progress_is_said_and_leads_back(client, register):
    item = register.item("7(d)")
    client.force_login(register.owner)
    answer = client.post(url("add_progress", item.pk), {"text": "The tables are out."}, follow=True)
    assert "Progress on 7(d) is on record" in answer.content.decode()
    assert Entry.objects.get().text == "The tables are out."


def test_refusal_is_shown_beside_the_field_with_the_input_kept(client, register):
    item = register.item()
    client.force_login(register.owner)
    answer = client.post(
        url("request_extension", item.pk),
        {"to_date": "2030-01-01", "reason": "Late data"},
    )
    page = answer.content.decode()
    assert "has no due date" in page
    assert "Late data" in page


def test_draft_is_kept_until_it_is_said(client, register):
    item = register.item()
    client.force_login(register.owner)
    assert client.post(url("draft", "progress", item.pk), {"text": "We began"}).status_code == 200
    assert "We began" in client.get(url("add_progress", item.pk)).content.decode()
    client.force_login(register.officer)
    assert "We began" not in client.get(url("add_progress", item.pk)).content.decode()
    client.force_login(register.owner)
    client.post(url("add_progress", item.pk), {"text": "We began and ended"})
    assert not Draft.objects.exists()


def test_conflict_shows_both_versions(client, register):
    item = register.item(due_on=today())
    client.force_login(register.officer)
    page = client.get(url("set_due_date", item.pk))
    version = page.context["form"]["version"].value()
    services.set_due_date(
        commitment=item, due_on=datetime.date(2031, 5, 4), reason="Agreed", by=register.officer
    )
    late = {"due_on": "2032-06-07", "reason": "The board asked", "version": version}
    answer = client.post(url("set_due_date", item.pk), late)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "4 May 2031" in page
    assert "7 June 2032" in page
    assert "The board asked" in page
    item.refresh_from_db()
    assert item.due_on == datetime.date(2031, 5, 4)
    seen = answer.context["form"]["version"].value()
    client.post(url("set_due_date", item.pk), late | {"version": seen})
    item.refresh_from_db()
    assert item.due_on == datetime.date(2032, 6, 7)


def test_one_owner_reports_on_many_items_and_a_wrong_one_does_not_hold_others_up(client, register):
    items = [register.item(f"3({letter})") for letter in "abcdefghijkl"]
    register.round()
    client.force_login(register.owner)
    data = {f"item-{item.pk}-progress": f"Done with {item.reference}." for item in items[:6]}
    data |= {f"item-{items[7].pk}-due_on": "2030-01-01"}
    answer = client.post(url("update_many"), data)
    page = answer.content.decode()
    assert Entry.objects.count() == 6
    assert "Say what will be done by then." in page
    assert "Saved for 3(a), 3(b), 3(c), 3(d), 3(e), 3(f)." in page
    assert list(Draft.objects.values_list("data", flat=True)) == [
        {f"item-{items[7].pk}-due_on": "2030-01-01"}
    ]
    again = client.get(url("update_many")).content.decode()
    assert "6 of 12 reported" in again


def test_what_was_saved_is_not_sent_twice(client, register):
    item, wrong = register.item(), register.item()
    client.force_login(register.owner)
    data = {f"item-{item.pk}-progress": "Done.", f"item-{wrong.pk}-due_on": "2030-01-01"}
    client.post(url("update_many"), data)
    answer = client.post(url("update_many"), data)
    assert Entry.objects.count() == 1
    assert "This is on record already" in answer.content.decode()


def test_update_page_keeps_its_draft(client, register):
    item = register.item()
    client.force_login(register.owner)
    name = f"item-{item.pk}-progress"
    client.post(url("update_many_draft"), {name: "Half a sentence", "csrfmiddlewaretoken": "x"})
    assert "Half a sentence" in client.get(url("update_many")).content.decode()


def test_officer_reports_for_a_post(client, register):
    item = register.item("4")
    client.force_login(register.officer)
    address = f"{url('update_many')}?post={item.owner_post_id}"
    assert "4" in client.get(address).content.decode()
    client.post(address, {f"item-{item.pk}-progress": "As told by phone."})
    assert Entry.objects.get().author == register.officer


def test_verifier_sees_evidence_and_open_challenges_before_deciding(client, register, told):
    services.raise_challenge(
        commitments=[told["proposed"]], text="Who reads the page?", by=register.member
    )
    client.force_login(register.verifier)
    page = client.get(url("decide_closure", told["closure"].pk)).content.decode()
    for words in ("One challenge on this item has not been answered", "The page", "Who reads",
                  "A web page instead of a booklet", "Differently"):  # fmt: skip
        assert words in page
    client.post(
        url("decide_closure", told["closure"].pk), {"decision": "yes", "reason": "Seen it."}
    )
    assert Closure.objects.get(pk=told["closure"].pk).state == "verified"


def test_who_proposed_sees_no_decision(client, register, told):
    client.force_login(register.owner)
    page = client.get(url("decide_closure", told["closure"].pk)).content.decode()
    assert "another person must decide" in page
    answer = client.post(url("decide_closure", told["closure"].pk), {"decision": "yes"})
    assert answer.status_code == 403


def test_closure_refused_without_reason_asks_for_it(client, register, told):
    client.force_login(register.verifier)
    page = client.post(url("decide_closure", told["closure"].pk), {"decision": "no"})
    assert "Enter what is missing" in page.content.decode()


def test_proposing_closure_with_the_form(client, register, told):
    client.force_login(register.owner)
    answer = client.post(
        url("propose_closure", told["item"].pk),
        {"kind": "as_made", "statement": "Published.", "evidence": [told["evidence"].pk]},
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert Closure.objects.filter(commitment=told["item"], state="proposed").count() == 1


def test_evidence_file_is_handed_out_safely(client, register, upload):
    item = register.item()
    client.force_login(register.owner)
    page = b"<html><script>alert(1)</script></html>"
    told = {"title": "Figures", "visibility": "internal"}
    wrong = client.post(url("add_evidence", item.pk), told | {"file": upload(page, "figures.pdf")})
    assert "is not what its name says" in wrong.content.decode()
    client.post(url("add_evidence", item.pk), told | {"file": upload(page, "figures")})
    version = Evidence.objects.get().versions.get()
    answer = client.get(url("evidence_file", version.pk))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "text/html"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "figures.html" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(answer.streaming_content) == page


def test_restricted_evidence_is_not_there_for_others(client, register, upload):
    item = register.item()
    evidence = register.evidence(item, text="", file=upload(), visibility="restricted")
    version = evidence.versions.get()
    client.force_login(register.person("contributor"))
    assert client.get(url("evidence", evidence.pk)).status_code == 404
    assert client.get(url("evidence_file", version.pk)).status_code == 404
    client.force_login(register.owner)
    assert client.get(url("evidence", evidence.pk)).status_code == 200


def test_restricted_item_is_not_there_for_others(client, register):
    item = register.item(restricted=True)
    challenge = services.raise_challenge(
        commitments=[item], text="A secret question?", by=register.member
    )
    client.force_login(register.person("contributor"))
    assert client.get(url("commitment", item.pk)).status_code == 404
    assert client.get(url("challenge", challenge.pk)).status_code == 404
    assert "A secret question" not in client.get(url("challenge_list")).content.decode()
    client.force_login(register.owner)
    assert client.get(url("commitment", item.pk)).status_code == 200
    assert "A secret question" in client.get(url("challenge_list")).content.decode()


def test_challenges_without_answer_come_first(client, register, told):
    old = services.raise_challenge(
        commitments=[told["proposed"]], text="An older question?", by=register.member,
        raised_on=datetime.date(2020, 1, 1),
    )  # fmt: skip
    services.answer_challenge(challenge=old, text="Yes.", by=register.owner)
    client.force_login(register.member)
    page = client.get(url("challenge_list")).content.decode()
    assert page.index("Why are civilians left out?") < page.index("An older question?")
    export = client.get(url("challenge_list"), {"export": "csv", "state": "answered"})
    text = b"".join(export).decode("utf-8-sig")
    assert "An older question?" in text
    assert "Why are civilians" not in text


def test_round_page_says_who_is_silent_and_reminds(client, register, told, mailoutbox):
    client.force_login(register.officer)
    page = client.get(url("round", told["round"].pk)).content.decode()
    assert "Head of Northmoor" in page
    assert "1 of 1 owners have reported" not in page
    client.post(url("remind", told["round"].pk), {"post": [told["item"].owner_post_id]})
    assert [message.to for message in mailoutbox] == [["unit_lead@wessamere.example"]]
    assert "/commitments/update/" in mailoutbox[0].body


def test_round_page_tells_who_has_begun_and_who_is_vacant(client, register, mailoutbox):
    vacant = Post.objects.create(
        unit=register.world.north, title="Head of custody", starts_on=datetime.date(2020, 1, 1)
    )
    item, _ = register.item(), register.item()
    done = register.item(owner_post=register.world.posts["north_officer"])
    register.item(owner_post=vacant)
    round_ = register.round()
    services.add_progress(commitment=item, text="Begun.", by=register.owner)
    services.add_progress(commitment=done, text="Done.", by=register.person("contributor"))
    client.force_login(register.officer)
    page = client.get(url("round", round_.pk)).content.decode()
    assert "1 of 3 owners has reported; 1 has begun; 1 has not." in page
    posts = [item.owner_post_id]
    told = client.post(url("remind", round_.pk), {"post": posts}, follow=True).content.decode()
    assert (
        "Reminded 1 person. Nobody could be written to for vacant posts: Head of custody." in told
    )


def test_one_challenge_is_answered_one_click_from_the_update_page(client, register):
    one, two = register.item(), register.item()
    only = services.raise_challenge(commitments=[one], text="Why?", by=register.member)
    others = [
        services.raise_challenge(commitments=[two], text=text, by=register.member)
        for text in ("Who?", "When?")
    ]
    client.force_login(register.owner)
    page = client.get(url("update_many")).content.decode()
    assert url("answer_challenge", only.pk) in page
    assert not any(url("answer_challenge", each.pk) in page for each in others)
    assert "Answer 2 challenges" in page


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "0 days"), (689, "22 months"), (729, "23 months"), (730, "2 years"), (5659, "15 years")],
)
def test_long_spans_are_told_in_years(days, words):
    assert in_days(days) == words


def test_round_is_opened_and_closed_from_its_page(client, register):
    register.item()
    client.force_login(register.officer)
    opening = reverse("commitments:open_round", args=["test-plan", 1])
    data = {"name": "Spring", "opens_on": "2026-03-01", "due_on": "2026-04-01"}
    assert client.post(opening, data).status_code == 302
    round_ = Round.objects.get()
    assert "is still open" in client.get(opening).content.decode()
    client.post(url("close_round", round_.pk), {"version": round_.version})
    assert Round.objects.get().state == "closed"


def test_as_at_shows_no_answer_given_later(client, register):
    item = register.item()
    early, late = today() - datetime.timedelta(days=90), today() - datetime.timedelta(days=10)
    challenge = services.raise_challenge(
        commitments=[item], text="Why are civilians left out?", raised_on=early, by=register.member
    )
    services.answer_challenge(
        challenge=challenge, text="They are in.", said_on=late, by=register.owner
    )
    client.force_login(register.member)
    before = client.get(
        url("as_at", item.pk), {"on": (late - datetime.timedelta(days=1)).isoformat()}
    ).content.decode()
    assert "Unanswered then" in before and "Not yet answered" in before
    assert "They are in." not in before and "Answered by then" not in before
    after = client.get(url("as_at", item.pk), {"on": late.isoformat()}).content.decode()
    assert "Answered by then" in after and "They are in." in after
    assert "Unanswered then" not in after


def test_answer_given_meanwhile_is_shown_before_another_is_added(client, register):
    item = register.item()
    challenge = services.raise_challenge(commitments=[item], text="Why?", by=register.member)
    client.force_login(register.owner)
    address = url("answer_challenge", challenge.pk)
    opened = client.get(address)
    assert 'name="version" value="0"' in opened.content.decode()
    services.answer_challenge(
        challenge=challenge, text="The figures were late.", by=register.officer
    )
    mine = {"text": "They are out now.", "version": "0"}
    shown = client.post(address, mine)
    page = shown.content.decode()
    assert shown.status_code == 409
    assert "The figures were late." in page and "They are out now." in page
    assert 'name="version" value="1"' in page
    assert challenge.answers.count() == 1
    client.post(address, mine | {"version": "1"})
    assert [each.text for each in challenge.answers.order_by("pk")] == [
        "The figures were late.",
        "They are out now.",
    ]


def test_as_at_offers_the_day_before(client, register, told):
    client.force_login(register.member)
    page = client.get(url("as_at", told["item"].pk))
    assert page.context["form"].initial["on"] == today() - datetime.timedelta(days=1)


def test_as_at_shows_the_item_of_that_day(client, register, told):
    client.force_login(register.member)
    page = client.get(url("as_at", told["item"].pk), {"on": "2011-05-26"}).content.decode()
    assert "It came into the register on" in page
    assert "Nothing had been said" in page
    page = client.get(url("as_at", told["item"].pk), {"on": today().isoformat()}).content.decode()
    assert "The tables are drafted." in page
    future = today() + datetime.timedelta(days=9)
    page = client.get(url("as_at", told["item"].pk), {"on": future.isoformat()}).content.decode()
    assert "still to come" in page


def test_history_reads_as_sentences(client, register, told):
    services.decide_extension(
        request=told["extension"], granted=False, reason="Not agreed", by=register.officer
    )
    services.set_due_date(
        commitment=told["item"], due_on=None, reason="No date was agreed", by=register.officer
    )
    client.force_login(register.member)
    page = client.get(url("history", told["item"].pk)).content.decode()
    for words in (
        "Unit Lead reported progress: The tables are drafted.",
        "Equality Officer changed the due date of 7(d): No date was agreed",
        "Scrutineer raised a challenge: Why are civilians left out?",
        "Unit Lead asked for more time",
        "Unit Lead added evidence: Promotion figures",
    ):
        assert words in page, words
    assert "{" not in page.split("<main")[1].split("</main")[0]


def test_many_items_change_hands_at_once(client, register):
    items = [register.item() for _ in range(3)]
    client.force_login(register.officer)
    ids = [item.pk for item in items]
    page = client.post(url("assign_many"), {"selected": ids})
    assert "Give 3 items to another post" in page.content.decode()
    south = register.world.posts["south_officer"]
    client.post(
        url("assign_many"),
        {"selected": ids, "new_owner_asked": "yes", "owner_post": south.pk, "reason": "Moved",
         "back": "https://elsewhere.example/"},
    )  # fmt: skip
    for item in items:
        item.refresh_from_db()
        assert item.owner_post == south


@pytest.mark.parametrize("number", [2, 9])
def test_pages_ask_the_database_a_constant_number_of_times(
    client, register, django_assert_max_num_queries, number
):
    items = [register.item(f"5.{n}") for n in range(number)]
    round_ = register.round()
    for item in items:
        services.add_progress(commitment=item, text="So far.", by=register.owner)
        services.raise_challenge(
            commitments=[item], text=f"Why {item.reference}?", by=register.member
        )
    client.force_login(register.owner)
    limits = {
        url("challenge_list"): 22,
        url("update_many"): 22,
        url("round", round_.pk): 22,
    }
    for address, most in limits.items():
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
    assert Challenge.objects.count() == number
