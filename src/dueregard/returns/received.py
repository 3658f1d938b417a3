"""What was received: the table, its problems, its coverage."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, NoReturn

import pyarrow as pa

from dueregard.exceptions import NotPermitted

from .coverage import Coverage
from .mapping import Mapping
from .period import Period
from .problems import Problem, SetAside
from .schema_model import Schema
from .source_rows import SourceFacts


@dataclass(frozen=True, repr=False)
class Received:
    """A return in canonical form, with all that was found wrong with it.

    It cannot be pickled or copied, and is not printed. Its `table` is an Arrow table that holds
    identifiers as the source has them, and prints them: only a snapshot has pseudonyms.

    Parameters
    ----------
    table : pyarrow.Table
        Fields in the order of the schema. Categories are codes as text, kinds of missing among
        them; dates are date32, whole numbers int64, other numbers float64, months text
        (``2020-01``), yes and no bool; null is only a text, date, number or answer not there.
    problems : tuple of Problem
        Every rule broken, without a person's value.
    set_aside : SetAside
        The rows that are not in the table, with their reasons.
    rows_read, rows_kept : int
        ``rows_read == rows_kept + len(set_aside)``.
    coverage : Coverage
        Which submissions were expected and which came.
    derived : tuple of str
        Fields that were worked out.
    schema, mapping, period : Schema, Mapping, Period
        What it was received by.
    snapshot_date : date, optional
        Of a snapshot.
    sources : tuple of SourceFacts
        Files it came from.
    """

    table: pa.Table
    problems: tuple[Problem, ...]
    set_aside: SetAside
    rows_read: int
    coverage: Coverage
    derived: tuple[str, ...]
    schema: Schema
    mapping: Mapping
    period: Period
    snapshot_date: datetime.date | None
    sources: tuple[SourceFacts, ...]

    @property
    def rows_kept(self) -> int:
        """Rows of the table."""
        return int(self.table.num_rows)

    def __repr__(self) -> str:
        return (
            f"<Received {self.schema.id} {self.period}: {self.rows_kept:,} of {self.rows_read:,} "
            "rows kept; confidential>"
        )

    __str__ = __repr__

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise NotPermitted(
            "Rows as received hold identifiers and cannot be pickled or copied: keep them in a "
            "SnapshotStore, which puts pseudonyms in their place."
        )

    def summary(self) -> dict[str, Any]:
        """What may be told of the return without its rows."""
        return {
            "schema": self.schema.reference,
            "period": str(self.period),
            "rows_read": self.rows_read,
            "rows_kept": self.rows_kept,
            "set_aside": self.set_aside.by_rule,
            "derived": list(self.derived),
            "coverage": self.coverage.as_dict(),
            "problems": [problem.as_dict() for problem in self.problems],
        }
