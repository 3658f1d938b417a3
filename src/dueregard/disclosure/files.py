"""Releases as files: tidy CSV in, ``release.json`` and protected tables out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from dueregard.exceptions import UnreadableDocument
from dueregard.tables import FrequencyTable, UnusableTable
from dueregard.tables.tidy import Shape, read_table

from .door import Release
from .policy import DisclosurePolicy


def read_tables(paths: Sequence[str | Path], policy: DisclosurePolicy) -> list[FrequencyTable]:
    """Read tidy CSV files with the hierarchies, levels and identities of a policy.

    Raises
    ------
    UnreadableDocument
        When a file cannot be opened.
    UnusableTable
        With file, row and column of everything that is wrong in any of them.
    """
    tables = []
    problems: list[str] = []
    for path in paths:
        stem = Path(path).stem
        shape = Shape(
            policy.hierarchies,
            policy.levels,
            {**policy.identity, **policy.tables.get(stem, {})},
        )
        try:
            tables.append(read_table(path, shape))
        except UnusableTable as error:
            problems += error.problems
    names = [Path(path).stem for path in paths]
    problems += [
        f"two files are called {name}; a release needs a name for each"
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    if problems:
        raise UnusableTable(problems)
    return tables


def write_release(release: Release, folder: str | Path) -> list[Path]:
    """Write a release: one CSV per table, and ``release.json``.

    Every file is written beside its place and then moved there, so that no half-written table
    is ever published.

    Returns
    -------
    list of path
        What was written.

    Raises
    ------
    UnreadableDocument
        When the folder cannot be written.
    """
    place = Path(folder)
    contents = {
        str(entry["file"]): _table(release, str(entry["name"]))
        for entry in release.record["tables"]
    }
    contents["release.json"] = json.dumps(release.record, ensure_ascii=False, indent=1) + "\n"
    written = []
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            beside = place / f".{name}.part"
            beside.write_text(text, encoding="utf-8", newline="")
            beside.replace(place / name)
            written.append(place / name)
    except OSError as error:
        raise UnreadableDocument(f"{place}: cannot be written ({error.strerror}).") from None
    return written


def _table(release: Release, name: str) -> str:
    return next(table.as_csv() for table in release.tables if table.name == name)
