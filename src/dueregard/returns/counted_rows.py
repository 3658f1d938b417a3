"""Rows that can be counted: snapshots, Parquet files or a table of an engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dueregard.exceptions import UnreadableDocument, UsageError

from .engines import Engine
from .snapshot import Snapshot

Source = Any
"""A Snapshot, the path of a Parquet file, several of either, or an ibis table of the engine."""


@dataclass(frozen=True)
class CountedRows:
    """A table of an engine and what is known of its columns.

    Parameters
    ----------
    table : ibis table
        The rows.
    kinds : mapping of str to str
        Kind of each column, where a schema says so.
    classifications : mapping of str to str
        Classification of each column that has one.
    codes : mapping of str to tuple of str
        The codes of columns that have their own list.
    identifiers : tuple of str
        Columns of pseudonyms.
    count_field : str, optional
        Column of the number in each row, of a return of counts.
    statistic, period, snapshot : str
        What the identity of counts says.
    missing : tuple of mapping
        Months and units that were expected and not received.
    expected : tuple of mapping
        All that were expected.
    """

    table: Any
    kinds: Mapping[str, str] = field(default_factory=dict)
    classifications: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    identifiers: tuple[str, ...] = ()
    count_field: str | None = None
    statistic: str = ""
    period: str = ""
    snapshot: str = ""
    expected: tuple[Mapping[str, str], ...] = ()
    missing: tuple[Mapping[str, str], ...] = ()


def counted_rows(engine: Engine, source: Source) -> CountedRows:
    """Open rows for counting.

    Raises
    ------
    UsageError
        For something that holds no rows, and snapshots that cannot be counted together.
    UnreadableDocument
        For a file that is not there.
    """
    if isinstance(source, (str, Path)):
        source = [source]
    if isinstance(source, Snapshot):
        source = [source]
    if hasattr(source, "columns") and hasattr(source, "filter"):
        return CountedRows(source)
    many = list(source) if isinstance(source, Iterable) else []
    if many and all(isinstance(one, Snapshot) for one in many):
        return _of_snapshots(engine, many)
    if many and all(isinstance(one, (str, Path)) for one in many):
        paths = [Path(one) for one in many]
        for path in paths:
            if not path.is_file():
                raise UnreadableDocument(f"There is no file {path}. Give Parquet files.")
        return CountedRows(engine.read(paths))
    raise UsageError("Give a snapshot, Parquet files or a table of the engine to be counted.")


def _of_snapshots(engine: Engine, snapshots: Sequence[Snapshot]) -> CountedRows:
    first = snapshots[0]
    for other in snapshots[1:]:
        if other.schema != first.schema:
            raise UsageError(
                f"The snapshots {first.id} and {other.id} are of different schemas "
                "and cannot be counted together."
            )
        if other.key_version != first.key_version:
            raise UsageError(
                f"The snapshots {first.id} and {other.id} have pseudonyms of different keys: "
                "a person in both would count twice. Count them apart."
            )
    manifest = first.manifest
    columns = {str(one["name"]): one for one in manifest["columns"]}
    return CountedRows(
        engine.read([snapshot.rows_path for snapshot in snapshots]),
        kinds={name: one["kind"] for name, one in columns.items()},
        classifications={
            name: one["classification"] for name, one in columns.items() if one["classification"]
        },
        codes={name: tuple(one["codes"]) for name, one in columns.items() if one["codes"]},
        identifiers=tuple(name for name, one in columns.items() if one["kind"] == "identifier"),
        count_field=manifest["count_field"],
        statistic=first.schema["id"],
        period=_joined(snapshot.period for snapshot in snapshots),
        snapshot=_joined(snapshot.reference for snapshot in snapshots),
        expected=tuple(one for s in snapshots for one in s.coverage.get("expected", ())),
        missing=tuple(one for s in snapshots for one in s.coverage.get("missing", ())),
    )


def _joined(parts: Iterable[str]) -> str:
    return " + ".join(dict.fromkeys(parts))
