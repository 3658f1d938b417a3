"""Percentages, rates and ratios beside a table: recomputed from what is shown, or withheld."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from dueregard.exceptions import UnusableDocument
from dueregard.statistics.proportions import PROPORTION_METHODS, proportion_interval
from dueregard.statistics.rates import RATE_METHODS, rate_interval

from .permits import Permit
from .policy import DisclosurePolicy
from .reliability import state_of_statistic

SCALES = {"percentage": 100.0, "proportion": 1.0, "ratio": 1.0, "rate": 1.0}
SMALL_BASE = 100
MOST_DECIMALS = 10


class UnusableStatistic(UnusableDocument, ValueError):
    """A statistic that cannot be asked for, with the field that is wrong."""


@dataclass(frozen=True)
class Statistic:
    """A statistic asked for beside a table.

    Parameters
    ----------
    kind : {"percentage", "proportion", "ratio", "rate"}
        What it is.
    numerator : mapping of dimension to level
        The cell counted; a dimension that is left out is at its total.
    denominator : mapping of dimension to level, or float
        The cell it is counted among, or a number everybody knows.
    table : str, optional
        The table; the first when not given.
    decimals : int, optional
        Decimals to print; the policy's when not given.
    per : float
        What a rate is per.
    method : str, optional
        Method of an interval to print beside it (``wilson``, ``clopper_pearson``, ``byar_exact``
        …); none when not given.
    confidence : float
        Confidence of the interval.

    Raises
    ------
    UnusableStatistic
        Naming each field that has a value that is not allowed, and what is.
    """

    kind: str
    numerator: Mapping[str, str]
    denominator: Mapping[str, str] | float
    table: str | None = None
    decimals: int | None = None
    per: float = 1.0
    method: str | None = None
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if problems := list(_problems(self)):
            raise UnusableStatistic("; ".join(problems))

    @property
    def scale(self) -> float:
        """Return what the quotient is multiplied by."""
        return self.per if self.kind == "rate" else SCALES[self.kind]


def _problems(asked: Any) -> Iterator[str]:
    """Yield what is wrong with a statistic, its field first."""
    if asked.kind not in SCALES:
        yield f"kind: one of {', '.join(SCALES)} is allowed, not {asked.kind!r}"
        return
    if not isinstance(asked.numerator, Mapping):
        yield f"numerator: a mapping of dimensions to levels is allowed, not {asked.numerator!r}"
    whole = asked.denominator
    if not isinstance(whole, Mapping) and not _is_number(whole, 0):
        yield (
            "denominator: a mapping of dimensions to levels or a number above 0 is allowed, not "
            f"{whole!r}"
        )
    if not _is_number(asked.per, 0):
        yield f"per: a number above 0 is allowed, not {asked.per!r}"
    if not (_is_number(asked.confidence, 0) and asked.confidence < 1):
        yield f"confidence: a number between 0 and 1 is allowed, not {asked.confidence!r}"
    methods = RATE_METHODS if asked.kind in ("rate", "ratio") else PROPORTION_METHODS
    if asked.method is not None and asked.method not in methods:
        allowed = ", ".join(methods)
        yield f"method: one of {allowed} is allowed for a {asked.kind}, not {asked.method!r}"
    places = asked.decimals
    if places is not None and (
        isinstance(places, bool) or not isinstance(places, int) or not 0 <= places <= MOST_DECIMALS
    ):
        yield f"decimals: a whole number from 0 to {MOST_DECIMALS} is allowed, not {places!r}"
    if asked.table is not None and not isinstance(asked.table, str):
        yield f"table: the name of a table is allowed, not {asked.table!r}"


def _is_number(value: object, above: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and value > above


def printed(value: float, decimals: int) -> float:
    """Return a number as it is printed: to the nearest, halves away from zero.

    Examples
    --------
    >>> printed(25.0, -1), printed(12.5, 0), printed(45.83, 1)
    (30.0, 13.0, 45.8)
    """
    if not math.isfinite(value):
        return value
    step = Decimal(1).scaleb(-decimals)
    return float((Decimal(repr(float(value))) / step).quantize(1, ROUND_HALF_UP) * step)


def computed(statistic: Statistic, numerator: float, denominator: float) -> dict[str, float | None]:
    """Return value and limits, unrounded; None where undefined.

    Examples
    --------
    >>> asked = Statistic("percentage", {"sex": "Women"}, {}, method="wilson")
    >>> {name: round(value, 1) for name, value in computed(asked, 4, 40).items()}
    {'value': 10.0, 'lower': 4.0, 'upper': 23.1}
    """
    if denominator <= 0:
        names = ("value",) if statistic.method is None else ("value", "lower", "upper")
        return dict.fromkeys(names)
    found: dict[str, float | None] = {"value": numerator / denominator * statistic.scale}
    if statistic.method is not None:
        if statistic.kind in ("rate", "ratio"):
            estimate = rate_interval(
                events=numerator,
                exposure=denominator,
                method=statistic.method,
                confidence=statistic.confidence,
            )
        else:
            estimate = proportion_interval(
                events=numerator,
                total=denominator,
                method=statistic.method,
                confidence=statistic.confidence,
            )
        found["lower"] = float(estimate.lower) * statistic.scale
        found["upper"] = float(estimate.upper) * statistic.scale
    return found


def decimals_of(statistic: Statistic, policy: DisclosurePolicy, denominator: float | None) -> int:
    """Return how many decimals may be printed: none for a percentage of fewer than 100."""
    asked = policy.derived.decimals if statistic.decimals is None else statistic.decimals
    if statistic.kind == "percentage":
        asked = min(asked, policy.derived.decimals)
        if denominator is not None and denominator < SMALL_BASE:
            asked = min(asked, 0)
    return asked


def permit_of(
    statistic: Statistic,
    policy: DisclosurePolicy,
    numerator: float | None,
    denominator: float | None,
    basis: tuple[str, ...],
) -> Permit:
    """Return what may be printed of a statistic, given the counts as they are shown.

    Parameters
    ----------
    statistic : Statistic
        What is asked for.
    policy : DisclosurePolicy
        Its ``derived`` says how.
    numerator, denominator : float or None
        The counts as shown; None when hidden.
    basis : tuple of str
        Identities of the counts.

    Examples
    --------
    >>> asked = Statistic("percentage", {"sex": "Women"}, {})
    >>> permit_of(asked, DisclosurePolicy("ours"), 55, 120, ()).texts
    {'value': '45.8'}
    >>> permit_of(asked, DisclosurePolicy("ours"), None, 120, ()).reason
    'it rests on a count that is hidden'
    """
    reason = ""
    if policy.derived.treatment == "withhold":
        reason = "the policy shows no derived statistics"
    elif numerator is None or denominator is None:
        reason = "it rests on a count that is hidden"
    elif denominator < policy.derived.smallest_denominator:
        reason = f"it is of fewer than {policy.derived.smallest_denominator:g}"
    if reason or numerator is None or denominator is None:
        names = ("value",) if statistic.method is None else ("value", "lower", "upper")
        return Permit(
            statistic.kind, policy.label, False, dict.fromkeys(names), reason=reason, basis=basis
        )
    decimals = decimals_of(statistic, policy, denominator)
    try:
        found = computed(statistic, numerator, denominator)
    except ValueError:
        # Noise and rounding can make a part larger than its whole.
        reason = "the counts as they are shown contradict each other"
        return Permit(statistic.kind, policy.label, False, {"value": None}, reason=reason)
    values = {
        name: None if value is None else printed(value, decimals) for name, value in found.items()
    }
    state = state_of_statistic(
        policy.reliability, events=numerator, denominator=denominator, **values
    )
    return Permit(statistic.kind, policy.label, True, values, decimals, basis=basis, state=state)


def entry_of(statistic: Statistic, permit: Permit, *, on_shown: bool) -> dict[str, Any]:
    """Return the statistic as it stands in ``release.json``."""
    entry: dict[str, Any] = {
        "kind": statistic.kind,
        "cell": dict(statistic.numerator),
        "numerator": dict(statistic.numerator),
        "denominator": dict(statistic.denominator)
        if isinstance(statistic.denominator, Mapping)
        else statistic.denominator,
        **permit.values,
        "decimals": permit.decimals,
        "basis": "published" if on_shown else "counts",
        "state": str(permit.state),
    }
    if statistic.kind == "rate":
        entry["per"] = statistic.per
    if statistic.method is not None:
        entry |= {"method": statistic.method, "confidence": statistic.confidence}
    return entry
