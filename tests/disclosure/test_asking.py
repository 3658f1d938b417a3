"""What the door is asked for: refused in words where it cannot be, and printed as it says."""

from __future__ import annotations

import pytest

from dueregard.disclosure import Statistic, policy_from, preset, protect
from dueregard.disclosure.derived import UnusableStatistic, printed
from dueregard.tables import FrequencyTable, UnusableTable


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"method": "nope"}, "method: one of wilson"),
        ({"method": "byar"}, "is allowed for a percentage, not 'byar'"),
        ({"kind": "rate", "method": "wilson"}, "method: one of byar_exact"),
        ({"denominator": float("nan")}, "denominator: a mapping"),
        ({"denominator": -5}, "or a number above 0 is allowed, not -5"),
        ({"denominator": 0}, "denominator"),
        ({"confidence": 2}, "confidence: a number between 0 and 1 is allowed, not 2"),
        ({"confidence": float("nan")}, "confidence"),
        ({"decimals": -1}, "decimals: a whole number from 0 to 10"),
        ({"decimals": 1.5}, "decimals"),
        ({"per": float("inf")}, "per: a number above 0"),
        ({"numerator": "Ash"}, "numerator: a mapping"),
        ({"table": 3}, "table: the name"),
        ({"kind": "share"}, "kind: one of percentage"),
    ],
)
def test_a_statistic_that_cannot_be_asked_for_is_refused(wrong, told) -> None:
    with pytest.raises(UnusableStatistic) as caught:
        Statistic(
            **({"kind": "percentage", "numerator": {"area": "Ash"}, "denominator": {}} | wrong)
        )
    assert told in caught.value.message and caught.value.exit_code == 10
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"tables": "x"}, "tables: a list of FrequencyTable is allowed, not str"),
        ({"tables": None}, "not NoneType"),
        ({"tables": ["x"]}, "not str"),
        ({"policy": "published"}, "policy: a DisclosurePolicy is allowed, not str"),
        ({"statistics": ["x"]}, "statistics: a list of Statistic or"),
        ({"earlier": [{}]}, "earlier: a list of LedgerEntry is allowed, not dict"),
    ],
)
def test_the_door_says_what_it_takes(wrong, told) -> None:
    table = FrequencyTable.from_records([{"a": "x", "count": 12}, {"a": "y", "count": 31}])
    given = {"tables": [table], "policy": preset("published")} | wrong
    with pytest.raises(TypeError) as caught:
        protect(given.pop("tables"), given.pop("policy"), **given)
    assert told in str(caught.value) and caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("value", "decimals", "told"),
    [(25.0, -1, 30.0), (24.9, -1, 20.0), (12.5, 0, 13.0), (2.675, 2, 2.68), (0.04, 0, 0.0)],
)
def test_halves_go_up(value, decimals, told) -> None:
    assert printed(value, decimals) == told


@pytest.mark.parametrize(
    ("counts", "threshold", "told"),
    [
        ({"Ash": 2, "Elm": 15, "Oak": 45}, 3, "20, to the nearest 10"),
        ({"Ash": 4, "Elm": 4496, "Oak": 4500}, 10, "50, to the nearest whole number"),
    ],
)
def test_a_coarsened_percentage_says_how_coarse_it_is(counts, threshold, told) -> None:
    must = [{"area": "Oak"}]
    policy = policy_from(
        {"threshold": threshold, "derived": {"treatment": "coarsen"}, "must_publish": must}
    )
    rows = [{"area": area, "count": count} for area, count in counts.items()]
    rows.append({"area": "Total", "count": sum(counts.values())})
    table = FrequencyTable.from_records(rows)
    release = protect([table], policy, statistics=[Statistic("percentage", {"area": "Elm"}, {})])
    assert str(release.findings[0]).endswith(told)


def test_a_statistic_without_a_table_is_refused() -> None:
    with pytest.raises(UnusableTable, match="there is no table"):
        protect([], preset("published"), statistics=[Statistic("percentage", {}, {})])
