"""Percentages, intervals, estimates, models and curves: shown, coarsened or withheld."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.disclosure import DisclosurePolicy, Told, policy_from, preset, protect
from dueregard.disclosure.answers import EstimateOfTwo
from dueregard.disclosure.attack import attack
from dueregard.disclosure.curves import coarsened_curve
from dueregard.disclosure.derived import Statistic, computed
from dueregard.disclosure.estimates import HiddenCount, allowed_pairs, estimate_permit
from dueregard.disclosure.models import model_permit
from dueregard.tables import CellState, FrequencyTable, UnusableTable

OURS = DisclosurePolicy("ours", threshold=10)
COUNTS = {
    ("North", "Refused"): 4,
    ("North", "Granted"): 36,
    ("South", "Refused"): 21,
    ("South", "Granted"): 60,
    ("East", "Refused"): 15,
    ("East", "Granted"): 52,
}


@pytest.fixture
def table() -> FrequencyTable:
    rows = [{"area": a, "outcome": o, "count": c} for (a, o), c in COUNTS.items()]
    for area in ("North", "South", "East"):
        whole = sum(c for (a, _), c in COUNTS.items() if a == area)
        rows.append({"area": area, "outcome": "Total", "count": whole})
    for outcome in ("Refused", "Granted"):
        whole = sum(c for (_, o), c in COUNTS.items() if o == outcome)
        rows.append({"area": "Total", "outcome": outcome, "count": whole})
    rows.append({"area": "Total", "outcome": "Total", "count": sum(COUNTS.values())})
    return FrequencyTable.from_records(rows, name="vetting")


def share(area: str, **more) -> Statistic:
    return Statistic("percentage", {"area": area, "outcome": "Refused"}, {"area": area}, **more)


def test_recomputed_from_what_is_shown_or_withheld(table) -> None:
    release = protect([table], preset("published"), statistics=[share("North"), share("South")])
    hidden, shown = release.findings
    assert hidden.state is CellState.CONFIDENTIAL and hidden.values["value"] is None
    assert "rests on a count that is hidden" in str(hidden)
    assert shown.values["value"] == 26.0
    assert (shown.policy, shown.entry) == ("published 1", release.record["entry"])
    (entry,) = release.record["tables"][0]["derived"]
    assert entry["value"] == 26.0 and entry["decimals"] == 0


def test_rounded_counts_make_rounded_percentages(table) -> None:
    policy = policy_from({"preset": "hesa", "derived": {"decimals": 1}})
    (found,) = protect([table], policy, statistics=[share("South")]).findings
    assert found.values["value"] == 25.0  # 20 of 80, not 21 of 81


def test_small_denominators_and_no_statistics(table) -> None:
    policy = policy_from({"preset": "hesa"})
    few = Statistic("percentage", {"area": "North", "outcome": "Refused"}, 20)
    assert "fewer than 22.5" in str(protect([table], policy, statistics=[few]).findings[0])
    never = policy_from({"preset": "published", "derived": {"treatment": "withhold"}})
    (found,) = protect([table], never, statistics=[share("South")]).findings
    assert found.state is CellState.CONFIDENTIAL


def test_an_interval_that_reveals_a_count_is_coarsened_or_withheld(table) -> None:
    """Printed to one decimal the interval gives the 4 away; the door does not print it so."""
    asked = share("North", method="wilson")
    plain = protect([table], preset("published")).record
    told = computed(asked, 4, 40)
    leak = {
        "kind": "percentage",
        "numerator": dict(asked.numerator),
        "denominator": {"area": "North"},
        "value": None,
        "lower": round(told["lower"], 1),
        "upper": round(told["upper"], 1),
        "decimals": 1,
        "method": "wilson",
        "confidence": 0.95,
    }
    plain["tables"][0]["derived"] = [leak]
    report = attack([plain])
    assert not report.safe
    assert any(c.lower == c.upper == 4 for c in report.unsafe if c.cell["area"] == "North")
    policy = policy_from({"preset": "published", "derived": {"treatment": "coarsen"}})
    release = protect([table], policy, statistics=[asked])
    assert attack([release.record]).safe
    assert (
        release.findings[0].values["value"] != 10.0 or release.findings[0].values["upper"] != 23.1
    )


def test_coarsening_shows_something_where_the_group_is_large() -> None:
    rows = [("N", 4, 9000), ("S", 300, 8000), ("E", 250, 8500)]
    records = [
        {"area": a, "refused": o, "count": c}
        for a, yes, whole in rows
        for o, c in (("yes", yes), ("no", whole - yes), ("Total", whole))
    ]
    big = FrequencyTable.from_records(records)
    policy = policy_from({"preset": "published", "derived": {"treatment": "coarsen"}})
    asked = Statistic("percentage", {"area": "N", "refused": "yes"}, {"area": "N"})
    (found,) = protect([big], policy, statistics=[asked]).findings
    assert found.state is CellState.VALUE and found.values["value"] == 0.0


def test_statistics_of_what_is_not_there_are_refused(table) -> None:
    for wrong in (share("West"), share("North", table="other")):
        with pytest.raises(UnusableTable, match="there is no"):
            protect([table], preset("published"), statistics=[wrong])
    with pytest.raises(ValueError, match="kind"):
        Statistic("mean", {}, {})


def ratio(x, y):
    return {"ratio": (x / 40) / (y / 67)}


def test_an_estimate_on_two_hidden_counts(table) -> None:
    cells = {"area": "North", "outcome": "Refused"}, {"area": "East", "outcome": "Refused"}
    asked = EstimateOfTwo("ratio", *cells, ratio, 2, "{ratio} times as likely")
    shown = EstimateOfTwo(
        "ratio", {"area": "South"}, {}, lambda x, y: {"share": x / y}, 2, "{share} of all"
    )
    release = protect([table], preset("published"), statistics=[asked, shown])
    assert release.findings[0].state is CellState.CONFIDENTIAL
    assert "narrower than 10" in str(release.findings[0])
    assert str(release.findings[1]) == "0.43 of all"


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 25), st.integers(1, 25), st.integers(0, 3), st.integers(2, 15))
def test_every_pair_that_prints_alike_is_counted(first, second, decimals, width) -> None:
    """Slow oracle: all pairs, one by one."""
    one, other = HiddenCount(first, 1, 30), HiddenCount(second, 1, 30)
    found = allowed_pairs(one, other, ratio, decimals)
    printed = float(np.round((first / 40) / (second / 67), decimals))
    alike = [
        (x, y)
        for x, y in itertools.product(range(1, 31), repeat=2)
        if abs(float(np.round((x / 40) / (y / 67), decimals)) - printed) < 1e-9
    ]
    assert found.first == (min(x for x, _ in alike), max(x for x, _ in alike))
    assert found.second == (min(y for _, y in alike), max(y for _, y in alike))
    policy = DisclosurePolicy("p", threshold=width)
    permit = estimate_permit(policy, "ratio", one, other, ratio, decimals=decimals)
    if permit.granted:
        kept = allowed_pairs(one, other, ratio, permit.decimals)
        assert kept.narrowest >= width


def test_what_is_known_of_sum_and_difference_narrows_pairs() -> None:
    one, other = HiddenCount(4, 1, 18), HiddenCount(15, 1, 18)
    assert allowed_pairs(one, other, ratio, 0).narrowest > 0
    assert allowed_pairs(one, other, ratio, 2, together=(19, 19)).narrowest == 0


def test_models() -> None:
    enough = {"observations": 200, "parameters": 5, "values": {"effect": 0.123}}
    granted = model_permit(OURS, group_sizes={"a": 120, "b": 80}, **enough)
    assert granted.granted and granted.texts == {"effect": "0.12"}
    small = model_permit(OURS, group_sizes={"a": 191, "b": 9}, **enough)
    assert not small.granted and "fewer than 10 people are in a group" in small.reason
    with pytest.raises(ValueError, match="group_sizes"):
        model_permit(OURS, group_sizes={}, **enough)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=40))
def test_every_step_of_a_curve_is_of_at_least_the_threshold(leaving) -> None:
    """Slow oracle: events between one printed step and the next, counted again."""
    at_risk, events, left = [], [], 200
    for dead, lost in leaving:
        at_risk.append(left)
        events.append(min(dead, left))
        left = max(0, left - dead - lost)
    times = list(range(1, len(leaving) + 1))
    curve = coarsened_curve(OURS, times=times, at_risk=at_risk, events=events)
    assert curve.permit.granted == bool(curve.steps)
    start = 0
    for step in curve.steps:
        inside = [i for i, t in enumerate(times) if start < t <= step.time]
        assert sum(events[i] for i in inside) >= 10
        assert at_risk[inside[-1]] - events[inside[-1]] >= 10
        start = step.time
    shares = [step.share for step in curve.steps]
    assert shares == sorted(shares, reverse=True)


def test_a_curve_that_is_none() -> None:
    with pytest.raises(ValueError, match="times increasing"):
        coarsened_curve(OURS, times=[2, 1], at_risk=[9, 8], events=[1, 1])
    curve = coarsened_curve(OURS, times=[1, 2], at_risk=[50, 40], events=[4, 5])
    assert not curve.permit.granted and "fewer than 10 events" in curve.permit.reason


def test_findings_do_not_change_and_say_why_they_are_withheld() -> None:
    table = FrequencyTable.from_records(
        [{"area": "Ash", "count": 41}, {"area": "Elm", "count": 50}]
    )
    (made,) = protect(
        [table], OURS, telling=lambda _: [Told("ratio", "1.25 times", {"ratio": 1.25})]
    ).findings
    assert str(made) == "1.25 times" and made.as_dict()["values"] == {"ratio": 1.25}
    with pytest.raises(TypeError):
        made.values["ratio"] = 2.0
    with pytest.raises(Exception, match="not changed"):
        made.statement = "2 times"
