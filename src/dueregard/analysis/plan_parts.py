"""The parts of a plan file, each read with its problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .plan import GRAINS, MULTIPLICITY, Asked, Breakdown, Family, Period, ReturnFile


@dataclass
class Problems:
    """What is wrong with a plan, each with its place."""

    where: str
    found: list[str] = field(default_factory=list)

    def add(self, place: str, what: str) -> None:
        """Note one problem."""
        self.found.append(f"{self.where}, {place}: {what}")

    def unknown(self, given: Mapping[Any, Any], allowed: tuple[str, ...], place: str) -> None:
        """Note every key that is not allowed."""
        for key in given:
            if key not in allowed:
                self.add(f"{place}, {key}", f"unknown key; the keys are {', '.join(allowed)}")


def asked_of(given: object, place: str, problems: Problems) -> Asked | None:
    """Return a measure asked for: its name, or a mapping with ``id`` and what is changed."""
    if isinstance(given, str):
        return Asked(given)
    if isinstance(given, Mapping) and isinstance(given.get("id"), str):
        return Asked(given["id"], {str(k): v for k, v in given.items() if k != "id"})
    problems.add(place, "the name of a measure is needed, or a mapping with its id")
    return None


def period_of(content: Mapping[str, Any], problems: Problems) -> Period | None:
    """Return the time a plan or a return is about."""
    if (day := content.get("snapshot")) is not None:
        if "period" in content:
            problems.add("period", "give a period or a snapshot, not both")
        at = _day(day, "snapshot", problems)
        return None if at is None else Period(at, at)
    given = content.get("period")
    if given is None:
        problems.add("period", "it is missing; give from and to, or a snapshot date")
        return None
    if not isinstance(given, Mapping) or set(given) != {"from", "to"}:
        problems.add("period", "from and to are needed, each a day such as 2026-03-31")
        return None
    start = _day(given["from"], "period, from", problems)
    end = _day(given["to"], "period, to", problems)
    if start is None or end is None:
        return None
    if end < start:
        problems.add("period", f"it ends on {end}, before it begins on {start}")
        return None
    return Period(start, end)


def _day(given: object, place: str, problems: Problems) -> date | None:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        problems.add(place, "a day of the calendar is needed, such as 2026-03-31")
        return None


def return_file_of(
    given: object, place: str, folder: Path, problems: Problems
) -> ReturnFile | None:
    """Return one of the other returns of a plan."""
    keys = (
        "return",
        "file",
        "files",
        "mapping",
        "period",
        "snapshot",
        "name",
        "match",
        "labels",
        "expected",
        "nil",
    )
    if not isinstance(given, Mapping):
        problems.add(place, f"a mapping is needed; its keys are {', '.join(keys)}")
        return None
    problems.unknown(given, keys, place)
    files = given.get("files", [given["file"]] if "file" in given else None)
    if not isinstance(given.get("return"), str):
        problems.add(f"{place}, return", "it is missing; give the name of a schema")
        return None
    if not isinstance(files, list) or not files:
        problems.add(f"{place}, file", "it is missing; give a file, or files as a list")
        return None
    inner = Problems(f"{problems.where}, {place}")
    own = period_of(given, inner) if {"period", "snapshot"} & set(given) else None
    problems.found.extend(inner.found)
    mapping = given.get("mapping")
    labels = mapping_of(given.get("labels"), f"{place}, labels", problems)
    return ReturnFile(
        given["return"],
        tuple(folder / str(file) for file in files),
        None if mapping is None else folder / str(mapping),
        own,
        str(given.get("name", "")),
        texts_of(given.get("match"), f"{place}, match", problems),
        {
            str(name): texts_of(named, f"{place}, labels, {name}", problems)
            for name, named in labels.items()
        },
        lists_of(given.get("expected"), f"{place}, expected", problems),
        nil_of(given.get("nil"), f"{place}, nil", problems),
    )


def mapping_of(given: object, place: str, problems: Problems) -> Mapping[Any, Any]:
    """Return a mapping; nothing where none is given."""
    if given is None or isinstance(given, Mapping):
        return given or {}
    problems.add(place, "a mapping is needed")
    return {}


def texts_of(given: object, place: str, problems: Problems) -> dict[str, str]:
    """Return a mapping of words to words."""
    return {str(k): str(v) for k, v in mapping_of(given, place, problems).items()}


def lists_of(given: object, place: str, problems: Problems) -> dict[str, tuple[str, ...]]:
    """Return a mapping of words to lists of words."""
    found: dict[str, tuple[str, ...]] = {}
    for key, values in mapping_of(given, place, problems).items():
        if isinstance(values, list):
            found[str(key)] = tuple(str(value) for value in values)
        else:
            problems.add(f"{place}, {key}", "a list is needed")
    return found


def nil_of(given: object, place: str, problems: Problems) -> tuple[tuple[str, ...], ...]:
    """Return submissions that are declared to have no row."""
    if given is None:
        return ()
    if not isinstance(given, list) or not all(isinstance(one, list) and one for one in given):
        problems.add(place, "a list of lists is needed, such as [[Elm, 2025-11]]")
        return ()
    return tuple(tuple(str(part) for part in one) for one in given)


def breakdown_of(given: object, problems: Problems) -> Breakdown:
    """Return what findings are broken down by."""
    keys = ("characteristics", "units", "months", "periods", "pairs", "hierarchies")
    if given is None:
        return Breakdown()
    if not isinstance(given, Mapping):
        problems.add("by", f"a mapping is needed; its keys are {', '.join(keys)}")
        return Breakdown()
    problems.unknown(given, keys, "by")
    grain = "month" if given.get("months") is True else given.get("periods", "")
    if grain and grain not in GRAINS:
        problems.add("by, periods", f"“{grain}” is not one of {', '.join(GRAINS)}")
    pairs = given.get("pairs") or []
    good = [p for p in pairs if isinstance(p, list) and len(p) == 2 and p[0] != p[1]]
    if not isinstance(pairs, list) or len(good) < len(pairs):
        problems.add("by, pairs", "a list of pairs of two different fields is needed")
    named = given.get("characteristics") or []
    if not isinstance(named, list):
        problems.add("by, characteristics", "a list of fields is needed")
        named = []
    return Breakdown(
        tuple(str(name) for name in named),
        str(given.get("units") or ""),
        str(grain or ""),
        tuple((str(a), str(b)) for a, b in good),
        lists_of(given.get("hierarchies"), "by, hierarchies", problems),
    )


def family_of(given: object, problems: Problems) -> Family:
    """Return how many questions are asked and what is made of it."""
    if given is None:
        return Family()
    keys = ("confidence", "multiplicity", "looks", "planned")
    if not isinstance(given, Mapping):
        problems.add("family", f"a mapping is needed; its keys are {', '.join(keys)}")
        return Family()
    problems.unknown(given, keys, "family")
    usual = Family()
    confidence = given.get("confidence", usual.confidence)
    if not isinstance(confidence, float) or not 0.5 <= confidence < 1:
        problems.add("family, confidence", "a number from 0.5 to below 1 is needed, such as 0.95")
        confidence = usual.confidence
    looks = given.get("looks", usual.looks)
    if not isinstance(looks, int) or isinstance(looks, bool) or looks < 1:
        problems.add("family, looks", "a whole number from 1 is needed")
        looks = usual.looks
    chosen = str(given.get("multiplicity", usual.multiplicity))
    if chosen not in MULTIPLICITY:
        problems.add("family, multiplicity", f"“{chosen}” is not one of {', '.join(MULTIPLICITY)}")
    planned = given.get("planned")
    whole = isinstance(planned, int) and not isinstance(planned, bool) and planned >= looks
    if not (planned is None or planned == "open" or whole):
        problems.add("family, planned", "open, or a whole number of at least looks, is needed")
        planned = None
    return Family(float(confidence), chosen, looks, planned)
