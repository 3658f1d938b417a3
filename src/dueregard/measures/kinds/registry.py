"""Kinds of measure: one module each, which says what tables it takes and how it is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dueregard.measures.columns import Columns
from dueregard.measures.definition import Measure
from dueregard.measures.finding import Finding
from dueregard.measures.problems import UnusableCounts

#: Every kind the catalogue may name; a module registers what it computes.
KINDS = (
    "comparison",
    "rate_comparison",
    "representation",
    "share",
    "disclosure_rate",
    "outcome_test",
    "pipeline",
    "retention",
    "time_in_rank",
    "pay_gap",
    "decomposition",
    "survey_item",
    "key_drivers",
    "mix_effect",
    "adjusted_comparison",
    "intersection",
    "unit_funnel",
    "control_chart",
    "agreement",
    "gap_consistency",
)


@dataclass(frozen=True)
class Request:
    """What a kind is asked to compute.

    Parameters
    ----------
    measure : Measure
        The measure.
    tables : mapping of str to object
        Tables by the names the kind takes them under.
    by : tuple of str
        Dimensions to break the rows down by.
    confidence : float
        Two-sided level of the limits.
    """

    measure: Measure
    tables: Mapping[str, object]
    by: tuple[str, ...]
    confidence: float


@dataclass(frozen=True)
class Kind:
    """A kind of measure.

    Parameters
    ----------
    name : str
        Its name in the catalogue.
    tables, optional : tuple of str
        Tables it must and may be given. One that ends in ``.*`` stands for any number of tables
        of that beginning: ``denominator.*``.
    compute : callable
        Makes columns of a request.
    say : callable
        Makes the sentence of a finding.
    people : bool
        Whether events are people.
    """

    name: str
    tables: tuple[str, ...]
    compute: Callable[[Request], Columns] = field(repr=False)
    say: Callable[[Finding], str] = field(repr=False)
    optional: tuple[str, ...] = ()
    people: bool = True

    def check(self, tables: Mapping[str, object]) -> None:
        """Refuse tables that are missing or not known.

        Raises
        ------
        UnusableCounts
            Naming each.
        """
        missing = [f"table {name}: it is missing" for name in self.tables if name not in tables]
        allowed = (*self.tables, *self.optional)
        stems = tuple(name[:-1] for name in allowed if name.endswith(".*"))
        unknown = [
            f"table {name}: {self.name} takes {', '.join(allowed)}"
            for name in tables
            if name not in allowed and not (stems and name.startswith(stems))
        ]
        if missing or unknown:
            raise UnusableCounts([*missing, *unknown])


_KINDS: dict[str, Kind] = {}


def kind(
    name: str,
    *,
    tables: tuple[str, ...],
    say: Callable[[Finding], str],
    optional: tuple[str, ...] = (),
    people: bool = True,
) -> Callable[[Callable[[Request], Columns]], Callable[[Request], Columns]]:
    """Register the function that computes a kind of measure.

    Parameters
    ----------
    name : str
        One of ``KINDS``.
    tables, optional : tuple of str
        Tables it must and may be given.
    say : callable
        Makes the sentence of a finding.
    people : bool
        Whether events are people, rather than events that can repeat.

    Raises
    ------
    ValueError
        When the name is not one of ``KINDS`` or is taken.
    """
    if name not in KINDS or name in _KINDS:
        raise ValueError(f"kind {name!r}: it is taken, or not one of {', '.join(KINDS)}")

    def register(compute: Callable[[Request], Columns]) -> Callable[[Request], Columns]:
        _KINDS[name] = Kind(name, tables, compute, say, optional, people)
        return compute

    return register


def kind_named(name: str) -> Kind:
    """Return a kind of measure.

    Raises
    ------
    UnusableCounts
        When nothing computes it.
    """
    if name not in _KINDS:
        there = ", ".join(sorted(_KINDS))
        raise UnusableCounts([f"kind {name}: nothing computes it; there are {there}"])
    return _KINDS[name]
