"""Two groups side by side: their checked counts, and what can be said when some are zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from dueregard.statistics.arguments import (
    Value,
    broadcast,
    check_at_most,
    count_array,
    exposure_array,
)
from dueregard.statistics.estimate import Estimate, Flags, Floats, Reason
from dueregard.statistics.output import as_estimate, divide

Limits: TypeAlias = tuple[Floats, Floats]

NOBODY = "undefined: a group is empty, its total is zero"
NO_EXPOSURE = "undefined: a group has no exposure"
NEITHER = "undefined: neither group has events, so a ratio of them says nothing"
NO_REFERENCE = (
    "the reference group has no events: the ratio is unbounded and only its lower limit tells"
)
NO_COMPARISON = "the comparison group has no events: only the upper limit tells"


@dataclass(frozen=True)
class TwoGroups:
    """Events and totals (or exposures) of two groups, flat, with the shape to go back to."""

    x1: Floats
    n1: Floats
    x2: Floats
    n2: Floats
    empty: Flags
    shape: tuple[int, ...]

    def limits(self, function: Callable[[Floats, Floats, Floats, Floats], Limits]) -> Limits:
        """Limits of the tables where neither group is empty; ``nan`` elsewhere."""
        if not self.empty.any():
            return function(self.x1, self.n1, self.x2, self.n2)
        lower, upper = np.full(self.x1.shape, np.nan), np.full(self.x1.shape, np.nan)
        kept = ~self.empty
        if kept.any():
            lower[kept], upper[kept] = function(
                self.x1[kept], self.n1[kept], self.x2[kept], self.n2[kept]
            )
        return lower, upper

    @property
    def ratio(self) -> Floats:
        """Share or rate of group 1 over that of group 2."""
        return divide(*self._shares())

    @property
    def difference(self) -> Floats:
        """Share or rate of group 1 less that of group 2."""
        first, second = self._shares()
        return first - second

    def _shares(self) -> Limits:
        """Share or rate of both groups: ``nan`` where either is empty."""
        kept = ~self.empty
        first, second = np.full(kept.shape, np.nan), np.full(kept.shape, np.nan)
        first[kept] = self.x1[kept] / self.n1[kept]
        second[kept] = self.x2[kept] / self.n2[kept]
        return first, second

    def zero_event_reasons(self) -> list[Reason]:
        """What a ratio of two counts cannot say when one of them is zero."""
        full, none_1, none_2 = ~self.empty, self.x1 == 0, self.x2 == 0
        return [
            (NEITHER, full & none_1 & none_2),
            (NO_REFERENCE, full & ~none_1 & none_2),
            (NO_COMPARISON, full & none_1 & ~none_2),
        ]

    def estimate(
        self, value: Floats, limits: Limits, confidence: float, method: str, reasons: list[Reason]
    ) -> Estimate:
        """Bring an answer back to the shape that was asked for."""
        return as_estimate(
            value.reshape(self.shape),
            limits[0].reshape(self.shape),
            limits[1].reshape(self.shape),
            confidence=confidence,
            method=method,
            reasons=tuple((note, where.reshape(self.shape)) for note, where in reasons),
        )


def two_proportions(events_1: Value, total_1: Value, events_2: Value, total_2: Value) -> TwoGroups:
    """Counts of people with the event and of all people in two groups, checked."""
    x1, n1, x2, n2 = broadcast(
        events_1=count_array("events_1", events_1),
        total_1=count_array("total_1", total_1),
        events_2=count_array("events_2", events_2),
        total_2=count_array("total_2", total_2),
    )
    check_at_most("events_1", x1, "total_1", n1)
    check_at_most("events_2", x2, "total_2", n2)
    return _flat(x1, n1, x2, n2)


def two_rates(events_1: Value, exposure_1: Value, events_2: Value, exposure_2: Value) -> TwoGroups:
    """Counts of events and the exposure they came from in two groups, checked."""
    return _flat(
        *broadcast(
            events_1=count_array("events_1", events_1),
            exposure_1=exposure_array("exposure_1", exposure_1),
            events_2=count_array("events_2", events_2),
            exposure_2=exposure_array("exposure_2", exposure_2),
        )
    )


def _flat(x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> TwoGroups:
    shape = x1.shape
    x1, n1, x2, n2 = (np.ascontiguousarray(part).ravel() for part in (x1, n1, x2, n2))
    return TwoGroups(x1, n1, x2, n2, (n1 == 0) | (n2 == 0), shape)
