"""An analysis plan: what is asked of a return, before anybody has looked at the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from dueregard.disclosure import DisclosurePolicy
from dueregard.exceptions import UnusableDocument

OUTPUTS = ("tables", "findings", "charts", "summary")
GRAINS = ("month", "quarter", "year", "financial_year")
MULTIPLICITY = ("holm", "benjamini_hochberg")

Output = Literal["tables", "findings", "charts", "summary"]


class UnusablePlan(UnusableDocument):
    """A plan that was opened and does not say what a plan says, with every place."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Period:
    """The time a return is about, both days included.

    Parameters
    ----------
    start, end : date
        First and last day; the same for a snapshot.
    """

    start: date
    end: date

    def __str__(self) -> str:
        return str(self.end) if self.start == self.end else f"{self.start} to {self.end}"


@dataclass(frozen=True)
class ReturnFile:
    """A return that the analysis reads beside the one it is asked about.

    Parameters
    ----------
    return_id : str
        Its schema.
    files : tuple of Path
        Where its rows are.
    mapping : Path or None
        The confirmed mapping of its columns and labels.
    period : Period or None
        Its time; that of the plan when not given.
    name : str
        For a population: which, such as ``residents``.
    match : mapping of str to str
        Field of the return that is analysed to the field here that holds the same: ``force`` to
        ``area``.
    labels : mapping of str to mapping of str to str
        Field here to its values and what they are called in the return that is analysed.
    expected : mapping of str to tuple of str
        Who should have sent it: a missing submission is no zero.
    nil : tuple of tuple of str
        Submissions declared to have no row, such as ``("Elm", "2025-11")``.
    """

    return_id: str
    files: tuple[Path, ...]
    mapping: Path | None = None
    period: Period | None = None
    name: str = ""
    match: Mapping[str, str] = field(default_factory=dict, hash=False)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    expected: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    nil: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Asked:
    """A measure that is asked for, with what is changed in it for this body.

    Parameters
    ----------
    measure : str
        Its name in the catalogue.
    changes : mapping
        ``comparison``, ``reference``, ``classification``, ``field``, ``minimum_n``, …
    """

    measure: str
    changes: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Breakdown:
    """What findings are broken down by.

    Parameters
    ----------
    characteristics : tuple of str
        Fields that take the place of the measure's own characteristic, each in turn.
    units : str
        The field that holds the unit; empty for the whole body only.
    periods : str
        ``month``, ``quarter``, ``year``, ``financial_year``; empty for the whole period only.
    pairs : tuple of (str, str)
        Fields whose combinations are looked at: ethnicity and sex together.
    hierarchies : mapping
        Parent units and their parts.
    """

    characteristics: tuple[str, ...] = ()
    units: str = ""
    periods: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    hierarchies: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Family:
    """How many questions are asked, and what is made of their number.

    Parameters
    ----------
    confidence : float
        Confidence of intervals; significance follows it.
    multiplicity : str
        What verdicts allow for: ``holm``, any false finding in a family; or
        ``benjamini_hochberg``, too large a share of false ones over the whole analysis.
    looks : int
        How many times this monitor has been looked at, this time included.
    planned : int or "open", optional
        How many looks were planned; no allowance is made for earlier looks when not given.
    """

    confidence: float = 0.95
    multiplicity: str = "holm"
    looks: int = 1
    planned: int | str | None = None


@dataclass(frozen=True)
class Plan:
    """One analysis, as it stands in a plan file.

    Parameters
    ----------
    return_id : str
        Schema of the return that is analysed.
    measures : tuple of Asked
        What is asked.
    period : Period
        The time it is about.
    policy : DisclosurePolicy
        What may be shown.
    title : str
        What the analysis is called.
    mapping : Path or None
        The confirmed mapping of the return.
    population : tuple of ReturnFile
        Denominators: other returns and populations.
    by : Breakdown
        What findings are broken down by.
    family : Family
        How many questions are asked.
    outputs : tuple of str
        ``tables``, ``findings``, ``charts``, ``summary``.
    expected : mapping of str to tuple of str
        Who should have sent the return, by field: a missing submission is no zero.
    nil : tuple of tuple of str
        Submissions declared to have no row.
    schemas, catalogue : Path or None
        Folders of local schemas and measures.
    content : mapping
        The file as it was read, for the record.
    folder : Path
        Where paths in the plan start from.
    """

    return_id: str
    measures: tuple[Asked, ...]
    period: Period
    policy: DisclosurePolicy
    title: str = ""
    mapping: Path | None = None
    population: tuple[ReturnFile, ...] = ()
    by: Breakdown = Breakdown()
    family: Family = Family()
    outputs: tuple[str, ...] = OUTPUTS
    expected: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    nil: tuple[tuple[str, ...], ...] = ()
    schemas: Path | None = None
    catalogue: Path | None = None
    content: Mapping[str, Any] = field(default_factory=dict, hash=False)
    folder: Path = Path()
