"""What to count: the dimensions, the rows, and what a row counts for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dueregard.exceptions import UnusableDocument
from dueregard.tables import Identity
from dueregard.vocabulary import Crosswalk

Grain = Literal["month", "quarter", "year", "financial_year"]
GRAINS: tuple[Grain, ...] = ("month", "quarter", "year", "financial_year")


class UnusableTabulation(UnusableDocument):
    """A tabulation that asks for what the rows do not have or what cannot be counted."""


@dataclass(frozen=True)
class Count:
    """What a row counts for.

    Parameters
    ----------
    kind : {"rows", "distinct", "sum"}
        One, one for each distinct value of `column`, or the number in `column`.
    column : str
        The column read; empty for rows and for the persons of a snapshot.
    scale : int
        What each number is multiplied by before it is rounded to the nearest whole one: 100
        counts full-time equivalents in hundredths.
    """

    kind: Literal["rows", "distinct", "sum"] = "rows"
    column: str = ""
    scale: int = 1

    @property
    def additive(self) -> bool:
        """Whether the count of a union of separate groups is the sum of theirs."""
        return self.kind != "distinct"


@dataclass(frozen=True)
class Tabulation:
    """One table to be counted.

    Parameters
    ----------
    name : str
        What the table is called.
    by : sequence of str
        Its dimensions: columns of the rows, or names of `periods`.
    where : mapping
        Which rows are counted; see `dueregard.returns.condition`.
    count : str or mapping
        ``"rows"`` (of a return of counts: what they add up to), ``"persons"``,
        ``{"distinct": column}`` or ``{"sum": column, "scale": whole number}``.
    coarsen : mapping of str to str, Crosswalk or mapping
        Dimension to the classification its codes are counted in, the crosswalk there, or a
        group for each code.
    levels : mapping of str to sequence of str
        Dimension to its levels without parts. Without it those of the classification of the
        column, and kinds of missing that are found; else those that are found.
    hierarchies : mapping of str to mapping
        Dimension to parent levels and their parts.
    periods : mapping of str to (column, grain)
        Dimension to the date or month it is taken from and ``month``, ``quarter``, ``year`` or
        ``financial_year`` (April to March).
    identity : Identity, optional
        What the counts are counts of; without it the name and what the snapshot says.

    Raises
    ------
    UnusableTabulation
        Naming what is not allowed.

    Examples
    --------
    >>> Tabulation(
    ...     "leavers", by=("sex", "year"), periods={"year": ("date_left", "financial_year")}
    ... ).counted
    Count(kind='rows', column='', scale=1)
    >>> Tabulation("leavers", by=("sex",), count="heads")
    Traceback (most recent call last):
        ...
    dueregard.returns.tabulation.UnusableTabulation: tabulation leavers, count: “heads” is not \
known; "rows", "persons", {"distinct": column} or {"sum": column, "scale": whole number} is allowed
    """

    name: str
    by: Sequence[str]
    where: Mapping[str, Any] = field(default_factory=dict)
    count: str | Mapping[str, Any] = "rows"
    coarsen: Mapping[str, str | Crosswalk | Mapping[str, str]] = field(default_factory=dict)
    levels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hierarchies: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    periods: Mapping[str, Sequence[str]] = field(default_factory=dict)
    identity: Identity | None = None

    def __post_init__(self) -> None:
        by = (self.by,) if isinstance(self.by, str) else tuple(self.by)
        object.__setattr__(self, "by", by)
        if not by or len(set(by)) < len(by):
            raise self.unusable("by: one or more dimensions, each once, are needed")
        for part in ("coarsen", "levels", "hierarchies", "periods"):
            if strange := sorted(set(getattr(self, part)) - set(by)):
                raise self.unusable(f"{part}: “{strange[0]}” is not one of {', '.join(by)}")
        for name, period in self.periods.items():
            if isinstance(period, str) or len(period) != 2 or period[1] not in GRAINS:
                raise self.unusable(
                    f"periods, {name}: a column and one of {', '.join(GRAINS)} are needed"
                )
            if name in self.coarsen:
                raise self.unusable(f"coarsen: {name} is a period; choose a coarser grain")
        self.counted  # noqa: B018 - refuses what is not known

    def unusable(self, what: str) -> UnusableTabulation:
        """Return the refusal of this tabulation for a reason."""
        return UnusableTabulation(f"tabulation {self.name}, {what}")

    @property
    def counted(self) -> Count:
        """What a row counts for."""
        count = self.count
        if count == "rows":
            return Count()
        if count == "persons":
            return Count("distinct")
        if isinstance(count, Mapping):
            if set(count) == {"distinct"} and isinstance(count["distinct"], str):
                return Count("distinct", count["distinct"])
            scale = count.get("scale", 1)
            known = {"sum"} <= set(count) <= {"sum", "scale"} and isinstance(count["sum"], str)
            if known and isinstance(scale, int) and not isinstance(scale, bool) and scale > 0:
                return Count("sum", count["sum"], scale)
        raise self.unusable(
            f"count: “{count}” is not known; "
            '"rows", "persons", {"distinct": column} or {"sum": column, "scale": whole number} '
            "is allowed"
        )
