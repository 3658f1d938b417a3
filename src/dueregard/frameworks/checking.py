"""What must hold within a framework, and between frameworks, beyond the form of their keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from .crosswalks import Crosswalk
from .fields import Place
from .model import Framework
from .requirements import Requirement


def check_framework(framework: Framework, place: Place) -> None:
    """Note what contradicts itself within one framework."""
    _check_refs(framework, place)
    _check_levels(framework, place)
    _check_questions(framework, place)
    if not framework.sources:
        place.inside("sources").note("it is missing", "at least one source")
    if not framework.reach:
        place.inside("reach").note("it is missing", "at least one jurisdiction")
    for each in framework.reach:
        _check_sectors(framework, each.sectors, place.inside("reach"))
    _check_status(framework, place)
    if framework.verified != "yes" and not framework.not_verified:
        place.inside("not_verified").note("it is missing", "what of it is not verified")


def _check_refs(framework: Framework, place: Place) -> None:
    counts = Counter(each.ref for each in framework.walk())
    for ref, count in counts.items():
        if ref and count > 1:
            place.inside("requirements").note(f"the ref {ref} stands {count} times", "each once")
        if "#" in ref or "@" in ref:
            place.inside("requirements").note(f"the ref {ref} has a # or @", "any other sign")


def _check_sectors(framework: Framework, sectors: tuple[str, ...], place: Place) -> None:
    for sector in sectors:
        if sector not in framework.sectors:
            place.note(f"there is no sector {sector} in it", ", ".join(framework.sectors))


def _check_levels(framework: Framework, place: Place) -> None:
    for name, numbers in (
        ("levels", [each.n for each in framework.levels]),
        ("areas", [each.n for each in framework.areas]),
    ):
        if numbers != list(range(1, len(numbers) + 1)):
            place.inside(name).note("they are not numbered in order", "1, 2, 3 …")
    for each in framework.walk():
        for level in each.levels:
            if level > len(framework.levels):
                _at(each, place, "levels").note(
                    f"there is no level {level}", f"1 to {len(framework.levels)}"
                )
        if each.area is not None and each.area > len(framework.areas):
            _at(each, place, "area").note(
                f"there is no area {each.area}", f"1 to {len(framework.areas)}"
            )


def _check_questions(framework: Framework, place: Place) -> None:
    asked: dict[str, Requirement] = {}
    for each in framework.walk():
        if framework.kind == "questionnaire" and not each.children and each.question is None:
            _at(each, place, "question").note("it is missing", "how it is answered")
        for condition in each.question.ask_if if each.question else ():
            where = _at(each, place, "question.ask_if")
            other = asked.get(condition.ref)
            if other is None or other.question is None:
                where.note(f"no question {condition.ref} comes before", "the ref of one before")
            elif not condition.among or not set(condition.among) <= set(other.question.codes):
                where.note(
                    f"{condition.ref} cannot be answered so", ", ".join(other.question.codes)
                )
        if each.question is not None:
            asked[each.ref] = each


def _check_status(framework: Framework, place: Place) -> None:
    come = framework.status == "expected"
    if come and (framework.in_force.from_ or framework.in_force.to):
        place.inside("in_force").note(
            "law to come is in force from no day yet", "expected, and no in_force"
        )
    if not come and framework.expected is not None:
        place.inside("expected").note("it is in force or was", "status: expected beside it")
    if not come and framework.in_force.from_ is None:
        place.inside("in_force.from").note("it is missing", "YYYY, YYYY-MM or YYYY-MM-DD")
    if framework.status in {"superseded", "repealed"} and framework.in_force.to is None:
        place.inside("in_force.to").note(f"it is missing of what is {framework.status}", "a day")


def _at(requirement: Requirement, place: Place, key: str) -> Place:
    return place.inside(f"requirements({requirement.ref}).{key}")


def check_succession(frameworks: Mapping[str, Framework], places: Mapping[str, Place]) -> None:
    """Note successors that are unknown, and those that follow themselves in a circle."""
    follows: dict[str, set[str]] = {uid: set() for uid in frameworks}
    for uid, each in frameworks.items():
        for key, others in (("succeeded_by", each.succeeded_by), ("succeeds", each.succeeds)):
            for other in others:
                if other not in frameworks:
                    if uid in places:
                        places[uid].inside(key).note(f"there is no {other}", "id@version")
                    continue
                first, second = (uid, other) if key == "succeeded_by" else (other, uid)
                follows[first].add(second)
    for uid in frameworks:
        if uid in places and _reaches(uid, uid, follows):
            places[uid].inside("succeeded_by").note("it comes to succeed itself", "no circle")


def _reaches(start: str, goal: str, follows: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set()
    ahead = list(follows[start])
    while ahead:
        uid = ahead.pop()
        if uid == goal:
            return True
        if uid not in seen:
            seen.add(uid)
            ahead += follows[uid]
    return False


def check_crosswalk(
    crosswalk: Crosswalk, frameworks: Mapping[str, Framework], place: Place
) -> None:
    """Note frameworks and references that there are not, and rows given twice."""
    for key, uid, refs in (
        ("from", crosswalk.from_, [row.from_ref for row in crosswalk.rows]),
        ("to", crosswalk.to, [row.to_ref for row in crosswalk.rows]),
    ):
        framework = frameworks.get(uid)
        if framework is None:
            place.inside(f"crosswalk.{key}").note(f"there is no {uid}", "id@version")
            continue
        known = {each.ref for each in framework.walk()}
        for number, ref in enumerate(refs):
            if ref and ref not in known:
                place.inside(f"rows[{number}].{key}").note(
                    f"there is no requirement {ref} in {uid}", f"a ref of {uid}"
                )
    pairs = Counter((row.from_ref, row.to_ref) for row in crosswalk.rows)
    for (first, second), count in pairs.items():
        if count > 1:
            place.inside("rows").note(f"{first} beside {second} stands {count} times", "once")
