"""Tables and open findings for tests of measures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from dueregard.measures import Finding, Findings, Measure, Verdict, claims, compute
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


@pytest.fixture(scope="session")
def well_worded() -> Callable[[Finding], bool]:
    """Check the sentence and the caveats of a finding: no claim, no number that is none."""

    def check(finding: Finding) -> bool:
        for told in (finding.sentence, *finding.caveats):
            assert claims(told) == (), told
            assert "nan" not in re.split(r"\W+", told.lower()), told
            assert not re.search(r"\binf\b|  |\{|\}|None|-0\.0+\b", told), told
            assert told[0] == told[0].upper() and told.endswith("."), told
        if finding.verdict is Verdict.CANNOT_TELL:
            assert "chance readily explains" not in finding.sentence
        if finding.verdict is Verdict.NOT_COMPUTED:
            assert finding.state.reason in finding.sentence
            assert "%" not in finding.sentence
        return True

    return check
