"""One finding: an estimate with all that keeps it honest, and one sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from dueregard.statistics import Estimate, TestResult, shortfall

from .caveats import caveats_of
from .definition import Measure
from .families import Family, Looks
from .power import NOTHING, Detectable, detectable
from .states import State, Verdict
from .unknowns import UnknownBounds, unknown_bounds

RATES = ("rate", "rate_ratio")


@dataclass(frozen=True)
class Finding:
    """What a measure says of one group in one place.

    Parameters
    ----------
    measure : Measure
        The measure.
    group, label : str
        Code of the group, and what it is called.
    reference : str
        What the group it is held against is called.
    by : mapping of str to str
        Where: ``{"unit": "Ash"}``.
    state : State
        Whether it could be computed, and why not.
    verdict : Verdict
        What it comes to.
    numbers : mapping of str to float
        Every number of the row: counts, ``rate_1``, ``rate_2``, ``ratio``, ``difference`` …
    words : mapping of str to str
        ``method``, ``test``, ``rule`` …
    p_adjusted, q_value : float
        Adjusted within the family and over the monitor.
    family : Family
        What it was adjusted among.
    confidence : float
        Level of intervals and verdicts.
    looks : Looks
        How often the monitor was looked at.
    policy : str
        Policy that released the counts; empty for confidential ones.
    people : bool
        Whether events are people (risks) or can repeat (rates).
    rounded : bool
        Whether the counts were rounded when they were released, so that they are told as about
        so many.
    notes : tuple of str
        What holds for all findings made together.
    """

    measure: Measure
    group: str
    label: str
    reference: str
    by: Mapping[str, str]
    state: State
    verdict: Verdict
    numbers: Mapping[str, float]
    words: Mapping[str, str]
    p_adjusted: float
    q_value: float
    family: Family
    confidence: float
    looks: Looks
    policy: str = ""
    people: bool = True
    rounded: bool = False
    null: float = 1.0
    notes: tuple[str, ...] = field(default=())

    @property
    def estimate(self) -> Estimate:
        """The headline figure with its limits, turned the way the measure is defined."""
        value, lower, upper = (self.numbers.get(k, math.nan) for k in ("value", "lower", "upper"))
        reason = (self.state.reason,) if self.state.reason else ()
        return Estimate(value, lower, upper, self.confidence, self.words.get("method", ""), reason)

    @property
    def interval(self) -> tuple[float, float]:
        """Its confidence limits; before adjustment for other comparisons."""
        return float(self.estimate.lower), float(self.estimate.upper)

    @property
    def difference(self) -> Estimate:
        """Comparison group less reference group, as a proportion or a rate."""
        names = ("difference", "difference_lower", "difference_upper")
        value, lower, upper = (self.numbers.get(name, math.nan) for name in names)
        return Estimate(value, lower, upper, self.confidence, self.words.get("method", ""))

    @property
    def p_value(self) -> float:
        """The p-value of the pair before adjustment; ``nan`` where nothing was tested."""
        return self.numbers.get("p_value", math.nan)

    @property
    def test(self) -> TestResult:
        """The test, by name, before adjustment."""
        return TestResult(math.nan, self.p_value, self.words.get("test", ""))

    @property
    def why(self) -> str:
        """Why there is no estimate, or only a bound; empty when there is one."""
        return self.state.reason

    @property
    def comparisons(self) -> int:
        """How many comparisons the verdict allows for."""
        over_all = self.family.method == "benjamini_hochberg"
        return max(self.family.monitor if over_all else self.family.m, 1)

    @cached_property
    def power(self) -> Detectable:
        """The ratio nearest to 1 likely to be seen, on the side the measure watches.

        At the level that the other comparisons and the looks leave to one: were it the only one
        that differs, Holm's procedure asks that much of it. Turned as the estimate; its ``ratio``
        is ``nan`` where none is likely to be seen.
        """
        numbers = self.numbers
        if not self.state.computed or "events_2" not in numbers:
            return NOTHING
        inverted = self.measure.inverted
        below = self.measure.adverse == ("above" if inverted else "below")
        found = detectable(
            events_2=numbers["events_2"],
            total_1=numbers["total_1"],
            total_2=numbers["total_2"],
            confidence=1 - self.looks.allowed(1 - self.confidence) / self.comparisons,
            people=self.people,
            direction="below" if below else "above",
        )
        return replace(found, ratio=1 / found.ratio) if inverted else found

    @cached_property
    def unknown(self) -> UnknownBounds | None:
        """Bounds of the headline figure, turned as it; None where everybody's group is known."""
        numbers = self.numbers
        unknown = [numbers.get(name, math.nan) for name in ("unknown_events", "unknown_total")]
        if not self.state.computed or math.isnan(sum(unknown)) or sum(unknown) == 0:
            return None
        every = numbers.get("all_events", math.nan)
        share = unknown[0] / every if every > 0 else math.nan
        if "unknown_lower" in numbers:
            lower, upper = (np.array(numbers[f"unknown_{end}"]) for end in ("lower", "upper"))
            return UnknownBounds(lower, upper, np.array(math.nan), np.array(share))
        if "events_2" not in numbers:
            return None
        found = unknown_bounds(
            **{k: np.array(numbers[k]) for k in ("events_1", "total_1", "events_2", "total_2")},
            unknown_events=np.array(unknown[0]),
            unknown_total=np.array(unknown[1]),
            people=self.people,
            difference=self.null == 0,
        )
        if not math.isnan(share):
            found = replace(found, unknown_share=np.array(share))
        if not self.measure.inverted or self.null == 0:
            return found
        with np.errstate(divide="ignore"):
            turned = 1 / np.asarray(found.upper), 1 / np.asarray(found.lower)
        return replace(found, lower=turned[0][()], upper=turned[1][()])

    @cached_property
    def shortfall(self) -> Estimate | None:
        """How many more people of the group would have the event at the reference group's rate.

        Below zero it is how many fewer. For rates, events, without limits.
        """
        numbers = self.numbers
        if not self.state.computed or "events_2" not in numbers:
            return None
        x1, n1, x2, n2 = (numbers[k] for k in ("events_1", "total_1", "events_2", "total_2"))
        if self.people:
            return shortfall(
                events_1=x1, total_1=n1, events_2=x2, total_2=n2, confidence=self.confidence
            )
        return Estimate(n1 * x2 / n2 - x1, math.nan, math.nan, self.confidence, "at the same rate")

    @property
    def screening(self) -> str:
        """``within`` or ``outside`` the band the standard screens by; empty without one.

        A label decided on exact fractions: 48 of 100 beside 60 of 100 is within 0.8 to 1.25. It
        knows nothing of chance and is never a verdict.
        """
        band = self.measure.benchmark.band
        if band is None or self.state is not State.COMPUTED or "events_2" not in self.numbers:
            return ""
        names = ("events_1", "total_1", "events_2", "total_2")
        x1, n1, x2, n2 = (Fraction(self.numbers[k]) for k in names)
        top, bottom = (x2 * n1, x1 * n2) if self.measure.inverted else (x1 * n2, x2 * n1)
        low, high = (Fraction(str(end)) for end in band)
        return "within" if low * bottom <= top <= high * bottom else "outside"

    @property
    def adverse(self) -> bool | None:
        """Whether a difference that was told is against the comparison group; None if not told."""
        side = self.measure.adverse
        if side == "either" or self.verdict not in (Verdict.HIGHER, Verdict.LOWER):
            return None
        higher = (self.verdict is Verdict.HIGHER) != self.measure.inverted
        return higher == (side == "above")

    @property
    def caveats(self) -> tuple[str, ...]:
        """What to bear in mind: the measure's own, and what these counts call for."""
        return tuple(dict.fromkeys([*caveats_of(self), *self.measure.caveats]))

    @property
    def sentence(self) -> str:
        """The finding in words, which say no more than the numbers allow."""
        from .kinds.registry import kind_named

        return kind_named(self.measure.kind).say(self)

    def __str__(self) -> str:
        return self.sentence
