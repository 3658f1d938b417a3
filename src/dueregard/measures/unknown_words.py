"""What people whose group is not known could make of a finding, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from . import wording

if TYPE_CHECKING:
    from .finding import Finding

MANY = 0.1
WHO = "of people whose group is not known (not stated, not recorded or not asked)"


def unknown_words(finding: Finding) -> str:
    """Return how many have no known group and the bounds they leave; empty where nobody has."""
    bounds = finding.unknown
    if bounds is None:
        return ""
    lower, upper = float(bounds.lower), float(bounds.upper)
    told = (
        f"{_counts(finding)} {WHO}: with them {_figure(finding)} could be anything from "
        f"{_value(finding, lower)} to {_value(finding, upper)}{_unit(finding)}. "
        "That is no confidence interval."
    )
    tipping = float(bounds.tipping_share)
    if not math.isnan(tipping):
        told += (
            f" It would be {finding.null:g} if {100 * tipping:.0f}% of them belonged to "
            f"{finding.label} and the rest to {finding.reference}."
        )
    return told


def many_unknown(finding: Finding) -> str:
    """Return the same where a tenth or more have no known group; empty otherwise."""
    shares = [share for share in _shares(finding) if not math.isnan(share)]
    return unknown_words(finding) if max(shares, default=0.0) >= MANY else ""


def _shares(finding: Finding) -> tuple[float, float]:
    numbers = finding.numbers
    found = []
    for name in ("events", "total"):
        unknown, every = (numbers.get(f"{of}_{name}", math.nan) for of in ("unknown", "all"))
        found.append(unknown / every if every > 0 else math.nan)
    return found[0], found[1]


def _counts(finding: Finding) -> str:
    numbers = finding.numbers
    among = "that they are set beside" if _of_two_peoples(finding) else "that they are among"
    told = []
    for name, what, share in zip(
        ("events", "total"), ("counted", among), _shares(finding), strict=True
    ):
        unknown = numbers.get(f"unknown_{name}", 0.0)
        if not unknown > 0:
            continue
        every = numbers.get(f"all_{name}", math.nan)
        of = f" of the {wording.number(every)}" if not math.isnan(share) else " of those"
        part = (
            f" ({wording.about(finding)}{wording.percentage(share, every)})"
            if not math.isnan(share)
            else ""
        )
        told.append(f"{wording.count(finding, unknown)}{of} {what}{part}")
    is_are = "is" if told[0].startswith("1 of") and len(told) == 1 else "are"
    return wording.capital(f"{' and '.join(told)} {is_are}")


def _of_two_peoples(finding: Finding) -> bool:
    return finding.measure.kind == "representation"


def _figure(finding: Finding) -> str:
    if finding.measure.kind == "share":
        return "the share"
    return "the difference" if finding.null == 0 else "the ratio"


def _value(finding: Finding, value: float) -> str:
    if finding.measure.kind == "share":
        return wording.percentage(value, finding.numbers["total"])
    if finding.null == 1:
        return "any size" if math.isinf(value) else wording.ratio(value)
    if not finding.people:
        return wording.rate(value, finding.measure.per)
    # A nought has no sign.
    return f"{round(100 * value, 1) + 0.0:.1f}"


def _unit(finding: Finding) -> str:
    points = finding.null == 0 and finding.people and finding.measure.kind != "share"
    return " percentage points" if points else ""
