"""A snapshot opened by its folder, without the store and its keys: enough to count."""

from __future__ import annotations

from pathlib import Path

from dueregard.exceptions import UnreadableDocument

from .snapshot import MANIFEST, Snapshot, snapshot_at
from .verifying import verified


def open_snapshot(folder: str | Path) -> Snapshot:
    """Return the snapshot in a folder after comparing its files with their checksums.

    Parameters
    ----------
    folder : path
        A version of a snapshot: ``leavers_2025-04-01-2026-03-31_hr/v1``; or the snapshot, whose
        latest version is then taken.

    Raises
    ------
    UnreadableDocument
        When there is none.
    SnapshotDamaged
        When a file is not as it was written.

    Examples
    --------
    >>> open_snapshot("nowhere")
    Traceback (most recent call last):
        ...
    dueregard.exceptions.UnreadableDocument: nowhere: there is no snapshot in this folder.
    """
    place = Path(folder)
    if not (place / MANIFEST).is_file():
        versions = [p.parent for p in place.glob(f"v*/{MANIFEST}") if p.parent.name[1:].isdigit()]
        if not versions:
            raise UnreadableDocument(f"{place}: there is no snapshot in this folder.")
        place = max(versions, key=lambda path: int(path.name[1:]))
    return verified(snapshot_at(place))
