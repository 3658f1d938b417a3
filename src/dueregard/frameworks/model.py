"""A framework: a law, standard, set of indicators or questionnaire, in one version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .as_data import plain
from .periods import ALWAYS, Period
from .questions import Answers
from .requirements import Definition, Reach, Requirement
from .unverified import unverified_facts
from .verification import Basis, Source, UnverifiedFact, Verified

KINDS = ("duty", "standard", "indicator_set", "questionnaire")
STATUSES = ("in_force", "superseded", "repealed", "lapsed", "expected")
#: What makes a framework count: law, a contract, a promise, or nothing but good will.
FORCES = ("statutory", "contractual", "commitment", "voluntary")
BINDING_FORCES = ("statutory", "contractual")


@dataclass(frozen=True)
class Level:
    """A level of a standard, lowest first."""

    n: int
    name: str
    meaning: str = ""
    verified: Verified = Verified.YES
    unverified: str = ""


@dataclass(frozen=True)
class Area:
    """An area of a standard that is judged by itself."""

    n: int
    name: str
    verified: Verified = Verified.YES
    unverified: str = ""


@dataclass(frozen=True)
class Assessment:
    """How a level is judged: the rule, the ways, by whom, and who is told."""

    rule: str = ""
    methods: tuple[str, ...] = ()
    by: str = ""
    reported_to: str = ""


@dataclass(frozen=True)
class Grade:
    """A value of a scale."""

    code: str
    label: str


@dataclass(frozen=True)
class Scale:
    """How results are read: grades to choose from, or where a ratio is even.

    Parameters
    ----------
    grades : tuple of Grade
        Worst first.
    parity : float or None
        The value that means no difference.
    not_adverse : tuple of float, optional
        The range that is read as no adverse difference.
    """

    grades: tuple[Grade, ...] = ()
    parity: float | None = None
    not_adverse: tuple[float, float] | None = None
    verified: Verified = Verified.YES
    unverified: str = ""


@dataclass(frozen=True)
class Milestone:
    """A dated event in a framework's life, to the precision that is known."""

    stated: str
    event: str
    verified: Verified = Verified.YES
    unverified: str = ""


@dataclass(frozen=True)
class DueRequirement:
    """A requirement and the day it is due."""

    requirement: Requirement
    day: date
    overdue: bool


@dataclass(frozen=True)
class Framework:
    """A framework in one version.

    Parameters
    ----------
    id, version : str
        Its name, the same in every version, and the version.
    kind : {"duty", "standard", "indicator_set", "questionnaire"}
        What it is.
    force : {"statutory", "contractual", "commitment", "voluntary"}
        What makes it count.
    status : {"in_force", "superseded", "repealed", "lapsed", "expected"}
        As it is known to the pack; `in_force_on` answers for a day.
    in_force : Period
        From when to when; open while it is law to come.
    expected : date or None
        The first day on which law to come may begin; ``expected_stated`` is as precise as it is
        known.
    reach : tuple of Reach
        Where, and for which sectors.
    sides : tuple of str
        Which of ``employment`` and ``service_delivery`` it is about; empty for both.
    partly_covered : tuple of Definition
        Characteristics covered in part, and which part.
    succeeds, succeeded_by : tuple of str
        Frameworks before and after it, as ``id@version``.
    requirements : tuple of Requirement
        The tops of the tree.

    Examples
    --------
    >>> from dueregard import frameworks
    >>> framework = frameworks.framework("nhs-wres")
    >>> framework.kind, framework.verified
    ('indicator_set', <Verified.YES: 'yes'>)
    >>> framework["W2"].indicator.direction
    'above 1: worse for BME applicants'
    """

    id: str
    version: str
    title: str
    kind: str
    force: str
    status: str
    publisher: str = ""
    aliases: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    reach: tuple[Reach, ...] = ()
    legal_basis: tuple[Basis, ...] = ()
    in_force: Period = ALWAYS
    expected: date | None = None
    expected_stated: str = ""
    expected_note: str = ""
    milestones: tuple[Milestone, ...] = ()
    characteristics: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    partly_covered: tuple[Definition, ...] = ()
    definitions: tuple[Definition, ...] = ()
    scale: Scale | None = None
    levels: tuple[Level, ...] = ()
    areas: tuple[Area, ...] = ()
    assessment: Assessment | None = None
    requirements: tuple[Requirement, ...] = ()
    sources: tuple[Source, ...] = ()
    verified: Verified = Verified.YES
    not_verified: str = ""
    notes: tuple[str, ...] = ()
    named_in: tuple[str, ...] = ()
    succeeds: tuple[str, ...] = ()
    succeeded_by: tuple[str, ...] = ()

    @property
    def uid(self) -> str:
        """Its name among all frameworks: ``id@version``."""
        return f"{self.id}@{self.version}"

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        """Where it reaches."""
        return tuple(dict.fromkeys(each.jurisdiction for each in self.reach))

    def walk(self) -> Iterator[Requirement]:
        """Yield every requirement, parents first."""
        for top in self.requirements:
            yield from top.walk()

    @property
    def leaves(self) -> tuple[Requirement, ...]:
        """The requirements that have none below them."""
        return tuple(each for each in self.walk() if not each.children)

    def __getitem__(self, ref: str) -> Requirement:
        for each in self.walk():
            if each.ref == ref:
                return each
        raise KeyError(ref)

    def __contains__(self, ref: object) -> bool:
        return any(each.ref == ref for each in self.walk())

    def in_force_on(self, day: date) -> bool:
        """Say whether it counts on a day; law to come does not until its day is certain."""
        return self.status != "expected" and self.in_force.contains(day)

    def requirements_on(self, day: date) -> tuple[Requirement, ...]:
        """Return every requirement that counts on a day, parents first."""
        if not self.in_force_on(day):
            return ()
        return tuple(each for each in self.walk() if each.in_force.contains(day))

    def due_on(
        self, day: date, *, done: Mapping[str, date] | None = None
    ) -> tuple[DueRequirement, ...]:
        """Return what is due on a day or was due before it, earliest first.

        Parameters
        ----------
        day : date
            The day.
        done : mapping of str to date, optional
            When each requirement, by ref, was last done; those left out never were.
        """
        found = [
            DueRequirement(each, due, due < day)
            for each in self.requirements_on(day)
            if (due := each.next_due(last_done=(done or {}).get(each.ref), on=day)) is not None
            and due <= day
        ]
        return tuple(sorted(found, key=lambda each: each.day))

    def asked(self, answers: Answers) -> tuple[Requirement, ...]:
        """Return the questions that are asked, given the answers so far.

        An answer to a question that is not asked leads to no other question.
        """
        asked: dict[str, Requirement] = {}
        skipped: set[str] = set()
        for each in self.walk():
            if each.question is None or skipped & set(each.path):
                continue
            counted = {ref: answers[ref] for ref in asked if ref in answers}
            if all(condition.holds(counted) for condition in each.question.ask_if):
                asked[each.ref] = each
            else:
                skipped.add(each.ref)
        return tuple(asked.values())

    def unverified(self) -> tuple[UnverifiedFact, ...]:
        """Return every fact that was not, or only in part, compared with its source."""
        return tuple(unverified_facts(self))

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON would hold it."""
        return {"uid": self.uid, **plain(self)}
