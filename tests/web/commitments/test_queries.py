"""Stories, rounds, attention and search: what they tell, to whom, in how many queries."""

from __future__ import annotations

import datetime
import uuid

import pytest

from dueregard.web.commitments import queries
from dueregard.web.commitments import services as s
from dueregard.web.commitments.attention import attention
from dueregard.web.commitments.models import Commitment
from dueregard.web.core import search
from dueregard.web.core.clock import today
from dueregard.web.core.dates import write_date
from dueregard.web.organisation.models import Post

pytestmark = pytest.mark.django_db


def days(number):
    return today() + datetime.timedelta(days=number)


def fill(register, item, number):
    for n in range(number):
        s.add_progress(commitment=item, text=f"Step {n}.", by=register.owner)
        s.add_next_step(commitment=item, text=f"Then {n}.", by=register.owner)
        challenge = s.raise_challenge(
            commitments=[item], text=f"Why {n} on {item.reference}?", by=register.member
        )
        s.answer_challenge(challenge=challenge, text=f"Because {n}.", by=register.owner)
        register.evidence(item, title=f"Paper {n}")


def test_story_is_told_by_round_newest_first(register):
    item = register.item()
    spring = register.round("Spring", opens_on=days(-60))
    challenge = s.raise_challenge(
        commitments=[item], text="Why?", raised_on=days(-50), by=register.member
    )
    s.close_round(round=spring, by=register.officer)
    register.round("Summer", opens_on=days(-20))
    s.add_progress(commitment=item, text="Begun.", by=register.owner)
    s.answer_challenge(challenge=challenge, text="Staff.", by=register.owner)
    told = queries.story(item, register.owner)
    assert [part.title for part in told] == ["Summer", "Spring"]
    summer, old = (part.timeline for part in told)
    assert [entry.kind for entry in summer.entries] == ["Progress", "Answer"]
    assert [(entry.voice, entry.kind) for entry in old.entries] == [("scrutineer", "Challenge")]
    assert old.closed
    assert not summer.closed
    assert old.entries[0].replies == []
    assert old.entries[0].facts[0].value == "Summer"


def test_story_shows_the_correction_and_not_the_mistake(register):
    item = register.item()
    entry = s.add_progress(commitment=item, text="Thre.", by=register.owner)
    s.correct_entry(entry=entry, text="Three.", by=register.owner)
    (part,) = queries.story(item, register.owner)
    (shown,) = part.timeline.entries
    assert shown.text == "Three."
    assert shown.facts[0].value == "Thre."


def test_story_hides_restricted_items_and_evidence(register):
    item = register.item("1")
    register.evidence(item, title="SECRET", visibility="restricted")
    challenge = s.raise_challenge(commitments=[item], text="Why?", by=register.member)
    hidden = register.item("9(z)", restricted=True)
    s.link_challenge(challenge=challenge, commitment=hidden, by=register.member)
    words = str([part.timeline for part in queries.story(item, register.person("analyst"))])
    assert "SECRET" not in words
    assert "9(z)" not in words
    assert "9(z)" in str([part.timeline for part in queries.story(item, register.member)])


@pytest.mark.parametrize("number", [1, 6])
def test_story_takes_a_constant_number_of_queries(register, number, django_assert_max_num_queries):
    item = register.item()
    register.round()
    fill(register, item, number)
    item = Commitment.objects.get(pk=item.pk)
    user = register.owner
    with django_assert_max_num_queries(20):
        [part.timeline for part in queries.story(item, user)]


def test_round_report_names_the_silent_and_what_nobody_answers_for(register):
    first, _, south = (
        register.item("1"),
        register.item("2"),
        register.item("3", owner_post=register.world.posts["south_officer"]),
    )
    register.item("4", owner_post=None)
    round_ = register.round(due_on=days(-1))
    s.add_progress(commitment=first, text="Begun.", by=register.owner)
    s.add_note(commitment=south, text="Only a note.", by=register.officer)
    report = queries.round_report(round_)
    assert (report.total, report.reported, report.is_late) == (4, 1, True)
    silent = {owner.post.title: [i.reference for i in owner.items]
              for owner in queries.silent_owners(round_)}  # fmt: skip
    assert silent == {"Head of Northmoor": ["2"], "Southwold Vale diversity officer": ["3"]}
    assert [item.reference for item in report.unowned] == ["4"]


def test_item_as_it_stood(register):
    item = register.item("5", due_on=days(5))
    s.add_progress(commitment=item, text="Old.", said_on=datetime.date(2011, 5, 1),
                   by=register.owner)  # fmt: skip
    before = queries.commitment_as_at(item, datetime.date(2011, 4, 1))
    assert (before.was_known, before.sentence) == (
        False,
        f"Not started. Due on {days(5).day} {days(5):%B %Y}.",
    )
    then = queries.commitment_as_at(item, datetime.date(2011, 6, 1))
    assert [entry.text for entry in then.entries] == ["Old."]
    assert then.sentence.startswith("In progress.")
    s.set_due_date(commitment=item, due_on=days(90), reason="Agreed", by=register.officer)
    now = queries.commitment_as_at(item, today())
    assert now.commitment.due_on == days(90)
    assert now.commitment.owner_post == item.owner_post
    assert Commitment.objects.get(pk=item.pk).due_on == days(90)


