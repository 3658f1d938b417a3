"""Rows without some people, and whom a snapshot was already cleared of."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from dueregard.exceptions import UsageError

from .durable_files import write_whole
from .keys import KeyRing
from .pseudonyms import DIGEST_BYTES, pseudonym
from .snapshot import Snapshot, SnapshotDamaged

#: Beside the versions of a snapshot: marks of the people erased from it.
ERASED_PEOPLE = "erased-people.json"


@dataclass(frozen=True)
class Left:
    """What is left after an erasure.

    Parameters
    ----------
    table : pyarrow.Table
        The rows.
    erased : int
        How many rows were about the people.
    blanked : int
        How many rows about others mentioned them, and no longer do.
    """

    table: pa.Table
    erased: int
    blanked: int


def checked_people(identifiers: Iterable[str], reason: str) -> tuple[str, ...]:
    """Return identifiers after seeing that they are several texts and the reason names nobody.

    Raises
    ------
    UsageError
        For one text alone, for what is no text, for a reason that is blank or has one of the
        identifiers in it.

    Examples
    --------
    >>> checked_people(["P17"], "right to erasure")
    ('P17',)
    >>> checked_people("17", "right to erasure")
    Traceback (most recent call last):
        ...
    dueregard.exceptions.UsageError: Give the identifiers as a list of texts: one text alone \
would be read letter by letter.
    """
    if not reason.strip():
        raise UsageError("Say why rows are erased, without naming anybody.")
    if isinstance(identifiers, str | bytes):
        raise UsageError(
            "Give the identifiers as a list of texts: one text alone would be read letter by "
            "letter."
        )
    people = tuple(identifiers)
    if not all(isinstance(one, str) and one.strip() for one in people):
        raise UsageError("Give each identifier as a text, as the source has it, and none blank.")
    said = _plain(reason)
    if any(re.search(rf"(?<!\w){re.escape(_plain(one))}(?!\w)", said) for one in people):
        raise UsageError(
            "The reason holds one of the identifiers, and it is written into the manifest. Say "
            "why without it; a number that stands for something else can be written as a word."
        )
    return people


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip()).casefold()


def without_people(
    table: pa.Table, snapshot: Snapshot, identifiers: Iterable[str], keys: KeyRing
) -> Left:
    """Return the rows of a snapshot without those about some people.

    The first identifier of a schema says whom a row is about. In the others (a manager, an
    assessor) the mention is taken out and the row stays.
    """
    made = snapshot.manifest["pseudonyms"]
    listed = {pseudonym(one, keys, int(made["key_version"])) for one in identifiers}
    return _without(table, made["columns"], listed)


def without_erased(
    table: pa.Table, columns: Collection[str], marks: Collection[str], keys: KeyRing
) -> Left:
    """Return rows as received without those about people a snapshot was cleared of before.

    Parameters
    ----------
    table : pyarrow.Table
        Rows with identifiers as the source has them.
    columns : collection of str
        Their columns; the first says whom a row is about.
    marks : collection of str
        What `erasure_marks` read.
    keys : KeyRing
        The keys the marks were made with, in whatever version.
    """
    versions = sorted({int(mark.partition(":")[0]) for mark in marks})
    named: set[str] = set()
    for name in columns:
        named |= {one for one in pc.unique(table[name]).to_pylist() if one}
    people = {one for one in named if any(_mark(one, keys, v) in marks for v in versions)}
    return _without(table, columns, people) if people else Left(table, 0, 0)


def _without(table: pa.Table, columns: Collection[str], values: Collection[str]) -> Left:
    if not columns:
        return Left(table, 0, 0)
    people = pa.array(sorted(values), pa.string())
    subject, *others = columns
    kept = table.filter(pc.invert(pc.is_in(table[subject], value_set=people)))
    mentioned = None
    for name in others:
        there = pc.is_in(kept[name], value_set=people)
        mentioned = there if mentioned is None else pc.or_(mentioned, there)
        place = kept.schema.get_field_index(name)
        blank = pc.if_else(there, pa.scalar(None, pa.string()), kept[name])
        kept = kept.set_column(place, kept.schema.field(place), blank)
    blanked = int(pc.sum(mentioned).as_py() or 0) if mentioned is not None else 0
    return Left(kept, table.num_rows - kept.num_rows, blanked)


def _mark(identifier: str, keys: KeyRing, version: int) -> str:
    """A pseudonym of a pseudonym: nothing in the store says which rows a person once had."""
    text = pseudonym(identifier, keys, version).encode()
    digest = hashlib.blake2b(
        text, key=keys.key(version), digest_size=DIGEST_BYTES, person=b"erased"
    )
    return f"{version}:{digest.hexdigest()}"


def erasure_marks(home: Path) -> tuple[str, ...]:
    """Return the marks of the people a snapshot was cleared of; none where there is no file.

    Raises
    ------
    SnapshotDamaged
        When the file is not whole: a revision would bring those people back.
    """
    path = home / ERASED_PEOPLE
    try:
        marks = json.loads(path.read_bytes())["marks"]
        if all(re.fullmatch(r"\d+:[0-9a-f]{32}", one) for one in marks):
            return tuple(marks)
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError):
        pass
    raise SnapshotDamaged(f"{path} is not as it was written. Restore it from a backup.")


def mark_erased(home: Path, people: Iterable[str], keys: KeyRing, version: int) -> None:
    """Write down whom a snapshot is cleared of, so that the same file cannot bring them back."""
    marks = {*erasure_marks(home), *(_mark(one, keys, version) for one in people)}
    text = json.dumps({"algorithm": "BLAKE2b-128, keyed, twice", "marks": sorted(marks)}, indent=2)
    write_whole(home / ERASED_PEOPLE, text.encode("ascii") + b"\n")
