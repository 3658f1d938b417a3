"""Adjusted differences: statsmodels, closed forms of Firth's estimate, and separation."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from dueregard.statistics import adjusted_difference, odds_ratio, risk_difference
from dueregard.statistics.logistic import fit_logistic, is_separated


def panel(seed, n=600):
    rng = np.random.default_rng(seed)
    group = (rng.random(n) < 0.4).astype(int)
    x = rng.normal(size=(n, 2)) + group[:, None] * [0.5, -0.2]
    chance = 1 / (1 + np.exp(1 - x @ [1, 0.5] + 0.4 * group))
    return (rng.random(n) < chance).astype(int), group, x, rng.integers(0, 40, n)


def test_average_marginal_effect_as_in_statsmodels():
    y, group, x, _ = panel(1)
    found = adjusted_difference(outcome=y, group=group, covariates=x)
    model = sm.Logit(y, np.column_stack([np.ones(y.size), group, x])).fit(disp=0)
    effect = model.get_margeff(dummy=True)
    assert found.method == "logistic"
    assert found.value == pytest.approx(effect.margeff[0])
    assert (found.lower, found.upper) == pytest.approx(tuple(effect.conf_int()[0]))
    assert found.odds_ratio.value == pytest.approx(np.exp(model.params[1]))
    assert found.odds_ratio.upper == pytest.approx(np.exp(model.conf_int()[1, 1]))


def test_clusters_as_in_statsmodels():
    y, group, x, cluster = panel(2)
    found = adjusted_difference(outcome=y, group=group, covariates=x, cluster=cluster)
    model = sm.Logit(y, np.column_stack([np.ones(y.size), group, x])).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": cluster, "use_correction": False}
    )
    clusters = np.unique(cluster).size
    error = model.bse[1] * np.sqrt(clusters / (clusters - 1))
    half = np.log(found.odds_ratio.upper / found.odds_ratio.value)
    assert half == pytest.approx(stats.t.ppf(0.975, clusters - 1) * error)
    assert found.method == "logistic_cluster_robust"


@pytest.mark.parametrize(
    ("x1", "n1", "x2", "n2"), [(0, 10, 5, 20), (10, 10, 5, 20), (3, 12, 30, 70)]
)
def test_firth_of_a_table_adds_half_to_each_cell(x1, n1, x2, n2):
    """Firth (1993): of a saturated table, his estimate is Haldane and Anscombe's."""
    y = [1] * x1 + [0] * (n1 - x1) + [1] * x2 + [0] * (n2 - x2)
    group = [1] * n1 + [0] * n2
    found = adjusted_difference(outcome=y, group=group, method="firth")
    odds = (x1 + 0.5) / (n1 - x1 + 0.5) / ((x2 + 0.5) / (n2 - x2 + 0.5))
    assert found.odds_ratio.value == pytest.approx(odds)
    assert found.value == pytest.approx((x1 + 0.5) / (n1 + 1) - (x2 + 0.5) / (n2 + 1))


def test_firth_maximises_the_penalised_likelihood():
    y, group, x, _ = panel(3, n=40)
    design = np.column_stack([np.ones(40), group, x])

    def height(coefficients):
        p = 1 / (1 + np.exp(-design @ coefficients))
        information = design.T @ np.diag(p * (1 - p)) @ design
        likelihood = (y * np.log(p) + (1 - y) * np.log(1 - p)).sum()
        return -likelihood - 0.5 * np.log(np.linalg.det(information))

    other = optimize.minimize(
        height, np.zeros(4), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12,
                                                            "maxiter": 5000, "maxfev": 5000},
    )  # fmt: skip
    found = fit_logistic(design, y.astype(float), firth=True)
    assert found.converged
    assert found.coefficients == pytest.approx(other.x, abs=1e-5)


def test_separated_data_are_seen_and_given_to_firth():
    y = [0] * 10 + [1] * 5 + [0] * 15
    group = [1] * 10 + [0] * 20
    found = adjusted_difference(outcome=y, group=group)
    assert found.separated
    assert found.method == "firth"
    assert np.isfinite([found.lower, found.upper, found.odds_ratio.lower]).all()
    plain = adjusted_difference(outcome=y, group=group, method="logistic")
    assert np.isnan(plain.value)
    assert "firth" in plain.notes[0]


def test_separation_needs_no_more_than_one_direction():
    line = np.column_stack([np.ones(8), np.arange(8.0)])
    assert is_separated(line, np.array([0, 0, 0, 0, 1, 1, 1, 1.0]))
    assert not is_separated(line, np.array([0, 0, 0, 1, 0, 1, 1, 1.0]))
    # Quasi-separated: they touch in one value.
    touching = np.column_stack([np.ones(6), [0, 1, 2, 2, 3, 4.0]])
    assert is_separated(touching, np.array([0, 0, 0, 1, 1, 1.0]))


@given(st.integers(1, 19), st.integers(1, 39))
def test_without_covariates_it_is_the_plain_difference(x1, x2):
    y = [1] * x1 + [0] * (20 - x1) + [1] * x2 + [0] * (40 - x2)
    found = adjusted_difference(outcome=y, group=[1] * 20 + [0] * 40)
    counts = {"events_1": x1, "total_1": 20, "events_2": x2, "total_2": 40}
    wald, woolf = risk_difference(**counts, method="wald"), odds_ratio(**counts, method="woolf")
    assert found.value == pytest.approx(wald.value, abs=1e-8)
    assert found.lower == pytest.approx(wald.lower, abs=1e-7)
    assert found.odds_ratio.upper == pytest.approx(woolf.upper, rel=1e-6)
    assert found.risk_ratio.value == pytest.approx(x1 / 20 / (x2 / 40), rel=1e-7)


def test_swapping_groups():
    y, group, x, _ = panel(4, n=200)
    there = adjusted_difference(outcome=y, group=group, covariates=x)
    back = adjusted_difference(outcome=y, group=1 - group, covariates=x)
    assert back.value == pytest.approx(-there.value)
    assert back.lower == pytest.approx(-there.upper)
    assert back.risk_ratio.lower == pytest.approx(1 / there.risk_ratio.upper)
    assert back.odds_ratio.value == pytest.approx(1 / there.odds_ratio.value)


def test_same_outcome_for_all():
    found = adjusted_difference(outcome=[0] * 6, group=[1, 1, 0, 0, 0, 0])
    assert np.isnan(found.value)
    assert found.notes[0].startswith("undefined")


def test_few_events_and_few_clusters_are_said():
    y, group, x, _ = panel(5, n=60)
    found = adjusted_difference(
        outcome=y, group=group, covariates=x, cluster=np.arange(60) % 5, method="logistic"
    )
    assert found.events_per_coefficient < 10
    assert len(found.notes) == 2


def test_refusals():
    with pytest.raises(ValueError, match="outcome"):
        adjusted_difference(outcome=[0, 2], group=[0, 1])
    with pytest.raises(ValueError, match="group"):
        adjusted_difference(outcome=[0, 1], group=[1, 1])
    with pytest.raises(ValueError, match="covariates"):
        adjusted_difference(outcome=[0, 1, 0, 1], group=[0, 0, 1, 1], covariates=[0, 0, 1, 1])
    with pytest.raises(ValueError, match="cluster"):
        adjusted_difference(outcome=[0, 1, 0, 1], group=[0, 0, 1, 1], cluster=[1, 1, 1, 1])
