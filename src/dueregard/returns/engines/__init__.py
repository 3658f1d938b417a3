"""Where rows are counted: DuckDB, PostgreSQL or Spark, all through the same expressions."""

from .base import Engine, NoEngine
from .choosing import engine_from_environment
from .duckdb import DuckdbEngine, duckdb_engine
from .postgres import PostgresEngine, postgres_engine
from .spark import SparkEngine, spark_engine

__all__ = [
    "DuckdbEngine",
    "Engine",
    "NoEngine",
    "PostgresEngine",
    "SparkEngine",
    "duckdb_engine",
    "engine_from_environment",
    "postgres_engine",
    "spark_engine",
]
