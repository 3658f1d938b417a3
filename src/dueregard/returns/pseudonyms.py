"""Identifiers become keyed pseudonyms at the door, before anything is written."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from .keys import KeyRing

DIGEST_BYTES = 16


def pseudonym(identifier: str, keys: KeyRing, version: int | None = None) -> str:
    """Return the pseudonym of an identifier.

    Parameters
    ----------
    identifier : str
        As the source has it; spaces around it and the way its letters are encoded do not matter,
        its case does.
    keys : KeyRing
        The keys.
    version : int, optional
        Version of the key; the current one when not given.

    Returns
    -------
    str
        Version of the key and 128 bits of keyed BLAKE2b (RFC 7693): equal for equal identifiers,
        and not to be reversed or guessed without the key.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     keys = KeyRing(Path(folder) / "key")
    ...     first, again = pseudonym("4471", keys), pseudonym(" 4471 ", keys)
    >>> first == again, first[:2], len(first)
    (True, '1:', 34)
    """
    version = version or keys.current
    return f"{version}:{_digest(identifier, keys.key(version))}"


def _digest(identifier: str, key: bytes) -> str:
    text = unicodedata.normalize("NFC", identifier.strip())
    return hashlib.blake2b(text.encode(), key=key, digest_size=DIGEST_BYTES).hexdigest()


def with_pseudonyms(table: pa.Table, columns: Iterable[str], keys: KeyRing) -> pa.Table:
    """Return rows with pseudonyms instead of identifiers; nothing stays nothing.

    Parameters
    ----------
    table : pyarrow.Table
        Rows.
    columns : iterable of str
        Columns of identifiers.
    keys : KeyRing
        The keys; the current version is used and noted in the metadata of each column.
    """
    version = keys.current
    key = keys.key(version)
    for name in columns:
        encoded = table[name].cast(pa.string()).combine_chunks().dictionary_encode()
        listed = [f"{version}:{_digest(one, key)}" for one in encoded.dictionary.to_pylist()]
        blank = pc.equal(pc.utf8_trim_whitespace(encoded.dictionary), "")
        values = pc.if_else(blank, None, pa.array(listed, pa.string()))
        field = pa.field(name, pa.string(), metadata={"pseudonym_key": str(version)})
        column = values.take(encoded.indices)
        table = table.set_column(table.schema.get_field_index(name), field, column)
    return table
