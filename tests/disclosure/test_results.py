"""Charts, tests, rankings, models, averages and curves: each passes its own rule."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dueregard.statistics as statistics
from dueregard.disclosure import (
    Average,
    Curve,
    DisclosurePolicy,
    EstimateOfTwo,
    OfMicrodata,
    Recomputed,
    Statistic,
    policy_from,
    preset,
    protect,
)
from dueregard.disclosure.attack import attack
from dueregard.disclosure.kinds import FUNCTIONS
from dueregard.disclosure.microdata import microdata_permit
from dueregard.exceptions import RefusedByPolicy
from dueregard.tables import CellState, Dimension, FrequencyTable

UNITS = ("Ash", "Beech", "Cedar", "Elm", "Fir", "Oak")
EVENTS = {"Ash": 4, "Beech": 36, "Cedar": 31, "Elm": 24, "Fir": 45, "Oak": 52}
TOTALS = {"Ash": 140, "Beech": 260, "Cedar": 220, "Elm": 240, "Fir": 310, "Oak": 330}
OURS = DisclosurePolicy("ours", threshold=10)


@pytest.fixture(scope="module")
def table() -> FrequencyTable:
    counts = [[EVENTS[u], TOTALS[u] - EVENTS[u]] for u in UNITS]
    return FrequencyTable.from_arrays(
        "searches", [Dimension("unit", UNITS), Dimension("outcome", ("Found", "Nothing"))], counts
    )


def events(*units):
    return [{"unit": unit, "outcome": "Found"} for unit in units]


def totals(*units):
    return [{"unit": unit} for unit in units]


def two(first: str, second: str) -> dict:
    cells = dict(zip(("events_1", "events_2"), events(first, second), strict=True))
    return cells | dict(zip(("total_1", "total_2"), totals(first, second), strict=True))


def answer(table, asked, policy=None):
    return protect([table], policy or preset("published"), statistics=[asked]).findings[0]


@pytest.fixture(scope="module")
def hidden(table) -> set[str]:
    cells = protect([table], preset("published")).tables[0]
    gone = {cell.levels[0] for cell in cells if cell.state is CellState.CONFIDENTIAL}
    assert "Ash" in gone and len(gone & set(UNITS)) == 2
    return gone & set(UNITS)


@pytest.fixture(scope="module")
def shown(hidden) -> list[str]:
    return [unit for unit in UNITS if unit not in hidden]


@pytest.mark.parametrize("method", ["miettinen_nurminen", "koopman", "katz", "mover_wilson"])
def test_a_ratio_of_shown_counts_is_the_ratio(table, shown, method) -> None:
    asked = Recomputed("risk_ratio", two(*shown[:2]), {"method": method}, decimals=3)
    found = answer(table, asked)
    (x1, x2), (n1, n2) = ([by[u] for u in shown[:2]] for by in (EVENTS, TOTALS))
    real = statistics.risk_ratio(events_1=x1, total_1=n1, events_2=x2, total_2=n2, method=method)
    assert found.values == {
        name: pytest.approx(round(float(getattr(real, name)), 3))
        for name in ("value", "lower", "upper")
    }
    assert (found.kind, found.state, len(found.basis)) == ("risk ratio", CellState.VALUE, 4)


def test_a_ratio_on_a_hidden_count_is_withheld(table, shown) -> None:
    found = answer(table, Recomputed("risk_ratio", two("Ash", shown[0])))
    assert found.state is CellState.CONFIDENTIAL
    assert "it rests on a count that is hidden" in str(found)


@pytest.mark.parametrize(
    ("function", "counts"),
    [
        ("proportion_interval", {"events": events("Ash")[0], "total": 140}),
        ("risk_difference", two("Ash", "Beech")),
        ("odds_ratio", two("Ash", "Beech")),
        ("shortfall", two("Ash", "Beech")),
        (
            "rate_ratio",
            {
                "events_1": events("Ash")[0],
                "exposure_1": 140.0,
                "events_2": 36,
                "exposure_2": 260.0,
            },
        ),
    ],
)
def test_coarsened_so_that_a_hidden_count_stays_wide(table, function, counts) -> None:
    """Slow oracle: every count the hidden one could be is tried against what was printed."""
    policy = policy_from({"preset": "published", "derived": {"treatment": "coarsen"}})
    release = protect([table], policy, statistics=[Recomputed(function, counts, decimals=4)])
    (found,) = release.findings
    if found.state is CellState.CONFIDENTIAL:
        return
    (told,) = release.record["findings"]
    known = {
        name: cell
        if not isinstance(cell, dict)
        else EVENTS.get(cell["unit"], 0)
        if "outcome" in cell
        else TOTALS[cell["unit"]]
        for name, cell in counts.items()
    }
    first = "events_1" if "events_1" in known else "events"
    alike = []
    for count in range(1, 141):
        tried = getattr(statistics, function)(**{**known, first: count})
        printed = [getattr(tried, name, None) for name in found.values]
        if all(
            round(float(x), told["decimals"]) == value
            for x, value in zip(printed, found.values.values(), strict=True)
        ):
            alike.append(count)
    assert EVENTS["Ash"] in alike
    assert max(alike) - min(alike) >= 10


@pytest.mark.parametrize(
    ("function", "measure"),
    [("exact_test", "table"), ("stuart_maxwell_test", "table"), ("cohen_kappa", "table")],
)
def test_tables_of_counts_are_all_shown_or_withheld(table, shown, function, measure) -> None:
    def square(first: str, second: str) -> list:
        return [
            [{"unit": unit, "outcome": outcome} for outcome in ("Found", "Nothing")]
            for unit in (first, second)
        ]

    found = answer(table, Recomputed(function, {measure: square(*shown[:2])}, decimals=4))
    counts = [[EVENTS[u], TOTALS[u] - EVENTS[u]] for u in shown[:2]]
    real = getattr(statistics, function)(counts)
    name = "p_value" if hasattr(real, "p_value") else "value"
    assert found.values[name] == pytest.approx(round(float(getattr(real, name)), 4))
    gone = answer(table, Recomputed(function, {measure: square("Ash", shown[0])}))
    assert gone.state is CellState.CONFIDENTIAL and set(gone.values.values()) <= {None}


@pytest.mark.parametrize("function", ["p_chart", "laney_p_chart"])
def test_a_chart_has_points_only_where_counts_are_shown(table, shown, function) -> None:
    asked = Recomputed(function, {"events": events(*UNITS), "total": totals(*UNITS)}, decimals=4)
    found = answer(table, asked)
    real = getattr(statistics, function)(
        events=[EVENTS[u] for u in shown], total=[TOTALS[u] for u in shown]
    )
    points = [name for name in found.values if name.startswith("values ")]
    assert [name.removeprefix("values ").split(",")[0] for name in points] == shown
    assert [found.values[name] for name in points] == pytest.approx(real.values, abs=5e-5)


def test_special_causes_and_assurance_come_from_the_chart_that_is_shown(table, shown) -> None:
    counts = {"events": events(*UNITS), "total": totals(*UNITS)}
    chart = statistics.p_chart(events=[EVENTS[u] for u in shown], total=[TOTALS[u] for u in shown])
    causes = answer(table, Recomputed("p_chart", counts, then="special_causes", labels=UNITS))
    assert [causes.values[f"any {u}"] for u in shown] == [
        float(x) for x in statistics.special_causes(chart).any
    ]
    asked = Recomputed(
        "p_chart",
        counts,
        then="assurance",
        then_options={"target": 0.2, "improvement": "decrease"},
        statement="{verdict}",
    )
    verdict = statistics.assurance(chart, target=0.2, improvement="decrease").verdict
    assert str(answer(table, asked)).startswith(verdict)


def test_funnels_rankings_and_shrunken_rates_leave_hidden_units_out(table, hidden) -> None:
    counts = {"events": events(*UNITS), "total": totals(*UNITS)}
    for asked in (
        Recomputed("shrunken_rates", counts, labels=UNITS),
        Recomputed("rank_probabilities", counts, {"draws": 500}, labels=UNITS),
        Recomputed("overdispersion", {"observed": counts["events"], "expected": [30.0] * 6}),
    ):
        found = answer(table, asked)
        assert found.values
        assert not any(unit in name for unit in hidden for name in found.values)


def test_places_in_time_move_with_the_points_that_are_left(table, shown) -> None:
    counts = {"events": events(*UNITS), "total": totals(*UNITS)}
    place = UNITS.index(shown[2])
    found = answer(table, Recomputed("p_chart", counts, {"rebase_at": [place]}))
    real = statistics.p_chart(
        events=[EVENTS[u] for u in shown], total=[TOTALS[u] for u in shown], rebase_at=[2]
    )
    centres = [found.values[name] for name in found.values if name.startswith("centre ")]
    assert centres == pytest.approx(real.centre, abs=5e-3)


def test_a_chart_with_too_few_shown_points_is_withheld(table, shown) -> None:
    counts = {"events": events("Ash", shown[0]), "total": totals("Ash", shown[0])}
    assert "too few counts are shown" in str(answer(table, Recomputed("p_chart", counts)))


def test_what_cannot_be_computed_from_rounded_counts_is_withheld() -> None:
    """Random rounding can make a part larger than its whole."""
    small = FrequencyTable.from_records(
        [{"a": "x", "count": 11}, {"a": "y", "count": 1}, {"a": "Total", "count": 12}]
    )
    found = set()
    for seed in range(30):
        policy = policy_from(
            {"threshold": 0, "rounding": {"base": 5, "rule": "random", "seed": f"{seed:016}"}}
        )
        asked = Recomputed("proportion_interval", {"events": {"a": "x"}, "total": {}})
        found.add(answer(small, asked, policy).state)
    assert found == {CellState.VALUE, CellState.CONFIDENTIAL}


def test_everything_shown_is_in_the_ledger(table, shown) -> None:
    curve = statistics.kaplan_meier(duration=np.arange(1, 201), event=[True] * 200)
    asked = [
        Recomputed("risk_ratio", two(*shown[:2])),
        Recomputed("risk_ratio", two("Ash", shown[0])),
        Average(statistics.mean_interval(np.linspace(20, 40, 60)), people=60),
        Curve(curve),
    ]
    release = protect([table], preset("published"), statistics=asked)
    told = release.record["findings"]
    assert [one["kind"] for one in told] == ["risk ratio", "average", "curve"]
    assert [one["basis"] for one in told] == ["published", "microdata", "microdata"]
    assert json.loads(json.dumps(release.record, allow_nan=False)) == release.record
    shown_findings = [f for f in release.findings if f.state is not CellState.CONFIDENTIAL]
    assert [dict(f.values) for f in shown_findings] == [one["values"] for one in told]


def test_a_policy_that_shows_no_derived_statistics(table, shown) -> None:
    policy = policy_from({"preset": "published", "derived": {"treatment": "withhold"}})
    mean = statistics.mean_interval([1.0, 2.0, 3.0] * 9)
    for asked in (Recomputed("risk_ratio", two(*shown[:2])), Average(mean, people=27)):
        assert "no derived statistics" in str(answer(table, asked, policy))


def _people(seed: int, size: int) -> dict:
    random = np.random.default_rng(seed)
    grade = random.normal(size=size)
    group = np.repeat([1, 0], [size - size // 2, size // 2])
    pay = 30 + 2 * grade + group + random.normal(size=size)
    return {"outcome": pay, "covariates": {"grade": grade}, "group": group}


def test_models_ask_for_degrees_of_freedom_and_people() -> None:
    gap = statistics.oaxaca_blinder(**_people(1, 120))
    sizes = {"men": 60, "women": 60}
    granted = microdata_permit(OURS, OfMicrodata("oaxaca_blinder", gap, 120, 4, sizes))
    assert granted.granted and granted.kind == "decomposition"
    assert granted.values["gap value"] == round(float(gap.gap.value), 2)
    assert any(name.startswith("explained_by value grade") for name in granted.values)
    few = microdata_permit(OURS, OfMicrodata("oaxaca_blinder", gap, 120, 4, {"men": 9}))
    assert not few.granted and set(few.values.values()) == {None}
    with pytest.raises(ValueError, match="not a result of logrank"):
        OfMicrodata("logrank", gap, 120, 4, sizes)
    with pytest.raises(ValueError, match="are allowed"):
        OfMicrodata("risk_ratio", gap, 120, 4, sizes)


def test_key_drivers_and_logrank() -> None:
    people = _people(2, 80)
    items = {"grade": people["covariates"]["grade"], "pay": people["outcome"]}
    drivers = statistics.key_drivers(outcome=people["outcome"] ** 2, items=items)
    permit = microdata_permit(OURS, OfMicrodata("key_drivers", drivers, 80, 3, {"all": 80}))
    assert {"share grade", "share pay", "r_squared"} <= set(permit.values)
    test = statistics.logrank(
        duration=np.abs(people["outcome"]), event=[True] * 80, group=people["group"]
    )
    sizes = {"men": 40, "women": 40}
    permit = microdata_permit(OURS, OfMicrodata("logrank", test, 80, 1, sizes, decimals=3))
    assert permit.values["p_value"] == round(float(test.p_value), 3)


@given(st.integers(2, 40))
def test_averages_of_few_people_are_withheld(people) -> None:
    mean = statistics.mean_interval(np.arange(float(people)))
    # HESA: averages of 7 or fewer are withheld, so those of 8 are shown.
    for name, least in (("hesa", 8), ("internal", 5), ("published", 10), ("ons_10_5", 10)):
        permit = microdata_permit(preset(name), Average(mean, people))
        assert permit.granted == (people >= least)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 30), min_size=5, max_size=120), st.data())
def test_a_curve_has_no_step_of_few_people(duration, data) -> None:
    event = data.draw(st.lists(st.booleans(), min_size=len(duration), max_size=len(duration)))
    curve = statistics.kaplan_meier(duration=[float(t) for t in duration], event=event)
    permit = microdata_permit(OURS, Curve(curve))
    steps = [float(name.removeprefix("at ")) for name in permit.values]
    for start, end in itertools.pairwise([0.0, *steps]):
        assert sum(e and start < t <= end for t, e in zip(duration, event, strict=True)) >= 10


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        ("mean", "there is no 'mean'"),
        ("special_causes", "there is no 'special_causes'"),
        ("kaplan_meier", "ask for it as a Curve"),
        ("mean_interval", "ask for it as a Average"),
        ("oaxaca_blinder", "ask for it as a OfMicrodata"),
        ("t_chart", "is never shown: each point is the time between two single events"),
        ("agreement_table", "is never shown"),
    ],
)
def test_what_cannot_be_asked_for_so(function, problem) -> None:
    with pytest.raises(ValueError, match=problem):
        Recomputed(function, {})
    with pytest.raises(ValueError, match="of a control chart"):
        Recomputed("risk_ratio", {}, then="assurance")


_ROW = {"events": events("Beech")[0], "total": totals("Beech")[0]}
_PAIR = two("Beech", "Cedar")
_RATES = {
    "events_1": events("Beech")[0],
    "exposure_1": 260.0,
    "events_2": events("Cedar")[0],
    "exposure_2": 220.0,
}
_SERIES = {"events": events(*UNITS), "total": totals(*UNITS)}
_SERIES_OF_RATES = {"events": events(*UNITS), "exposure": totals(*UNITS)}
_STRATUM = [[{"unit": u, "outcome": o} for o in ("Found", "Nothing")] for u in UNITS[1:3]]
#: Arguments with which each function that computes from counts is called.
CALLS = {
    "proportion_interval": _ROW,
    "rate_interval": {"events": _ROW["events"], "exposure": 260.0},
    **dict.fromkeys(("risk_difference", "risk_ratio", "odds_ratio", "shortfall"), _PAIR),
    **dict.fromkeys(("rate_ratio", "rate_difference", "rate_ratio_test"), _RATES),
    "paired_risk_difference": dict(
        zip(("both", "first_only", "second_only", "neither"), events(*UNITS[1:5]), strict=True)
    ),
    **{n: {"table": _STRATUM} for n in ("exact_test", "stuart_maxwell_test", "cohen_kappa")},
    "proportions_test": {"events": events(*UNITS[1:]), "total": totals(*UNITS[1:])},
    "mantel_haenszel": {"tables": [_STRATUM, _STRATUM]},
    "directly_standardised_rate": {
        "events": events(*UNITS[1:3]),
        "exposure": totals(*UNITS[1:3]),
        "weights": [1.0, 2.0],
    },
    "indirectly_standardised_ratio": {
        "events": events(*UNITS[1:3]),
        "exposure": totals(*UNITS[1:3]),
        "reference_events": [30, 40],
        "reference_exposure": [300.0, 400.0],
    },
    "missing_characteristic_bounds": {**_RATES, "unknown_events": 7},
    "four_fifths": {"selected": events(*UNITS[1:]), "pool": totals(*UNITS[1:])},
    "cumulative_ratio": {
        "stages": [[*events("Beech"), *totals("Beech"), *events("Cedar"), *totals("Cedar")]]
    },
    "choose_interval_method": two("Beech", "Cedar"),
    "gap_consistency": {
        "events_1": events(*UNITS[1:3]),
        "total_1": totals(*UNITS[1:3]),
        "events_2": events(*UNITS[3:5]),
        "total_2": totals(*UNITS[3:5]),
    },
    "minimum_detectable_ratio": {
        "total_1": {"unit": "Beech"},
        "total_2": {"unit": "Cedar"},
        "reference_rate": 0.2,
    },
    "dip_sample_size": {"population": {"unit": "Beech"}, "tolerable": 0.05},
    "zero_found_upper_bound": {"population": {"unit": "Beech"}, "sample": 40},
    "adjust_p_values": {"p_values": [0.01, 0.02, 0.2]},
    "funnel_limits": {"denominator": totals(*UNITS)},
    "overdispersion": {"observed": events(*UNITS), "expected": [30.0] * 6},
    "xmr_chart": {"values": events(*UNITS)},
    **dict.fromkeys(("p_chart", "laney_p_chart", "shrunken_rates", "rank_probabilities"), _SERIES),
    **dict.fromkeys(("u_chart", "u_prime_chart"), _SERIES_OF_RATES),
}
OPTIONS = {
    "choose_interval_method": {"measure": "risk_ratio"},
    "funnel_limits": {"target": 0.12},
}


@pytest.mark.parametrize(
    "function",
    sorted(
        name
        for name, rule in FUNCTIONS.items()
        if rule.guard in ("counts", "units") and name not in ("special_causes", "assurance")
    ),
)
def test_every_function_of_counts_has_its_way(table, function) -> None:
    """With a policy that hides nothing, each is shown, and equal to the function itself."""
    policy = policy_from({"threshold": 0})
    asked = Recomputed(function, CALLS[function], OPTIONS.get(function, {}), decimals=6)
    found = answer(table, asked, policy)
    assert found.state is not CellState.CONFIDENTIAL, str(found)
    assert found.values or function == "choose_interval_method"
    assert found.kind == FUNCTIONS[function].kind


def test_totals_that_nobody_has_are_told_by_no_statistic() -> None:
    """Under ``unlisted_totals: unknown`` a ratio on the total would make it known."""
    rows = [{"a": a, "count": c} for a, c in {"x": 3, "y": 40, "z": 25}.items()]
    known = FrequencyTable.from_records(rows)
    policy = policy_from(
        {"threshold": 10, "unlisted_totals": "unknown", "derived": {"treatment": "coarsen"}}
    )
    asked = [
        Recomputed("proportion_interval", {"events": {"a": "y"}, "total": {}}, decimals=6),
        EstimateOfTwo(
            "share", {"a": "y"}, {}, lambda x, y: {"share": x / y}, decimals=6, statement="{share}"
        ),
    ]
    asked.append(Statistic("percentage", {"a": "y"}, {}))
    release = protect([known], policy, statistics=asked)
    assert str(release.tables[0].cell(a="y")) == "40"
    assert [found.state for found in release.findings[:2]] == [CellState.CONFIDENTIAL] * 2
    assert attack([release.record]).safe


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=6, max_size=6), st.data())
def test_whatever_is_asked_for_the_release_is_made_and_safe(counts, data) -> None:
    """An answer that would give a count away is withheld; it never stops the tables."""
    areas = Dimension("area", ("A", "B", "C"))
    made = FrequencyTable.from_arrays(
        "t", [areas, Dimension("outcome", ("Yes", "No"))], np.array(counts).reshape(3, 2)
    )
    policy = policy_from({"threshold": 5, "derived": {"treatment": "coarsen"}})
    try:
        protect([made], policy)
    except RefusedByPolicy:
        return
    cells = [{"area": a, "outcome": "Yes"} for a in areas.levels]
    wholes = [{"area": a} for a in areas.levels]
    first, second = data.draw(st.permutations(range(3)))[:2]
    asked = [
        Recomputed("proportion_interval", {"events": cells[first], "total": wholes[first]}),
        Recomputed(
            "risk_ratio",
            {
                "events_1": cells[first],
                "total_1": wholes[first],
                "events_2": cells[second],
                "total_2": wholes[second],
            },
        ),
        Recomputed("p_chart", {"events": cells, "total": wholes}),
    ]
    release = protect([made], policy, statistics=asked)
    assert attack([release.record]).safe
