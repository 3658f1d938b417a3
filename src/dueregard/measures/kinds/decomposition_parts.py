"""Parts a gap is taken into, and their columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import special

from dueregard.measures.cells import Floats
from dueregard.measures.columns import Coded, Columns
from dueregard.statistics import Estimate
from dueregard.statistics.arguments import normal_quantile

PART = "part"
GAP, MAKE_UP, OTHER, APART = "gap", "make-up", "not make-up", "without a counterpart"
POWER = 0.8
NOTE = (
    "What goes with the make-up of groups may itself need looking at: rank and service can be "
    "products of what is asked about. What does not go with it says nothing of its reasons either."
)


@dataclass(frozen=True)
class Taken:
    """One gap, taken apart.

    Parameters
    ----------
    parts : mapping of str to Estimate
        Each part with its limits; they add up to the gap.
    p_values : mapping of str to float
        Of each part being none.
    numbers : mapping of str to float
        Further numbers, the same for every part.
    """

    parts: dict[str, Estimate]
    p_values: dict[str, float] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Taken {', '.join(self.parts)}; confidential>"


Read = Callable[[Taken, str], float]


def normal_p(estimate: Estimate) -> float:
    """Return the two-sided p-value of none, for limits that are symmetric.

    Examples
    --------
    >>> round(normal_p(Estimate(1.96, 0.0, 3.92, 0.95, "normal")), 2)
    0.05
    """
    half = (float(estimate.upper) - float(estimate.lower)) / 2
    if not half > 0:
        return math.nan
    z = abs(float(estimate.value)) / half * normal_quantile(estimate.confidence)
    return float(2 * special.ndtr(-z))


def detectable(estimate: Estimate) -> float:
    """Return the smallest difference that had four chances in five to be told."""
    z = normal_quantile(estimate.confidence)
    error = (float(estimate.upper) - float(estimate.lower)) / (2 * z)
    return float((z + special.ndtri(POWER)) * error)


def columns_of_parts(
    found: Sequence[Taken | None],
    names: Sequence[str],
    *,
    group: Coded,
    labels: tuple[str, ...],
    reference: str,
    by: dict[str, Coded],
    state: np.ndarray,
    numbers: Sequence[str],
    shared: dict[str, Floats],
) -> Columns:
    """Return columns of gaps: for each part in turn, all of them.

    Parameters
    ----------
    found : sequence of Taken or None
        A gap per row; None where it could not be taken apart.
    names : sequence of str
        Parts.
    group, labels, reference, by, state
        As in `Columns`, of the gaps.
    numbers : sequence of str
        Further numbers of the gaps.
    shared : dict of str to ndarray
        Numbers that are there whether or not a gap could be taken apart.
    """
    size, times = len(found), len(names)

    def each(read: Read, part: str) -> Floats:
        return np.array([math.nan if one is None else read(one, part) for one in found])

    def stacked(read: Read) -> Floats:
        return np.concatenate([each(read, part) for part in names])

    value = stacked(lambda one, part: float(one.parts[part].value))
    columns: dict[str, Floats] = {
        "value": value,
        "lower": stacked(lambda one, part: float(one.parts[part].lower)),
        "upper": stacked(lambda one, part: float(one.parts[part].upper)),
        "p_value": stacked(lambda one, part: one.p_values[part]),
        "detectable": stacked(lambda one, part: detectable(one.parts[part])),
    }
    for part in names:
        columns[part.replace(" ", "_").replace("-", "_")] = np.tile(
            each(lambda one, name: float(one.parts[name].value), part), times
        )
    for name in numbers:
        columns[name] = np.tile(each(lambda one, key: one.numbers[key], name), times)
    columns |= {name: np.tile(array, times) for name, array in shared.items()}
    methods = [next((o.parts[p].method for o in found if o is not None), "") for p in names]
    return Columns(
        group=Coded(group.words, np.tile(group.codes, times)),
        labels=labels,
        reference=reference,
        by={
            **{name: Coded(coded.words, np.tile(coded.codes, times)) for name, coded in by.items()},
            PART: Coded(tuple(names), np.repeat(np.arange(times), size)),
        },
        numbers=columns,
        words={"method": Coded(tuple(methods), np.repeat(np.arange(times), size))},
        state=np.tile(state, times).astype(np.int8),
        family=np.zeros(size * times, dtype=np.intp),
        above=np.nan_to_num(value),
        null=0.0,
        notes=(NOTE,),
    )
