"""Outcomes that are not recorded: told, bounded, and named by place."""

from __future__ import annotations

import pytest

from dueregard.measures import compute, measure, wanted
from dueregard.tables import FrequencyTable
from dueregard.tables.seal import READING

OUTCOME = measure("stop_and_search.outcome")


def table(name: str, counts: dict[tuple[str, str], int]) -> FrequencyTable:
    return FrequencyTable.from_records(
        [
            {"ethnicity": group, "force": force, "count": count}
            for (group, force), count in counts.items()
        ],
        name=name,
    )


def findings(by: tuple[str, ...] = (), **changes: object):
    """The counts of one force with 79% blank beside one that records nearly all."""
    found = {("W", "merseyside"): 1500, ("B", "merseyside"): 345}
    found |= {("W", "leicestershire"): 1855, ("B", "leicestershire"): 300}
    told = {("W", "merseyside"): 1600, ("B", "merseyside"): 384}
    told |= {("W", "leicestershire"): 7934, ("B", "leicestershire"): 1300}
    every = {("W", "merseyside"): 7600, ("B", "merseyside"): 1813}
    every |= {("W", "leicestershire"): 8000, ("B", "leicestershire"): 1310}
    tables = {
        "numerator": table("numerator", found),
        "denominator": table("denominator", told),
        "searches": table("searches", every),
    }
    return compute(OUTCOME.adapted(**changes), tables, by=by)._confidential(READING)


def test_what_is_not_recorded_is_told_and_bounded() -> None:
    finding = findings().of("B")
    assert "3,355 of 9,534 White searches (35.2%)" in finding.sentence
    assert "is not recorded for 1,439 of 3,123 for Black" in finding.sentence
    assert "6,066 of 15,600 for White (38.9%)" in finding.sentence
    assert "of what was written down" in finding.sentence
    low = 645 / 3123 / ((3355 + 6066) / 15600)
    high = (645 + 1439) / 3123 / (3355 / 15600)
    assert finding.numbers["unrecorded_lower"] == pytest.approx(low)
    assert finding.numbers["unrecorded_upper"] == pytest.approx(high)


def test_a_force_that_leaves_most_blank_is_named_where_forces_are_pooled() -> None:
    (note,) = [each for each in findings().of("B").caveats if "look at each place" in each]
    assert "in 1 of 2 by force: Merseyside (79%)" in note
    by_force = findings(by=("force",))
    assert "of what was written down" in by_force.of("B", force="merseyside").sentence
    assert "of what was written down" not in by_force.of("B", force="leicestershire").sentence


def test_bounds_are_turned_with_the_ratio() -> None:
    turned = findings(ratio="reference/comparison").of("B").numbers
    straight = findings().of("B").numbers
    assert turned["unrecorded_lower"] == pytest.approx(1 / straight["unrecorded_upper"])


def test_all_searches_are_asked_for_and_another_measure_does_without() -> None:
    for name in ("stop_and_search.outcome", "stop_and_search.any_outcome"):
        asked = {one.name: one for one in wanted(measure(name), ("force",))}
        assert set(asked) == {"numerator", "denominator", "searches"}
        assert "type" in asked["searches"].source.where
        assert asked["searches"].fields == ("ethnicity", "force")
    assert "stop_and_search.any_outcome" in " ".join(OUTCOME.caveats)
