"""Findings made of rows, as the door of disclosure takes them: with sizes, and counts rounded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from .finding import Finding
from .states import State, Verdict

#: Beginnings of the names of numbers that count people.
COUNTS = (
    "people",
    "events",
    "total",
    "answered",
    "not_disclosed",
    "at_risk",
    "left_out",
    "missing",
    "censored",
    "observations",
    "unknown",
    "rows",
)
TOLD = ("value", "lower", "upper", "p_value", "p_adjusted", "q_value")
TIME = "time"


@dataclass(frozen=True)
class DoorRow:
    """A finding made of rows about people, with what the rules for such findings ask.

    Parameters
    ----------
    finding : Finding
        The finding, its counts of people rounded.
    values : mapping of str to float
        Its numbers that may be told, but for the rules.
    observations, parameters, smallest_group : int
        People, parameters fitted, and fewest people in any group it speaks of.
    steps : tuple of (float, int, int)
        Of a curve: times, numbers at risk and events; empty for anything else.
    """

    finding: Finding
    values: Mapping[str, float]
    observations: int
    parameters: int
    smallest_group: int
    steps: tuple[tuple[float, int, int], ...] = ()

    def __repr__(self) -> str:
        return "<DoorRow; confidential>"

    @property
    def statement(self) -> str:
        """The finding in words, with rounded counts."""
        return self.finding.sentence

    @property
    def label(self) -> str:
        """Whom a curve is of, and where."""
        return ", ".join((*self.finding.by.values(), self.finding.label))

    @property
    def withheld(self) -> Finding:
        """The finding without anything that it found."""
        return replace(
            self.finding,
            state=State.HIDDEN,
            verdict=Verdict.NOT_COMPUTED,
            numbers=dict.fromkeys(self.finding.numbers, math.nan),
            words={},
            p_adjusted=math.nan,
            q_value=math.nan,
        )


def door_rows(findings: Iterable[Finding], base: int) -> tuple[DoorRow, ...]:
    """Return findings as the door takes them; the steps of a curve become one row.

    Parameters
    ----------
    findings : iterable of Finding
        Made of rows.
    base : int
        What counts of people are rounded to.
    """
    made: list[DoorRow] = []
    for is_curve, group in groupby(findings, lambda one: _curve_key(one)):
        own = list(group)
        made += [_curve(own, base)] if is_curve is not None else _each(own, base)
    return tuple(made)


def _curve_key(one: Finding) -> tuple[str, ...] | None:
    if TIME not in one.numbers or "at_risk" not in one.numbers:
        return None
    return (one.group, *one.by.values())


def _each(findings: Iterable[Finding], base: int) -> Iterator[DoorRow]:
    for one in findings:
        numbers = {**one.numbers, "p_adjusted": one.p_adjusted, "q_value": one.q_value}
        yield DoorRow(
            rounded(one, base),
            {name: numbers[name] for name in TOLD if name in numbers},
            _whole(one.numbers.get("observations", 0.0)),
            _whole(one.numbers.get("parameters", 0.0)),
            _whole(one.numbers.get("smallest_group", 0.0)),
        )


def _curve(steps: list[Finding], base: int) -> DoorRow:
    known = [one.numbers for one in steps if not math.isnan(one.numbers["at_risk"])]
    first = steps[0]
    return DoorRow(
        rounded(first, base),
        {},
        _whole(first.numbers.get("observations", 0.0)),
        0,
        0,
        tuple((n[TIME], _whole(n["at_risk"]), _whole(n["events"])) for n in known)
        or ((0.0, 0, 0),),
    )


def rounded(finding: Finding, base: int) -> Finding:
    """Return the finding with its counts of people rounded to a base, and told as about so many.

    Parameters
    ----------
    finding : Finding
        The finding.
    base : int
        1 leaves them as they are.
    """
    numbers = {
        name: base * math.floor(value / base + 0.5)
        if name.startswith(COUNTS) and math.isfinite(value)
        else value
        for name, value in finding.numbers.items()
    }
    return replace(finding, numbers=numbers, rounded=finding.rounded or base > 1)


def _whole(value: float) -> int:
    return 0 if math.isnan(value) else int(value)
