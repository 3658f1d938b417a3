"""Decomposition and key drivers: statsmodels, and all orders gone through one by one."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.oaxaca import OaxacaBlinder

from dueregard.statistics import key_drivers, oaxaca_blinder


def staff(seed, n=400):
    rng = np.random.default_rng(seed)
    group = (rng.random(n) < 0.4).astype(int)
    group[:2] = [0, 1]
    x = rng.normal(size=(n, 2)) + group[:, None] * [0.5, -0.2]
    y = 2 + x @ [1, 0.5] - 0.4 * group + 0.3 * group * x[:, 0] + rng.normal(size=n)
    return y, x, group


def test_as_in_statsmodels():
    y, x, group = staff(1)
    found = oaxaca_blinder(outcome=y, covariates=x, group=group)
    # statsmodels takes the lower value of the group as its second when it is not told to swap.
    other = OaxacaBlinder(y, np.column_stack([x, group]), 2, hasconst=False, swap=False)
    unexplained, explained, gap = other.two_fold(two_fold_type="pooled").params
    assert found.gap.value == pytest.approx(-gap)
    assert found.explained.value == pytest.approx(-explained)
    assert found.unexplained.value == pytest.approx(-unexplained)
    turned = oaxaca_blinder(outcome=y, covariates=x, group=1 - group)
    endowments, coefficients, interaction, _ = other.three_fold().params
    assert turned.endowments.value == pytest.approx(endowments)
    assert turned.coefficients.value == pytest.approx(coefficients)
    assert turned.interaction.value == pytest.approx(interaction)


def test_limits_as_a_bootstrap_has_them():
    y, x, group = staff(2)
    found = oaxaca_blinder(outcome=y, covariates=x, group=group)
    rng = np.random.default_rng(5)
    names = ("gap", "endowments", "coefficients", "interaction", "explained", "unexplained")
    drawn = []
    for _ in range(300):
        rows = rng.integers(0, y.size, y.size)
        parts = oaxaca_blinder(outcome=y[rows], covariates=x[rows], group=group[rows])
        drawn.append([getattr(parts, name).value for name in names])
    half = [getattr(found, name).upper - getattr(found, name).value for name in names]
    assert half == pytest.approx(1.96 * np.std(drawn, axis=0), rel=0.2)


@given(st.integers(0, 10_000))
def test_parts_add_up_and_swap(seed):
    y, x, group = staff(seed, n=40)
    there = oaxaca_blinder(outcome=y, covariates=x, group=group)
    back = oaxaca_blinder(outcome=y, covariates=x, group=1 - group)
    threefold = there.endowments.value + there.coefficients.value + there.interaction.value
    assert threefold == pytest.approx(there.gap.value)
    assert there.explained.value + there.unexplained.value == pytest.approx(there.gap.value)
    assert there.explained_by.value.sum() == pytest.approx(there.explained.value)
    assert back.explained.value == pytest.approx(-there.explained.value)
    assert back.unexplained.lower == pytest.approx(-there.unexplained.upper)


def test_words_become_columns():
    years = [1.0, 2, 3, 4, 5, 6, 2, 3, 5, 7, 8, 9]
    place = ["north", "south", "north", "south", "north", "south"] * 2
    pay = [20 + 2 * y + (3 if p == "south" else 0) for y, p in zip(years, place, strict=True)]
    found = oaxaca_blinder(
        outcome=pay, covariates={"years": years, "place": place}, group=[1] * 6 + [0] * 6
    )
    assert found.names == ("years", "place=south")
    assert found.unexplained.value == pytest.approx(0, abs=1e-9)
    assert found.explained_by.value[0] == pytest.approx(
        2 * (np.mean(years[:6]) - np.mean(years[6:]))
    )


def r_squared(y, x):
    fitted = np.column_stack([np.ones(y.size), x])
    rest = y - fitted @ np.linalg.lstsq(fitted, y, rcond=None)[0]
    return 1 - rest @ rest / ((y - y.mean()) ** 2).sum()


def test_lmg_order_by_order():
    rng = np.random.default_rng(8)
    x = rng.normal(size=(60, 4)) @ rng.normal(size=(4, 4))
    y = x @ [1, 0, -2, 0.5] + rng.normal(size=60)
    gains = np.zeros(4)
    orders = list(permutations(range(4)))
    for order in orders:
        before = 0.0
        for position, item in enumerate(order):
            now = r_squared(y, x[:, order[: position + 1]])
            gains[item] += (now - before) / len(orders)
            before = now
    found = key_drivers(outcome=y, items=x)
    assert found.importance == pytest.approx(gains)
    assert found.r_squared == pytest.approx(r_squared(y, x))
    assert found.share.sum() == pytest.approx(1)


def test_two_items_have_the_same_weights_by_both_methods():
    """Relative weights of two predictors are their averages over both orders (Johnson 2000)."""
    rng = np.random.default_rng(9)
    x = rng.normal(size=(40, 2))
    x[:, 1] += x[:, 0]
    y = x @ [1, 2] + rng.normal(size=40)
    lmg = key_drivers(outcome=y, items=x)
    relative = key_drivers(outcome=y, items=x, method="relative_weights")
    assert relative.importance == pytest.approx(lmg.importance)


def test_relative_weights_by_singular_values():
    """As Johnson (2000) has it: regress on the orthogonal columns nearest to the items."""
    rng = np.random.default_rng(10)
    x = rng.normal(size=(50, 5)) @ rng.normal(size=(5, 5))
    y = x @ rng.normal(size=5) + rng.normal(size=50)
    z = (x - x.mean(0)) / np.linalg.norm(x - x.mean(0), axis=0)
    u, s, v = np.linalg.svd(z, full_matrices=False)
    nearest = u @ v
    target = (y - y.mean()) / np.linalg.norm(y - y.mean())
    weights = (v.T @ np.diag(s) @ v) ** 2 @ (nearest.T @ target) ** 2
    found = key_drivers(outcome=y, items=x, method="relative_weights")
    assert found.importance == pytest.approx(weights)
    assert found.importance.sum() == pytest.approx(found.r_squared)


@given(st.integers(0, 10_000), st.sampled_from(["lmg", "relative_weights"]))
def test_importance_has_no_unit_and_no_sign(seed, method):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(20, 3)), rng.normal(size=20)
    found = key_drivers(outcome=y, items=x, method=method)
    scaled = key_drivers(outcome=5 - 3 * y, items=x * [2, -1, 100] + 7, method=method)
    assert (found.importance >= -1e-12).all()
    assert scaled.importance == pytest.approx(found.importance)


def test_refusals():
    y, x, group = staff(3, n=30)
    with pytest.raises(ValueError, match="group"):
        oaxaca_blinder(outcome=y, covariates=x, group=np.ones(30))
    with pytest.raises(ValueError, match="covariates"):
        oaxaca_blinder(outcome=y, covariates=np.column_stack([x, x[:, 0]]), group=group)
    with pytest.raises(ValueError, match="relative_weights"):
        key_drivers(outcome=np.arange(30.0), items=np.random.default_rng(0).normal(size=(30, 13)))
    with pytest.raises(ValueError, match="outcome"):
        key_drivers(outcome=[1, 1, 1], items=[1, 2, 3])
