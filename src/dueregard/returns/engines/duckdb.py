"""DuckDB in this process: the default engine."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .base import Engine

#: More distinct texts than this are no category, and an enumeration of them would gain nothing.
MOST_CODES = 4_096
#: Fewer queries than this read the files as they are.
WORTH_PREPARING = 3
#: Groups counted in an array instead of a hash table, as a power of two (DuckDB itself: 12).
ARRAY_BITS = 20
_numbers = itertools.count(1)


class DuckdbEngine(Engine):
    """DuckDB in this process; see `duckdb_engine`."""

    name = "duckdb"

    def read(self, paths: Sequence[Path]) -> Any:
        """Return Parquet files as one ibis table."""
        return self.connection.read_parquet([str(path) for path in paths])

    @contextmanager
    def prepared(self, table: Any, queries: int) -> Iterator[Any]:
        """Keep the needed columns in memory, texts as numbers of an enumeration.

        Text is hashed again by every query; one copy as small numbers makes two dozen queries
        take a quarter of the time (docs/reference/performance/tabulation.md). Columns that are
        numbers or enumerations already are not copied.
        """
        sql = self.connection.compile(table)
        texts = self._texts(sql)
        if queries < WORTH_PREPARING or not texts:
            yield table
            return
        name = f"counted_{next(_numbers)}"
        columns = ", ".join(self._stored(table, column, texts) for column in table.columns)
        # Made of names and codes that are quoted, and of what ibis compiled.
        self._send(f"CREATE TEMP TABLE {name} AS SELECT {columns} FROM ({sql})")  # noqa: S608
        try:
            yield self.connection.table(name)
        finally:
            self._send(f"DROP TABLE {name}")

    def _texts(self, sql: str) -> set[str]:
        found = self.connection.raw_sql(f"DESCRIBE {sql}").fetchall()
        return {row[0] for row in found if row[1] == "VARCHAR"}

    def _stored(self, table: Any, column: str, texts: set[str]) -> str:
        quoted = _quoted(column, '"')
        if column not in texts:
            return quoted
        distinct = table.select(column).distinct().drop_null(column)
        codes = self.run(distinct.limit(MOST_CODES + 1))[column].to_pylist()
        if not 0 < len(codes) <= MOST_CODES:
            return quoted
        listed = ", ".join(_quoted(code, "'") for code in sorted(codes))
        return f"{quoted}::ENUM({listed}) AS {quoted}"

    def _send(self, sql: str) -> None:
        self.connection.raw_sql(sql)


def _quoted(text: str, mark: str) -> str:
    return mark + text.replace(mark, mark * 2) + mark


def duckdb_engine(threads: int | None = None, memory: str | None = None) -> DuckdbEngine:
    """Count in this process with DuckDB.

    Parameters
    ----------
    threads : int, optional
        How many threads; as many as processors when not given.
    memory : str, optional
        Most memory for rows, such as ``4GB``; what does not fit goes to temporary files.

    Examples
    --------
    >>> with duckdb_engine(threads=2, memory="1GB") as engine:
    ...     engine.name
    'duckdb'
    """
    # Whoever only reads or receives rows does not wait for what counts them.
    import ibis

    settings: dict[str, Any] = {
        "threads": threads or os.cpu_count() or 1,
        "temp_directory": str(Path(tempfile.gettempdir()) / f"dueregard-duckdb-{os.getpid()}"),
        "perfect_ht_threshold": ARRAY_BITS,
        "preserve_insertion_order": False,
        # Counting needs no extension, and none is ever fetched.
        "autoinstall_known_extensions": False,
    }
    if memory:
        settings["memory_limit"] = memory
    connection = ibis.duckdb.connect(**settings)
    connection.raw_sql("SET enable_progress_bar = false")
    return DuckdbEngine(connection)
