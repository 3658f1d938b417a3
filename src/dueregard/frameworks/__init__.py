"""Legal duties, standards, sets of indicators and questionnaires, as versioned data.

The functions here answer from the packs that come with the library; `load` adds local packs.

Examples
--------
>>> from datetime import date
>>> from dueregard import frameworks as f
>>> f.framework("psed-2010-england")["R4"].next_due(last_done=date(2025, 3, 1), on=date(2025, 6, 1))
datetime.date(2026, 3, 1)
>>> [each.id for each in f.frameworks(sector="nhs", kind="indicator_set")]
['nhs-wres']
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

from .crosswalks import Crosswalk, CrosswalkRow
from .due_dates import Due, Review
from .loading import library_of, read_folder
from .model import BINDING_FORCES, Area, DueRequirement, Framework, Level, Scale
from .pack_library import Library
from .periods import Period, add_months
from .problems import Problem, UnknownFramework, UnusableFrameworks
from .questions import Condition, Option, Question
from .requirements import Binds, Indicator, Reach, Requirement, Threshold
from .verification import Source, UnverifiedFact, Verified

__all__ = [
    "Area",
    "Binds",
    "Condition",
    "Crosswalk",
    "CrosswalkRow",
    "Due",
    "DueRequirement",
    "Framework",
    "Indicator",
    "Level",
    "Library",
    "Option",
    "Period",
    "Problem",
    "Question",
    "Reach",
    "Requirement",
    "Review",
    "Scale",
    "Source",
    "Threshold",
    "UnknownFramework",
    "UnusableFrameworks",
    "UnverifiedFact",
    "Verified",
    "add_months",
    "binding",
    "check",
    "crosswalk",
    "crosswalks",
    "framework",
    "frameworks",
    "load",
    "requirement",
    "shipped",
]


@cache
def shipped() -> Library:
    """Return the library of the packs that come with this package."""
    with resources.as_file(resources.files(__name__).joinpath("packs")) as folder:
        return library_of(folder)


def frameworks(
    *,
    jurisdiction: str | None = None,
    sector: str | None = None,
    kind: str | None = None,
    on: date | None = None,
) -> tuple[Framework, ...]:
    """Return the frameworks that fit; see `Library.frameworks`."""
    return shipped().frameworks(jurisdiction=jurisdiction, sector=sector, kind=kind, on=on)


def framework(id: str, version: str | None = None) -> Framework:
    """Return a framework, the newest version unless told; see `Library.framework`."""
    return shipped().framework(id, version)


def requirement(id: str, ref: str, version: str | None = None) -> Requirement:
    """Return a requirement by its framework and ref; see `Library.requirement`."""
    return shipped().requirement(id, ref, version)


def binding(
    *,
    sector: str,
    jurisdiction: str,
    on: date,
    employees: int | None = None,
    forces: Sequence[str] = BINDING_FORCES,
) -> tuple[Requirement, ...]:
    """Return the requirements that bind a body on a day; see `Library.binding`."""
    return shipped().binding(
        sector=sector, jurisdiction=jurisdiction, on=on, employees=employees, forces=forces
    )


def crosswalk(from_: str, to: str) -> Crosswalk:
    """Return the crosswalk from one framework to another; see `Library.crosswalk`."""
    return shipped().crosswalk(from_, to)


def crosswalks() -> tuple[Crosswalk, ...]:
    """Return all crosswalks, as their packs state them."""
    return shipped().crosswalks()


def load(path: str | Path) -> Library:
    """Return the packs of a folder, or one pack, beside those that come with the library.

    Raises
    ------
    UnreadableDocument
        When there is no such folder or file, or a file in it cannot be opened.
    UnusableFrameworks
        With every problem in every file; nothing is loaded then.
    """
    return library_of(path, shipped())


def check(path: str | Path) -> list[Problem]:
    """Return everything wrong with a folder of packs or one, by file and place; empty when good.

    Raises
    ------
    UnreadableDocument
        When there is no such folder or file, or a file in it cannot be opened.
    """
    return read_folder(path, shipped())[1]
