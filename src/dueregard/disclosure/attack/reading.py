"""Releases as files: ``release.json`` beside its tables, read and checked before use."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dueregard.exceptions import UnreadableDocument, UnusableDocument

from .published import (
    IDENTITY,
    SHOWN,
    STATES,
    Levels,
    PublishedCell,
    PublishedDimension,
    PublishedRelease,
    PublishedTable,
)

FORMAT = "dueregard-release/1"
#: What a release can be given as: a path, its parsed JSON, or read already.
ReleaseLike = str | Path | Mapping[str, Any] | PublishedRelease
_SYMBOLS = {"[c]": "confidential", "[z]": "not_applicable", "[x]": "not_available"}


def read_releases(sources: Iterable[ReleaseLike]) -> list[PublishedRelease]:
    """Read releases and give each a name of its own: its folder, or its path when that is taken.

    Raises
    ------
    UnreadableDocument, UnusableDocument
        As `read_release`; also when there is none.
    """
    read: list[PublishedRelease] = []
    for number, source in enumerate(sources, start=1):
        if isinstance(source, PublishedRelease):
            read.append(source)
        elif isinstance(source, Mapping):
            name = str(source.get("name") or f"release {number}")
            read.append(release_from(source, name=name))
        else:
            release = read_release(source)
            if release.name in {one.name for one in read}:
                release = replace(release, name=str(source))
            read.append(release)
    if not read:
        raise UnusableDocument("There is no release to attack.")
    return read


def read_release(source: str | Path, *, name: str | None = None) -> PublishedRelease:
    """Read a release from its folder or its ``release.json``.

    Parameters
    ----------
    source : path
        Folder with ``release.json`` and its tables, or that file.
    name : str, optional
        What the report calls the release; the folder's name when not given.

    Raises
    ------
    UnreadableDocument
        When a file is missing or cannot be opened (exit code 11).
    UnusableDocument
        When it was opened but is not a release: every reason, each with its place
        (exit code 10).
    """
    path = Path(source)
    path = path / "release.json" if path.is_dir() else path
    try:
        content = json.loads(_text(path))
    except ValueError as error:
        raise UnusableDocument(f"{path}: not JSON ({error}).") from None
    if not isinstance(content, dict):
        raise UnusableDocument(f"{path}: a release is a JSON object; this is something else.")
    label = name or (path.parent.name if path.name == "release.json" else path.stem) or str(path)
    return release_from(content, name=label, folder=path.parent)


def release_from(
    content: Mapping[str, Any], *, name: str, folder: Path | None = None
) -> PublishedRelease:
    """Build a release from the content of its ``release.json``.

    Parameters
    ----------
    content : mapping
        The parsed JSON.
    name : str
        What the report calls the release.
    folder : path, optional
        Where the tables named by ``file`` are; without it the cells must be in ``content``.

    Raises
    ------
    UnusableDocument
        With every problem found, each with its place.

    Examples
    --------
    >>> cells = [
    ...     {"cell": {"sex": s}, "state": "value", "value": v}
    ...     for s, v in (("Women", 12), ("Men", 20), ("Total", 32))
    ... ]
    >>> table = {
    ...     "name": "t",
    ...     "dimensions": [{"name": "sex", "levels": ["Women", "Men"]}],
    ...     "cells": cells,
    ... }
    >>> release = release_from(
    ...     {"format": "dueregard-release/1", "policy": {"threshold": 10}, "tables": [table]},
    ...     name="2026",
    ... )
    >>> release.tables[0].cells[("Men",)].value
    20
    """
    if content.get("format") != FORMAT:
        raise UnusableDocument(
            f"{name}: this is not a release (“format” is {content.get('format')!r}; "
            f"“{FORMAT}” is expected)."
        )
    problems: list[str] = []
    policy = content.get("policy")
    if not isinstance(policy, dict):
        problems.append("“policy” is missing")
        policy = {}
    problems += _policy_problems(policy)
    tables = [
        _table(entry, f"table {number}", folder, problems)
        for number, entry in enumerate(content.get("tables") or (), start=1)
    ]
    if not tables:
        problems.append("“tables” is missing or empty")
    names = [table.name for table in tables if table]
    problems += [
        f"two tables are called “{n}”" for n in sorted({n for n in names if names.count(n) > 1})
    ]
    linked = [tuple(map(str, link)) for link in content.get("linked") or ()]
    dims = {(t.name, d.name) for t in tables if t for d in t.dimensions}
    for link in linked:
        if len(link) != 4 or (link[0], link[1]) not in dims or (link[2], link[3]) not in dims:
            problems.append(f"linked {list(link)}: no such table and dimension")
    if problems:
        raise UnusableDocument("\n".join(f"{name}: {problem}." for problem in problems))
    by_name = {table.name: table for table in tables if table}
    return PublishedRelease(
        name=name,
        policy=policy,
        tables=tuple(table for table in tables if table),
        linked=tuple((a, b, c, d) for a, b, c, d in linked),
        revisions=tuple(content.get("revisions") or ()),
        sums=tuple(content.get("sums") or ()),
        entry=content.get("entry"),
        not_at_risk=frozenset(
            (entry["table"], by_name[entry["table"]].levels_of(entry["cell"]))
            for entry in content.get("not_at_risk") or ()
            if entry.get("table") in by_name
        ),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UnreadableDocument(f"{path}: there is no such file.") from None
    except OSError as error:
        raise UnreadableDocument(f"{path}: cannot be opened ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UnusableDocument(f"{path}: not text in UTF-8.") from None


def _policy_problems(policy: Mapping[str, Any]) -> Iterable[str]:
    for key in ("threshold", "protection"):
        value = policy.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            yield f"policy, {key}: a number is expected, not {value!r}"


def _table(
    entry: Any, where: str, folder: Path | None, problems: list[str]
) -> PublishedTable | None:
    if not isinstance(entry, dict) or not entry.get("dimensions"):
        problems.append(f"{where}: “dimensions” is missing")
        return None
    name = str(entry.get("name") or entry.get("file") or where)
    where = f"table “{name}”"
    try:
        dimensions = tuple(_dimension(d) for d in entry["dimensions"])
    except (KeyError, TypeError, AttributeError):
        problems.append(f"{where}: each dimension needs “name” and “levels”")
        return None
    rows = entry.get("cells")
    printed = None
    if (
        entry.get("file")
        and folder is not None
        and (rows is None or (folder / entry["file"]).exists())
    ):
        printed = list(_printed(folder / entry["file"], dimensions, where, problems))
    given = _rows(rows or (), dimensions, where, problems) if rows is not None else None
    cells = _collect(given if given is not None else printed or [], dimensions, where, problems)
    if given is not None and printed is not None:
        _compare(cells, printed, where, problems)
    if not cells:
        problems.append(f"{where}: it has no cells")
    identity = entry.get("identity") or {}
    return PublishedTable(
        name=name,
        dimensions=dimensions,
        identity={part: str(identity.get(part) or "") for part in IDENTITY},
        cells=cells,
        derived=tuple(entry.get("derived") or ()),
    )


def _dimension(entry: Mapping[str, Any]) -> PublishedDimension:
    hierarchy = entry.get("hierarchy") or {}
    return PublishedDimension(
        name=str(entry["name"]),
        levels=tuple(
            str(level) for level in entry["levels"] if str(level) != entry.get("total", "Total")
        ),
        total=str(entry.get("total") or "Total"),
        hierarchy={str(p): tuple(map(str, parts)) for p, parts in hierarchy.items()},
    )


def _rows(
    rows: Iterable[Any],
    dimensions: Sequence[PublishedDimension],
    where: str,
    problems: list[str],
) -> list[PublishedCell]:
    cells = []
    for number, row in enumerate(rows, start=1):
        place = f"{where}, cell {number}"
        try:
            levels = tuple(str(row["cell"].get(d.name, d.total)) for d in dimensions)
            state, value, identity = row["state"], row.get("value"), row.get("identity")
        except (KeyError, TypeError, AttributeError):
            problems.append(f"{place}: “cell” and “state” are expected")
            continue
        cells.append(_cell(levels, str(state), value, identity, place, problems))
    return cells


def _cell(
    levels: Levels, state: str, value: Any, identity: Any, place: str, problems: list[str]
) -> PublishedCell:
    told = f"{place} ({', '.join(levels)})"
    if state not in STATES:
        problems.append(f"{told}: unknown state “{state}”; one of {', '.join(sorted(STATES))}")
    if state in SHOWN:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            problems.append(f"{told}: a shown count is a whole number from 0, not {value!r}")
            value = 0
    elif value is not None:
        problems.append(f"{told}: it is marked {state} and yet shows {value!r}")
    return PublishedCell(
        levels,
        state,
        value if state in SHOWN else None,
        None if identity is None else str(identity),
    )


def _printed(
    path: Path, dimensions: Sequence[PublishedDimension], where: str, problems: list[str]
) -> Iterable[PublishedCell]:
    reader = csv.DictReader(_text(path).splitlines())
    columns = set(reader.fieldnames or ())
    if missing := [
        n for n in (*(d.name for d in dimensions), "value", "state") if n not in columns
    ]:
        problems.append(f"{where}, file {path.name}: no column {', '.join(missing)}")
        return
    for row in reader:
        place = f"{where}, file {path.name}, line {reader.line_num}"
        levels = tuple(str(row[d.name]) for d in dimensions)
        printed = (row["value"] or "").strip()
        state = (row["state"] or "").strip()
        if not printed.isdigit() and printed not in ("", *_SYMBOLS):
            problems.append(f"{place}: “{printed}” is not a count")
        state = _SYMBOLS.get(state, _SYMBOLS.get(printed, state)) or "value"
        value = int(printed) if printed.isdigit() else None
        yield _cell(levels, state, value, None, place, problems)


def _collect(
    rows: Iterable[PublishedCell],
    dimensions: Sequence[PublishedDimension],
    where: str,
    problems: list[str],
) -> dict[Levels, PublishedCell]:
    known = [{*d.levels, d.total} for d in dimensions]
    cells: dict[Levels, PublishedCell] = {}
    for cell in rows:
        told = f"{where}, cell {', '.join(cell.levels)}"
        for d, levels, level in zip(dimensions, known, cell.levels, strict=True):
            if level not in levels:
                problems.append(f"{told}: “{level}” is no level of {d.name}")
        if cell.levels in cells:
            problems.append(f"{told}: it is there twice")
        cells[cell.levels] = cell
    return cells


def _compare(
    cells: Mapping[Levels, PublishedCell],
    printed: Iterable[PublishedCell],
    where: str,
    problems: list[str],
) -> None:
    """An outsider holds both files: what one shows and the other hides is shown."""
    for row in printed:
        cell = cells.get(row.levels)
        if cell is None or (cell.state, cell.value) != (row.state, row.value):
            problems.append(
                f"{where}, cell {', '.join(row.levels)}: release.json and the table disagree"
            )
