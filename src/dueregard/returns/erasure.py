"""Rows without some people, found by the pseudonyms they were stored under."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from .keys import KeyRing
from .pseudonyms import pseudonym
from .snapshot import Snapshot


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


def without_people(
    table: pa.Table, snapshot: Snapshot, identifiers: Iterable[str], keys: KeyRing
) -> Left:
    """Return the rows of a snapshot without those about some people.

    The first identifier of a schema says whom a row is about. In the others (a manager, an
    assessor) the mention is taken out and the row stays.
    """
    made = snapshot.manifest["pseudonyms"]
    if not made["columns"]:
        return Left(table, 0, 0)
    listed = [pseudonym(one, keys, int(made["key_version"])) for one in identifiers]
    people = pa.array(listed, pa.string())
    subject, *others = made["columns"]
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
