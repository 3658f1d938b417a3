"""Working crosswalks out: from what categories cover, from ages, from parents, from others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from .category import Category, Verified
from .classification import Classification
from .crosswalk import Break, Crosswalk, Kind

Cover = Callable[[Category], frozenset[object]]
MAX_AGE = 130


def of_atoms(category: Category) -> frozenset[object]:
    """Return the indivisible groups a category is made of."""
    return frozenset(category.covers)


def of_ages(category: Category) -> frozenset[object]:
    """Return the single years of age in a band."""
    upper = MAX_AGE if category.upper is None else category.upper
    return frozenset(range(category.lower or 0, upper + 1))


def by_cover(
    source: Classification, target: Classification, cover: Cover, declared: Sequence[Break] = ()
) -> Crosswalk:
    """Return the crosswalk that follows from what the categories of both cover."""
    covers = {c.code: cover(c) for c in target.categories if c.missing is None}
    reached: dict[str, tuple[str, ...]] = {}
    kinds: dict[str, Kind] = {}
    for category in (*source.categories, *source.subtotals):
        if category.missing is not None:
            continue
        own = cover(category)
        hits = tuple(code for code, theirs in covers.items() if theirs & own)
        reached[category.code] = hits
        if len(hits) != 1:
            kinds[category.code] = "split" if hits else "none"
        elif covers[hits[0]] == own:
            kinds[category.code] = "exact"
        else:
            kinds[category.code] = "broader" if own <= covers[hits[0]] else "narrower"
    return finished(source, target, reached, kinds, declared)


def by_mapping(
    source: Classification,
    target: Classification,
    mapping: Mapping[str, tuple[str, ...]],
    *,
    given_kinds: Mapping[str, Kind] | None = None,
    declared: Sequence[Break] = (),
    note: str | None = None,
    verified: Verified = True,
) -> Crosswalk:
    """Return a declared crosswalk.

    What somebody saw is never exactly what somebody says of themselves: between such bases a
    lone counterpart is *broader*, never *exact*.
    """
    alike = (source.basis == "observer") == (target.basis == "observer")
    kinds: dict[str, Kind] = {}
    for code, hits in mapping.items():
        sharing = sum(hits[0] in theirs for theirs in mapping.values()) if hits else 0
        kinds[code] = (
            "none"
            if not hits
            else "split"
            if len(hits) > 1
            else "exact"
            if sharing == 1 and alike
            else "broader"
        )
    kinds |= given_kinds or {}
    return finished(source, target, dict(mapping), kinds, declared, note=note, verified=verified)


def identity(classification: Classification) -> Crosswalk:
    """Return the crosswalk of a classification to itself."""
    codes = [c.code for c in (*classification.categories, *classification.subtotals)]
    same: dict[str, tuple[str, ...]] = {code: (code,) for code in codes}
    return Crosswalk(
        classification,
        classification,
        same,
        dict.fromkeys(codes, "exact"),
        path=(classification.key,),
    )


def finished(
    source: Classification,
    target: Classification,
    reached: dict[str, tuple[str, ...]],
    kinds: dict[str, Kind],
    declared: Sequence[Break] = (),
    *,
    path: tuple[str, ...] = (),
    note: str | None = None,
    verified: Verified = True,
) -> Crosswalk:
    """Return a crosswalk with kinds of missing kept apart and every break told."""
    for category in source.missing:
        if category.code in reached or category.missing is None:
            continue
        same = next((c for c in target.missing if c.code == category.code), None)
        code = category.code if same else target.code_of_missing(category.missing)
        reached[category.code] = (code,) if code else ()
        kinds[category.code] = "exact" if code else "none"
    groups = {code: reached[code] for code in source.codes}
    breaks = _breaks(source, target, groups, kinds, declared)
    steps = path or (source.key, target.key)
    return Crosswalk(source, target, reached, kinds, breaks, steps, note, verified)


def composed(steps: Sequence[Crosswalk]) -> Crosswalk:
    """Return one crosswalk for several passed one after the other."""
    return reduce(_then, steps)


def _then(first: Crosswalk, second: Crosswalk) -> Crosswalk:
    reached: dict[str, tuple[str, ...]] = {}
    kinds: dict[str, Kind] = {}
    for code, middles in first.mapping.items():
        hits = {hit for middle in middles for hit in second.mapping.get(middle, ())}
        reached[code] = tuple(c for c in second.target.labels if c in hits)
        kinds[code] = _kind_of_both(first.kinds[code], [second.kinds[m] for m in middles], hits)
    declared = (*_pushed(first.breaks, second), *_pulled(second.breaks, first))
    notes = [note for note in (first.note, second.note) if note]
    return finished(
        first.source,
        second.target,
        reached,
        kinds,
        declared,
        path=(*first.path, *second.path[1:]),
        note=" ".join(notes) or None,
        verified=_weaker(first.verified, second.verified),
    )


def _kind_of_both(first: Kind, seconds: list[Kind], hits: set[str]) -> Kind:
    if not hits:
        return "none"
    if len(hits) > 1:
        return "split"
    if first == "narrower" or "narrower" in seconds or "none" in seconds:
        return "narrower"
    return "exact" if first == "exact" and seconds == ["exact"] else "broader"


def _weaker(one: Verified, other: Verified) -> Verified:
    if one is True and other is True:
        return True
    return False if one is False or other is False else "partial"


def _pushed(breaks: Iterable[Break], second: Crosswalk) -> tuple[Break, ...]:
    """Return breaks with the counterparts of their codes added."""
    return tuple(
        _with(one, [*one.codes, *(hit for c in one.codes for hit in second.mapping.get(c, ()))])
        for one in breaks
    )


def _pulled(breaks: Iterable[Break], first: Crosswalk) -> tuple[Break, ...]:
    """Return breaks with the codes added whose counterparts they are."""
    reached = first.mapping.items()
    return tuple(
        _with(one, [*(c for c, hits in reached if set(hits) & set(one.codes)), *one.codes])
        for one in breaks
    )


def _with(one: Break, codes: Iterable[str]) -> Break:
    return replace(one, codes=tuple(dict.fromkeys(codes)))


def _breaks(
    source: Classification,
    target: Classification,
    groups: Mapping[str, tuple[str, ...]],
    kinds: Mapping[str, Kind],
    declared: Sequence[Break],
) -> tuple[Break, ...]:
    """Return a break for each set of groups that a divided one ties together."""
    found: list[Break] = []
    told: set[str] = set()
    for code in groups:
        if kinds[code] in ("exact", "broader") or code in told:
            continue
        olds, news = _tied(code, groups)
        told |= olds
        codes = tuple(dict.fromkeys((*(c for c in groups if c in olds), *news)))
        own = next((b for b in declared if set(b.codes) & set(codes)), None)
        if own is None:
            found.append(_worded(source, target, code, olds, news, codes))
        else:
            found.append(_with(own, codes))
    # Declared breaks that no division shows: a group that another basis leaves empty.
    shown = {code for one in found for code in one.codes}
    found += [
        b
        for b in declared
        if not set(b.codes) & shown
        and b.from_ == target.key
        and set(b.codes) <= {*source.labels, *target.labels}
    ]
    return tuple(found)


def _tied(code: str, groups: Mapping[str, tuple[str, ...]]) -> tuple[set[str], tuple[str, ...]]:
    """Return the codes on both sides that are comparable only when added together."""
    olds, news = {code}, set(groups[code])
    while True:
        more = {old for old, hits in groups.items() if set(hits) & news} - olds
        if not more:
            return olds, tuple(sorted(news))
        olds |= more
        news |= {hit for old in more for hit in groups[old]}


def _worded(
    source: Classification,
    target: Classification,
    code: str,
    olds: set[str],
    news: tuple[str, ...],
    codes: tuple[str, ...],
) -> Break:
    name = source.labels[code]
    if not news:
        return Break(
            codes,
            f"“{name}” of {source.key} has no counterpart in {target.key}",
            target.key,
            "Leave it out on both sides and say so",
        )
    names = ", ".join(f"“{target.labels[new]}”" for new in news)
    before = " + ".join(c for c in source.codes if c in olds)
    return Break(
        codes,
        f"“{name}” of {source.key} is not one whole group of {target.key}; it meets {names}",
        target.key,
        f"Compare {before} with {' + '.join(news)}, each added together, or not at all",
    )
