"""Monitoring returns: from rows of a file to counts.

A return is read, mapped to a declared schema, checked row by row, stored as an immutable
snapshot and counted. Rows are about people: nothing here shows a person's value.
"""

from __future__ import annotations

from .combining import combine
from .conditions import Condition, UnusableCondition, condition
from .coverage import Coverage
from .engines import (
    Engine,
    NoEngine,
    duckdb_engine,
    engine_from_environment,
    postgres_engine,
    spark_engine,
)
from .field_model import BlankRule, Code, Derivation, Field
from .files import files_of
from .keys import KeyRing, KeysExposed, UnusableKeys
from .mapping import Mapping, Spread
from .mapping_suggesting import suggest_mapping
from .mapping_suggestion import ColumnSuggestion, MappingSuggestion
from .observing import observe
from .opening import open_snapshot
from .period import Period
from .problems import (
    Problem,
    ReturnRefused,
    SetAside,
    UnreadableReturn,
    UnusableMapping,
    UnusableSchema,
)
from .pseudonyms import pseudonym
from .reading import read_rows
from .received import Received
from .receiving import receive
from .schema_library import load_schemas, schema, schemas
from .schema_model import Rule, Schema
from .set_aside_rows import set_aside_csv
from .snapshot import Snapshot, SnapshotDamaged, SnapshotEnded
from .snapshots import SnapshotStore, UnknownSnapshot
from .source_rows import SourceFacts, SourceRows
from .tabulating import tabulate
from .tabulation import Tabulation, UnusableTabulation

__all__ = [
    "BlankRule",
    "Code",
    "ColumnSuggestion",
    "Condition",
    "Coverage",
    "Derivation",
    "Engine",
    "Field",
    "KeyRing",
    "KeysExposed",
    "Mapping",
    "MappingSuggestion",
    "NoEngine",
    "Period",
    "Problem",
    "Received",
    "ReturnRefused",
    "Rule",
    "Schema",
    "SetAside",
    "Snapshot",
    "SnapshotDamaged",
    "SnapshotEnded",
    "SnapshotStore",
    "SourceFacts",
    "SourceRows",
    "Spread",
    "Tabulation",
    "UnknownSnapshot",
    "UnreadableReturn",
    "UnusableCondition",
    "UnusableKeys",
    "UnusableMapping",
    "UnusableSchema",
    "UnusableTabulation",
    "combine",
    "condition",
    "duckdb_engine",
    "engine_from_environment",
    "files_of",
    "load_schemas",
    "observe",
    "open_snapshot",
    "postgres_engine",
    "pseudonym",
    "read_rows",
    "receive",
    "schema",
    "schemas",
    "set_aside_csv",
    "spark_engine",
    "suggest_mapping",
    "tabulate",
]
