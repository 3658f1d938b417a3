"""Which engine an installation uses."""

from __future__ import annotations

import os
from collections.abc import Mapping

from .base import Engine, NoEngine
from .duckdb import duckdb_engine
from .postgres import postgres_engine
from .spark import spark_engine

VARIABLE = "DUEREGARD_ENGINE"


def engine_from_environment(environment: Mapping[str, str] | None = None) -> Engine:
    """Return the engine that ``DUEREGARD_ENGINE`` names; DuckDB when it is not set.

    Parameters
    ----------
    environment : mapping, optional
        The variables; those of the process when not given. ``duckdb``, ``duckdb:4GB`` (most
        memory), ``spark`` and the address of a PostgreSQL server are allowed.

    Raises
    ------
    NoEngine
        For any other value, and when the engine cannot be used.

    Examples
    --------
    >>> engine_from_environment({"DUEREGARD_ENGINE": "duckdb:1GB"})
    <DuckdbEngine>
    >>> engine_from_environment({"DUEREGARD_ENGINE": "abacus"})
    Traceback (most recent call last):
        ...
    dueregard.returns.engines.base.NoEngine: DUEREGARD_ENGINE is “abacus”; duckdb, duckdb:4GB, \
spark or the address of a PostgreSQL server (postgresql://…) is allowed
    """
    named = (os.environ if environment is None else environment).get(VARIABLE, "").strip()
    kind, _, rest = named.partition(":")
    if kind in ("", "duckdb"):
        return duckdb_engine(memory=rest or None)
    if kind in ("postgresql", "postgres"):
        return postgres_engine(named)
    if named == "spark":
        return spark_engine()
    raise NoEngine(
        f"{VARIABLE} is “{kind}”; duckdb, duckdb:4GB, spark or the address of a PostgreSQL "
        "server (postgresql://…) is allowed"
    )
