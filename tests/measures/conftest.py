"""Tables and open findings for tests of measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dueregard.measures import Findings, Measure, compute
from dueregard.tables import FrequencyTable
from dueregard.tables.seal import READING

Counts = Mapping[str, int]


def table_of(counts: Counts, dimension: str = "ethnicity") -> FrequencyTable:
    """A table of one dimension."""
    return FrequencyTable.from_records(
        [{dimension: level, "count": count} for level, count in counts.items()]
    )


@pytest.fixture
def table() -> Callable[..., FrequencyTable]:
    return table_of


@pytest.fixture
def opened() -> Callable[..., Findings]:
    """Compute a measure of plain counts, and open the findings."""

    def found(measure: Measure, numerator: Counts, denominator: Counts, **options: object):
        tables = {"numerator": table_of(numerator), "denominator": table_of(denominator)}
        return compute(measure, tables, **options)._confidential(READING)

    return found
