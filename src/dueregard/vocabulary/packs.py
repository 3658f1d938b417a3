"""Packs into a vocabulary: everything is read, then everything is checked, then it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from .category import Category, Source
from .characteristics import Characteristic, Equivalence
from .classification import Classification, version_order
from .crosswalk import Break, Crosswalk
from .labels import normalise
from .pack_characteristics import read_characteristic, read_equivalence
from .pack_classifications import (
    Shared,
    read_category,
    read_classification,
    read_universe,
    with_synonyms,
)
from .pack_crosswalks import read_break, read_crosswalk
from .pack_fields import Place
from .pack_files import shipped
from .pack_readings import read_reading
from .problems import UnusableVocabulary
from .vocabulary import Vocabulary

KEYS = (
    "pack", "version", "note", "sources", "missing", "totals", "universes", "readings",
    "shared_categories", "characteristics", "equivalences", "classifications", "synonyms",
    "breaks", "crosswalks",
)  # fmt: skip


@dataclass
class _Draft:
    """A vocabulary while packs are added to it."""

    shared: Shared
    by_code: dict[str, Characteristic] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    equivalence: dict[tuple[str, str], Equivalence] = field(default_factory=dict)
    by_key: dict[str, Classification] = field(default_factory=dict)
    declared: dict[tuple[str, str], Crosswalk] = field(default_factory=dict)
    breaks: dict[tuple[str, str], tuple[Break, ...]] = field(default_factory=dict)

    def find(self, name: str) -> Classification | None:
        """Return a classification by id or ``id@version``; the latest where none is told."""
        if "@" in name:
            return self.by_key.get(name)
        own = [c for c in self.by_key.values() if c.id == name]
        return max(own, key=lambda c: version_order(c.version), default=None)


@cache
def shipped_vocabulary() -> Vocabulary:
    """Return the vocabulary that comes with the library."""
    return extended(Vocabulary(), shipped())


def extended(base: Vocabulary, packs: Iterable[tuple[str, Mapping[str, Any]]]) -> Vocabulary:
    """Return a vocabulary with what packs add.

    Parameters
    ----------
    base : Vocabulary
        What the packs may refer to; it stays as it is.
    packs : iterable of (str, mapping)
        Name and content of each, in any order.

    Raises
    ------
    UnusableVocabulary
        With every problem in every pack.
    """
    shared = copy(base.shared)
    for one in fields(Shared):
        setattr(shared, one.name, copy(getattr(shared, one.name)))
    draft = _Draft(
        shared,
        dict(base.by_code),
        dict(base.names),
        dict(base.equivalence),
        dict(base.by_key),
        dict(base.declared),
        dict(base.breaks),
    )
    problems: list[str] = []
    places = [Place(content, name, problems) for name, content in packs]
    # What is referred to comes before what refers to it, whichever pack it is in.
    for step in (_shared, _characteristics, _classifications, _synonyms, _breaks, _crosswalks):
        for place in places:
            step(place, draft)
    _check_references(draft, problems)
    if problems:
        raise UnusableVocabulary(problems)
    return Vocabulary(
        draft.by_code,
        draft.names,
        draft.equivalence,
        draft.by_key,
        draft.declared,
        draft.breaks,
        draft.shared,
    )


def _sources(place: Place) -> tuple[Source, ...]:
    if "sources" not in place.content:
        return ()
    return Place(place.content, place.where, []).sources()


def _shared(place: Place, draft: _Draft) -> None:
    place.only(KEYS)
    place.text("pack", required=True)
    place.text("version", required=True)
    if "sources" in place.content:
        place.sources()
    shared = draft.shared
    for name in place.mapping("universes"):
        shared.universes[name] = read_universe(place.inside("universes").inside(name))
    for name in place.mapping("readings"):
        shared.readings[name] = read_reading(place.inside("readings").inside(name))
    for one in place.each("shared_categories", "code"):
        code = one.text("code", required=True)
        if code in shared.categories:
            one.problem("code", "it is shared twice")
        shared.categories[code] = dict(one.content)
    for one in place.each("missing", "missing"):
        found: tuple[Category, Any] = read_category(one, shared, None, True)
        if found[0].missing is None:
            one.problem("missing", "it is missing; say which kind")
        shared.missing[found[0].code] = found
    shared.totals += place.texts("totals")


def _characteristics(place: Place, draft: _Draft) -> None:
    for one in place.each("characteristics", "characteristic"):
        found, labels = read_characteristic(one, _sources(place))
        if found.code in draft.by_code:
            one.problem("code", f"“{found.code}” is there already")
        draft.by_code[found.code] = found
        for label in (found.code, found.label, *labels):
            owner = draft.names.setdefault(normalise(label), found.code)
            if owner != found.code and label in labels:
                one.problem("labels", f"“{label}” is already a label of {owner}")
    for one in place.each("equivalences", "equivalence"):
        of, within, equivalence = read_equivalence(one)
        for code in (of, *equivalence.codes):
            if code not in draft.by_code:
                one.problem("codes", f"there is no characteristic “{code}”")
        draft.equivalence[of, within] = equivalence


def _classifications(place: Place, draft: _Draft) -> None:
    for one in place.each("classifications", "classification"):
        found = read_classification(one, draft.shared, _sources(place))
        if found.key in draft.by_key:
            one.problem("version", f"{found.key} is there already; give another id or version")
        if found.characteristic is not None and found.characteristic not in draft.by_code:
            allowed = ", ".join(draft.by_code)
            one.problem(
                "characteristic", f"there is no “{found.characteristic}”; there are {allowed}"
            )
        draft.by_key[found.key] = found


def _synonyms(place: Place, draft: _Draft) -> None:
    inner = place.inside("synonyms")
    for name in inner.content:
        found = draft.find(name)
        if found is None:
            inner.problem(name, "there is no such classification")
            continue
        draft.by_key[found.key] = with_synonyms(found, inner.lists(name), inner.inside(name))


def _breaks(place: Place, draft: _Draft) -> None:
    for one in place.each("breaks", "break from"):
        found = read_break(one, draft.find)
        if found is not None:
            source, target, own = found
            draft.breaks[source, target] = (*draft.breaks.get((source, target), ()), own)


def _crosswalks(place: Place, draft: _Draft) -> None:
    for one in place.each("crosswalks", "crosswalk from"):
        ends = [draft.find(str(one.content.get(key, ""))) for key in ("from", "to")]
        keys = tuple(end.key for end in ends if end is not None)
        breaks = draft.breaks.get((keys[0], keys[1]), ()) if len(keys) == 2 else ()
        found = read_crosswalk(one, draft.find, breaks)
        if found is None:
            continue
        key = found.source.key, found.target.key
        if key in draft.declared:
            one.problem("to", f"a crosswalk from {key[0]} to {key[1]} is there already")
        draft.declared[key] = found


def _check_references(draft: _Draft, problems: list[str]) -> None:
    """Note parents that the broader classification does not have."""
    for one in draft.by_key.values():
        if one.broader is None:
            continue
        broader = draft.by_key.get(one.broader)
        if broader is None:
            problems.append(f"{one.key}, broader: there is no classification “{one.broader}”")
            continue
        allowed = {*broader.codes, *(c.code for c in one.subtotals)}
        problems += [
            f"{one.key}, code {c.code}, parent: {broader.key} has no code “{c.parent}”; "
            f"allowed are {', '.join(broader.codes)}"
            for c in one.categories
            if c.parent is not None and c.parent not in allowed
        ]


def load(path: str | Path) -> Vocabulary:
    """Return the vocabulary that comes with the library, with what a pack file adds.

    Parameters
    ----------
    path : str or Path
        A YAML file: see the reference of the vocabulary for its keys.

    Raises
    ------
    UnreadableDocument
        When the file cannot be opened.
    UnusableVocabulary
        With every problem: file, key, what is wrong and what is allowed.
    """
    return shipped_vocabulary().load(path)
