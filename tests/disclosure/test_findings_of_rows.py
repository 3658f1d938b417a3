"""Findings made of rows about people: through the rules for models and curves, or withheld."""

from __future__ import annotations

import numpy as np
import pytest

from dueregard.disclosure import OfFindings, policy_from, preset, protect
from dueregard.measures import Findings, compute, measure
from dueregard.tables import CellState, FrequencyTable, Observations


def pay(women: int, men: int) -> Findings:
    chance = np.random.default_rng(5)
    rows = Observations(
        "pay",
        {
            "sex": np.array(["F"] * women + ["M"] * men, dtype=object),
            "hourly_pay": np.round(chance.lognormal(3, 0.3, women + men), 2),
        },
    )
    return compute(measure("pay_gap.mean_hourly"), {"rows": rows})


TABLE = {"Ash": 41, "Elm": 25}


def table() -> FrequencyTable:
    return FrequencyTable.from_records([{"area": a, "count": n} for a, n in TABLE.items()])


def test_a_gap_of_large_groups_is_told_with_rounded_counts() -> None:
    release = protect([table()], preset("published"), statistics=[OfFindings(pay(203, 311))])
    (found,) = release.findings
    assert found.state is CellState.VALUE
    assert "205 female" in str(found)
    assert "310 male" in str(found)
    assert found.values["value"] is not None
    assert not {"people_1", "observations", "smallest_group"} & set(found.values)
    assert release.record["findings"][0]["basis"] == "microdata"


def test_a_gap_of_a_small_group_is_withheld_without_a_number() -> None:
    asked = OfFindings(pay(7, 311))
    release = protect([table()], preset("published"), statistics=[asked])
    (found,) = release.findings
    assert found.state is CellState.CONFIDENTIAL
    assert set(found.values.values()) <= {None}
    source, finding = release.sources[0]
    assert source is asked
    assert all(np.isnan(value) for value in finding.numbers.values())
    assert "7" not in str(found)


def test_a_release_may_be_of_findings_alone() -> None:
    release = protect([], preset("published"), statistics=[OfFindings(pay(203, 311))])
    assert len(release.findings) == 1
    assert release.tables == ()


def test_a_policy_without_derived_statistics_tells_none() -> None:
    policy = policy_from({"preset": "published", "derived": {"treatment": "withhold"}})
    release = protect([table()], policy, statistics=[OfFindings(pay(203, 311))])
    assert release.findings[0].state is CellState.CONFIDENTIAL


@pytest.mark.parametrize("how", [repr, str])
def test_asking_shows_nothing(how: object) -> None:
    assert callable(how)
    assert how(OfFindings(pay(7, 311))) == "<OfFindings; confidential>"
