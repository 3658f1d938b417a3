"""Findings made of rows: counts are rounded at the door, shares and differences are exact."""

from __future__ import annotations

import numpy as np
import pytest

from dueregard.measures import compute, measure
from dueregard.measures.door_rows import rounded
from dueregard.tables import Observations
from dueregard.tables.seal import READING


def promoted() -> Observations:
    """28 of 143 against 132 of 412, all alike in rank and service."""
    counts = {("BME", 1.0): 28, ("BME", 0.0): 115, ("WHITE", 1.0): 132, ("WHITE", 0.0): 280}
    many = list(counts.values())
    return Observations(
        "rows",
        {
            "ethnicity": np.repeat([group for group, _ in counts], many),
            "promoted": np.repeat([event for _, event in counts], many),
            "rank": np.repeat(["SERGEANT"] * 4, many),
            "service_band": np.repeat(["2_to_4"] * 4, many),
        },
    )


@pytest.mark.parametrize("name", ["promotion.adjusted", "promotion.decomposition"])
def test_shares_beside_rounded_counts_are_those_of_the_exact_ones(name) -> None:
    """28/143 is 19.6%, 30/145 would be 20.7%; the difference told is of the exact shares."""
    found = compute(measure(name), {"rows": promoted()})._confidential(READING)
    finding = rounded(found[0], 5)
    assert "bout 30 of about 145" in finding.sentence
    assert "(19.6%)" in finding.sentence and "(32.0%)" in finding.sentence
    assert "12.5" in finding.sentence
    assert "about" not in rounded(found[0], 1).sentence.lower()


def test_quarters_of_pay_keep_their_shares() -> None:
    rows = Observations(
        "rows",
        {"sex": np.array(["FEMALE", "MALE", "MALE"] * 44), "hourly_pay": np.arange(132.0) + 10},
    )
    found = compute(measure("pay_gap.quartiles"), {"rows": rows})._confidential(READING)
    finding = rounded(found[0], 5)
    assert "f about 35 " in finding.sentence and "about 10 are" in finding.sentence
    assert "(33%;" in finding.sentence
