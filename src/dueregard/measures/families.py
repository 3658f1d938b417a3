"""Many comparisons: adjusted within their family, over the monitor, and for earlier looks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dueregard.statistics import adjust_p_values

from .cells import Floats
from .columns import Columns, Flags
from .problems import UnusableSetting
from .states import Verdict

MULTIPLICITY = ("holm", "benjamini_hochberg")
VERDICTS = (
    Verdict.HIGHER,
    Verdict.LOWER,
    Verdict.CANNOT_TELL,
    Verdict.NOT_COMPUTED,
    Verdict.DESCRIBED,
)


@dataclass(frozen=True)
class Looks:
    """How often the same monitor has been looked at: each look is another chance to be misled.

    Parameters
    ----------
    number : int
        Which look this is, 1 for the first.
    planned : int or "open", optional
        How many looks were planned: each may then use an equal part of the error allowed.
        ``open`` when there is no end: look k may use a part of 1 in k (k + 1). When not given,
        no allowance is made, and the findings say so.

    Raises
    ------
    UnusableSetting
        A look below 1, or beyond those planned.

    Examples
    --------
    >>> Looks(3, planned=4).allowed(0.05), Looks(3, planned="open").allowed(0.06)
    (0.0125, 0.005)
    >>> Looks(3).sentence
    'This is look 3 at the same monitor; no allowance is made for the earlier ones.'
    """

    number: int = 1
    planned: int | str | None = None

    def __post_init__(self) -> None:
        if self.number < 1:
            raise UnusableSetting(f"looks: the first look is 1, not {self.number}")
        if isinstance(self.planned, str) and self.planned != "open":
            raise UnusableSetting(f"planned: a number of looks or open, not {self.planned!r}")
        if isinstance(self.planned, int) and self.planned < self.number:
            raise UnusableSetting(
                f"planned: this is look {self.number} of {self.planned}; plan at least "
                f"{self.number}, or open where there is no end"
            )

    def allowed(self, level: float) -> float:
        """Return the error this look may use of the error allowed in all."""
        if self.planned == "open":
            return level / (self.number * (self.number + 1))
        return level / self.planned if isinstance(self.planned, int) else level

    @property
    def sentence(self) -> str:
        """What to say of it; empty for a first look with none planned."""
        if self.planned is None:
            if self.number == 1:
                return ""
            return (
                f"This is look {self.number} at the same monitor; "
                "no allowance is made for the earlier ones."
            )
        of = "" if self.planned == "open" else f" of {self.planned}"
        return f"This is look {self.number}{of} at the same monitor, which is allowed for."


@dataclass(frozen=True)
class Family:
    """The comparisons a p-value was adjusted among.

    Parameters
    ----------
    id : str
        Its name: that of the measure and the characteristic, when the measure names no other.
    m : int
        How many comparisons could be made.
    method : str
        How they were adjusted.
    monitor : int
        Comparisons of the whole monitor, over which the q-value was worked out.
    """

    id: str
    m: int
    method: str
    monitor: int


@dataclass(frozen=True)
class Adjusted:
    """P-values adjusted within the family, q-values over the monitor, and verdicts."""

    p_adjusted: Floats
    q_value: Floats
    verdict: np.ndarray
    sizes: dict[int, int]

    def __repr__(self) -> str:
        return f"<Adjusted of {self.p_adjusted.size} rows>"


def adjusted(columns: Columns, *, confidence: float, looks: Looks, multiplicity: str) -> Adjusted:
    """Adjust the p-values of columns and say what each row comes to.

    The adjusted p-value is Holm's within the family, and never below that of the test over all
    groups of its cell, so that no pair is told apart where the groups together are not.
    """
    p = columns.numbers.get("p_value", np.full(columns.size, np.nan))
    p_adjusted = np.full(p.shape, np.nan)
    sizes: dict[int, int] = {}
    for family in np.unique(columns.family).tolist():
        rows = columns.family == family
        p_adjusted[rows] = adjust_p_values(p[rows], method="holm")
        sizes[family] = int((~np.isnan(p[rows])).sum())
    p_adjusted = gated(p_adjusted, columns)
    q_value = adjust_p_values(p, method="benjamini_hochberg")
    decisive = p_adjusted if multiplicity == "holm" else gated(q_value, columns)
    level = looks.allowed(1 - confidence)
    return Adjusted(p_adjusted, q_value, verdicts(columns, decisive, level), sizes)


def gated(p: Floats, columns: Columns) -> Floats:
    """Raise adjusted p-values to that of the test over all groups of the cell.

    Last, whatever they were adjusted by: raised before, each would be adjusted for the others
    that were raised with it.
    """
    together = columns.numbers.get("omnibus_p")
    if together is None:
        return p
    return np.where(np.isnan(p) | np.isnan(together), p, np.fmax(p, together))


def verdicts(columns: Columns, p: Floats, level: float) -> np.ndarray:
    """Return for each row the number of its verdict in ``VERDICTS``.

    A difference is told only when the adjusted p-value and the interval both say so.
    """
    computed = columns.computed
    if not columns.tested:
        return np.where(computed, 4, 3).astype(np.int8)
    lower, upper = columns.numbers["lower"], columns.numbers["upper"]
    with np.errstate(invalid="ignore"):
        outside: Flags = (lower > columns.null) | (upper < columns.null)
        told = computed & outside & (p <= level)
        higher, lower_ = told & (columns.above > 0), told & (columns.above < 0)
    return np.select([~computed, higher, lower_], [3, 0, 1], 2).astype(np.int8)
