"""Questionnaires: what is asked follows from what was answered."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard import frameworks as f

ASSESSMENT = f.framework("equality-impact-assessment")
QUESTIONS = [each for each in ASSESSMENT.walk() if each.question]


def asked(answers: dict[str, Any]) -> list[str]:
    return [each.ref for each in ASSESSMENT.asked(answers)]


def test_screening_comes_first() -> None:
    assert asked({}) == ["S1", "S2", "S3", "S4", "S5", "S8", "S9", "S10"]


def test_a_screening_that_ends_asks_why() -> None:
    refs = asked({"S10": "none"})
    assert "S11" in refs and not any(ref.startswith("F") for ref in refs)


def test_a_full_assessment_asks_for_the_grid_and_follows_it() -> None:
    full = {"S10": "full", "F3": "no"}
    assert {"F4", "F3.2"} <= set(asked(full)) and "F3.1" not in asked(full)
    assert "F6" not in asked({**full, "F4": {"race": {"advance": "positive"}}})
    assert "F6" in asked({**full, "F4": {"race": {"advance": "negative"}}})


def test_an_answer_to_a_question_no_longer_asked_leads_nowhere() -> None:
    answers = {"S10": "full", "F3": "yes"}
    assert "F3.1" in asked(answers)
    assert "F3.1" not in asked({**answers, "S10": "none"})


def test_the_grid_has_every_characteristic_and_need() -> None:
    grid = ASSESSMENT["F4"].question
    assert grid is not None
    assert tuple(row.code for row in grid.rows) == ASSESSMENT.characteristics
    assert len(grid.columns) == 3


def test_the_review_is_never_later_than_three_years() -> None:
    """Policies are reviewed at least every three years (MPA report 6, 7 July 2005, para 10)."""
    review = ASSESSMENT["F"].review
    assert review is not None and review.interval == 36


def test_what_is_below_a_question_not_asked_is_not_asked() -> None:
    standard = f.framework("esps-self-assessment")
    refs = [each.ref for each in standard.asked({"A1.1": "met", "A1.2": "not_met"})]
    assert "A1.1.E" in refs and "A1.1.I" not in refs
    assert "A1.2.I" in refs and "A1.2.E" not in refs
    assert "A1.3" in refs and "A1.3.E" not in refs


def test_the_police_questionnaire_asks_for_every_indicator() -> None:
    indicators = [each.ref[1:] for each in f.framework("esps").leaves]
    questions = f.framework("esps-self-assessment")
    assert all(f"A{ref}" in questions for ref in indicators)
    for ref in indicators:
        assert questions[f"A{ref}"].text == f"{f.requirement('esps', f'U{ref}').text}?"


def answer_to(question: f.Question) -> st.SearchStrategy[Any]:
    if question.answer == "grid":
        rows = [row.code for row in question.rows]
        columns = [column.code for column in question.columns]
        cells = st.dictionaries(st.sampled_from(columns), st.sampled_from(question.codes))
        return st.dictionaries(st.sampled_from(rows), cells)
    if question.answer == "choices":
        return st.lists(st.sampled_from(question.codes), unique=True)
    return st.sampled_from(question.codes) if question.codes else st.just("said")


@given(
    st.fixed_dictionaries(
        {}, optional={each.ref: answer_to(each.question) for each in QUESTIONS if each.question}
    )
)
def test_every_question_asked_has_its_reason_among_those_asked(answers: dict[str, Any]) -> None:
    refs = asked(answers)
    for ref in refs:
        question = ASSESSMENT[ref].question
        assert question is not None
        for condition in question.ask_if:
            assert condition.ref in refs and condition.holds(answers)
    assert refs == asked({ref: answers[ref] for ref in refs if ref in answers})


@pytest.mark.parametrize("answer", [None, 3, [], {}, {"race": {}}, ["no"]])
def test_what_is_no_such_answer_leads_nowhere(answer: object) -> None:
    assert not f.Condition("S5", ("yes",)).holds({"S5": answer})
