"""Funnels: exact quantiles by counting, the health body's limits, overdispersion by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dueregard.statistics import funnel_limits, overdispersion


def interpolated(probabilities, share):
    """Spiegelhalter (2005), appendix A.1: by adding up, outcome by outcome."""
    reached = 0.0
    for count, probability in enumerate(probabilities):
        if reached + probability >= share:
            return count - (reached + probability - share) / probability
        reached += probability
    raise AssertionError


@given(st.integers(1, 60), st.floats(0.02, 0.98), st.sampled_from([0.8, 0.95, 0.998]))
def test_exact_limits_of_proportions(people, target, level):
    found = funnel_limits(denominator=people, target=target, limits=(level,))
    law = [math.comb(people, k) * target**k * (1 - target) ** (people - k) for k in range(people)]
    law.append(target**people)
    low = interpolated(law, (1 - level) / 2) / people
    assert found.lower[0, 0] == pytest.approx(min(max(low, 0), target), abs=1e-9)
    if sum(law) >= (1 + level) / 2:
        high = interpolated(law, (1 + level) / 2) / people
        assert found.upper[0, 0] == pytest.approx(max(high, target), abs=1e-9)


@pytest.mark.parametrize("kind", ["rate", "ratio"])
def test_exact_limits_of_counts(kind):
    found = funnel_limits(denominator=[4.5, 20], target=1.3, kind=kind)
    for column, size in enumerate((4.5, 20)):
        mean = 1.3 * size
        law = [math.exp(-mean) * mean**k / math.factorial(k) for k in range(120)]
        for row, level in enumerate((0.95, 0.998)):
            high = interpolated(law, (1 + level) / 2) / size
            assert found.upper[row, column] == pytest.approx(high, rel=1e-9)


def test_normal_limits_are_those_of_the_health_body():
    """testdata_funnel_prop_outputs.csv of PHEindicatormethods 2.1.0, populations 1 and 2."""
    found = funnel_limits(denominator=[1, 2], target=0.80642448, limits=(0.95,), method="normal")
    assert 100 * found.lower[0] == pytest.approx([3.204264, 25.885383], abs=5e-6)
    assert found.upper[0].tolist() == [1, 1]


def test_chi_squared_limits_of_ratios():
    found = funnel_limits(denominator=8.0, target=1, kind="ratio", method="chi_squared")
    assert found.lower[0, 0] == pytest.approx(stats.chi2.ppf(0.025, 16) / 2 / 8)
    assert found.upper[1, 0] == pytest.approx(stats.chi2.ppf(0.999, 18) / 2 / 8)


def test_few_units_lie_outside_exact_limits_by_chance():
    people, target = 37, 0.3
    funnel = funnel_limits(denominator=people, target=target)
    k = np.arange(people + 1)
    outside = funnel.outside((k / people)[None, :].repeat(2, axis=0)[0])
    chance = (np.abs(outside) * stats.binom.pmf(k, people, target)).sum(axis=1)
    assert chance[0] <= 0.05 + stats.binom.pmf(k, people, target).max()
    assert chance[1] < chance[0]


def test_rates_scale_and_empty_units_have_no_limits():
    per_person = funnel_limits(denominator=[0, 500], target=0.02, kind="rate")
    per_thousand = funnel_limits(denominator=[0, 500], target=20, kind="rate", multiplier=1000)
    assert per_thousand.upper[:, 1] == pytest.approx(1000 * per_person.upper[:, 1])
    assert np.isnan(per_person.upper[:, 0]).all()


def test_widened_by_the_variance_between_units():
    wide = funnel_limits(denominator=[100], target=1, kind="ratio", tau_squared=0.04)
    assert wide.upper[0, 0] == pytest.approx(math.exp(1.959964 * math.sqrt(0.01 + 0.04)), rel=1e-6)
    share = funnel_limits(denominator=[100], target=0.2, tau_squared=0.01)
    angle = math.asin(math.sqrt(0.2)) + 1.959964 * math.sqrt(1 / 400 + 0.01)
    assert share.upper[0, 0] == pytest.approx(math.sin(angle) ** 2, rel=1e-6)


def test_overdispersion_by_hand():
    observed, expected = [5, 30, 8, 25, 9, 28, 0], [15, 14, 15, 16, 15, 15, 2]
    z = [math.sqrt(e) * math.log(o / e if o else 0.5 / (e + 0.5))
         for o, e in zip(observed, expected, strict=True)]  # fmt: skip
    phi = sum(value**2 for value in z) / 7
    tau = (7 * phi - 6) / (sum(expected) - sum(e * e for e in expected) / sum(expected))
    found = overdispersion(observed=observed, expected=expected, adjustment="none")
    assert found.phi == pytest.approx(phi)
    assert found.tau_squared == pytest.approx(tau)
    assert found.p_value == pytest.approx(stats.chi2.sf(7 * phi, 7))
    assert found.adjusted_z[0] == pytest.approx(math.log(5 / 15) / math.sqrt(1 / 15 + tau))
    assert len(found.notes) == 2


def test_winsorising_pulls_extremes_in():
    rng = np.random.default_rng(4)
    expected = rng.uniform(20, 200, 60)
    observed = rng.poisson(expected)
    observed[0] = 600
    plain = overdispersion(observed=observed, expected=expected, adjustment="none")
    pulled = overdispersion(observed=observed, expected=expected)
    cut = overdispersion(observed=observed, expected=expected, adjustment="truncate")
    low, high = np.quantile(plain.z, [0.1, 0.9])
    assert pulled.phi == pytest.approx(np.mean(np.clip(plain.z, low, high) ** 2))
    assert cut.units == 48
    assert cut.phi < pulled.phi < plain.phi


def test_proportions_vary_on_the_arcsine():
    found = overdispersion(
        observed=[10, 40], expected=[20, 20], total=[100, 100], kind="proportion"
    )
    z = 2 * math.sqrt(100) * (math.asin(math.sqrt(0.4)) - math.asin(math.sqrt(0.2)))
    assert found.z[1] == pytest.approx(z)


def test_refusals():
    with pytest.raises(ValueError, match="target"):
        funnel_limits(denominator=10, target=1.2)
    with pytest.raises(ValueError, match="chi_squared"):
        funnel_limits(denominator=10, target=0.2, method="chi_squared")
    with pytest.raises(ValueError, match="expected"):
        overdispersion(observed=[1, 2], expected=[1, 0])
    with pytest.raises(ValueError, match="total"):
        overdispersion(observed=[1, 2], expected=[1, 1], kind="proportion")
