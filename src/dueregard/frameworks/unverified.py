"""Every fact of a framework that was not compared with its source, so that a page can say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from .verification import UnverifiedFact, Verified

if TYPE_CHECKING:
    from .model import Framework
    from .requirements import Binds, Reach, Requirement


class _Checked(Protocol):
    @property
    def verified(self) -> Verified: ...

    @property
    def unverified(self) -> str: ...


def unverified_facts(framework: Framework) -> Iterator[UnverifiedFact]:
    """Yield the facts of a framework and its requirements, in the order of the pack."""
    uid = framework.uid
    if framework.verified is not Verified.YES:
        yield UnverifiedFact(
            uid, "framework", framework.title, framework.verified, framework.not_verified
        )
    parts: list[tuple[str, str, _Checked]] = [
        *(("legal basis", each.cite, each) for each in framework.legal_basis),
        *(("source", each.cite or each.url, each) for each in framework.sources),
        *(("reach", each.jurisdiction, each) for each in framework.reach),
        *((f"level {each.n}", each.name, each) for each in framework.levels),
        *((f"area {each.n}", each.name, each) for each in framework.areas),
        *(("milestone", f"{each.stated}: {each.event}", each) for each in framework.milestones),
    ]
    if framework.scale is not None:
        parts.append(("scale", "how results are read", framework.scale))
    yield from _of(uid, parts)
    for top in framework.requirements:
        yield from _of_requirement(top, framework.reach, None)


def _of_requirement(
    requirement: Requirement, reach: tuple[Reach, ...], binds: Binds | None
) -> Iterator[UnverifiedFact]:
    """Yield what a requirement states itself, then what those below it state."""
    parts: list[tuple[str, str, _Checked]] = [("requirement", requirement.text, requirement)]
    parts += [("due", each.text or str(each.day or each.every), each) for each in requirement.due]
    if requirement.reach != reach:
        parts += [("reach", each.jurisdiction, each) for each in requirement.reach]
    if requirement.binds is not None and requirement.binds != binds:
        parts += [
            ("threshold", f"{each.employees} employees", each)
            for each in requirement.binds.thresholds
        ]
    parts += [("source", each.cite or each.url, each) for each in requirement.sources]
    yield from _of(requirement.uid, parts)
    for child in requirement.children:
        yield from _of_requirement(child, requirement.reach, requirement.binds)


def _of(uid: str, parts: list[tuple[str, str, _Checked]]) -> Iterator[UnverifiedFact]:
    for part, fact, checked in parts:
        if checked.verified is not Verified.YES:
            yield UnverifiedFact(uid, part, fact, checked.verified, checked.unverified)
