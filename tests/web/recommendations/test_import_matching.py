"""Telling items of a paper from one another, and what they add to the register."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.web.recommendations.imports.differences import contradiction, differences
from dueregard.web.recommendations.imports.held import HeldItem
from dueregard.web.recommendations.imports.items import (
    ReadItem,
    Statement,
    folded_parts,
    last_day,
    read_items,
    split_stem,
)
from dueregard.web.recommendations.imports.matching import match_items
from dueregard.web.recommendations.imports.pointers import pointer_target
from dueregard.web.recommendations.imports.similarity import SUGGEST_FROM, similarity, words
from dueregard.web.recommendations.states import RowMatch


def item(position: int = 0, reference: str = "1", text: str = "", **more: Any) -> ReadItem:
    return ReadItem(position=position, reference=reference, parent="", text=text, **more)


def held(number: str, text: str, id: int = 1, **more: Any) -> HeldItem:
    return HeldItem(id=id, number=number, text=text, **more)


TEXT = "Publish the equality plan of every borough before the end of the year."


def test_same_number_and_wording_is_unchanged() -> None:
    (one,) = match_items([item(text=TEXT)], [held("1", TEXT)])
    assert (one.match, one.differences) == (RowMatch.UNCHANGED, {})


def test_quotation_marks_spaces_and_case_are_no_difference() -> None:
    printed = "Publish  the ‘equality plan’ – every borough"
    (one,) = match_items(
        [item(text=printed)], [held("1", "publish the 'Equality Plan' - every borough")]
    )
    assert one.match == RowMatch.UNCHANGED


def test_another_wording_under_the_same_number_is_shown_field_by_field() -> None:
    (one,) = match_items([item(text=TEXT + " Quarterly.")], [held("1", TEXT)])
    assert one.match == RowMatch.CHANGED
    assert one.differences["text"]["before"] == TEXT
    assert one.warnings == []


def test_quite_another_wording_under_the_same_number_warns() -> None:
    (one,) = match_items(
        [item(text="Train all custody sergeants in first aid.")], [held("1", TEXT)]
    )
    assert one.match == RowMatch.CHANGED
    assert "quite different" in one.warnings[0]


def test_a_like_wording_under_another_number_is_suggested_never_assumed() -> None:
    (one,) = match_items([item(reference="R9", text=TEXT)], [held("1", TEXT)])
    assert one.match == RowMatch.SUGGESTED
    assert one.held is not None
    assert one.similarity == 1


def test_two_equally_like_ones_suggest_neither() -> None:
    near = "Publish the equality plan of every borough before the summer."
    other = "Publish the equality plan of every borough before the winter."
    (one,) = match_items(
        [
            item(
                reference="R9", text="Publish the equality plan of every borough before the autumn."
            )
        ],
        [held("1", near, id=1), held("2", other, id=2)],
    )
    assert one.match == RowMatch.NEW


def test_an_unnumbered_item_is_known_by_its_exact_wording() -> None:
    (one,) = match_items([item(reference="", text=TEXT)], [held("", TEXT)])
    assert one.match == RowMatch.UNCHANGED


def test_what_is_not_there_is_new() -> None:
    (one,) = match_items([item(text=TEXT)], [])
    assert (one.match, one.held) == (RowMatch.NEW, None)


texts = st.text(alphabet="abcde ", min_size=1, max_size=30)


@given(
    st.lists(st.tuples(st.sampled_from(["", "1", "2", "3(a)", "3(b)"]), texts), max_size=8),
    st.lists(st.tuples(st.sampled_from(["", "1", "2", "3(a)"]), texts), max_size=8),
)
def test_every_item_is_answered_and_nothing_held_is_used_twice(
    read: list[tuple[str, str]], kept: list[tuple[str, str]]
) -> None:
    items = [item(at, number, text) for at, (number, text) in enumerate(read)]
    register = [held(number, text, id=at) for at, (number, text) in enumerate(kept, start=1)]
    matched = match_items(items, register)
    assert [one.item for one in matched] == items
    used = [one.held.id for one in matched if one.held]
    assert len(used) == len(set(used))
    for one in matched:
        if one.match == RowMatch.SUGGESTED:
            assert one.similarity is not None
            assert one.similarity >= SUGGEST_FROM


@given(texts, texts)
def test_similarity_is_symmetric_and_whole_for_the_same(one: str, other: str) -> None:
    left, right = words(one), words(other)
    assert similarity(left, right) == similarity(right, left)
    assert 0 <= similarity(left, right) <= 1
    assert similarity(left, left) in (0.0, 1.0)


def test_only_what_was_not_said_before_is_added() -> None:
    said = item(
        text=TEXT, progress=(Statement("Begun in May."), Statement("Half the boroughs done."))
    )
    register = held("1", TEXT, progress=folded_parts(["begun in MAY."]))
    added = differences(said, register)["progress"]["added"]
    assert [one["text"] for one in added] == ["Half the boroughs done."]


def test_the_same_thing_said_twice_in_a_paper_is_added_once() -> None:
    said = item(text=TEXT, next_steps=(Statement("Write it."), Statement("write  it.")))
    assert len(differences(said, held("1", TEXT))["next_steps"]["added"]) == 1


@pytest.mark.parametrize("state", ["reported", "verified", "proposed"])
def test_reported_complete_is_no_news_where_a_closure_lives(state: str) -> None:
    done = item(text=TEXT, status="completed")
    assert "status" not in differences(done, held("1", TEXT, closure_state=state))


@pytest.mark.parametrize("state", ["", "refused", "reopened", "withdrawn"])
def test_reported_complete_is_news_where_it_is_open(state: str) -> None:
    done = item(text=TEXT, status="completed")
    assert differences(done, held("1", TEXT, closure_state=state))["status"]


def test_a_paper_behind_the_register_warns_and_changes_nothing() -> None:
    behind = item(text=TEXT, status="in_progress")
    closed = held("1", TEXT, closure_state="verified")
    assert differences(behind, closed) == {}
    assert "does not reopen" in contradiction(behind, closed)


def test_the_first_due_date_repeated_is_not_a_change_of_the_revised_one() -> None:
    first, revised = datetime.date(2026, 3, 31), datetime.date(2026, 9, 30)
    register = held("1", TEXT, due_on=revised, original_due_on=first)
    assert "due" not in differences(item(text=TEXT, due_on=first), register)
    later = item(text=TEXT, due_on=datetime.date(2026, 12, 31))
    assert differences(later, register)["due"]["after"] == "31 December 2026"


def test_a_printed_status_without_a_word_of_progress_is_the_progress() -> None:
    tracker = item(text=TEXT, status="in_progress", status_printed="On track")
    assert differences(tracker, held("1", TEXT))["progress"]["added"][0]["text"] == "On track"


def test_a_printed_status_beside_progress_is_kept_as_a_note() -> None:
    tracker = item(
        text=TEXT,
        status="in_progress",
        status_printed="Amber",
        progress=(Statement("Half the boroughs have one."),),
    )
    found = differences(tracker, held("1", TEXT))
    assert found["notes"]["added"][0]["text"] == "Amber"


def test_items_are_read_with_stem_pointer_and_further_wording() -> None:
    document = {
        "tracked_items": [
            {"ref": "2", "parent": None, "text": "Be fair. This means:", "line": 4},
            {"ref": "2(c)", "parent": "2", "text": "lead", "status": "pointer",
             "progress": ["See next recommendation."], "progress_lines": [6], "line": 5},
            {"ref": "2(d)", "parent": "2", "text": "inspect:", "text_more": ["by day", "by night"],
             "due": "2023-10", "line": 7},
        ]
    }  # fmt: skip
    branch, pointer, leaf = read_items(document)
    assert (branch.text, branch.stem) == ("Be fair.", "This means:")
    assert (pointer.points_to, pointer.progress) == ("2(d)", ())
    assert leaf.text == "inspect:\n\nby day\n\nby night"
    assert leaf.due_on == datetime.date(2023, 10, 31)


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("See previous recommendation.", "1"),
        ("See recommendation 3 (a).", "3(a)"),
        ("See Recommendation 1 above.", "1"),
        ("As paragraph 12.", "3(a)"),
        ("As paragraph 99.", ""),
        ("See elsewhere.", ""),
    ],
)
def test_pointers_are_followed_only_where_they_lead_somewhere(said: str, target: str) -> None:
    items = [{"ref": "1"}, {"ref": "2"}, {"ref": "3(a)", "paragraphs": [12]}]
    assert pointer_target([said], 1, items) == target


def test_dates_that_the_calendar_lacks_are_left_alone() -> None:
    assert [last_day(text) for text in ("2023-13", "2023-02-30", "soon", "")] == [None] * 4


def test_a_stem_is_only_the_last_short_sentence() -> None:
    assert split_stem("Do this: and that") == ("Do this: and that", "")


def test_similar_items_are_not_confused_by_what_is_common() -> None:
    one = replace(item(), text="The service must be of use to all of them.")
    assert similarity(words(one.text), words("It should be for those that are with us.")) == 0
