"""From the mapping of a pack to a framework; what is not said is as for what it is part of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import model, requirements
from . import reading_parts as parts
from .fields import Fields, Place
from .model import Area, Assessment, Framework, Grade, Level, Milestone, Scale
from .periods import Period, first_day
from .requirements import Binds, Reach, Requirement
from .verification import Basis, Verified

KEYS = (
    *("id", "version", "aliases", "title", "kind", "force", "status", "publisher", "sectors"),
    *("reach", "legal_basis", "in_force", "expected", "milestones", "characteristics"),
    "sides",
    *("partly_covered", "definitions", "scale", "levels", "areas", "assessment", "requirements"),
    *("sources", "verified", "not_verified", "notes", "named_in", "succeeds", "succeeded_by"),
)
REQUIREMENT = (
    *("ref", "text", "kind", "binds", "reach", "evidence", "review", "due", "in_force", "sources"),
    *("verified", "unverified", "levels", "area", "sides", "indicator", "question", "definitions"),
    *("named_in", "note", "children"),
)
CHECKED = ("verified", "unverified")


@dataclass(frozen=True)
class _Around:
    """What holds around a requirement unless it says otherwise."""

    path: tuple[str, ...]
    kind: str
    in_force: Period
    reach: tuple[Reach, ...]
    sides: tuple[str, ...]
    binds: Binds | None
    verified: Verified
    unverified: str


def read_framework(content: object, place: Place) -> Framework:
    """Return the framework that a mapping describes; problems are noted in the place."""
    fields = Fields(content, place, KEYS)
    sectors = fields.texts("sectors")
    expected = fields.inner("expected", ("from", "note")) if "expected" in fields else None
    stated = expected.stated("from") if expected else ""
    found = Framework(
        id=fields.identifier("id"),
        version=fields.text("version", required=True),
        title=fields.text("title", required=True),
        kind=fields.choice("kind", model.KINDS, "duty", required=True),
        force=fields.choice("force", model.FORCES, "voluntary", required=True),
        status=fields.choice("status", model.STATUSES, "in_force", required=True),
        publisher=fields.text("publisher"),
        aliases=fields.texts("aliases"),
        sectors=sectors,
        reach=tuple(
            each if each.sectors else replace(each, sectors=sectors)
            for each in fields.each("reach", parts.REACH, parts.reach)
        ),
        legal_basis=fields.each("legal_basis", ("cite", "role", *CHECKED), _basis),
        in_force=fields.period("in_force"),
        expected=first_day(stated) if stated else None,
        expected_stated=stated,
        expected_note=expected.text("note") if expected else "",
        milestones=fields.each("milestones", ("stated", "event", *CHECKED), _milestone),
        characteristics=fields.texts("characteristics"),
        sides=fields.choices("sides", requirements.SIDES),
        partly_covered=tuple(map(parts.definition, fields.pairs("partly_covered"))),
        definitions=tuple(map(parts.definition, fields.pairs("definitions"))),
        scale=_scale(fields),
        levels=fields.each("levels", ("n", "name", "meaning", *CHECKED), _level),
        areas=fields.each("areas", ("n", "name", *CHECKED), _area),
        assessment=_assessment(fields),
        sources=fields.each("sources", parts.SOURCE, parts.source),
        verified=fields.verified(),
        not_verified=fields.text("not_verified"),
        notes=fields.texts("notes"),
        named_in=fields.texts("named_in"),
        succeeds=fields.texts("succeeds"),
        succeeded_by=fields.texts("succeeded_by"),
    )
    if "requirements" not in fields:
        place.inside("requirements").note("it is missing", "a list of requirements")
    return replace(found, requirements=_requirements(fields, found))


def _requirements(fields: Fields, framework: Framework) -> tuple[Requirement, ...]:
    kind = {"indicator_set": "indicator", "questionnaire": "question"}.get(
        framework.kind, framework.kind
    )
    around = _Around(
        (),
        kind,
        framework.in_force,
        framework.reach,
        framework.sides,
        None,
        framework.verified,
        framework.not_verified,
    )

    def read_below(fields: Fields, around: _Around) -> tuple[Requirement, ...]:
        key = "children" if around.path else "requirements"
        return fields.each(key, REQUIREMENT, lambda inner: read_one(inner, around))

    def read_one(fields: Fields, around: _Around) -> Requirement:
        own = _own(fields, framework, around)
        inside = _Around(
            own.path,
            own.kind,
            own.in_force,
            own.reach,
            own.sides,
            own.binds,
            own.verified,
            own.unverified or around.unverified,
        )
        return replace(own, children=read_below(fields, inside))

    return read_below(fields, around)


def _own(fields: Fields, framework: Framework, around: _Around) -> Requirement:
    stated = fields.period("in_force")
    period = Period(
        stated.from_ or around.in_force.from_,
        stated.to or around.in_force.to,
        stated.from_stated or around.in_force.from_stated,
        stated.to_stated or around.in_force.to_stated,
    )
    if not period.within(around.in_force):
        fields.place.inside("in_force").note(
            "it reaches outside the period of what it is part of",
            f"from {around.in_force.from_stated or 'any day'} "
            f"to {around.in_force.to_stated or 'any day'}",
        )
    reach = tuple(
        each if each.sectors else replace(each, sectors=framework.sectors)
        for each in fields.each("reach", parts.REACH, parts.reach)
    )
    return Requirement(
        framework=framework.uid,
        path=(*around.path, fields.text("ref", required=True)),
        text=fields.text("text", required=True),
        kind=fields.choice("kind", requirements.KINDS, around.kind),
        binds=parts.binds(fields) or around.binds,
        reach=reach or around.reach,
        evidence=fields.texts("evidence"),
        review=parts.review(fields),
        due=fields.each("due", parts.DUE, parts.due),
        in_force=period,
        sources=fields.each("sources", parts.SOURCE, parts.source),
        levels=fields.wholes("levels"),
        area=fields.whole("area"),
        sides=fields.choices("sides", requirements.SIDES) or around.sides,
        indicator=parts.indicator(fields),
        question=parts.question(fields),
        definitions=tuple(map(parts.definition, fields.pairs("definitions"))),
        named_in=fields.texts("named_in"),
        note=fields.text("note"),
        **parts.checking(fields, around.verified, around.unverified),
    )


def _basis(fields: Fields) -> Basis:
    return Basis(
        fields.text("cite", required=True),
        fields.text("role"),
        **parts.checking(fields),
    )


def _milestone(fields: Fields) -> Milestone:
    return Milestone(
        fields.stated("stated"),
        fields.text("event", required=True),
        **parts.checking(fields),
    )


def _level(fields: Fields) -> Level:
    return Level(
        fields.whole("n", required=True) or 0,
        fields.text("name", required=True),
        fields.text("meaning"),
        **parts.checking(fields),
    )


def _area(fields: Fields) -> Area:
    return Area(
        fields.whole("n", required=True) or 0,
        fields.text("name", required=True),
        **parts.checking(fields),
    )


def _assessment(fields: Fields) -> Assessment | None:
    if "assessment" not in fields:
        return None
    inner = fields.inner("assessment", ("rule", "methods", "by", "reported_to"))
    return Assessment(
        inner.text("rule"), inner.texts("methods"), inner.text("by"), inner.text("reported_to")
    )


def _scale(fields: Fields) -> Scale | None:
    if "scale" not in fields:
        return None
    inner = fields.inner("scale", ("grades", "parity", "not_adverse", *CHECKED))
    parity = inner.numbers("parity")
    between = inner.numbers("not_adverse")
    if between and (len(between) != 2 or between[0] > between[1]):
        inner.place.inside("not_adverse").note("it is not a range", "two numbers, lower first")
        between = ()
    return Scale(
        inner.each("grades", ("code", "label"), _grade),
        parity[0] if parity else None,
        (between[0], between[1]) if between else None,
        **parts.checking(inner),
    )


def _grade(fields: Fields) -> Grade:
    return Grade(fields.text("code", required=True), fields.text("label", required=True))
