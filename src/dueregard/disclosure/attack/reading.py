"""Releases as files: ``release.json`` beside its tables, read and checked before use."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dueregard.exceptions import UnusableDocument

from .cells import collect, compare, printed_rows, rows_of, text_of
from .published import (
    IDENTITY,
    PublishedDimension,
    PublishedRelease,
    PublishedTable,
)

FORMAT = "dueregard-release/1"
#: What a release can be given as: a path, its parsed JSON, or read already.
ReleaseLike = str | Path | Mapping[str, Any] | PublishedRelease


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
        content = json.loads(text_of(path))
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
    # A release may be of findings alone; then it says so with an empty list.
    if not tables and not (content.get("tables") == [] and content.get("findings")):
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
        findings=tuple(content.get("findings") or ()),
        not_at_risk=frozenset(
            (entry["table"], by_name[entry["table"]].levels_of(entry["cell"]))
            for entry in content.get("not_at_risk") or ()
            if entry.get("table") in by_name
        ),
    )


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
    for dimension in dimensions:
        if (level := dimension.circular) is not None:
            problems.append(f"{where}, {dimension.name}: “{level}” is a part of itself")
            return None
    rows = entry.get("cells")
    printed = None
    if (
        entry.get("file")
        and folder is not None
        and (rows is None or (folder / entry["file"]).exists())
    ):
        printed = list(printed_rows(folder / entry["file"], dimensions, where, problems))
    given = rows_of(rows or (), dimensions, where, problems) if rows is not None else None
    cells = collect(given if given is not None else printed or [], dimensions, where, problems)
    if given is not None and printed is not None:
        compare(cells, printed, where, problems)
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
