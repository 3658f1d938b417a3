"""Reviewing, accepting and undoing an import: rules, permissions, all or nothing."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_papers import PAPER

from dueregard.exceptions import NotPermitted, UnusableDocument
from dueregard.web.audit.models import Event
from dueregard.web.commitments import services as commitments
from dueregard.web.commitments.models import Challenge, Commitment, Entry, Round
from dueregard.web.commitments.states import RoundState
from dueregard.web.core.clock import today
from dueregard.web.core.exceptions import Conflict, Refused
from dueregard.web.recommendations import services as register
from dueregard.web.recommendations.imports.queries import origins_of
from dueregard.web.recommendations.imports.services import (
    BuiltOn,
    NotReady,
    Outdated,
    abandon_import,
    accept_import,
    change_setup,
    decide_all,
    decide_rows,
    edit_row,
    receive_paper,
    refresh_rows,
    start_import,
    undo_import,
)
from dueregard.web.recommendations.imports.setup import NewSource, Setup
from dueregard.web.recommendations.models import (
    Link,
    PaperImport,
    ReceivedPaper,
    Recommendation,
    Source,
)
from dueregard.web.recommendations.states import ImportState, RowMatch

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 3, 4)


def received(world, text: str = PAPER) -> ReceivedPaper:
    upload = SimpleUploadedFile("paper.txt", text.encode())
    return receive_paper(upload=upload, by=world.person("equality_officer"))


def new_source(world, **more: Any) -> Setup:
    values = {
        "title": "Fair treatment review",
        "short_title": "Fair treatment",
        "kind": "review",
        "unit": world.authority_unit.pk,
        "owner_body": world.force.pk,
    }
    return Setup(
        said_on=DAY, new_source=NewSource(**values), round_name="Report of 4 March 2025", **more
    )


def started(world, text: str = PAPER, setup: Setup | None = None) -> PaperImport:
    return start_import(
        paper=received(world, text),
        setup=setup or new_source(world),
        by=world.person("equality_officer"),
    )


def take_all(world, one: PaperImport) -> PaperImport:
    officer = world.person("equality_officer")
    decide_all(paper_import=one, matches=["new", "changed"], decision="accept", by=officer)
    return accept_import(paper_import=one, by=officer)


def taken(world, text: str = PAPER) -> PaperImport:
    return take_all(world, started(world, text))


def later(world, text: str, name: str = "Report of 3 June 2025") -> PaperImport:
    setup = Setup(said_on=datetime.date(2025, 6, 3), source=Source.objects.get(), round_name=name)
    return started(world, text, setup)


def counted() -> dict[str, int]:
    models = (Source, Recommendation, Commitment, Entry, Challenge, Round, Link)
    return {model.__name__: model.objects.count() for model in models}


def test_five_items_go_in_as_a_tree_with_all_they_say(world) -> None:
    done = taken(world)
    assert done.outcome == {
        "new": 5, "progress": 3, "next_steps": 2, "challenges": 1, "closures": 1,
    }  # fmt: skip
    leaf = Recommendation.objects.get(number="1(a)")
    assert leaf.parent is not None
    assert (leaf.parent.number, leaf.parent.stem) == ("1", "This means:")
    assert leaf.commitment.unit == world.force_unit
    entry = Entry.objects.get(commitment=leaf.commitment, kind="progress")
    assert (entry.said_on, entry.attribution) == (DAY, "Report 7 of 4 March 2025")
    assert Challenge.objects.get().items.count() == 2
    assert Round.objects.get().state == RoundState.CLOSED


def test_every_event_of_an_acceptance_bears_its_batch(world) -> None:
    one = started(world)
    last = Event.objects.latest("id").pk
    take_all(world, one)
    events = Event.objects.filter(pk__gt=last).exclude(verb="decide_rows")
    assert {event.batch for event in events} == {one.batch}


def test_nothing_enters_before_acceptance(world) -> None:
    started(world)
    assert set(counted().values()) == {0}


def test_the_same_paper_is_received_once(world) -> None:
    assert received(world) == received(world)


@pytest.mark.parametrize("data", [b"", b"   \n", b"\x89PNG\r\n\x1a\n" + bytes(200)])
def test_what_is_no_paper_is_refused_in_words(world, data: bytes) -> None:
    upload = SimpleUploadedFile("paper.txt", data)
    with pytest.raises(UnusableDocument) as refused:
        receive_paper(upload=upload, by=world.person("equality_officer"))
    assert str(refused.value).strip()
    assert not ReceivedPaper.objects.exists()


@pytest.mark.parametrize(
    "role", ["administrator", "contributor", "scrutineer", "verifier", "secretary", "auditor"]
)
def test_only_who_manages_sources_may_import(world, role: str) -> None:
    person = world.person(role)
    with pytest.raises(NotPermitted):
        receive_paper(upload=SimpleUploadedFile("p.txt", PAPER.encode()), by=person)
    paper = received(world)
    with pytest.raises(NotPermitted):
        start_import(paper=paper, setup=new_source(world), by=person)
    one = started(world)
    for act in (accept_import, abandon_import):
        with pytest.raises(NotPermitted):
            act(paper_import=one, by=person)
    with pytest.raises(NotPermitted):
        decide_all(paper_import=one, matches=["new"], decision="accept", by=person)
    with pytest.raises(NotPermitted):
        edit_row(row=one.rows.all()[0], reference="1", text="Other", by=person)
    take_all(world, one)
    with pytest.raises(NotPermitted):
        undo_import(paper_import=one, by=person)


def test_undecided_rows_hold_acceptance_up(world) -> None:
    one = started(world)
    with pytest.raises(NotReady) as refused:
        accept_import(paper_import=one, by=world.person("equality_officer"))
    assert len(refused.value.problems) == 5
    one.refresh_from_db()
    assert one.state == ImportState.PREVIEW


DECISIONS = st.lists(st.sampled_from(["undecided", "accept", "skip"]), min_size=5, max_size=5)


@given(DECISIONS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_subset_of_decisions_leaves_no_half_written_tree(world, drawn: list[str]) -> None:
    with transaction.atomic():
        officer = world.person("equality_officer")
        one = started(world)
        decide_rows(paper_import=one, decisions=dict(enumerate(drawn)), by=officer)
        try:
            accept_import(paper_import=one, by=officer)
        except NotReady as refused:
            assert refused.problems
            assert set(counted().values()) == {0}
        else:
            numbers = set(Recommendation.objects.values_list("number", flat=True))
            for each in Recommendation.objects.exclude(number__in=["1", "2"]):
                assert each.parent is not None
                assert each.parent.number in numbers
            assert len(numbers) == drawn.count("accept")
        transaction.set_rollback(True)


def test_a_failure_in_the_middle_leaves_nothing(world) -> None:
    taken(world)
    officer = world.person("equality_officer")
    more = PAPER.replace(
        "Recommendation 2", "(c) asking staff every year.\n\nProgress so far\n\n4. Asked once."
        "\n\nRecommendation 2",
    )  # fmt: skip
    setup = Setup(
        said_on=datetime.date(2025, 6, 3),
        source=Source.objects.get(),
        round_name="Summer 2025",
        round_state=RoundState.OPEN,
    )
    one = started(world, more, setup)
    decide_all(paper_import=one, matches=["new", "changed"], decision="accept", by=officer)
    # Meanwhile somebody opens a round: the new item is written before its round is refused.
    commitments.open_round(
        scope_kind="source",
        scope_id=Source.objects.get().pk,
        name="Opened by hand",
        opens_on=datetime.date(2025, 5, 1),
        by=officer,
    )
    before, events = counted(), Event.objects.count()
    with pytest.raises(Refused, match="still open"):
        accept_import(paper_import=one, by=officer)
    assert counted() == before
    assert Event.objects.count() == events
    one.refresh_from_db()
    assert one.state == ImportState.PREVIEW


def test_the_register_moving_on_is_noticed(world) -> None:
    taken(world)
    officer = world.person("equality_officer")
    changed = PAPER.replace("Four boroughs", "Six boroughs")
    one = later(world, changed)
    decide_all(paper_import=one, matches=["changed"], decision="accept", by=officer)
    leaf = Recommendation.objects.get(number="1(a)")
    commitments.add_progress(
        commitment=leaf.commitment, text="Six boroughs have published their plans.", by=officer
    )
    with pytest.raises(Outdated, match=r"1\(a\)"):
        accept_import(paper_import=one, by=officer)
    refresh_rows(paper_import=one)
    assert set(one.rows.values_list("match", flat=True)) == {RowMatch.UNCHANGED}


def test_two_officers_do_not_accept_twice(world) -> None:
    one = started(world)
    officer = world.person("equality_officer")
    decide_all(paper_import=one, matches=["new"], decision="accept", by=officer)
    other = PaperImport.objects.get(pk=one.pk)
    accept_import(paper_import=one, by=officer)
    with pytest.raises((Refused, Conflict)):
        accept_import(paper_import=other, by=officer)
    assert Recommendation.objects.count() == 5


def test_only_what_was_not_said_before_is_taken_in(world) -> None:
    taken(world)
    text = PAPER.replace("4 March 2025", "3 June 2025").replace(
        "1. Four boroughs have published their plans.",
        "1. Four boroughs have published their plans.\n\nThe fifth follows in May.",
    )
    one = take_all(world, later(world, text))
    assert one.outcome == {"changed": 1, "progress": 1}
    entry = Entry.objects.get(round=one.round)
    assert entry.text == "The fifth follows in May."


def test_a_difference_left_out_is_not_taken_over(world) -> None:
    taken(world)
    text = PAPER.replace("in each borough;", "in each borough and unit;").replace(
        "Two plans will follow in June.", "Two plans will follow in July."
    )
    one = later(world, text)
    row = one.rows.get(reference="1(a)")
    assert set(row.differences) == {"text", "next_steps"}
    officer = world.person("equality_officer")
    decide_rows(
        paper_import=one,
        decisions={row.position: "accept"},
        left_out={row.position: ["text"]},
        by=officer,
    )
    accept_import(paper_import=one, by=officer)
    leaf = Recommendation.objects.get(number="1(a)")
    assert leaf.text == "publishing an equality plan in each borough;"
    assert leaf.commitment.entries.filter(text="Two plans will follow in July.").exists()


def test_wording_owner_and_date_that_were_replaced_come_back_on_undo(world) -> None:
    taken(world)
    text = PAPER.replace("in each borough;", "in each borough and unit;")
    before = counted()
    one = take_all(world, later(world, text))
    leaf = Recommendation.objects.get(number="1(a)")
    assert leaf.text.endswith("and unit;")
    assert leaf.commitment.title == leaf.text
    undo_import(paper_import=one, by=world.person("equality_officer"))
    leaf = Recommendation.objects.get(number="1(a)")
    assert leaf.text == "publishing an equality plan in each borough;"
    assert leaf.commitment.title == leaf.text
    assert counted() == before


def test_an_edit_is_taken_in_and_stays_marked(world) -> None:
    one = started(world)
    officer = world.person("equality_officer")
    row = one.rows.get(reference="1(b)")
    edit_row(row=row, reference="1(c)", text="training everybody on promotion boards.", by=officer)
    take_all(world, one)
    found = Recommendation.objects.get(number="1(c)")
    assert found.text == "training everybody on promotion boards."
    assert found.parent is not None
    origin = origins_of([found.pk])[found.pk]
    assert origin.edited
    assert origin.text_read == "training those who sit on promotion boards."
    assert f"#L{row.line}" in origin.href


def test_giving_back_what_was_read_takes_the_mark_away(world) -> None:
    one = started(world)
    officer = world.person("equality_officer")
    row = one.rows.get(reference="1(b)")
    read = row.item["text"]
    edit_row(row=row, reference="1(b)", text="Another.", by=officer)
    row = edit_row(row=row, reference="1(b)", text=read, by=officer)
    assert row.edits == {}


def test_an_edited_branch_keeps_its_parts(world) -> None:
    one = started(world)
    officer = world.person("equality_officer")
    edit_row(
        row=one.rows.get(reference="1"), reference="R1", text="Be fair. This means:", by=officer
    )
    take_all(world, one)
    branch = Recommendation.objects.get(number="R1")
    assert (branch.text, branch.stem) == ("Be fair.", "This means:")
    assert branch.children.count() == 2


def test_a_like_item_is_suggested_and_the_officer_chooses(world) -> None:
    taken(world)
    officer = world.person("equality_officer")
    renumbered = PAPER.replace("Recommendation 2\n", "Recommendation 3\n")
    one = later(world, renumbered)
    row = one.rows.get(reference="3(a)")
    assert row.match == RowMatch.SUGGESTED
    decide_rows(paper_import=one, decisions={row.position: "as_new"}, by=officer)
    with pytest.raises(NotReady, match="choose"):
        accept_import(paper_import=one, by=officer)
    rest = {each.position: "accept" for each in one.rows.filter(reference="3")}
    decide_rows(paper_import=one, decisions=rest, by=officer)
    accept_import(paper_import=one, by=officer)
    new = Recommendation.objects.get(number="3(a)")
    assert new.parent is not None
    assert new.parent.number == "2", "3 was said to be the 2 we have"


def test_decisions_that_make_no_sense_are_refused(world) -> None:
    one = started(world)
    with pytest.raises(Refused, match="choose one of"):
        decide_rows(paper_import=one, decisions={0: "as_new"}, by=world.person("equality_officer"))


@pytest.mark.parametrize(
    "build",
    [
        lambda leaf, by: commitments.add_progress(commitment=leaf.commitment, text="More.", by=by),
        lambda leaf, by: register.edit_recommendation(
            recommendation=leaf, expected_version=None, by=by, text="Other words."
        ),
        lambda leaf, by: commitments.set_due_date(
            commitment=leaf.commitment, due_on=datetime.date(2026, 1, 1), reason="Agreed", by=by
        ),
        lambda leaf, by: register.add_recommendation(
            source=leaf.source, parent=leaf.parent, number="1(z)", text="More.", by=by
        ),
        lambda leaf, by: register.edit_source(
            source=leaf.source, by=by, description="What it is about."
        ),
    ],
)
def test_what_was_built_on_cannot_be_undone(world, build: Any) -> None:
    one = taken(world)
    officer = world.person("equality_officer")
    build(Recommendation.objects.get(number="1(a)"), officer)
    before = counted()
    with pytest.raises(BuiltOn) as refused:
        undo_import(paper_import=one, by=officer)
    assert refused.value.sentences
    assert counted() == before


def test_undone_while_nothing_was_built_on_it(world) -> None:
    one = taken(world)
    undo_import(paper_import=one, by=world.person("equality_officer"))
    assert set(counted().values()) == {0}
    assert one.state == ImportState.UNDONE
    with pytest.raises(Refused, match="Only an accepted"):
        undo_import(paper_import=one, by=world.person("equality_officer"))


def test_given_up_it_can_no_longer_be_decided(world) -> None:
    one = started(world)
    officer = world.person("equality_officer")
    abandon_import(paper_import=one, by=officer)
    with pytest.raises(Refused, match="no longer waiting"):
        decide_all(paper_import=one, matches=["new"], decision="accept", by=officer)
    assert set(counted().values()) == {0}


def test_another_source_compares_the_rows_anew(world) -> None:
    taken(world)
    officer = world.person("equality_officer")
    text = PAPER.replace("Four boroughs", "Six boroughs")
    one = started(world, text, new_source_named(world, "Another review"))
    assert set(one.rows.values_list("match", flat=True)) == {RowMatch.NEW}
    change_setup(
        paper_import=one,
        setup=Setup(said_on=DAY, source=Source.objects.get(), round_name="Again"),
        by=officer,
    )
    assert one.rows.filter(match=RowMatch.CHANGED).count() == 1


def new_source_named(world, title: str) -> Setup:
    source = NewSource(title=title, short_title=title, kind="review", unit=world.authority_unit.pk)
    return Setup(said_on=DAY, new_source=source, round_name="Report")


def test_a_title_that_is_taken_is_refused(world) -> None:
    taken(world)
    with pytest.raises(Refused, match="already a source"):
        start_import(
            paper=received(world), setup=new_source(world), by=world.person("equality_officer")
        )


def test_a_closed_round_takes_no_paper(world) -> None:
    one = taken(world)
    setup = Setup(said_on=DAY, source=one.source, round=one.round)
    with pytest.raises(Refused, match="is closed"):
        start_import(paper=received(world), setup=setup, by=world.person("equality_officer"))


def test_statements_may_join_the_open_round(world) -> None:
    taken(world)
    officer = world.person("equality_officer")
    source = Source.objects.get()
    open_one = commitments.open_round(
        scope_kind="source",
        scope_id=source.pk,
        name="Spring 2025",
        opens_on=datetime.date(2025, 3, 5),
        by=officer,
    )
    text = PAPER.replace("Four boroughs", "Six boroughs")
    setup = Setup(said_on=datetime.date(2025, 3, 6), source=source, round=open_one)
    one = take_all(world, started(world, text, setup))
    assert Entry.objects.filter(round=open_one).count() == 1
    undo_import(paper_import=one, by=officer)
    assert Round.objects.filter(pk=open_one.pk).exists()
    assert not Entry.objects.filter(round=open_one).exists()


def test_a_paper_for_a_coming_meeting_is_kept_under_today(world) -> None:
    ahead = today() + datetime.timedelta(days=17)
    one = started(world, setup=replace(new_source(world), said_on=ahead))
    take_all(world, one)
    assert {entry.said_on for entry in Entry.objects.all()} == {today()}
    assert {challenge.raised_on for challenge in Challenge.objects.all()} == {today()}


def test_an_owner_as_printed_may_be_a_post(world) -> None:
    owned = PAPER.replace("in each borough;", "in each borough;\nOwner: The Northmoor lead", 1)
    post = world.posts["north_lead"]
    setup = replace(new_source(world), owner_bodies={"The Northmoor lead": f"post-{post.pk}"})
    take_all(world, started(world, owned, setup))
    item = Recommendation.objects.get(number="1(a)")
    assert item.owner_printed == "The Northmoor lead"
    assert item.commitment.owner_post == post
    assert item.owner_body == world.force
