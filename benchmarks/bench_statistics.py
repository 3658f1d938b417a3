"""How fast intervals and tests of counts are: run with ``make bench``.

Figures to reach, on one core, on tables of up to 500 each side of which a tenth have zero cells:
a million Wilson intervals in 0.05 s, 100,000 Miettinen-Nurminen risk ratios in 0.5 s, 100,000
mid-p tests in 1 s. Beside each, what statsmodels or scipy takes for the same, measured on a
sample where they take one table at a time, as a ratio in ``extra_info``.
"""

import time
import warnings

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from dueregard.statistics import (
    exact_test,
    odds_ratio,
    proportion_interval,
    rate_interval,
    rate_ratio,
    risk_difference,
    risk_ratio,
)

TABLES = 100_000
SAMPLE = 1_000


def make_tables(size):
    """Tables of up to 500 each side; every tenth has a zero cell."""
    source = np.random.default_rng(2011)
    n1, n2 = source.integers(1, 501, (2, size))
    x1 = source.binomial(n1, source.uniform(0.02, 0.5, size))
    x2 = source.binomial(n2, source.uniform(0.02, 0.5, size))
    x1[::20], x2[10::20] = 0, 0
    return x1, n1, x2, n2


@pytest.fixture(scope="module")
def tables():
    return make_tables(TABLES)


def as_arguments(tables):
    return dict(zip(("events_1", "total_1", "events_2", "total_2"), tables, strict=True))


def seconds(call):
    """Best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return best


def beside(benchmark, name, their_seconds):
    """Note how many times longer the other library takes for the same."""
    ratio = their_seconds / benchmark.stats["min"]
    benchmark.extra_info[name] = f"{their_seconds:.3f} s, {ratio:.1f} times ours"


def test_million_wilson(benchmark):
    x1, n1, _, _ = make_tables(1_000_000)
    found = benchmark(proportion_interval, events=x1, total=n1)
    assert found.lower.shape == (1_000_000,)
    beside(benchmark, "statsmodels", seconds(lambda: proportion_confint(x1, n1, method="wilson")))


def test_miettinen_nurminen_risk_ratios(benchmark, tables):
    found = benchmark(risk_ratio, **as_arguments(tables))
    assert not np.isnan(found.lower).any()
    sample = [column[:SAMPLE].tolist() for column in tables]

    def one_by_one():
        failed = 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for table in zip(*sample, strict=True):
                try:
                    limits = confint_proportions_2indep(*table, method="score", compare="ratio")
                    failed += any(isinstance(limit, complex) for limit in limits)
                except (ValueError, ZeroDivisionError):
                    failed += 1
        benchmark.extra_info["statsmodels failed"] = f"{failed} of {SAMPLE}"

    beside(benchmark, "statsmodels", seconds(one_by_one) * TABLES / SAMPLE)


def test_mid_p_tests(benchmark, tables):
    x1, n1, x2, n2 = tables
    counts = np.stack([x1, n1 - x1, x2, n2 - x2], axis=-1).reshape(-1, 2, 2)
    found = benchmark(exact_test, counts, method="mid_p")
    assert found.p_value.shape == (TABLES,)
    sample = counts[:SAMPLE]

    def one_by_one():
        for table in sample:
            stats.fisher_exact(table)  # no library has the mid-p test: Fisher's is the nearest

    beside(benchmark, "scipy fisher_exact", seconds(one_by_one) * TABLES / SAMPLE)


@pytest.mark.parametrize("method", ["miettinen_nurminen", "newcombe"])
def test_risk_differences(benchmark, tables, method):
    found = benchmark(risk_difference, **as_arguments(tables), method=method)
    assert not np.isnan(found.lower).any()


def test_miettinen_nurminen_odds_ratios(benchmark, tables):
    found = benchmark(odds_ratio, **as_arguments(tables))
    assert found.lower.shape == (TABLES,)


@pytest.mark.parametrize("method", ["clopper_pearson", "mid_p", "blaker"])
def test_exact_proportions(benchmark, tables, method):
    found = benchmark(proportion_interval, events=tables[0], total=tables[1], method=method)
    assert found.lower.shape == (TABLES,)


def test_rates(benchmark, tables):
    found = benchmark(rate_interval, events=tables[0], exposure=tables[1])
    assert found.lower.shape == (TABLES,)


def test_exact_rate_ratios(benchmark, tables):
    x1, e1, x2, e2 = tables
    found = benchmark(rate_ratio, events_1=x1, exposure_1=e1, events_2=x2, exposure_2=e2)
    assert found.lower.shape == (TABLES,)


def test_boschloo_of_two_hundred(benchmark):
    table = [[12, 25], [88, 75]]
    found = benchmark(exact_test, table, method="boschloo")
    expected = stats.boschloo_exact(table)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-6)
    beside(benchmark, "scipy", seconds(lambda: stats.boschloo_exact(table)))
