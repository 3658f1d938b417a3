"""The sentence of an adjusted comparison: always beside the crude figure."""

from __future__ import annotations

import math

from dueregard.measures import wording
from dueregard.measures.finding import Finding
from dueregard.measures.kinds.row_words import counted, some_people
from dueregard.measures.kinds.two_groups import said
from dueregard.measures.states import State

ADJUSTMENT = "adjustment"
CRUDE = "crude"
LEVEL = 0.05
HOW = {
    "stratified": "within each {strata}, put together after Mantel and Haenszel",
    "standardised": "as if both were spread over {strata} alike",
    "regression": "by logistic regression on {strata}",
}


def say(finding: Finding) -> str:
    """Return the sentence; where the adjusted figure points the other way it says so by name."""
    if not finding.state.computed:
        return wording.capital(_declined(finding))
    if finding.by[ADJUSTMENT] == CRUDE:
        told = said(finding, counted(finding, 1), counted(finding, 2))
        parts: tuple[str, ...] = (told, _paradox(finding))
    else:
        parts = (
            f"{_beginning(finding)} {_figure(finding)}.",
            _crude(finding),
            _paradox(finding),
            _homogeneity(finding),
            _alone(finding),
            wording.verdict(finding),
        )
    return wording.capital(" ".join(part for part in parts if part))


def _declined(finding: Finding) -> str:
    why = finding.words.get("why", "")
    if not why:
        return wording.not_computed(finding)
    people = finding.measure.words.people
    return f"{wording.where(finding)}nothing is computed for {finding.label} {people}: {why}."


def _beginning(finding: Finding) -> str:
    words, strata = finding.measure.words, finding.words["strata"]
    how = HOW[finding.by[ADJUSTMENT]].format(strata=strata)
    return (
        f"{wording.where(finding)}like with like in {strata} ({how}), of {finding.label} and "
        f"{finding.reference} {words.people} who {words.event},"
    )


def _figure(finding: Finding) -> str:
    if finding.null == 1:
        return wording.ratio_with_limits(finding)
    names = ("value", "lower", "upper")
    value, lower, upper = (round(100 * finding.numbers[name], 1) + 0.0 for name in names)
    way = "higher" if value > 0 else "lower"
    limits = wording.limits(finding, f"{lower:.1f}", f"{upper:.1f}")
    return f"the share of the first is {wording.points(value / 100)} {way} {limits}"


def _crude(finding: Finding) -> str:
    crude = finding.numbers["crude"]
    if math.isnan(crude):
        return ""
    if finding.null == 1:
        return f"The crude ratio is {wording.ratio(crude)}."
    way = "higher" if crude > 0 else "lower"
    return f"The crude difference is {wording.points(crude)} {way}."


def _paradox(finding: Finding) -> str:
    if finding.words["simpson"] != "reversed":
        return ""
    strata = finding.words["strata"]
    return (
        "This is Simpson’s paradox: taken all together the figure points one way, among people "
        f"alike in {strata} the other, since the two groups are spread unevenly over {strata}."
    )


def _homogeneity(finding: Finding) -> str:
    p = finding.numbers["homogeneity_p"]
    if math.isnan(p) or p > LEVEL:
        return ""
    strata = finding.words["strata"]
    return (
        f"The figure is not one and the same in every {strata}, by more than chance readily "
        "explains: look at each."
    )


def _alone(finding: Finding) -> str:
    left = finding.numbers["left_out"]
    if not left > 0 or finding.state is State.BOUND_ONLY:
        return ""
    return (
        f"{wording.capital(some_people(finding, left))} "
        f"{'person has' if left == 1 else 'people have'} nobody alike of the other group and "
        f"{'is' if left == 1 else 'are'} left out."
    )
