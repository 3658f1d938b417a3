"""Rows of a snapshot as Parquet that every engine reads."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .durable_files import sync_file
from .snapshot import Snapshot

ROW_GROUP = 500_000


def write_rows_of(table: pa.Table, path: Path) -> None:
    """Write rows: zstd, microseconds, plain text columns, nothing from elsewhere in metadata."""
    fields = [pa.field(f.name, _portable(f.type), metadata=f.metadata) for f in table.schema]
    plain = table.cast(pa.schema(fields))
    with path.open("xb") as file:
        pq.write_table(
            plain,
            file,
            compression="zstd",
            coerce_timestamps="us",
            row_group_size=ROW_GROUP,
            version="2.6",
        )
    sync_file(path)


def read_rows_of(snapshot: Snapshot) -> pa.Table:
    """Read the rows of a snapshot."""
    with pq.ParquetFile(snapshot.rows_path) as file:
        rows: pa.Table = file.read()
    return rows


def _portable(kind: pa.DataType) -> pa.DataType:
    """The type that DuckDB, PostgreSQL and Spark all read."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_large_string(kind):
        return pa.string()
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us")
    if pa.types.is_unsigned_integer(kind):
        return pa.int64()
    return kind
