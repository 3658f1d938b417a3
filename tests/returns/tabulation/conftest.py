"""The three engines, each once for all tests."""

from __future__ import annotations

import importlib.util
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from dueregard.returns import Engine, NoEngine, duckdb_engine, postgres_engine, spark_engine

ROOT = Path(__file__).resolve().parents[3]


def absent(why: str) -> None:
    """Skip where an engine is not there; continuous integration has them all."""
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def duckdb() -> Iterator[Engine]:
    with duckdb_engine(threads=2, memory="1GB") as engine:
        yield engine


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    spec = importlib.util.spec_from_file_location("postgresql", ROOT / "tools" / "postgresql.py")
    server = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(server)
    try:
        running = server.cluster()
        url = running.__enter__()
    except server.NoPostgresql as error:
        absent(str(error))
    try:
        yield url
    finally:
        running.__exit__(None, None, None)


@pytest.fixture(scope="session")
def postgres(postgres_url) -> Iterator[Engine]:
    with postgres_engine(postgres_url) as engine:
        yield engine


@pytest.fixture(scope="session")
def spark() -> Iterator[Engine]:
    pytest.importorskip("pyspark")
    with warnings.catch_warnings():
        # What PySpark and its gateway warn of is not ours.
        warnings.simplefilter("ignore")
        try:
            engine = spark_engine()
        except NoEngine as error:
            absent(error.message)
        yield engine
        engine.close()


@pytest.fixture(params=["duckdb", "postgres", "spark"])
def engine(request) -> Engine:
    return request.getfixturevalue(request.param)
