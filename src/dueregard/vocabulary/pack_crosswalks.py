"""Declared crosswalks and breaks out of packs."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from .classification import Classification
from .crosswalk import KINDS, Break, Crosswalk, Kind
from .crosswalk_making import by_mapping
from .pack_fields import Place

Find = Callable[[str], Classification | None]
KEYS = ("from", "to", "same", "map", "gathers", "kinds", "note", "verified")


def read_break(place: Place, find: Find) -> tuple[str, str, Break] | None:
    """Return the keys of two classifications and a break between them."""
    place.only(("from", "to", "codes", "why", "what_to_do"))
    ends = _ends(place, find)
    found = place.texts("codes")
    why, what = place.text("why", required=True), place.text("what_to_do", required=True)
    if ends is None:
        return None
    source, target = ends
    unknown = [code for code in found if code not in {**source.labels, **target.labels}]
    if unknown or not found:
        place.problem("codes", f"neither classification has {', '.join(unknown) or 'no code'}")
    return source.key, target.key, Break(found, why, target.key, what)


def read_crosswalk(place: Place, find: Find, breaks: tuple[Break, ...]) -> Crosswalk | None:
    """Return a declared crosswalk; every code has a counterpart or is said to have none."""
    place.only(KEYS)
    ends = _ends(place, find)
    if ends is None:
        return None
    source, target = ends
    mapping = _mapping(place, source, target)
    kinds: dict[str, Kind] = {}
    for code in place.mapping("kinds"):
        inner = Place(place.mapping("kinds"), f"{place.where}, kinds", place.problems)
        kinds[code] = cast(Kind, inner.choice(code, KINDS))
    for code in source.codes:
        if code not in mapping:
            place.problem("map", f"{code} has no counterpart; give one, or null for none")
            mapping[code] = ()
    for code, hits in mapping.items():
        if len(hits) > 1 and not any(code in one.codes for one in breaks):
            place.problem("map", f"{code} is divided; give a break that says why")
    return by_mapping(
        source,
        target,
        mapping,
        given_kinds=kinds,
        declared=breaks,
        note=place.optional_text("note"),
        verified=place.verified(),
    )


def _mapping(
    place: Place, source: Classification, target: Classification
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    if place.flag("same", False):
        found = {code: (code,) for code in source.codes if code in target.codes}
    for code, members in place.lists("gathers").items():
        found |= dict.fromkeys(members, (code,))
    for code, value in place.mapping("map").items():
        hits = [] if value is None else value if isinstance(value, list) else [value]
        found[code] = tuple(str(hit) for hit in hits)
    for code, reached in found.items():
        for one, owner in ((code, source), *((hit, target) for hit in reached)):
            if one not in owner.labels:
                allowed = ", ".join(owner.codes)
                place.problem("map", f"{owner.key} has no code {one}; allowed are {allowed}")
    return found


def _ends(place: Place, find: Find) -> tuple[Classification, Classification] | None:
    ends = [find(place.text(key, required=True)) for key in ("from", "to")]
    for key, end in zip(("from", "to"), ends, strict=True):
        if end is None and key in place.content:
            place.problem(key, f"there is no classification “{place.content[key]}”")
    source, target = ends
    return None if source is None or target is None else (source, target)
