"""A library of frameworks and crosswalks: finding, filtering, and what binds a body on a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from .crosswalks import Crosswalk
from .model import BINDING_FORCES, FORCES, KINDS, Framework
from .problems import UnknownFramework
from .requirements import PART_OF, Requirement


def _order(framework: Framework) -> tuple[str, list[tuple[int, str]]]:
    """Return what versions are ordered by: the day they begin, then their name in numbers."""
    begins = framework.in_force.from_ or framework.expected
    name = [(int(part or 0), rest) for part, rest in _PARTS.findall(framework.version)]
    return (begins or date.max).isoformat(), name


_PARTS = re.compile(r"(\d+)|(\D+)")


def _fits(uid: str, asked: str, found: Framework) -> bool:
    return uid == found.uid if "@" in asked else uid.partition("@")[0] == found.id


@dataclass(frozen=True)
class Library:
    """Frameworks in all their versions, and crosswalks between them.

    Parameters
    ----------
    all : tuple of Framework
        Every framework in every version.
    between : tuple of Crosswalk
        The crosswalks, as their packs state them.
    """

    all: tuple[Framework, ...]
    between: tuple[Crosswalk, ...] = ()

    def frameworks(
        self,
        *,
        jurisdiction: str | None = None,
        sector: str | None = None,
        kind: str | None = None,
        on: date | None = None,
    ) -> tuple[Framework, ...]:
        """Return the frameworks that fit, by id and version.

        Parameters
        ----------
        jurisdiction, sector : str, optional
            Where they reach, and whom there; in part is enough.
        kind : str, optional
            Their kind.
        on : date, optional
            A day on which they count.

        Raises
        ------
        UnknownFramework
            For a place, sector or kind that no framework has.
        """
        self._check(sector=sector, jurisdiction=jurisdiction, kind=kind)
        return tuple(
            each
            for each in self._ordered
            if (kind is None or each.kind == kind)
            and (on is None or each.in_force_on(on))
            and any(
                part.includes(sector, jurisdiction)
                for reach in [each.reach, *(below.reach for below in each.walk())]
                for part in reach
            )
        )

    def framework(self, id: str, version: str | None = None) -> Framework:
        """Return a framework by its id or one of its other names; the newest unless told.

        Raises
        ------
        UnknownFramework
            When there is none, with the names that come close.
        """
        name, _, stated = id.partition("@")
        wanted = version or stated or None
        named = [
            each
            for each in self._ordered
            if (each.id == name or name in each.aliases)
            and (wanted is None or each.version == wanted)
        ]
        if named:
            # Law to come does not take the place of the law there is.
            present = [each for each in named if each.status != "expected"] or named
            return max(present, key=_order)
        versions = [each.version for each in self.all if each.id == name]
        if versions:
            raise UnknownFramework(
                f"There is no version {wanted} of {name}; there are {', '.join(versions)}."
            )
        names = sorted({each.id for each in self.all})
        close = get_close_matches(name, names, n=3) or names
        raise UnknownFramework(f"There is no framework {name}; there are {', '.join(close)}.")

    def requirement(self, id: str, ref: str, version: str | None = None) -> Requirement:
        """Return a requirement by its framework and ref.

        Raises
        ------
        UnknownFramework
            When there is no such framework or ref.
        """
        framework = self.framework(id, version)
        try:
            return framework[ref]
        except KeyError:
            refs = [each.ref for each in framework.walk()]
            close = get_close_matches(ref, refs, n=5) or refs[:10]
            raise UnknownFramework(
                f"There is no requirement {ref} in {framework.uid}; there are {', '.join(close)}."
            ) from None

    def binding(
        self,
        *,
        sector: str,
        jurisdiction: str,
        on: date,
        employees: int | None = None,
        forces: Sequence[str] = BINDING_FORCES,
    ) -> tuple[Requirement, ...]:
        """Return the requirements that bind a body on a day, parents first.

        Parameters
        ----------
        sector, jurisdiction : str
            Of the body.
        on : date
            The day.
        employees : int, optional
            Its head-count: leaves out what begins above it. Thresholds in full-time equivalents
            are not decided by it.
        forces : tuple of str, optional
            Which kinds of force count; law and contract unless told.

        Raises
        ------
        UnknownFramework
            For a sector, a place or a force that no framework knows: a slip of the pen must not
            read as “nothing binds you”.
        """
        self._check(sector=sector, jurisdiction=jurisdiction)
        if isinstance(forces, str) or set(forces) - set(FORCES):
            raise UnknownFramework(
                f"forces: a list of some of {', '.join(FORCES)} is needed, not {forces!r}."
            )
        if employees is not None and employees < 0:
            raise UnknownFramework(f"employees: a number from 0 is needed, not {employees}.")
        return tuple(
            each
            for framework in self._ordered
            if framework.force in forces
            for each in framework.requirements_on(on)
            if each.reaches(sector=sector, jurisdiction=jurisdiction)
            and not (employees is not None and each.exempt(employees))
        )

    def _check(self, **asked: str | None) -> None:
        reach = [
            part
            for each in self.all
            for part in (*each.reach, *(p for below in each.walk() for p in below.reach))
        ]
        known = {
            "sector": {sector for part in reach for sector in part.sectors},
            "jurisdiction": {part.jurisdiction for part in reach} | set(PART_OF),
            "kind": set(KINDS),
        }
        for name, value in asked.items():
            if value is not None and value not in known[name]:
                there = ", ".join(sorted(known[name]))
                raise UnknownFramework(f"{name}: “{value}” is not known; there are {there}.")

    def crosswalks(self) -> tuple[Crosswalk, ...]:
        """Return all crosswalks, as their packs state them."""
        return self.between

    def crosswalk(self, from_: str, to: str) -> Crosswalk:
        """Return the crosswalk from one framework to another, read whichever way it stands.

        Raises
        ------
        UnknownFramework
            When there is no such framework, or no crosswalk between them.
        """
        first, second = self.framework(from_), self.framework(to)
        both = [*self.between, *(each.reversed() for each in self.between)]
        exact = [each for each in both if (each.from_, each.to) == (first.uid, second.uid)]
        # Without a version, a crosswalk of another version is better than none.
        near = [
            each for each in both if _fits(each.from_, from_, first) and _fits(each.to, to, second)
        ]
        if exact or near:
            return (exact or near)[0]
        raise UnknownFramework(
            f"There is no crosswalk between {first.id} and {second.id}; there are: "
            + "; ".join(f"{each.from_} and {each.to}" for each in self.between)
            + "."
        )

    @cached_property
    def _ordered(self) -> tuple[Framework, ...]:
        return tuple(sorted(self.all, key=lambda each: (each.id, _order(each))))
