"""The tree of a source: what a branch says of its leaves, and to whom."""

from __future__ import annotations

import datetime
import uuid
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.web.commitments import services as commitments
from dueregard.web.commitments.models import Commitment
from dueregard.web.commitments.status import StatusCounts
from dueregard.web.commitments.status import count as count_statuses
from dueregard.web.organisation.access import access_of
from dueregard.web.recommendations import services
from dueregard.web.recommendations.models import Recommendation
from dueregard.web.recommendations.queries import (
    changes_since_last,
    likely_duplicates,
    papers_that_carried,
    source_tree,
)
from dueregard.web.recommendations.queries.sources import source_summaries
from dueregard.web.recommendations.record_checks import problems

TODAY = datetime.date.today()
LATE = TODAY - datetime.timedelta(days=10)

#: A leaf as facts columns have it; a branch as a list of such.
LEAVES = st.fixed_dictionaries(
    {
        "is_pointer": st.booleans(),
        "has_progress": st.booleans(),
        "due_on": st.sampled_from([None, LATE, TODAY, TODAY + datetime.timedelta(days=9)]),
        "open_challenges": st.integers(0, 2),
        "closure": st.sampled_from(
            [("", ""), ("proposed", "as_made"), ("reported", "as_made"), ("verified", "as_made"),
             ("verified", "rejected"), ("reported", "merged"), ("verified", "differently")]
        ),
    }
)  # fmt: skip
TREES = st.lists(
    st.recursive(LEAVES, lambda parts: st.lists(parts, min_size=1, max_size=4), max_leaves=7),
    max_size=4,
)


def grow(trees, add, *, parent=None, numbers=None) -> int:
    """Add what a strategy drew; return how many leaves there are."""
    numbers = numbers or count(1)
    leaves = 0
    for tree in trees:
        item = add(f"N{next(numbers)}", parent=parent)
        if isinstance(tree, list):
            leaves += grow(tree, add, parent=item, numbers=numbers)
        else:
            facts = dict(tree)
            facts["closure_state"], facts["closure_kind"] = facts.pop("closure")
            Commitment.objects.filter(pk=item.pk).update(**facts)
            leaves += 1
    return leaves


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TREES)
def test_every_branch_counts_exactly_its_leaves(source, add, officer, trees) -> None:
    with transaction.atomic():
        leaves = grow(trees, add)
        tree = source_tree(source, officer)
        assert tree.counts.total == leaves == len(tree.leaves())
        everything = Commitment.objects.filter(recommendation__source=source)
        assert tree.counts == count_statuses(everything, TODAY)
        for node in tree.walk():
            below = Commitment.objects.filter(
                recommendation__place__startswith=node.recommendation.place
            )
            assert node.counts == count_statuses(below, TODAY)
            assert node.challenged == below.filter(is_leaf=True, open_challenges__gt=0).count()
            if node.counts.open:
                assert node.counts.completed < node.counts.total, "an open leaf is never hidden"
            if node.counts.overdue:
                assert node.worst is not None
                assert node.worst.commitment.due_on < TODAY, "the worst leaf is a late one"
        transaction.set_rollback(True)


def test_the_tree_takes_as_many_queries_for_two_as_for_forty(
    source, add, officer, django_assert_num_queries
) -> None:
    branch = add("1")
    add("1(a)", parent=branch)
    access_of(officer)
    with django_assert_num_queries(1):
        source_tree(source, officer)
    for number in range(40):
        add(f"1({number})x", parent=branch)
    with django_assert_num_queries(1):
        tree = source_tree(source, officer)
    assert tree.counts.total == 41


def test_restricted_parts_are_neither_shown_nor_counted(world, source, add, officer) -> None:
    branch = add("1")
    add("1(a)", parent=branch)
    add("1(b)", parent=branch, restricted=True)
    seen = source_tree(source, world.person("contributor"))
    assert [node.reference for node in seen.walk()] == ["1", "1(a)"]
    assert (seen.counts.total, seen.has_hidden) == (1, True)
    whole = source_tree(source, officer)
    assert (whole.counts.total, whole.has_hidden) == (2, False)


def test_an_owner_sees_their_part_of_a_restricted_branch(world, source, add) -> None:
    branch = add("1", text="Secret branch.", restricted=True)
    add("1(a)", parent=branch, owner_post=world.posts["north_officer"])
    add("1(b)", parent=branch)
    tree = source_tree(source, world.person("contributor"))
    assert [(node.reference, node.is_seen) for node in tree.walk()] == [
        ("1", False),
        ("1(a)", True),
    ]
    assert tree.has_hidden


def test_the_worst_branches_come_first_and_calm_ones_do_not_come(source, add, officer) -> None:
    calm, late, asked = add("1"), add("2"), add("3")
    leaf = add("1(a)", parent=calm)
    Commitment.objects.filter(pk=leaf.pk).update(
        closure_state="verified", closure_kind="as_made", closed_on=TODAY
    )
    add("2(a)", parent=late, due_on=LATE)
    worst = add("2(b)", parent=late, due_on=LATE - datetime.timedelta(days=30))
    challenged = add("3(a)", parent=asked)
    Commitment.objects.filter(pk=challenged.pk).update(open_challenges=2)
    branches = source_tree(source, officer).worst_branches()
    assert [node.reference for node in branches] == ["2", "3"]
    assert branches[0].worst == worst


