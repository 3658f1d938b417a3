"""Small returns written to files, and the way through to a received return."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dueregard import returns


@pytest.fixture
def written(tmp_path):
    """Write rows, the head first, as CSV and return the path."""

    def write(rows, name="return.csv", delimiter=",", encoding="utf-8"):
        path = Path(tmp_path) / name
        with path.open("w", newline="", encoding=encoding) as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        return path

    return write


@pytest.fixture
def received(written):
    """Receive rows, the head first, by the mapping that is suggested."""

    def through(rows, schema, period="2025", **kept):
        source = returns.read_rows(written(rows))
        settled = {
            key: kept.pop(key)
            for key in (
                "labels",
                "date_formats",
                "ignored",
                "constants",
                "subtotals",
                "columns",
                "dash_is_zero",
            )
            if key in kept
        }
        mapping = returns.suggest_mapping(source, schema).confirm(by="Analyst", **settled)
        return returns.receive(source, schema=schema, mapping=mapping, period=period, **kept)

    return through


LEAVERS = ("Staff number", "Left", "Reason", "Unit", "Staff type", "Start date", "DOB", "Ethnicity")


@pytest.fixture
def leavers():
    """A head of leavers and two hundred sound rows; rows given are put first."""

    def rows(*first):
        sound = [
            (f"P{n}", "2025-06-30", "Resigned", "Ash", "Officer", "2015-07-01", "1985-07-01", "W1")
            for n in range(200)
        ]
        return [LEAVERS, *first, *sound]

    return rows
