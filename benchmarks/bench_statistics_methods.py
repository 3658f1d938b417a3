"""How fast the methods built on intervals are: run with ``make bench``.

Beside each, what statsmodels takes for the same where it has it, as a ratio in ``extra_info``.
"""

import time
import warnings

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight, survdiff
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.oaxaca import OaxacaBlinder

from dueregard.statistics import (
    adjust_p_values,
    adjusted_difference,
    directly_standardised_rate,
    funnel_limits,
    indirectly_standardised_ratio,
    kaplan_meier,
    key_drivers,
    laney_p_chart,
    logrank,
    mantel_haenszel,
    oaxaca_blinder,
    p_chart,
    rank_probabilities,
    shrunken_rates,
    special_causes,
)

PEOPLE = 20_000


@pytest.fixture(scope="module")
def random():
    return np.random.default_rng(1998)


@pytest.fixture(scope="module")
def people(random):
    """Twenty thousand people: when they left or were last seen, in which group, and their pay."""
    group = random.integers(0, 2, PEOPLE)
    grade = random.integers(1, 9, PEOPLE).astype(float)
    years = np.ceil(random.exponential(2500 + 400 * group, PEOPLE))
    left = random.random(PEOPLE) < 0.7
    pay = 25 + 4 * grade + group + random.normal(0, 3, PEOPLE)
    return {"group": group, "grade": grade, "days": years, "left": left, "pay": pay}


def seconds(call):
    """Best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            call()
        best = min(best, time.perf_counter() - start)
    return best


def beside(benchmark, call, name="statsmodels"):
    """Note how many times longer the other library takes for the same."""
    theirs = seconds(call)
    benchmark.extra_info[name] = f"{theirs:.4f} s, {theirs / benchmark.stats['min']:.1f} times ours"


@pytest.mark.parametrize("kind", ["proportion", "rate", "ratio"])
def test_exact_funnel_of_ten_thousand_units(benchmark, random, kind):
    sizes = random.integers(20, 5000, 10_000)
    target = 1.0 if kind == "ratio" else 0.1
    found = benchmark(funnel_limits, denominator=sizes, target=target, kind=kind)
    assert found.lower.shape == (2, 10_000)


def test_kaplan_meier(benchmark, people):
    found = benchmark(kaplan_meier, duration=people["days"], event=people["left"])
    theirs = SurvfuncRight(people["days"], people["left"].astype(int))
    assert found.survival[-1] == pytest.approx(theirs.surv_prob[-1], abs=1e-12)
    beside(benchmark, lambda: SurvfuncRight(people["days"], people["left"].astype(int)))


def test_logrank(benchmark, people):
    given = {"duration": people["days"], "event": people["left"], "group": people["group"]}
    found = benchmark(logrank, **given)
    status = people["left"].astype(int)
    theirs = survdiff(people["days"], status, people["group"])
    assert found.statistic == pytest.approx(theirs[0], rel=1e-9)
    beside(benchmark, lambda: survdiff(people["days"], status, people["group"]))


def test_mantel_haenszel_of_a_thousand_strata(benchmark, random):
    tables = random.integers(1, 60, (1000, 2, 2))
    found = benchmark(mantel_haenszel, tables)
    stacked = np.moveaxis(tables, 0, 2).astype(float)
    assert found.value == pytest.approx(StratifiedTable(stacked).oddsratio_pooled, rel=1e-12)

    def theirs():
        table = StratifiedTable(stacked)
        return (
            table.oddsratio_pooled,
            table.oddsratio_pooled_confint(),
            table.test_null_odds(),
            table.test_equal_odds(adjust=True),
        )

    beside(benchmark, theirs)


@pytest.mark.parametrize(("method", "name"), [("holm", "holm"), ("benjamini_hochberg", "fdr_bh")])
def test_a_hundred_thousand_p_values(benchmark, random, method, name):
    p = random.random(100_000)
    found = benchmark(adjust_p_values, p, method=method)
    assert found == pytest.approx(multipletests(p, method=name)[1])
    beside(benchmark, lambda: multipletests(p, method=name))


def test_oaxaca_blinder(benchmark, people):
    covariates = {"grade": people["grade"]}
    found = benchmark(
        oaxaca_blinder, outcome=people["pay"], covariates=covariates, group=people["group"]
    )
    matrix = np.column_stack([people["group"], people["grade"]])

    def theirs():
        return OaxacaBlinder(people["pay"], matrix, 0, hasconst=False).two_fold(std=True, n=100)

    assert np.isfinite(found.gap.value)
    beside(benchmark, theirs, "statsmodels, 100 resamples for its standard errors")


def test_key_drivers_of_ten_items(benchmark, random):
    answers = random.normal(size=(5000, 10))
    items = {f"item {i}": answers[:, i] for i in range(10)}
    outcome = answers.sum(axis=1) + random.normal(size=5000)
    assert benchmark(key_drivers, outcome=outcome, items=items).r_squared > 0.8


def test_adjusted_difference(benchmark, people):
    outcome = people["pay"] > 45
    found = benchmark(
        adjusted_difference,
        outcome=outcome,
        group=people["group"],
        covariates={"grade": people["grade"]},
    )
    assert np.isfinite(found.value)


@pytest.mark.parametrize("method", ["beta_binomial", "gamma_poisson"])
def test_shrunken_rates_of_a_thousand_units(benchmark, random, method):
    total = random.integers(20, 2000, 1000)
    events = random.binomial(total, random.beta(8, 72, 1000))
    found = benchmark(shrunken_rates, events=events, total=total, method=method)
    assert found.value.shape == (1000,)


def test_ranks_of_fifty_units(benchmark, random):
    total = random.integers(50, 2000, 50)
    events = random.binomial(total, random.beta(8, 72, 50))
    assert benchmark(rank_probabilities, events=events, total=total).expected.shape == (50,)


def test_standardised_rates_of_two_thousand_areas(benchmark, random):
    exposure = random.integers(100, 5000, (2000, 19)).astype(float)
    events = random.poisson(exposure * 0.01)
    weights = random.integers(1, 9, 19).astype(float)

    def both():
        for i in range(2000):
            directly_standardised_rate(events=events[i], exposure=exposure[i], weights=weights)
            indirectly_standardised_ratio(
                events=events[i],
                exposure=exposure[i],
                reference_events=[50] * 19,
                reference_exposure=[5000.0] * 19,
            )

    benchmark.pedantic(both, rounds=1)


@pytest.mark.parametrize("chart", [p_chart, laney_p_chart])
def test_charts_of_a_thousand_points_with_rules(benchmark, random, chart):
    total = random.integers(200, 900, 1000)
    events = random.binomial(total, 0.2)

    def drawn():
        return special_causes(chart(events=events, total=total))

    assert len(benchmark(drawn).kinds) == 1000
