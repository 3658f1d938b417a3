"""What holds for the whole of an analysis, told once."""

from __future__ import annotations

from collections.abc import Sequence

from dueregard.disclosure import Release

from .counting import Counted
from .plan import Plan
from .questions import Question


def notes_of(
    plan: Plan, asked: Sequence[Question], counted: Counted, release: Release
) -> tuple[str, ...]:
    """Return what may be published of the whole analysis.

    What the search for cells to hide says of itself is not in it: how many cells are unsafe is for
    the person who releases alone, and stands in ``Analysis.release.notes``.
    """
    how = {
        "holm": "adjusted within each family (Holm)",
        "benjamini_hochberg": "adjusted over the whole analysis (Benjamini and Hochberg)",
    }[plan.family.multiplicity]
    looks = plan.family.looks
    base = max(5, plan.policy.rounding.base if plan.policy.rounding else 1)
    told = [
        f"Intervals are at {plan.family.confidence:.0%} and not adjusted; what is said of a "
        f"difference is {how}.",
        "Every figure is worked out from counts as they are shown. Where a count is hidden, "
        "nothing that rests on it is told, and the adjustment is over what is shown.",
    ]
    if len(counted.tables) > 1 and any(
        not cell.state.shows_value for table in release.tables for cell in table
    ):
        told.append(
            "What one plan releases is protected together, so that the more it asks the more is "
            "hidden: a plan that asks less may show more."
        )
    if counted.rows:
        told.append(
            "Findings on pay, time or models are made of rows: they are told only of groups large "
            f"enough, and the numbers of people in them are to the nearest {base}."
        )
    if looks > 1:
        told.append(f"This monitor has been looked at {looks} times; verdicts allow for that.")
    measures = {question.measure.id: question.measure for question in asked}
    told += [
        f"{measure.title}: its definition has not been checked against its source in full."
        for measure in measures.values()
        if measure.verified is not True
    ]
    return (*told, *counted.notes)
