"""Releases as files: tidy CSV in, ``release.json`` and protected tables out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from dueregard.exceptions import UnreadableDocument
from dueregard.tables import FrequencyTable, UnusableTable
from dueregard.tables.tidy import Shape, read_table

from .derived import Statistic
from .door import Release
from .ledger import ReleaseLedger
from .policy import DisclosurePolicy
from .statistics_files import statistics_csv


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


def check_folder(folder: str | Path) -> None:
    """Refuse a folder in which a release could not be written, before any work is done.

    Raises
    ------
    UnreadableDocument
        When a file is in its place.
    """
    place = Path(folder)
    for part in (place, *place.parents):
        if part.exists() and not part.is_dir():
            raise UnreadableDocument(f"{part}: it is a file; name a folder to write to.")


def write_release(
    release: Release,
    folder: str | Path,
    *,
    ledger: ReleaseLedger | None = None,
    asked: Sequence[Statistic] = (),
) -> list[Path]:
    """Write a release: one CSV per table, ``statistics.csv``, and ``release.json``.

    Every file is written beside its place and then moved there, so that no half-written table
    is ever published.

    Parameters
    ----------
    release : Release
        What has passed the door.
    folder : path
        Where to write; made when it is not there.
    ledger : ReleaseLedger, optional
        Gets the release when all files are written and before any is in its place: what it does
        not know, no later attack would know, and what could not be written was not released.
    asked : sequence of Statistic
        The statistics that were asked for with the release, when they are to be written.

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
    if asked:
        if "statistics.csv" in contents:
            raise UnusableTable(
                ["a table is called statistics, like the file of the statistics; rename it"]
            )
        contents["statistics.csv"] = statistics_csv(asked, release.findings[: len(asked)])
    contents["release.json"] = json.dumps(release.record, ensure_ascii=False, indent=1) + "\n"
    check_folder(place)
    beside = {place / name: place / f".{name}.part" for name in contents}
    try:
        place.mkdir(parents=True, exist_ok=True)
        for (name, part), text in zip(beside.items(), contents.values(), strict=True):
            if name.is_dir():
                raise IsADirectoryError(0, f"{name.name} is a folder")
            part.write_text(text, encoding="utf-8", newline="")
        if ledger is not None:
            ledger.add(release.ledger_entry)
        for name, part in beside.items():
            part.replace(name)
    except OSError as error:
        raise UnreadableDocument(f"{place}: cannot be written ({error.strerror}).") from None
    finally:
        for part in beside.values():
            part.unlink(missing_ok=True)
    return list(beside)


def _table(release: Release, name: str) -> str:
    return next(table.as_csv() for table in release.tables if table.name == name)
