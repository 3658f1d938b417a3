"""Classifications out of packs: categories, kinds of missing, bands and labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from .age_bands import band_labels
from .category import Category, Source, Verified
from .classification import BASES, TOTAL, Basis, Classification
from .missing import MissingKind
from .pack_fields import Place
from .pack_readings import Named, Reading, reader_of

CATEGORY_KEYS = (
    "code", "label", "display", "parent", "missing", "lower", "upper", "note", "verified",
    "covers", "reads", "required", "synonyms", "kept",
)  # fmt: skip
CLASSIFICATION_KEYS = (
    "id", "version", "title", "characteristic", "basis", "categories", "subtotals", "missing",
    "sources", "verified", "note", "ordered", "universe", "broader", "reading", "parents",
    "totals",
)  # fmt: skip


@dataclass
class Shared:
    """What classifications take from: kinds of missing, universes, readings, categories.

    Parameters
    ----------
    missing : dict of str to (Category, Named)
        The kinds of missing every classification has unless it says otherwise.
    universes : dict of str to dict of str to frozenset of str
        For each universe its atoms, and groups of atoms, as sets of atoms.
    readings : dict of str to Reading
        Shared labels.
    categories : dict of str to dict
        Categories that several classifications name by their code alone.
    totals : tuple of str
        Labels of a row that is the total of the others.
    """

    missing: dict[str, tuple[Category, Named]] = field(default_factory=dict)
    universes: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    categories: dict[str, dict[str, object]] = field(default_factory=dict)
    totals: tuple[str, ...] = ()


def read_universe(place: Place) -> dict[str, frozenset[str]]:
    """Return the atoms and groups of a universe as sets of atoms."""
    place.only(("atoms", "groups"))
    found = {atom: frozenset((atom,)) for atom in place.mapping("atoms")}
    for group, members in place.lists("groups").items():
        unknown = [one for one in members if one not in found]
        if group in found or unknown:
            place.problem(group, f"unknown members {unknown}" if unknown else "it is there twice")
        found[group] = frozenset().union(*(found.get(one, frozenset()) for one in members))
    return found


def read_category(
    place: Place, shared: Shared, universe: str | None, verified: Verified
) -> tuple[Category, Named]:
    """Return a category and what is read as it."""
    place.only(CATEGORY_KEYS)
    code = place.text("code", required=True)
    lower, upper = place.whole("lower"), place.whole("upper")
    if lower is not None and upper is not None and lower > upper:
        place.problem("lower", f"{lower} is above upper, {upper}")
    label = place.text("label", required=True)
    missing = place.optional_text("missing")
    if missing is not None and missing not in set(MissingKind):
        place.problem(
            "missing", f"“{missing}” is not allowed; allowed are {', '.join(MissingKind)}"
        )
        missing = None
    category = Category(
        code,
        label,
        place.text("display", label),
        place.optional_text("parent"),
        MissingKind(missing) if missing else None,
        lower,
        upper,
        place.optional_text("note"),
        place.verified(verified),
        _covers(place, shared, universe, code, missing),
        place.flag("required", True),
    )
    banded = lower is not None or upper is not None
    synonyms = (*place.texts("synonyms"), *(band_labels(lower, upper) if banded else ()))
    kept = {k: v for k, v in place.mapping("kept").items() if isinstance(v, str)}
    named = Named(
        code, (code, label, category.display), synonyms, place.texts("reads") or (code,), kept
    )
    return category, named


def _covers(
    place: Place, shared: Shared, universe: str | None, code: str, missing: str | None
) -> frozenset[str]:
    if universe is None or missing is not None:
        return frozenset()
    known = shared.universes.get(universe, {})
    names = place.texts("covers") or (code,)
    unknown = [name for name in names if name not in known]
    if unknown:
        place.problem("covers", f"{', '.join(unknown)}: not in {universe}; say what it covers")
    return frozenset().union(*(known.get(name, frozenset()) for name in names))


def read_classification(
    place: Place, shared: Shared, sources: tuple[Source, ...]
) -> Classification:
    """Return the classification that a mapping describes; problems are noted at their place."""
    place.only(CLASSIFICATION_KEYS)
    universe = place.optional_text("universe")
    if universe is not None and universe not in shared.universes:
        place.problem("universe", f"there is no universe “{universe}”")
        universe = None
    verified = place.verified()
    groups = _categories(place, "categories", shared, universe, verified)
    subtotals = _categories(place, "subtotals", shared, universe, verified)
    absent = _missing(place, shared, {one.code for one, _ in groups})
    parents = {c: p for p, members in place.lists("parents").items() for c in members}
    for code in parents:
        if code not in {one.code for one, _ in groups}:
            place.problem("parents", f"there is no code {code}")
    # The usual code of a kind of missing comes before another of the same kind.
    listed = [one for one, _ in groups if one.missing is None]
    listed += [one for one, _ in absent]
    listed += [one for one, _ in groups if one.missing is not None]
    categories = tuple(replace(one, parent=parents.get(one.code, one.parent)) for one in listed)
    check_categories(place, categories, tuple(one for one, _ in subtotals))
    named = [name for _, name in (*groups, *subtotals, *absent)]
    if place.flag("totals", False):
        named.append(Named(TOTAL, (TOTAL,), shared.totals, (), {}))
    blank = next((c.code for c in categories if c.missing is MissingKind.NOT_RECORDED), None)
    reading = place.optional_text("reading")
    if reading is not None and reading not in shared.readings:
        place.problem("reading", f"there is no reading “{reading}”")
    used = [shared.readings[reading]] if reading in shared.readings else []
    return Classification(
        place.text("id", required=True),
        place.text("version", required=True),
        place.text("title", required=True),
        place.optional_text("characteristic"),
        cast(Basis, place.choice("basis", BASES)),
        categories,
        reader_of(named, blank, used, place),
        tuple(one for one, _ in subtotals),
        place.sources(sources),
        verified,
        place.optional_text("note"),
        place.flag("ordered", any(c.lower is not None for c in categories)),
        universe,
        place.optional_text("broader"),
    )


def _categories(
    place: Place, key: str, shared: Shared, universe: str | None, verified: Verified
) -> list[tuple[Category, Named]]:
    found = []
    for number, value in enumerate(place.items(key), 1):
        content = value if isinstance(value, dict) else {"code": value}
        code = content.get("code")
        base = shared.categories.get(str(code), {}) if not content.get("label") else {}
        if not isinstance(value, dict) and not base:
            place.problem(key, f"number {number}, {value!r}: no category of that code is shared")
            continue
        inner = Place({**base, **content}, f"{place.where}, code {code}", place.problems)
        found.append(read_category(inner, shared, universe, verified))
    if key == "categories" and not found:
        place.problem(key, "it is missing; give at least one")
    return found


def _missing(place: Place, shared: Shared, taken: set[str]) -> list[tuple[Category, Named]]:
    wanted = place.texts("missing") if "missing" in place.content else tuple(shared.missing)
    for code in wanted:
        if code not in shared.missing:
            allowed = ", ".join(shared.missing)
            place.problem("missing", f"“{code}” is not allowed; allowed are {allowed}")
    return [shared.missing[c] for c in wanted if c in shared.missing and c not in taken]


def check_categories(
    place: Place, categories: tuple[Category, ...], subtotals: tuple[Category, ...]
) -> None:
    """Note codes given twice, bands that overlap or leave gaps, and groups that overlap."""
    seen: set[str] = set()
    for one in (*categories, *subtotals):
        if one.code in seen:
            place.problem(f"code {one.code}", "it is given twice")
        seen.add(one.code)
    own = {one.code for one in subtotals}
    if "broader" not in place.content:
        for one in categories:
            if one.parent is not None and one.parent not in own:
                place.problem(f"code {one.code}, parent", f"there is no subtotal “{one.parent}”")
    _check_bands(place, [c for c in categories if c.lower is not None or c.upper is not None])
    covered: dict[str, str] = {}
    for one in categories:
        for atom in sorted(one.covers):
            if covered.setdefault(atom, one.code) != one.code:
                place.problem(
                    f"code {one.code}, covers", f"{atom} is already covered by {covered[atom]}"
                )


def _check_bands(place: Place, bands: Iterable[Category]) -> None:
    before: Category | None = None
    for band in bands:
        where = f"code {band.code}, lower"
        if before is not None:
            if before.upper is None:
                place.problem(where, f"{before.code} before it has no upper end")
            elif band.lower is None or band.lower <= before.upper:
                place.problem(where, f"it overlaps {before.code}, which ends at {before.upper}")
            elif band.lower > before.upper + 1:
                place.problem(where, f"ages from {before.upper + 1} are in no band")
        before = band


def with_synonyms(
    classification: Classification, extra: Mapping[str, tuple[str, ...]], place: Place
) -> Classification:
    """Return a classification that reads more labels; a label read as another code is a problem."""
    reader = classification.labels_read
    synonyms = dict(reader.synonyms)
    for code, labels in extra.items():
        if code not in classification.labels:
            allowed = ", ".join(classification.labels)
            place.problem(code, f"there is no such code; allowed are {allowed}")
        for label in labels:
            text = reader.rules.normalise(label)
            known = reader.official.get(text) or synonyms.get(text)
            if known not in (None, code):
                place.problem(code, f"the label “{label}” is already read as {known}")
            synonyms[text] = code
    return replace(classification, labels_read=replace(reader, synonyms=synonyms))
