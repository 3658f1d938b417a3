"""One version of a snapshot, read from its manifest."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from dueregard.exceptions import UnreadableDocument

ROWS = "rows.parquet"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
EXPIRED = "expired.json"
ERASED = "erased.json"


class SnapshotDamaged(UnreadableDocument):
    """A snapshot whose files are not as they were written."""


class SnapshotEnded(UnreadableDocument):
    """A snapshot whose rows have expired or been erased."""


@dataclass(frozen=True)
class Snapshot:
    """Rows as they were received, and what is known of them.

    Parameters
    ----------
    id : str
        Schema, period and source.
    version : int
        Counted from 1; a revision or an erasure makes a new one.
    state : {"kept", "expired", "erased"}
        Whether the rows are there, and if not, why.
    path : Path
        Its folder.
    manifest : mapping
        Schema, mapping, coverage, provenance, retention and checksum.
    """

    id: str
    version: int
    state: Literal["kept", "expired", "erased"]
    path: Path = field(repr=False)
    manifest: Mapping[str, Any] = field(repr=False, hash=False)

    @property
    def schema(self) -> Mapping[str, str]:
        """Id and version of its schema."""
        return dict(self.manifest["schema"])

    @property
    def period(self) -> str:
        """The time its rows are about."""
        return str(self.manifest["period"])

    @property
    def rows(self) -> int:
        """How many rows were kept."""
        return int(self.manifest["rows"])

    @property
    def coverage(self) -> Mapping[str, Any]:
        """Which months and units were ``expected`` and which of them are ``missing``."""
        return dict(self.manifest["coverage"])

    @property
    def checksum(self) -> str:
        """SHA-256 of the rows; it stays when they end."""
        return str(self.manifest["checksum"])

    @property
    def until(self) -> datetime.date:
        """The last day on which its rows are kept."""
        return datetime.date.fromisoformat(self.manifest["retention"]["until"])

    @property
    def key_version(self) -> int:
        """Version of the key its pseudonyms were made with; 0 where it has none."""
        made = self.manifest["pseudonyms"]
        return int(made["key_version"]) if made["columns"] else 0

    @property
    def reference(self) -> str:
        """Id, version and the beginning of the checksum: what provenance says."""
        return f"{self.id} v{self.version} {self.checksum[:12]}"

    @property
    def mention(self) -> dict[str, Any]:
        """Version and checksum, for the manifest of a later version."""
        return {"version": self.version, "checksum": self.checksum}

    @property
    def rows_path(self) -> Path:
        """The Parquet file of its rows.

        Raises
        ------
        SnapshotEnded
            When they have expired or been erased.
        """
        if self.state != "kept":
            what = "have expired" if self.state == "expired" else "were erased: use a later version"
            raise SnapshotEnded(f"The rows of {self.id}, version {self.version}, {what}.")
        return self.path / ROWS


def snapshot_at(path: Path) -> Snapshot:
    """Read the manifest of a folder.

    Raises
    ------
    SnapshotDamaged
        When it cannot be read.
    """
    try:
        manifest = json.loads((path / MANIFEST).read_bytes())
        id, version = str(manifest["id"]), int(manifest["version"])
    except (OSError, ValueError, KeyError, TypeError):
        raise SnapshotDamaged(
            f"{path / MANIFEST} is not as it was written. Restore it from a backup."
        ) from None
    if (path / ERASED).exists():
        return Snapshot(id, version, "erased", path, manifest)
    state: Literal["kept", "expired"] = "expired" if (path / EXPIRED).exists() else "kept"
    return Snapshot(id, version, state, path, manifest)


def sums_of(path: Path) -> dict[str, str]:
    """Read the checksums of a folder: name of the file to SHA-256."""
    try:
        lines = (path / SUMS).read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
