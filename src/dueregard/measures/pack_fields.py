"""What a measure in a pack may say, and how each value is read; every problem is told."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from .definition import (
    BENCHMARKS,
    ESTIMATES,
    ORIENTATIONS,
    SIDES,
    Benchmark,
    Citation,
    Population,
    Source,
    Words,
)

Problems = list[str]


def mapping(value: Any, where: str, problems: Problems, allowed: tuple[str, ...]) -> dict[str, Any]:
    """Return a mapping with known keys; unknown ones are problems."""
    if not isinstance(value, Mapping):
        problems.append(f"{where}: a mapping is wanted")
        return {}
    known = {}
    for key, inner in value.items():
        if key in allowed:
            known[key] = inner
            continue
        close = difflib.get_close_matches(str(key), allowed, n=1)
        hint = f"did you mean {close[0]}?" if close else f"allowed are {', '.join(allowed)}"
        problems.append(f"{where}, {key}: unknown key; {hint}")
    return known


def text(value: Any, where: str, problems: Problems) -> str:
    """Return a text."""
    if isinstance(value, str) and value.strip():
        return " ".join(value.split())
    problems.append(f"{where}: a text is wanted, not {value!r}")
    return ""


def texts(value: Any, where: str, problems: Problems) -> tuple[str, ...]:
    """Return a list of texts."""
    if not isinstance(value, list):
        problems.append(f"{where}: a list of texts is wanted")
        return ()
    return tuple(text(each, f"{where} {i}", problems) for i, each in enumerate(value, start=1))


def choice(allowed: tuple[str, ...]) -> Callable[[Any, str, Problems], str]:
    """Return a reader of one of some words."""

    def read(value: Any, where: str, problems: Problems) -> str:
        if value not in allowed:
            problems.append(f"{where}: {value!r} is not one of {', '.join(allowed)}")
            return allowed[0]
        return str(value)

    return read


def positive(value: Any, where: str, problems: Problems) -> float:
    """Return a number above 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        problems.append(f"{where}: a number above 0 is wanted, not {value!r}")
        return 1.0
    return float(value)


