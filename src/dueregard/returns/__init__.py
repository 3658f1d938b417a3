"""Monitoring returns: from rows of a file to counts.

A return is read, mapped to a declared schema, checked row by row, stored as an immutable
snapshot and counted. Rows are about people: nothing here shows a person's value.
"""

from __future__ import annotations

from .problems import (
    Problem,
    ReturnRefused,
    SetAside,
    UnreadableReturn,
    UnusableMapping,
    UnusableSchema,
)
from .schema_library import load_schemas, schema, schemas
from .schema_model import BlankRule, Code, Derivation, Field, Rule, Schema

__all__ = [
    "BlankRule",
    "Code",
    "Derivation",
    "Field",
    "Problem",
    "ReturnRefused",
    "Rule",
    "Schema",
    "SetAside",
    "UnreadableReturn",
    "UnusableMapping",
    "UnusableSchema",
    "load_schemas",
    "schema",
    "schemas",
]
