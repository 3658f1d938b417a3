"""No tree is left half-written, whatever is decided."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dueregard.web.recommendations.imports.tree_rules import RowChoice, parent_of, problems
from dueregard.web.recommendations.states import RowDecision, RowMatch


def row(position: int, number: str, parent: str = "", **more: str) -> RowChoice:
    values = {"match": RowMatch.NEW.value, "decision": RowDecision.ACCEPT.value, "text": "Do it."}
    return RowChoice(
        position=position, printed=number, number=number, parent=parent, **(values | more)
    )


def messages(choices: list[RowChoice], numbers: set[str] | None = None) -> str:
    return " ".join(one.message for one in problems(choices, numbers or set()))


def test_a_tree_taken_in_whole_has_no_problem() -> None:
    assert problems([row(0, "1"), row(1, "1(a)", "1")], set()) == []


def test_a_part_without_its_branch_is_refused_with_the_way_out() -> None:
    said = messages([row(0, "1", decision="skip"), row(1, "1(a)", "1")])
    assert "1(a) cannot be taken in without 1, which you left out" in said
    assert "Take 1 in too" in said


def test_a_part_may_join_a_branch_the_register_has() -> None:
    assert problems([row(0, "1", decision="skip"), row(1, "1(a)", "1")], {"1"}) == []


def test_a_part_whose_branch_the_paper_lacks_stands_on_its_own() -> None:
    assert problems([row(0, "1(a)", "1")], set()) == []


def test_undecided_rows_hold_acceptance_up() -> None:
    assert "choose" in messages([row(0, "1", decision="undecided")])


def test_unchanged_rows_need_no_decision() -> None:
    assert problems([row(0, "1", match="unchanged", decision="undecided")], {"1"}) == []


def test_one_number_twice_is_refused() -> None:
    assert "twice" in messages([row(0, "1"), row(1, "1")])


def test_a_number_the_source_has_is_refused_for_a_new_one() -> None:
    said = messages([row(0, "7", match="suggested", decision="as_new")], {"7"})
    assert "already has a recommendation 7" in said


def test_a_row_without_wording_is_refused() -> None:
    assert "no wording" in messages([row(0, "1", text=" ")])


def test_the_parent_is_the_nearest_before() -> None:
    first, second, part = row(0, "1"), row(1, "1"), row(2, "1(a)", "1")
    assert parent_of(part, [first, second, part]) is second


rows = st.lists(
    st.tuples(
        st.sampled_from(["", "1", "2", "1(a)", "1(b)", "2(a)"]),
        st.sampled_from(["", "1", "2", "1(a)"]),
        st.sampled_from([match.value for match in RowMatch]),
        st.sampled_from([decision.value for decision in RowDecision]),
    ),
    max_size=9,
)


@given(rows, st.sets(st.sampled_from(["1", "2", "1(a)"])))
def test_what_is_let_through_is_a_whole_tree(
    drawn: list[tuple[str, str, str, str]], numbers: set[str]
) -> None:
    choices = [
        row(at, number, parent, match=match, decision=decision)
        for at, (number, parent, match, decision) in enumerate(drawn)
    ]
    if problems(choices, numbers):
        return
    made: set[str] = set()
    for choice in choices:
        assert choice.match == RowMatch.UNCHANGED or choice.decision != RowDecision.UNDECIDED
        if not choice.makes_new:
            continue
        assert not choice.number or choice.number not in made | numbers
        made.add(choice.number)
        parent = parent_of(choice, choices)
        if parent is not None:
            assert parent.will_exist or parent.printed in numbers
