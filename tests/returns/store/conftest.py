"""A return as it is when it has been taken in, and a store to keep it in."""

from __future__ import annotations

import datetime

import pyarrow as pa
import pytest

from dueregard.returns import (
    Code,
    Field,
    KeyRing,
    Mapping,
    Period,
    Schema,
    SetAside,
    SnapshotStore,
    SourceFacts,
)
from dueregard.returns.coverage import Coverage
from dueregard.returns.received import Received

IDENTIFIERS = ["SECRET-0001", "SECRET-0002", "SECRET-0003", "SECRET-0004"]

STAFF = Schema(
    "staff",
    "2",
    "Staff in post",
    "person",
    "snapshot",
    (
        Field("person", "Person", "identifier", required=True),
        Field("manager", "Manager", "identifier"),
        Field("ethnicity", "Ethnicity", "category", classification="ethnicity.sde_18plus1"),
        Field(
            "worker", "Worker", "category", codes=(Code("officer", "Officer"), Code("pcso", "P"))
        ),
        Field("unit", "Unit", "text"),
        Field("joined", "Joined", "date"),
        Field("month", "Month", "month"),
        Field("fte", "Full-time equivalent", "number"),
        Field("seen", "Last seen", "date"),
        Field("size", "Size", "integer"),
        Field("number", "Number", "integer"),
    ),
    keys=("person",),
    identifiers=("person", "manager"),
    coverage=("unit",),
    retention_months=12,
)


def taken_in(**change) -> Received:
    """A return that was received."""
    table = pa.table(
        {
            "person": IDENTIFIERS,
            "manager": ["SECRET-0002", None, "SECRET-0001", "SECRET-0001"],
            "ethnicity": pa.array(["W1", "B1", "A4", "NS"]).dictionary_encode(),
            "worker": ["officer", "officer", "officer", "officer"],
            "unit": ["Ash", "Ash", "Elm", "Elm"],
            "joined": pa.array([datetime.date(2020, 1, 1)] * 4, pa.date32()),
            "month": ["2026-03", "2026-03", "2026-03", "2026-01"],
            "fte": [1.0, 0.5, 1.0, 0.6],
        }
    )
    facts = {
        "table": table,
        "schema": STAFF,
        "mapping": Mapping("staff", "2", {"person": "Number"}, confirmed_by="HR analyst"),
        "period": Period.parse("2026-03"),
        "snapshot_date": None,
        "coverage": Coverage((), (), ()),
        "problems": (),
        "derived": ("month",),
        "set_aside": SetAside((7,), ((7, "required_missing", "unit"),)),
        "rows_read": 5,
        "sources": (SourceFacts("staff.csv", "0" * 64, "csv", 5),),
    }
    if isinstance(change.get("period"), str):
        change["period"] = Period.parse(change["period"])
    return Received(**{**facts, **change})


@pytest.fixture
def keys(tmp_path) -> KeyRing:
    return KeyRing(tmp_path / "keys" / "pseudonyms.key")


@pytest.fixture
def store(tmp_path, keys) -> SnapshotStore:
    return SnapshotStore(tmp_path / "store", keys)


@pytest.fixture
def received():
    return taken_in
