"""Every kind of statistic, turned back: against all tables that print the same, one by one."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.disclosure.attack_oracle import (
    dimension,
    full_table,
    inner_cells,
    possible_tables,
    release,
    table,
)

from dueregard.disclosure.attack import attack
from dueregard.disclosure.derived import Statistic, computed, entry_of
from dueregard.disclosure.permits import Permit
from dueregard.statistics import (
    exact_test,
    odds_ratio,
    proportion_interval,
    rate_difference,
    rate_interval,
    rate_ratio,
    rate_ratio_test,
    risk_difference,
    risk_ratio,
)
from dueregard.statistics.proportions import PROPORTION_METHODS
from dueregard.statistics.rates import RATE_METHODS

DIMS = [dimension("a", "xyz"), dimension("b", "pq")]
PATIENT = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PEOPLE = {
    "risk_ratio": (risk_ratio, ["miettinen_nurminen", "koopman", "katz", "mover_wilson"]),
    "risk_difference": (risk_difference, ["miettinen_nurminen", "newcombe", "wald"]),
    "odds_ratio": (odds_ratio, ["miettinen_nurminen", "woolf", "conditional"]),
}
EVENTS = {
    "rate_ratio": (rate_ratio, ["exact_conditional", "mid_p", "score"]),
    "rate_difference": (rate_difference, ["score", "wald"]),
}
ONE = {
    "percentage": ["wilson", "clopper_pearson", "mid_p", "jeffreys", "agresti_coull", "blaker"],
    "interval": ["wilson_cc", "wilson"],
    "rate": ["byar_exact", "exact", "score", "jeffreys", "mid_p"],
}


def limits(found, scale=1.0):
    return {name: np.asarray(getattr(found, name)) * scale for name in ("value", "lower", "upper")}


@st.composite
def recipes(draw):
    """A kind of statistic: its entry without cells, and how to compute it from four counts."""
    kind = draw(st.sampled_from([*PEOPLE, *EVENTS, *ONE, "p_value", "mean", "ratio", "difference"]))
    if kind in PEOPLE:
        function, methods = PEOPLE[kind]
        method = draw(st.sampled_from(methods))
        return {"kind": kind, "method": method}, lambda x, n, y, m: limits(
            function(events_1=x, total_1=n, events_2=y, total_2=m, method=method)
        )
    if kind in EVENTS:
        rates, methods = EVENTS[kind]
        method = draw(st.sampled_from(methods))
        return {"kind": kind, "method": method}, lambda x, n, y, m: limits(
            rates(events_1=x, exposure_1=n, events_2=y, exposure_2=m, method=method)
        )
    if kind == "rate":
        method = draw(st.sampled_from(ONE[kind]))
        entry = {"kind": kind, "method": method, "per": 100}
        return entry, lambda x, n, *_: limits(
            rate_interval(events=x, exposure=n, method=method), 100
        )
    if kind in ONE:
        method = draw(st.sampled_from(ONE[kind]))
        entry = {"kind": kind, "method": method, "scale": 100}
        return entry, lambda x, n, *_: limits(
            proportion_interval(events=x, total=n, method=method), 100
        )
    if kind == "p_value":
        return draw(two_sample_tests())
    if kind == "mean":
        entry = {"kind": "mean"}
        return entry, lambda x, n, *_: {"value": 37 / n}
    if kind == "ratio":
        return {"kind": "ratio"}, lambda x, n, y, m: {"value": x / n / (y / m)}
    return {"kind": "difference", "scale": 100}, lambda x, n, y, m: {"value": 100 * (x / n - y / m)}


@st.composite
def two_sample_tests(draw):
    test = draw(st.sampled_from(["fisher", "mid_p", "exact_conditional", "score"]))
    of = draw(st.sampled_from(["events", "rates"])) if test == "mid_p" else None
    side = draw(st.sampled_from(["two-sided", "less", "greater"]))
    entry = {"kind": "p_value", "test": test, "alternative": side}
    if of is not None:
        entry["of"] = of
    if test == "fisher" or of == "events":

        def people(x, n, y, m):
            tables = np.stack([np.stack([x, n - x], -1), np.stack([y, m - y], -1)], -2)
            return {"value": np.asarray(exact_test(tables, method=test, alternative=side).p_value)}

        return entry, people
    return entry, lambda x, n, y, m: {
        "value": np.asarray(
            rate_ratio_test(
                events_1=x, exposure_1=n, events_2=y, exposure_2=m, method=test, alternative=side
            ).p_value
        )
    }


@st.composite
def tables_and_truth(draw):
    inner = {cell: draw(st.integers(0, 8)) for cell in inner_cells(DIMS)}
    counts = full_table(DIMS, inner)
    hidden = draw(st.sets(st.sampled_from(sorted(counts)), max_size=5))
    if draw(st.booleans()):
        hidden |= {(a, b) for a in "xy" for b in "pq"}
    hidden = {cell for cell in hidden - {("Total", "Total")} if counts[cell]}
    return table("t", DIMS, counts, hidden), counts


KEYS = [("x", "p"), ("x", "Total"), ("y", "p"), ("y", "Total")]


def printed(recipe, truth, decimals, alone):
    """The entry a release has for a statistic of these counts, and whether tables print so."""
    entry, compute = recipe
    with np.errstate(all="ignore"):
        real = compute(*(np.array([float(truth[key])]) for key in KEYS))
    told = {n: round(float(v[0]), decimals) for n, v in real.items() if np.isfinite(v[0])}
    if "value" not in told:
        return None
    if entry["kind"] == "interval" or (alone and len(told) > 1):
        del told["value"]
    cells = [{d["name"]: level for d, level in zip(DIMS, key, strict=True)} for key in KEYS]
    groups = {"numerator": cells[0], "denominator": cells[1]}
    if entry["kind"] == "mean":
        groups["numerator"] = 37
    elif entry["kind"] not in ONE:
        groups["comparator"] = {"numerator": cells[2], "denominator": cells[3]}
    half = 0.5 * 10.0**-decimals * (1 + 1e-6)

    def alike(tables):
        with np.errstate(all="ignore"):
            found = compute(*(np.array([float(t[key]) for t in tables]) for key in KEYS))
        return np.logical_and.reduce([np.abs(found[n] - v) <= half for n, v in told.items()])

    return {**entry, **groups, **told, "decimals": decimals}, alike


@PATIENT
@given(
    tables_and_truth(),
    st.lists(st.tuples(recipes(), st.integers(0, 3), st.booleans()), min_size=1, max_size=2),
)
def test_intervals_are_those_of_all_tables_that_print_the_same(drawn, asked):
    published, truth = drawn
    told = [one for how in asked if (one := printed(how[0], truth, *how[1:])) is not None]
    published["derived"] = [entry for entry, _ in told]

    report = attack([release(published)])
    quick = attack([release(published)], exact=False)
    assert [cell.safe for cell in quick.cells] == [cell.safe for cell in report.cells]

    kept = list(possible_tables(published, most=truth["Total", "Total"]))
    for _, alike in told:
        kept = list(itertools.compress(kept, alike(kept)))
    for cell in report.cells:
        levels = tuple(cell.cell.values())
        values = [t[levels] for t in kept]
        assert cell.lower <= min(values) <= truth[levels] <= max(values) <= cell.upper
        if cell.exact and cell.whole:
            assert (cell.lower, cell.upper) == (min(values), max(values))
        if cell.counts is not None:
            assert cell.counts >= len(set(values))
    assert all(cell.exact for cell in report.cells) or report.limits


METHODS = {
    **dict.fromkeys(("percentage", "proportion"), (None, *PROPORTION_METHODS)),
    **dict.fromkeys(("rate", "ratio"), (None, *RATE_METHODS)),
}


@pytest.mark.parametrize(
    ("kind", "method"), [(kind, m) for kind, methods in METHODS.items() for m in methods]
)
@pytest.mark.parametrize("decimals", [0, 1, 3])
@pytest.mark.parametrize("count", [1, 4, 11])
def test_what_the_door_prints_is_read_back(kind, method, decimals, count):
    """Every kind and method a policy may let through, on a hidden numerator and denominator."""
    inner = {("x", "p"): count, ("x", "q"): 9, ("y", "p"): 12, ("y", "q"): 5, ("z", "p"): 20}
    counts = full_table(DIMS, {**inner, ("z", "q"): 30})
    cells = [{"a": "x", "b": "p"}, {"a": "x"}]
    asked = Statistic(kind, *cells, decimals=decimals, method=method, per=1000)
    values = computed(asked, count, count + 9)
    permit = Permit(
        kind, "ours 1", True, {n: round(v, decimals) for n, v in values.items()}, decimals
    )
    hidden = set(counts) - {("Total", "Total"), ("z", "q"), ("z", "p"), ("Total", "q")}
    published = table("t", DIMS, counts, hidden, derived=[entry_of(asked, permit, on_shown=False)])
    report = attack([release(published)])
    for cell in report.cells:
        truth = counts[tuple(cell.cell.values())]
        assert cell.lower <= truth <= (math.inf if cell.upper is None else cell.upper)
    assert not report.limits
