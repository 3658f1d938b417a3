"""The files that make up one return: those named, and those in folders that are named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dueregard.exceptions import UnreadableDocument

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".parquet")
MANIFEST = "manifest.json"


def files_of(paths: Sequence[str | Path]) -> tuple[Path, ...]:
    """Return the files of a return: those named, and those in folders that are named.

    The folder of a snapshot is returned as it is.

    Parameters
    ----------
    paths : sequence of str or Path
        Files and folders; of a folder every file that a return can be in, by name.

    Raises
    ------
    UnreadableDocument
        When one is not there or a folder holds none that can be read.

    Examples
    --------
    >>> files_of(["nowhere.csv"])
    Traceback (most recent call last):
        ...
    dueregard.exceptions.UnreadableDocument: nowhere.csv: there is no such file or folder.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir() and not is_snapshot(path):
            inside = [one for one in sorted(path.iterdir()) if one.suffix.lower() in SUFFIXES]
            if not inside:
                raise UnreadableDocument(
                    f"{path}: there is no {', '.join(SUFFIXES)} in this folder."
                )
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise UnreadableDocument(f"{path}: there is no such file or folder.")
    return tuple(found)


def is_snapshot(path: Path) -> bool:
    """Return whether a folder is that of a snapshot, or of one of its versions."""
    return (path / MANIFEST).is_file() or any(path.glob(f"v*/{MANIFEST}"))
