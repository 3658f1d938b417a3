"""What every engine does: open Parquet files, prepare rows and run expressions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from dueregard.exceptions import UsageError


class NoEngine(UsageError):
    """An engine that is not known, not installed or not reached."""


class Engine(ABC):
    """A place where rows are counted. Used as a context it closes its connection.

    Parameters
    ----------
    connection : ibis backend
        The connection; `tabulate` sends it ibis expressions only.
    """

    name: str

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    @abstractmethod
    def read(self, paths: Sequence[Path]) -> Any:
        """Return Parquet files as one ibis table."""

    @contextmanager
    def prepared(self, table: Any, queries: int) -> Iterator[Any]:
        """Yield a table that is quick to count `queries` times over.

        Parameters
        ----------
        table : ibis table
            The columns that are needed and no others.
        queries : int
            How many queries will read it.
        """
        yield table

    def run(self, expression: Any) -> pa.Table:
        """Return the rows of an expression."""
        found: pa.Table = self.connection.to_pyarrow(expression)
        return found

    def close(self) -> None:
        """Give the connection back."""
        self.connection.disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"
