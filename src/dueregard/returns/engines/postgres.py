"""A PostgreSQL server as engine: rows go to a temporary table of the session."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .base import Engine, NoEngine

_numbers = itertools.count(1)
_BATCH = 50_000


class PostgresEngine(Engine):
    """PostgreSQL; see `postgres_engine`."""

    name = "postgresql"

    def read(self, paths: Sequence[Path]) -> Any:
        """Copy Parquet files to a temporary table and return it as ibis table."""
        import ibis

        name = f"dueregard_rows_{next(_numbers)}"
        schema = pq.read_schema(paths[0])
        kinds = ibis.schema({field.name: _kind(field.type) for field in schema})
        self.connection.create_table(name, schema=kinds, temp=True)
        columns = ", ".join('"' + column.replace('"', '""') + '"' for column in schema.names)
        with self.connection.con.cursor() as cursor:
            with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                for path in paths:
                    for batch in pq.ParquetFile(path).iter_batches(_BATCH, columns=schema.names):
                        for row in zip(*(c.to_pylist() for c in batch.columns), strict=True):
                            copy.write_row(row)
            cursor.execute(f"ANALYZE {name}")
        return self.connection.table(name)


def _kind(kind: pa.DataType) -> Any:
    import ibis

    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return ibis.dtype("string" if pa.types.is_large_string(value) else _IBIS.get(str(value), value))


_IBIS = {
    "date32[day]": "date",
    "double": "float64",
    "float": "float32",
    "bool": "boolean",
    "timestamp[us]": "timestamp(6)",
}


def postgres_engine(url: str) -> PostgresEngine:
    """Count on a PostgreSQL server.

    Parameters
    ----------
    url : str
        Address, such as ``postgresql://user@host/database``. Nothing is kept on the server:
        snapshots are copied to temporary tables that end with the connection.

    Raises
    ------
    NoEngine
        When the server cannot be reached.
    """
    import ibis
    import psycopg

    try:
        return PostgresEngine(ibis.postgres.connect(**_parts(url)))
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        first = str(error).strip().splitlines()[0]
        raise NoEngine(f"The PostgreSQL server cannot be used: {first}") from None


def _parts(url: str) -> dict[str, Any]:
    """Connection settings of an address, a socket folder in its query included."""
    import psycopg

    found = psycopg.conninfo.conninfo_to_dict(url)
    names = {"dbname": "database"}
    return {names.get(key, key): value for key, value in found.items() if value is not None}