def test_the_list_of_sources_counts_in_a_fixed_number_of_queries(
    world, source, add, officer, django_assert_num_queries
) -> None:
    branch = add("1")
    add("1(a)", parent=branch, due_on=LATE)
    access_of(officer)
    with django_assert_num_queries(3):
        source_summaries(officer)
    for number in range(5):
        other = services.add_source(
            title=f"Source {number}", short_title=f"S{number}", kind="review",
            unit=world.authority_unit, by=officer,
        )  # fmt: skip
        add("1", to=other)
    with django_assert_num_queries(3):
        summaries = source_summaries(officer)
    assert len(summaries) == 6
    found = next(each for each in summaries if each.source == source)
    assert found.counts == StatusCounts(total=1, not_started=1, overdue=1)


@pytest.fixture
def two_rounds(source, officer):
    """A closed round that ended a month ago and an open one."""
    before = commitments.open_round(
        scope_kind="source", scope_id=source.pk, name="Autumn",
        opens_on=TODAY - datetime.timedelta(days=90), state="closed", batch=uuid.uuid4(),
        by=officer,
    )  # fmt: skip
    now = commitments.open_round(
        scope_kind="source", scope_id=source.pk, name="Winter",
        opens_on=TODAY - datetime.timedelta(days=30), by=officer,
    )  # fmt: skip
    return before, now


def test_what_changed_since_the_last_round(
    world, source, add, officer, two_rounds, django_assert_num_queries
) -> None:
    before, now = two_rounds
    told, done, asked, late, old = (add(str(number)) for number in range(1, 6))
    speak = {"by": officer}
    commitments.add_progress(commitment=told.commitment, text="Begun.", round=now, **speak)
    commitments.add_progress(
        commitment=old.commitment, text="Long ago.", round=before, batch=before.batch,
        said_on=TODAY - datetime.timedelta(days=80), **speak,
    )  # fmt: skip
    commitments.report_closure(
        commitment=done.commitment, kind="as_made", statement="Done.",
        effective_on=TODAY - datetime.timedelta(days=3), round=now, **speak,
    )  # fmt: skip
    challenge = commitments.raise_challenge(
        commitments=[asked.commitment], text="How is it checked?", round=now,
        by=world.person("scrutineer"),
    )  # fmt: skip
    commitments.answer_challenge(challenge=challenge, text="By audit.", **speak)
    commitments.set_due_date(
        commitment=late.commitment, due_on=TODAY - datetime.timedelta(days=1), reason="", **speak
    )
    items = list(source.recommendations.select_related("commitment"))
    with django_assert_num_queries(6):
        changes = changes_since_last(source, items)

    def numbers(found) -> list[str]:
        return [item.number for item in found]

    assert changes.before == before
    assert numbers(changes.reported) == ["1"]
    assert numbers(changes.completed) == ["2"]
    assert numbers(changes.challenged) == ["3"]
    assert numbers(changes.answered) == ["3"]
    assert numbers(changes.overdue) == ["4"]
    assert changes.reopened == []


def test_the_first_round_has_nothing_to_compare_with(source, add, officer) -> None:
    item = add("1")
    assert changes_since_last(source, [item]).before is None


def test_likely_duplicates_are_found_by_their_words(world, source, add) -> None:
    held = add("1", text="Publish every local equality plan within six months of its approval.")
    add("2", text="Train all assessors in structured interviewing.")
    secret = add("3", text="Publish local equality plans six months after.", restricted=True)
    asked = "Every local equality plan must be published within six months of approval"
    assert likely_duplicates(asked)[0].recommendation == held
    assert likely_duplicates("Buy more chairs for the canteen") == []
    assert likely_duplicates("") == []
    seen = likely_duplicates(secret.text, user=world.person("contributor"))
    assert secret not in [each.recommendation for each in seen]
    assert likely_duplicates(held.text, source=source)[0].is_exact
    assert held not in [each.recommendation for each in likely_duplicates(held.text, but=held)]


def test_nothing_carried_what_was_added_by_hand(add) -> None:
    assert papers_that_carried(add("1")) == []


def codes() -> set[str]:
    return {problem.code for problem in problems()}


def test_the_record_of_a_whole_register_has_no_problem(add, officer, world) -> None:
    branch = add("1")
    pointer = add("1(a)", parent=branch, is_pointer=True)
    end = add("1(b)", parent=branch, owner_post=world.posts["north_lead"])
    services.link(origin=pointer, target=end, kind="see", by=officer)
    services.respond(
        recommendation=end, body=world.force, kind="accepted", reason="", responded_on=TODAY,
        by=officer,
    )  # fmt: skip
    assert codes() == set()


def test_the_checks_of_the_record_find_what_is_wrong(add, officer, world) -> None:
    branch, part = add("1"), None
    commitments.add_progress(commitment=branch.commitment, text="Said too high up.", by=officer)
    part = add("1(a)", parent=branch)
    add("2", is_pointer=True)
    accepted, refused = add("3"), add("4")
    for item, kind in ((accepted, "accepted"), (refused, "rejected")):
        services.respond(
            recommendation=item, body=world.force, kind=kind, reason="Because.",
            responded_on=TODAY, by=officer,
        )  # fmt: skip
    assert codes() == {
        "branch-with-entries", "pointer-to-nothing", "accepted-without-owner", "rejected-but-open",
    }  # fmt: skip
    Recommendation.objects.filter(pk=part.pk).update(place="00009.")
    Commitment.objects.filter(pk=branch.pk).update(is_leaf=True, restricted=True)
    Commitment.objects.filter(pk=accepted.pk).update(is_leaf=False)
    assert codes() >= {
        "wrong-place", "leaf-with-parts", "open-part-of-restricted", "branch-without-parts",
    }  # fmt: skip
