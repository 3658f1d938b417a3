"""A requirement: what is asked, of whom, how it is shown to be met, and when it is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from . import due_dates
from .due_dates import Due, Review
from .periods import ALWAYS, Period
from .questions import Question
from .verification import Source, Verified

#: Places whose bodies are bound by the law of a larger one too.
PART_OF = {"London": "England"}
#: The two sides of an equality duty: a body as employer, and in what it does for people.
SIDES = ("employment", "service_delivery")
KINDS = ("duty", "standard", "indicator", "question")


@dataclass(frozen=True)
class Reach:
    """Where a framework or requirement reaches.

    Parameters
    ----------
    jurisdiction : str
        A country or place: ``England``.
    sectors : tuple of str
        The sectors there; empty for all of the framework's.
    """

    jurisdiction: str
    sectors: tuple[str, ...] = ()
    note: str = ""
    verified: Verified = Verified.YES
    unverified: str = ""

    def includes(self, sector: str | None, jurisdiction: str | None) -> bool:
        """Say whether it takes in a sector and a jurisdiction; ``None`` stands for any.

        Examples
        --------
        >>> Reach("England", ("police",)).includes("police", "London")
        True
        >>> Reach("London", ("police",)).includes("police", "England")
        False
        """
        there = jurisdiction is None or self.jurisdiction in {
            jurisdiction,
            PART_OF.get(jurisdiction),
        }
        return there and (sector is None or sector in self.sectors)


@dataclass(frozen=True)
class Threshold:
    """How many staff a body must have to be bound.

    Parameters
    ----------
    employees : int
        The least number.
    basis : {"headcount", "full_time_equivalent"}
        How staff are counted.
    at : str
        On which day they are counted.
    status : {"current", "as_made"}
        Whether it is the number now, or the one the law was made with.
    """

    employees: int
    basis: str = "headcount"
    at: str = ""
    status: str = "current"
    verified: Verified = Verified.YES
    unverified: str = ""


@dataclass(frozen=True)
class Binds:
    """Who is bound.

    Parameters
    ----------
    who : str
        In words, where no list says it.
    listed_in : str
        The schedule that lists them.
    also, except_ : str
        Who is bound beside those listed, and who is not although listed.
    thresholds : tuple of Threshold
        From how many staff on.
    """

    who: str = ""
    listed_in: str = ""
    also: str = ""
    except_: str = ""
    thresholds: tuple[Threshold, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """How a figure is worked out.

    Parameters
    ----------
    numerator, denominator : str
        What is counted, and out of what.
    formula : str
        The same with names of counts.
    direction : str
        Which way is worse.
    unit : str
        ``ratio``, ``percent``, ``headcount`` …
    by : str
        What it is broken down by.
    population : str
        Who is counted at all.
    categories : tuple of str
        The categories it is shown in.
    source_data : str
        Where the counts come from.
    """

    numerator: str = ""
    denominator: str = ""
    formula: str = ""
    direction: str = ""
    unit: str = ""
    by: str = ""
    population: str = ""
    categories: tuple[str, ...] = ()
    source_data: str = ""
    paragraph: str = ""


@dataclass(frozen=True)
class Definition:
    """A word, and what it means here."""

    term: str
    meaning: str


@dataclass(frozen=True)
class Requirement:
    """One requirement, with those below it.

    Parameters
    ----------
    framework : str
        Of which framework: ``nhs-wres@2015``.
    path : tuple of str
        The refs from the top down to this one.
    text : str
        What is asked, in our words.
    kind : {"duty", "standard", "indicator", "question"}
        What it is.
    binds, reach : Binds or None, tuple of Reach
        Who is bound and where; its own, or those of the requirement above or the framework.
    evidence : tuple of str
        What shows that it is met.
    review, due : Review or None, tuple of Due
        How often, and by when; its own.
    in_force : Period
        From when to when; its own, or that of what it is part of.
    sources : tuple of Source
        Its own; the framework's are the sources of all else.
    verified : Verified
        Whether it was compared with a source; what is not said is as for what it is part of.
    unverified : str
        What about it is not verified.
    levels : tuple of int
        The levels of the standard that it belongs to.
    area : int or None
        The area of the standard that it belongs to.
    sides : tuple of str
        Which of `SIDES` it is about, as we read it; empty where that cannot be told.
    named_in : tuple of str
        Papers that name it.
    """

    framework: str
    path: tuple[str, ...]
    text: str
    kind: str
    binds: Binds | None = None
    reach: tuple[Reach, ...] = ()
    evidence: tuple[str, ...] = ()
    review: Review | None = None
    due: tuple[Due, ...] = ()
    in_force: Period = ALWAYS
    sources: tuple[Source, ...] = ()
    verified: Verified = Verified.YES
    unverified: str = ""
    levels: tuple[int, ...] = ()
    area: int | None = None
    sides: tuple[str, ...] = ()
    indicator: Indicator | None = None
    question: Question | None = None
    definitions: tuple[Definition, ...] = ()
    named_in: tuple[str, ...] = ()
    note: str = ""
    children: tuple[Requirement, ...] = field(default=())

    @property
    def ref(self) -> str:
        """Its reference within the framework."""
        return self.path[-1]

    @property
    def uid(self) -> str:
        """Its name among all frameworks, the same for ever: ``framework@version#ref``."""
        return f"{self.framework}#{self.ref}"

    def walk(self) -> Iterator[Requirement]:
        """Yield this requirement and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def leaves(self) -> tuple[Requirement, ...]:
        """Those below it that have none below them; itself when it has none."""
        return tuple(each for each in self.walk() if not each.children)

    def next_due(
        self, *, last_done: date | None = None, on: date, met: date | None = None
    ) -> date | None:
        """Return the day by which it is next due; see `due_dates.next_due`.

        Examples
        --------
        >>> from dueregard import frameworks
        >>> pay_gap = frameworks.requirement("psed-2010-england", "GPG")
        >>> pay_gap.next_due(last_done=date(2025, 2, 10), on=date(2025, 6, 1))
        datetime.date(2026, 3, 30)
        """
        return due_dates.next_due(
            self.due, self.review, self.in_force, last_done=last_done, on=on, met=met
        )

    def reaches(self, *, sector: str | None = None, jurisdiction: str | None = None) -> bool:
        """Say whether it reaches bodies of a sector in a jurisdiction."""
        return any(each.includes(sector, jurisdiction) for each in self.reach)

    def exempt(self, employees: int, basis: str = "headcount") -> bool:
        """Say whether a body with so many staff, so counted, is below its threshold."""
        thresholds = self.binds.thresholds if self.binds else ()
        return any(
            each.status == "current" and each.basis == basis and employees < each.employees
            for each in thresholds
        )
