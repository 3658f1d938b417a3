"""Snapshots: rows as they were received, immutable, checksummed and without identifiers."""

from __future__ import annotations

import datetime
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from dueregard.exceptions import UnreadableDocument, UsageError

from .coverage import Coverage
from .coverage_facts import coverage_facts
from .durable_files import PRIVATE_FOLDER, checksum, locked, sync_folder, write_whole
from .erasure import (
    checked_people,
    erasure_marks,
    mark_erased,
    without_erased,
    without_people,
)
from .keys import KeyRing
from .manifests import manifest_bytes, manifest_of
from .pseudonyms import with_pseudonyms
from .received import Received
from .retention import short_name
from .snapshot import (
    ERASED,
    EXPIRED,
    MANIFEST,
    ROWS,
    SUMS,
    Snapshot,
    snapshot_at,
)
from .snapshot_names import folder_name, slug
from .snapshot_rows import read_rows_of, write_rows_of
from .verifying import verified

_PART = ".part-"


class UnknownSnapshot(UnreadableDocument):
    """A snapshot that is not in the store."""


class SnapshotStore:
    """A folder of snapshots.

    Every version of a snapshot is a folder that appears whole or not at all and is never
    changed: rows as Parquet, a manifest, and the checksums of both, which ``sha256sum -c`` reads.
    When rows end, by expiry or erasure, the manifest and the checksums stay.

    Parameters
    ----------
    folder : path
        The folder; made, for its owner alone, when it is not there.
    keys : KeyRing
        The keys of pseudonyms. Keep them elsewhere.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> store = SnapshotStore(
    ...     Path(folder.name) / "snapshots", KeyRing(Path(folder.name) / "pseudonyms.key")
    ... )
    >>> store.snapshots()
    ()
    >>> folder.cleanup()
    """

    def __init__(self, folder: str | Path, keys: KeyRing) -> None:
        self.folder = Path(folder)
        self.keys = keys
        self.folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)

    def keep(
        self,
        received: Received,
        *,
        source: str,
        coverage: Coverage | None = None,
        licence: str = "",
        note: str = "",
    ) -> Snapshot:
        """Store a return; identifiers become pseudonyms before anything is written.

        Parameters
        ----------
        received : Received
            What `dueregard.returns.receive` returned.
        source : str
            Who or what the rows come from: a system, a force. Returns of one schema, period and
            source are versions of one snapshot.
        coverage : Coverage, optional
            Which months and units were expected and are missing; that of `received` when not
            given.
        licence, note : str
            Under which terms the rows may be used; anything a reader should know.

        Returns
        -------
        Snapshot
            The new version, or the latest one when it holds the very same rows and facts.
            People who were erased from the snapshot are left out again: ``erased_before`` in
            its manifest says of how many rows.

        Raises
        ------
        UsageError
            When no source is named.
        StoreBusy
            When another process writes to the store.
        """
        if not source.strip():
            raise UsageError("Say where the rows come from: a snapshot needs a source.")
        parts = (received.schema.id, short_name(received.period), source)
        id = "_".join(map(slug, parts))
        with locked(self.folder):
            self._tidy()
            latest = self._latest(id)
            manifest = manifest_of(
                received,
                id=id,
                version=latest.version + 1 if latest else 1,
                keys=self.keys,
                source=source,
                coverage=coverage_facts(received.coverage if coverage is None else coverage),
                licence=licence,
                note=note,
            )
            if latest:
                manifest["supersedes"] = [*latest.manifest["supersedes"], latest.mention]
            columns = manifest["pseudonyms"]["columns"]
            left = without_erased(
                received.table, columns, erasure_marks(self.folder / id), self.keys
            )
            if left.erased or left.blanked:
                manifest["rows"] = left.table.num_rows
                manifest["erased_before"] = {"rows": left.erased, "blanked": left.blanked}
            return self._write(with_pseudonyms(left.table, columns, self.keys), manifest, latest)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """Every version of every snapshot, by id and version."""
        found = [snapshot_at(path.parent) for path in self.folder.glob(f"*/v*/{MANIFEST}")]
        return tuple(sorted(found, key=lambda one: (one.id, one.version)))

    def open(self, id: str, version: int | None = None, *, verify: bool = True) -> Snapshot:
        """Return a snapshot, the latest version unless another is asked for.

        Raises
        ------
        UnknownSnapshot
            When there is none.
        SnapshotDamaged
            When a checksum does not agree; not looked for with ``verify=False``.
        """
        found = self._latest(id) if version is None else self._version(id, version)
        if found is None:
            what = id if version is None else f"{id}, version {version}"
            raise UnknownSnapshot(f"There is no snapshot {what} in {self.folder}.")
        return verified(found) if verify else found

    def verify(self, id: str, version: int | None = None) -> Snapshot:
        """Return a snapshot after comparing its files with their checksums.

        Raises
        ------
        SnapshotDamaged
            Naming the file that is not as it was written.
        """
        return verified(self.open(id, version, verify=False))

    def due(self, on: datetime.date) -> tuple[Snapshot, ...]:
        """Return the snapshots whose rows `expire` would remove on a day; nothing is removed."""
        return tuple(one for one in self.snapshots() if one.state == "kept" and one.until < on)

    def expire(self, on: datetime.date) -> tuple[Snapshot, ...]:
        """Remove the rows of every snapshot whose retention has ended before a day.

        They are gone whatever the day is: look at `due` before.

        Parameters
        ----------
        on : date
            The day; today, for a store in use.

        Returns
        -------
        tuple of Snapshot
            Those that have expired now. Their manifests and checksums stay.
        """
        with locked(self.folder):
            self._tidy()
            due = self.due(on)
            for one in due:
                self._end(one, EXPIRED, {"on": on.isoformat(), "until": one.until.isoformat()})
            return tuple(snapshot_at(one.path) for one in due)

    def erase(self, id: str, identifiers: Iterable[str], *, reason: str) -> Snapshot:
        """Remove people from a snapshot: a new version without them, and no rows in the old.

        Parameters
        ----------
        id : str
            The snapshot.
        identifiers : iterable of str
            The identifiers of the people, as the source has them; also where they were stored
            with an earlier key.
        reason : str
            Why, without naming anybody: it is written into the manifest.

        Returns
        -------
        Snapshot
            The new version. Its manifest says how many rows were erased and why; that and the
            checksums of earlier versions stay.

        Raises
        ------
        UsageError
            When no reason is given or it holds an identifier, when the identifiers are one text
            and no list, or when no row is about them.
        SnapshotEnded
            When the rows have expired.
        """
        people = checked_people(identifiers, reason)
        with locked(self.folder):
            self._tidy()
            latest = self.open(id)
            left = without_people(read_rows_of(latest), latest, people, self.keys)
            if not left.erased:
                raise UsageError(f"No row of {id} is about them; nothing was erased.")
            # The marks first: with rows and no marks, the same file would bring the people back.
            mark_erased(self.folder / id, people, self.keys, latest.key_version)
            manifest: dict[str, Any] = {
                **latest.manifest,
                "version": latest.version + 1,
                "rows": left.table.num_rows,
                "supersedes": [*latest.manifest["supersedes"], latest.mention],
                "erasure": {"rows": left.erased, "blanked": left.blanked, "reason": reason},
            }
            made = self._write(left.table, manifest, None)
            self._tidy()
            return made

    def _write(
        self, table: pa.Table, manifest: dict[str, Any], same_as: Snapshot | None
    ) -> Snapshot:
        part = Path(tempfile.mkdtemp(prefix=_PART, dir=self.folder))
        try:
            write_rows_of(table, part / ROWS)
            manifest["checksum"] = checksum(part / ROWS)
            if same_as is not None and _same(manifest, same_as):
                return same_as
            write_whole(part / MANIFEST, manifest_bytes(manifest))
            sums = f"{manifest['checksum']}  {ROWS}\n{checksum(part / MANIFEST)}  {MANIFEST}\n"
            write_whole(part / SUMS, sums.encode("ascii"))
            home = self.folder / manifest["id"]
            home.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            part.rename(home / f"v{manifest['version']}")
            sync_folder(home)
            return snapshot_at(home / f"v{manifest['version']}")
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def _end(self, snapshot: Snapshot, marker: str, facts: Mapping[str, Any]) -> None:
        # The marker first: rows without it would be a loss, rows beside it are removed next time.
        write_whole(snapshot.path / marker, json.dumps(facts, sort_keys=True).encode() + b"\n")
        (snapshot.path / ROWS).unlink(missing_ok=True)
        sync_folder(snapshot.path)

    def _tidy(self) -> None:
        """Finish what an earlier process was stopped at; the store is held."""
        for part in self.folder.glob(f"{_PART}*"):
            shutil.rmtree(part, ignore_errors=True)
        everything = self.snapshots()
        for one in everything:
            later = [x for x in everything if x.id == one.id and x.version > one.version]
            erasing = next((x for x in later if x.manifest["erasure"]), None)
            if erasing and not (one.path / ERASED).exists():
                self._end(one, ERASED, {"by_version": erasing.version})
            elif one.state != "kept":
                (one.path / ROWS).unlink(missing_ok=True)

    def _latest(self, id: str) -> Snapshot | None:
        numbers = [
            int(path.parent.name[1:])
            for path in self.folder.glob(f"{folder_name(id)}/v*/{MANIFEST}")
        ]
        return self._version(id, max(numbers)) if numbers else None

    def _version(self, id: str, version: int) -> Snapshot | None:
        path = self.folder / folder_name(id) / f"v{version}"
        return snapshot_at(path) if (path / MANIFEST).is_file() else None


def _same(manifest: Mapping[str, Any], other: Snapshot) -> bool:
    changing = ("version", "supersedes", "erasure", "erased_before")
    facts = {key: value for key, value in manifest.items() if key not in changing}
    kept = {key: value for key, value in other.manifest.items() if key not in changing}
    return other.state == "kept" and manifest_bytes(facts) == manifest_bytes(kept)
