"""The catalogue: packs of measures as YAML, read whole or refused with every problem."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from dueregard import vocabulary
from dueregard.exceptions import UnreadableDocument

from . import pack_fields as fields
from .definition import EACH, REST, Measure
from .kinds.registry import KINDS
from .language import claims
from .pack_sources import source_problems
from .problems import UnknownMeasure, UnusableMeasures

SAID = "said that "
LONG = 4
PACK = ("pack", "version", "title", "about", "sources", "verified", "defaults", "measures")


@dataclass(frozen=True)
class Catalogue:
    """Measures by id.

    Parameters
    ----------
    measures : tuple of Measure
        In the order of their packs.
    """

    measures: tuple[Measure, ...]

    def __iter__(self) -> Iterator[Measure]:
        return iter(self.measures)

    def __len__(self) -> int:
        return len(self.measures)

    def measure(self, name: str) -> Measure:
        """Return a measure by its id, or by what a law or standard calls it.

        Raises
        ------
        UnknownMeasure
            With the ids that come close.
        """
        if name in self._by_id:
            return self._by_id[name]
        called = [measure for measure in self.measures if name in measure.called]
        if len(called) == 1:
            return called[0]
        stem = name.split(".")[0].split("#")[0]
        near = [m.id for m in self.measures if m.id.startswith(stem)] or [
            measure.id for measure in self.measures
        ]
        raise UnknownMeasure(f"There is no measure {name}; there are {', '.join(near[:12])}.")

    @property
    def _by_id(self) -> Mapping[str, Measure]:
        return MappingProxyType({measure.id: measure for measure in self.measures})


@cache
def shipped_catalogue() -> Catalogue:
    """Return the catalogue that comes with the library."""
    folder = resources.files("dueregard.measures") / "catalogue"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return _read([(file.name, file.read_text(encoding="utf-8")) for file in files])


def catalogue() -> tuple[Measure, ...]:
    """Return every measure that comes with the library.

    Examples
    --------
    >>> len(catalogue()) > 50
    True
    """
    return shipped_catalogue().measures


def measure(name: str) -> Measure:
    """Return a measure that comes with the library, by id or by what a standard calls it.

    Raises
    ------
    UnknownMeasure
        When there is none.

    Examples
    --------
    >>> measure("nhs-wres#W2").ratio
    'reference/comparison'
    """
    return shipped_catalogue().measure(name)


def load_catalogue(
    folder: str | Path,
    *,
    beside_shipped: bool = True,
    fields_of: Mapping[str, Collection[str]] | None = None,
) -> Catalogue:
    """Read the packs of a folder: measures of one's own, without code.

    Parameters
    ----------
    folder : path
        Every file in it that ends in ``.yaml`` is a pack.
    beside_shipped : bool
        Whether the measures that come with the library are in the catalogue too.
    fields_of : mapping of str to collection of str, optional
        Fields of every return there is, by its id: returns that are not there, and conditions on
        fields a return does not have, are then problems of the pack like any other.

    Raises
    ------
    UnreadableDocument
        When the folder or a file cannot be opened.
    UnusableMeasures
        With every problem of every pack; nothing is then loaded.
    """
    place = Path(folder)
    if not place.is_dir():
        raise UnreadableDocument(f"{place}: there is no such folder.")
    packs = []
    for file in sorted(place.glob("*.yaml")):
        try:
            packs.append((str(file), file.read_text(encoding="utf-8-sig")))
        except (OSError, UnicodeDecodeError):
            raise UnreadableDocument(f"{file}: cannot be read as text in UTF-8.") from None
    start = shipped_catalogue().measures if beside_shipped else ()
    return _read(packs, start, fields_of)


def _read(
    packs: Iterable[tuple[str, str]],
    start: tuple[Measure, ...] = (),
    fields_of: Mapping[str, Collection[str]] | None = None,
) -> Catalogue:
    problems: list[str] = []
    found = list(start)
    known = {measure.id: "the library" for measure in start}
    for where, content in packs:
        for each in _pack(content, where, problems):
            if each.id in known:
                problems.append(f"{where}, measure {each.id}: {known[each.id]} has one of this id")
            if fields_of is not None:
                problems += [
                    f"{where}, measure {each.id}, {problem}"
                    for problem in source_problems(each, fields_of)
                ]
            known[each.id] = where
            found.append(each)
    if problems:
        raise UnusableMeasures(problems)
    return Catalogue(tuple(found))


def _pack(content: str, where: str, problems: list[str]) -> list[Measure]:
    try:
        raw = yaml.safe_load(content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        problems.append(f"{where}{line}: it is not YAML")
        return []
    pack = fields.mapping(raw, where, problems, PACK)
    missing = [key for key in ("pack", "version", "sources", "measures") if key not in pack]
    problems += [f"{where}, {key}: it is missing" for key in missing]
    if missing or not isinstance(pack["measures"], list):
        return []
    fields.citations(pack["sources"], f"{where}, sources", problems)
    defaults = {
        "sources": pack["sources"],
        "verified": pack.get("verified", False),
        **fields.free(pack.get("defaults", {}), f"{where}, defaults", problems),
    }
    version = str(pack["version"])
    found = []
    for number, entry in enumerate(pack["measures"], start=1):
        name = entry.get("id", number) if isinstance(entry, Mapping) else number
        made = _measure(entry, defaults, version, f"{where}, measure {name}", problems)
        if made is not None:
            found.append(made)
    return found


def _measure(
    entry: Any, defaults: Mapping[str, Any], version: str, where: str, problems: list[str]
) -> Measure | None:
    before = len(problems)
    stated = fields.mapping(entry, where, problems, tuple(fields.FIELDS))
    merged = {**defaults, **stated}
    if isinstance(defaults.get("words"), Mapping) and isinstance(stated.get("words"), Mapping):
        merged["words"] = {**defaults["words"], **stated["words"]}
    # Null takes a default of the pack away.
    merged = {key: value for key, value in merged.items() if value is not None}
    problems += [f"{where}, {key}: it is missing" for key in fields.REQUIRED if key not in merged]
    read = {
        key: fields.FIELDS[key](value, f"{where}, {key}", problems)
        for key, value in merged.items()
        if key in fields.FIELDS
    }
    if len(problems) > before:
        return None
    made = Measure(version=version, **read)
    problems += [f"{where}, {problem}" for problem in _problems(made)]
    return made


def _problems(made: Measure) -> Iterator[str]:
    if made.kind not in KINDS:
        yield f"kind: {made.kind!r} is not one of {', '.join(KINDS)}"
    if made.classification:
        yield from _group_problems(made)
    yield from _claim_problems(made)


def _claim_problems(made: Measure) -> Iterator[str]:
    """Yield what its words, title and caveats claim; what people said is theirs to claim."""
    words, theirs = made.words, ""
    event = words.event
    if words.reported:
        own, said, theirs = event.partition(SAID)
        event = own
        if own or not said:
            yield f"words, event: what people said is told as said: {SAID}…"
    hint = "" if words.reported else "; if people said so, set reported: true"
    called = " ".join((event, words.people, words.exposure, *words.groups.values()))
    for claim in claims(called):
        yield f"words: they claim {claim}{hint}"
    # A title may name what people were asked about.
    named = tuple(word.strip(",.") for word in theirs.lower().split() if len(word) > LONG)
    for claim in claims(made.title.lower(), reported=named):
        yield f"title: it claims {claim}"
    for number, caveat in enumerate(made.caveats, start=1):
        for claim in claims(caveat):
            yield f"caveats {number}: it claims {claim}"


def _group_problems(made: Measure) -> Iterator[str]:
    try:
        scheme = vocabulary.classification(made.classification)
    except vocabulary.UnknownTerm:
        yield f"classification: there is no classification {made.classification}"
        return
    for key, group, other in (
        ("comparison", made.comparison, EACH),
        ("reference", made.reference, REST),
    ):
        if group != other and group not in scheme.codes:
            codes = ", ".join(scheme.codes)
            yield f"{key}: {group} is no code of {made.classification}; there are {codes}"