def test_closure_as_it_stood(register):
    item = register.item()
    s.report_closure(
        commitment=item, kind="as_made", statement="x", effective_on=datetime.date(2011, 5, 1),
        by=register.officer,
    )  # fmt: skip
    assert queries.commitment_as_at(item, datetime.date(2011, 6, 1)).sentence.startswith(
        "Reported completed on 1 May 2011, not yet verified"
    )
    assert queries.commitment_as_at(item, datetime.date(2011, 4, 1)).closure is None


def groups(user):
    return sorted({line.group for line in attention(user, today())})


def test_attention_by_role(register):
    register.item("1", due_on=days(-2))
    register.item("2", due_on=days(9))
    asked = register.item("3")
    register.item("4", owner_post=None)
    register.round(due_on=days(3))
    s.raise_challenge(commitments=[asked], text="Why?", by=register.member)
    s.request_evidence(commitment=asked, what="The minute", by=register.member)
    s.request_extension(
        commitment=register.made[0], to_date=days(40), reason="x", by=register.owner
    )
    s.hand_back(commitment=register.made[1], reason="x", by=register.owner)
    s.propose_closure(
        commitment=asked, kind="rejected", statement="x", by=register.person("contributor")
    )
    assert groups(register.owner) == [
        "Due soon", "Evidence asked for", "Late", "To answer", "To report this round",
    ]  # fmt: skip
    assert groups(register.officer) == ["Rounds to watch", "To decide", "To follow up"]
    assert groups(register.member) == ["Asked by you, not answered"]
    challenge = asked.challenges.get()
    s.answer_challenge(challenge=challenge, text="It was late.", by=register.owner)
    assert groups(register.member) == ["Your challenges, answered"]
    assert groups(register.verifier) == ["To verify"]
    assert groups(register.person("auditor")) == []
    assert groups(register.person("nobody")) == []


def lines(user, group):
    return [line for line in attention(user, today()) if line.group == group]


def test_officer_follows_up_in_few_lines(client, register):
    vacant = Post.objects.create(
        unit=register.world.north, title="Deputy Chief Constable", starts_on=days(-900)
    )
    items = [register.item(due_on=days(-n), owner_post=vacant) for n in range(1, 9)]
    for number, item in enumerate(items):
        s.raise_challenge(
            commitments=[item], text=f"Why {number}?", raised_on=days(-number), by=register.member
        )
    found = lines(register.officer, "To follow up")
    assert [line.title for line in found] == [
        "8 challenges unanswered, Test plan",
        "8 overdue items",
        "Deputy Chief Constable is vacant and answers for 8 items",
    ]
    assert found[0].sentence == f"The oldest waits since {write_date(days(-7))}."
    client.force_login(register.officer)
    listing = client.get(found[0].href).context["listing"]
    assert listing.total == 8
    assert [each.text for each in listing.chosen] == [
        "State: Not yet answered",
        "Source: Test plan",
    ]
    assert lines(register.owner, "To follow up") == []


def test_who_asked_sees_what_waits(client, register):
    item = register.item()
    assert lines(register.member, "Asked by you, not answered") == []
    for day in (-30, -2):
        s.raise_challenge(
            commitments=[item], text=f"Why {day}?", raised_on=days(day), by=register.member
        )
    s.raise_challenge(
        commitments=[item], text="Not the member's", by=register.officer, batch=uuid.uuid4()
    )
    (line,) = lines(register.member, "Asked by you, not answered")
    assert line.title == "2 challenges of yours not answered"
    assert line.sentence == f"The oldest waits since {write_date(days(-30))}."
    client.force_login(register.member)
    assert client.get(line.href).context["listing"].total == 2


def test_what_an_officer_took_in_is_not_their_own_question(register):
    batch = uuid.uuid4()
    item = register.item(batch=batch)
    s.raise_challenge(commitments=[item], text="Why?", batch=batch, by=register.officer)
    assert lines(register.officer, "Asked by you, not answered") == []


@pytest.mark.parametrize("number", [1, 7])
def test_attention_takes_a_constant_number_of_queries(
    register, number, django_assert_max_num_queries
):
    items = [register.item(due_on=days(-1)) for _ in range(number)]
    register.round()
    for item in items:
        s.raise_challenge(commitments=[item], text=f"Why {item.reference}?", by=register.member)
    user = register.owner
    with django_assert_max_num_queries(18):
        assert len(list(attention(user, today()))) == 2 * number + 1


def test_search_finds_what_the_person_may_see(register):
    item, hidden = register.item("1"), register.item("2", restricted=True)
    s.add_progress(commitment=item, text="Égalité in promotion.", by=register.owner)
    s.add_progress(commitment=hidden, text="Egalite in secret.", by=register.owner)
    register.evidence(item, title="Egalite figures")
    s.raise_challenge(commitments=[hidden], text="Egalite when?", by=register.member)
    found = search.find("EGALITE", user=register.person("analyst"))
    assert sorted((hit.kind, hit.reference) for hit in found) == [("entry", "1"), ("evidence", "")]
    assert len(search.find("egalite", user=register.owner)) == 4
