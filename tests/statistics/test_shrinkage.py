"""Shrinkage: likelihoods by scipy's own laws, posteriors by summing up a grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from dueregard.statistics import proportion_interval, rank_probabilities, shrunken_rates


def units(seed=3, count=60):
    rng = np.random.default_rng(seed)
    total = rng.integers(5, 300, count)
    return rng.binomial(total, rng.beta(4, 16, count)), total


def test_beta_binomial_prior_is_likeliest():
    events, total = units()
    found = shrunken_rates(events=events, total=total)

    def height(at):
        return -stats.betabinom.logpmf(events, total, *np.exp(at)).sum()

    other = optimize.minimize(height, [0, 0], method="Nelder-Mead",
                              options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 2000})  # fmt: skip
    assert found.prior == pytest.approx(tuple(np.exp(other.x)), rel=1e-3)
    assert height(np.log(found.prior)) <= other.fun + 1e-6


def test_gamma_poisson_prior_is_likeliest():
    rng = np.random.default_rng(5)
    exposure = rng.uniform(1, 30, 80)
    events = rng.poisson(exposure * rng.gamma(5, 0.2, 80))
    found = shrunken_rates(events=events, total=exposure, method="gamma_poisson")

    def height(at):
        shape, rate = np.exp(at)
        return -stats.nbinom.logpmf(events, shape, rate / (rate + exposure)).sum()

    other = optimize.minimize(height, [0, 0], method="Nelder-Mead",
                              options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 2000})  # fmt: skip
    assert found.prior == pytest.approx(tuple(np.exp(other.x)), rel=1e-3)
    shape, rate = found.prior
    assert found.value == pytest.approx((events + shape) / (exposure + rate))
    assert found.upper[0] == pytest.approx(
        stats.gamma.ppf(0.975, events[0] + shape, scale=1 / (exposure[0] + rate))
    )


def test_posterior_on_a_grid():
    events, total = units()
    found = shrunken_rates(events=events, total=total)
    p = (np.arange(200_000) + 0.5) / 200_000
    law = stats.beta.pdf(p, *found.prior) * stats.binom.pmf(events[0], total[0], p)
    law /= law.sum()
    assert found.value[0] == pytest.approx((law * p).sum(), rel=1e-6)
    reached = np.cumsum(law)
    assert found.lower[0] == pytest.approx(p[np.searchsorted(reached, 0.025)], abs=1e-4)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=2, max_size=12))
def test_values_lie_between_own_and_common(pairs):
    events, total = (np.array(x) for x in zip(*((min(p), max(p)) for p in pairs), strict=True))
    found = shrunken_rates(events=events, total=total)
    if np.isnan(found.value).any():
        assert events.sum() in (0, total.sum())
        return
    centre = (
        found.prior[0] / sum(found.prior)
        if np.isfinite(found.prior).all()
        else events.sum() / total.sum()
    )
    low, high = np.minimum(found.raw, centre), np.maximum(found.raw, centre)
    assert ((found.value >= low - 1e-9) & (found.value <= high + 1e-9)).all()
    assert ((found.lower <= found.value) & (found.value <= found.upper)).all()


def test_units_that_do_not_differ_share_one_rate():
    found = shrunken_rates(events=[5] * 6, total=[50] * 6)
    assert found.value == pytest.approx([0.1] * 6)
    assert any("no more than chance" in note for note in found.notes)
    whole = proportion_interval(events=30, total=300, method="jeffreys")
    assert (found.lower[0], found.upper[0]) == pytest.approx((whole.lower, whole.upper))
    ranks = rank_probabilities(events=[5] * 4, total=[50] * 4)
    assert ranks.probability == pytest.approx(np.full((4, 4), 0.25), abs=0.02)


def test_an_empty_unit_is_given_the_common_rate():
    events, total = units()
    found = shrunken_rates(events=[*events, 0], total=[*total, 0])
    assert found.weight[-1] == 0
    assert found.value[-1] == pytest.approx(found.prior[0] / sum(found.prior))


def test_expected_rank_by_quadrature():
    events, total = units(count=12)
    found = shrunken_rates(events=events, total=total)
    ranks = rank_probabilities(events=events, total=total, draws=20_000)
    p = (np.arange(20_000) + 0.5) / 20_000
    a, b = found.posterior
    density = stats.beta.pdf(p, a[0], b[0])
    # One more than the probabilities, summed, that another unit lies above the first.
    above = sum(float((density * stats.beta.sf(p, a[k], b[k])).mean()) for k in range(1, 12))
    assert ranks.expected[0] == pytest.approx(1 + above, abs=0.05)
    assert ranks.probability.sum(axis=0) == pytest.approx(np.ones(12))
    assert ranks.probability.sum(axis=1) == pytest.approx(np.ones(12))
    assert ((ranks.lower <= ranks.expected) & (ranks.expected <= ranks.upper)).all()


def test_same_seed_same_ranks():
    one = rank_probabilities(events=[1, 5, 9], total=[30, 30, 30], draws=500, seed=7)
    two = rank_probabilities(events=[1, 5, 9], total=[30, 30, 30], draws=500, seed=7)
    assert (one.probability == two.probability).all()
    other = rank_probabilities(events=[1, 5, 9], total=[30, 30, 30], draws=500, seed=8)
    assert (one.probability != other.probability).any()


def test_refusals():
    with pytest.raises(ValueError, match="two units"):
        shrunken_rates(events=[1], total=[5])
    with pytest.raises(ValueError, match="events"):
        shrunken_rates(events=[6, 1], total=[5, 5])
    with pytest.raises(ValueError, match="nothing to rank"):
        rank_probabilities(events=[0, 0], total=[5, 5])
    with pytest.raises(ValueError, match="method"):
        shrunken_rates(events=[1, 1], total=[5, 5], method="normal")
