"""Comparing the files of a snapshot with the checksums they were written with."""

from __future__ import annotations

from .durable_files import checksum
from .snapshot import MANIFEST, ROWS, SUMS, Snapshot, SnapshotDamaged, sums_of


def verified(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot whose files are as they were written.

    Raises
    ------
    SnapshotDamaged
        Naming the file that is not; rows that have ended are not asked for.
    """
    sums = sums_of(snapshot.path)
    for name in (MANIFEST, ROWS) if snapshot.state == "kept" else (MANIFEST,):
        path = snapshot.path / name
        if not path.is_file() or checksum(path) != sums.get(name):
            raise SnapshotDamaged(
                f"{path} is not as it was written. Restore it from a backup; "
                "nothing is counted from it."
            )
    if sums.get(ROWS) != snapshot.checksum:
        raise SnapshotDamaged(
            f"{snapshot.path / SUMS} is not as it was written: it does not agree with the manifest."
        )
    return snapshot
