"""The release ledger: what has been published, so that a new release is audited with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dueregard.exceptions import UnreadableDocument, UnusableDocument

from .record import FORMAT, entry_of


@dataclass(frozen=True)
class LedgerEntry:
    """One release in the ledger.

    Parameters
    ----------
    entry : str
        Fingerprint of the record.
    name : str
        What the release is called.
    record : mapping
        Everything the release told the world, with the identity of every cell.
    """

    entry: str
    name: str
    record: Mapping[str, Any]


class ReleaseLedger(Protocol):
    """What keeps releases: a file in the library, a table in the product."""

    def releases(self) -> Sequence[LedgerEntry]:
        """Return every release that has not been withdrawn from the ledger, earliest first."""
        ...

    def add(self, entry: LedgerEntry) -> None:
        """Append a release; a release that is there already is not added again."""
        ...


class LedgerFile:
    """A ledger in a file of JSON lines, one release per line; lines are only appended.

    Parameters
    ----------
    path : path
        The file; it need not exist yet.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> ledger = LedgerFile(Path(folder.name) / "ledger.jsonl")
    >>> record = {"format": FORMAT, "tables": []}
    >>> ledger.add(LedgerEntry(entry_of(record), "2026", record))
    >>> [release.name for release in ledger.releases()]
    ['2026']
    >>> folder.cleanup()
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def releases(self) -> Sequence[LedgerEntry]:
        """Return every release, earliest first.

        Raises
        ------
        UnreadableDocument
            When the file is there and cannot be opened.
        UnusableDocument
            When a line is not a release, or is not what its fingerprint says.
        """
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UnreadableDocument(f"{self.path}: cannot be opened ({error.strerror}).") from None
        except UnicodeDecodeError:
            raise UnusableDocument(f"{self.path}: it is not text in UTF-8.") from None
        return [self._entry(text, number) for number, text in enumerate(lines, 1) if text.strip()]

    def _entry(self, text: str, number: int) -> LedgerEntry:
        where = f"{self.path}, line {number}"
        try:
            line = json.loads(text)
            entry = LedgerEntry(str(line["entry"]), str(line["name"]), line["record"])
            known = entry.record["format"] == FORMAT
        except (ValueError, KeyError, TypeError):
            raise UnusableDocument(f"{where}: it is not an entry of a release ledger.") from None
        if not known or entry_of(entry.record) != entry.entry:
            raise UnusableDocument(
                f"{where}: the release does not match its fingerprint; the ledger was changed. "
                "Put the line back as it was written."
            )
        return entry

    def add(self, entry: LedgerEntry) -> None:
        """Append a release, unless it is there already."""
        if any(known.entry == entry.entry for known in self.releases()):
            return
        line = {"entry": entry.entry, "name": entry.name, "record": entry.record}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
