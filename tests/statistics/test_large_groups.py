"""Large groups: an answer at once, or a refusal that names what takes them."""

from __future__ import annotations

import pytest

from dueregard.statistics import (
    dip_sample_size,
    exact_test,
    minimum_detectable_ratio,
    zero_found_upper_bound,
)
from dueregard.statistics import power as power_module


def test_the_detectable_ratio_of_a_million_each() -> None:
    # Two-sided 5 %, power 80 %: 2.8016 standard errors of the difference, by the usual formula.
    found = minimum_detectable_ratio(total_1=10**6, total_2=10**6, reference_rate=0.1)
    assert found - 1 == pytest.approx(2.8016 * (2 * 0.1 * 0.9 / 10**6) ** 0.5 / 0.1, rel=0.01)


@pytest.mark.parametrize("direction", ["above", "below"])
@pytest.mark.parametrize(
    ("first", "second", "rate"), [(28_000, 28_000, 0.1), (11_000, 15_000, 0.4)]
)
def test_the_score_test_takes_over_where_both_agree(
    monkeypatch: pytest.MonkeyPatch, direction: str, first: int, second: int, rate: float
) -> None:
    asked = {"total_1": first, "total_2": second, "reference_rate": rate, "direction": direction}
    by_score = minimum_detectable_ratio(**asked)
    monkeypatch.setattr(power_module, "LARGE", float("inf"))
    power_module._smallest.cache_clear()
    assert by_score == pytest.approx(minimum_detectable_ratio(**asked), rel=1e-3)
    power_module._smallest.cache_clear()


def test_dip_samples_of_ten_million_cases() -> None:
    # With replacement log(0.05) / log(0.98) = 148.3, so 149; hardly fewer without.
    assert dip_sample_size(population=10**7, tolerable=0.02) == 149
    assert zero_found_upper_bound(population=10**7, sample=300) == pytest.approx(3 / 300, rel=0.01)


def test_bounds_to_begin_below_leave_small_answers_alone() -> None:
    # Brute force: the first size that finds one of the errors often enough.
    from math import comb

    for population in (1, 2, 7, 40, 113):
        for tolerable in (0.01, 0.2, 0.5, 0.99):
            errors = max(1, -int(-tolerable * population // 1))
            wanted = next(
                n
                for n in range(population + 1)
                if comb(population - errors, n) <= 0.05 * comb(population, n)
            )
            assert dip_sample_size(population=population, tolerable=tolerable) == wanted


@pytest.mark.parametrize("method", ["boschloo", "barnard"])
def test_unconditional_tests_refuse_what_would_take_minutes(method: str) -> None:
    with pytest.raises(ValueError, match="mid_p and fisher take groups of any size"):
        exact_test([[30, 40], [2970, 2960]], method=method)
