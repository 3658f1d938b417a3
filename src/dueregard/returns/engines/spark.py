"""Spark as engine, for rows that are too many for one machine."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .base import Engine, NoEngine

_numbers = itertools.count(1)


class SparkEngine(Engine):
    """Spark; see `spark_engine`."""

    name = "spark"

    def __init__(self, session: Any, *, owned: bool) -> None:
        import ibis

        super().__init__(ibis.pyspark.connect(session))
        self._session = session
        self._owned = owned

    def read(self, paths: Sequence[Path]) -> Any:
        """Return Parquet files as one ibis table."""
        name = f"dueregard_rows_{next(_numbers)}"
        frame = self._session.read.parquet(*(path.resolve().as_uri() for path in paths))
        frame.createOrReplaceTempView(name)
        return self.connection.table(name)

    def close(self) -> None:
        """Stop the session when it was started here."""
        if self._owned:
            self.connection.disconnect()


def spark_engine(session: Any = None) -> SparkEngine:
    """Count on Spark.

    Parameters
    ----------
    session : pyspark.sql.SparkSession, optional
        The session of a cluster; without one a local session is started, reachable from this
        machine only and without its web pages.

    Raises
    ------
    NoEngine
        When PySpark or Java is not installed.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise NoEngine(
            "Spark is not installed: pip install 'dueregard[spark]', and Java 17 or later"
        ) from None
    owned = session is None
    if owned:
        try:
            session = _local(SparkSession)
        except (PySparkException, OSError) as error:
            raise NoEngine(f"Spark does not start; it needs Java 17 or later: {error}") from None
    return SparkEngine(session, owned=owned)


def _local(sessions: Any) -> Any:
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "4",
    }
    builder = sessions.builder.master("local[2]").appName("dueregard")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