def whole(value: Any, where: str, problems: Problems) -> int:
    """Return a whole number of 1 or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        problems.append(f"{where}: a whole number of 1 or more is wanted, not {value!r}")
        return 1
    return value


def verified(value: Any, where: str, problems: Problems) -> bool | str:
    """Return whether something was checked: true, false or partial."""
    if isinstance(value, bool) or value == "partial":
        return value if isinstance(value, bool) else "partial"
    problems.append(f"{where}: true, false or partial is wanted, not {value!r}")
    return False


def free(value: Any, where: str, problems: Problems) -> dict[str, Any]:
    """Return a mapping whose keys only its kind knows."""
    if not isinstance(value, Mapping):
        problems.append(f"{where}: a mapping is wanted")
        return {}
    return dict(value)


def source(value: Any, where: str, problems: Problems) -> Source | Population | None:
    """Return where counts come from: rows of a return, or a population."""
    if isinstance(value, Mapping) and "population" in value:
        return _population(value, where, problems)
    known = mapping(value, where, problems, ("return", "where", "count", "scale", "title"))
    if "return" not in known:
        problems.append(f"{where}, return: it is missing; give a return or a population")
        return None
    count = known.get("count", "rows")
    if count not in ("rows", "persons") and not (
        isinstance(count, Mapping) and set(count) == {"sum"}
    ):
        problems.append(f"{where}, count: rows, persons or sum of a field, not {count!r}")
    return Source(
        return_id=text(known["return"], f"{where}, return", problems),
        where=free(known.get("where", {}), f"{where}, where", problems),
        count=count,
        scale=positive(known.get("scale", 1.0), f"{where}, scale", problems),
        title=text(known["title"], f"{where}, title", problems) if "title" in known else "",
    )


def _population(value: Mapping[str, Any], where: str, problems: Problems) -> Population:
    keys = ("population", "title", "uncertainty", "design_effect")
    known = mapping(value, where, problems, keys)
    read = choice(("census", "sample"))
    return Population(
        name=text(known["population"], f"{where}, population", problems),
        title=text(known["title"], f"{where}, title", problems) if "title" in known else "",
        uncertainty=read(known.get("uncertainty", "census"), f"{where}, uncertainty", problems),
        design_effect=positive(
            known.get("design_effect", 1.0), f"{where}, design_effect", problems
        ),
    )


def sources(value: Any, where: str, problems: Problems) -> dict[str, Source | Population]:
    """Return denominators by name."""
    found = {}
    for key, inner in free(value, where, problems).items():
        if (each := source(inner, f"{where}, {key}", problems)) is not None:
            found[str(key)] = each
    return found


def benchmark(value: Any, where: str, problems: Problems) -> Benchmark:
    """Return what an estimate is held against."""
    known = mapping(value, where, problems, ("kind", "value", "band", "design_effect"))
    band = known.get("band")
    if band is not None and not (
        isinstance(band, list)
        and len(band) == 2
        and all(isinstance(end, int | float) for end in band)
        and 0 < band[0] <= band[1]
    ):
        problems.append(f"{where}, band: two rising numbers above 0 are wanted, not {band!r}")
        band = None
    given = known.get("value")
    if given is not None and (isinstance(given, bool) or not isinstance(given, int | float)):
        problems.append(f"{where}, value: a number is wanted, not {given!r}")
        given = None
    return Benchmark(
        kind=choice(BENCHMARKS)(known.get("kind", "parity"), f"{where}, kind", problems),
        value=given,
        band=(float(band[0]), float(band[1])) if band else None,
        design_effect=positive(
            known.get("design_effect", 1.0), f"{where}, design_effect", problems
        ),
    )


def words(value: Any, where: str, problems: Problems) -> Words:
    """Return the words of sentences."""
    keys = ("event", "people", "exposure", "reported", "groups")
    known = mapping(value, where, problems, keys)
    plain = {
        key: text(known[key], f"{where}, {key}", problems)
        for key in ("event", "people", "exposure")
        if key in known
    }
    groups = free(known.get("groups", {}), f"{where}, groups", problems)
    return Words(
        **plain,
        reported=bool(known.get("reported", False)),
        groups={str(code): str(label) for code, label in groups.items()},
    )


def citations(value: Any, where: str, problems: Problems) -> tuple[Citation, ...]:
    """Return sources, at least one."""
    if not isinstance(value, list) or not value:
        problems.append(f"{where}: a list of at least one source is wanted")
        return ()
    found = []
    for i, each in enumerate(value, start=1):
        known = mapping(each, f"{where} {i}", problems, ("title", "url", "verified"))
        found.append(
            Citation(
                text(known.get("title"), f"{where} {i}, title", problems),
                text(known["url"], f"{where} {i}, url", problems) if "url" in known else "",
                verified(known.get("verified", False), f"{where} {i}, verified", problems),
            )
        )
    return tuple(found)


#: Every field of a measure in a pack, with what reads it.
FIELDS: dict[str, Callable[[Any, str, Problems], Any]] = {
    "id": text,
    "title": text,
    "kind": text,
    "called": texts,
    "numerator": source,
    "denominator": source,
    "scenarios": sources,
    "characteristic": text,
    "classification": text,
    "field": text,
    "comparison": text,
    "reference": text,
    "estimate": choice(ESTIMATES),
    "ratio": choice(ORIENTATIONS),
    "adverse": choice(SIDES),
    "benchmark": benchmark,
    "period": free,
    "method": choice(("by_rule",)),
    "minimum_n": whole,
    "family": text,
    "per": positive,
    "applies": text,
    "caveats": texts,
    "words": words,
    "sources": citations,
    "verified": verified,
    "options": free,
}
REQUIRED = ("id", "title", "kind")
