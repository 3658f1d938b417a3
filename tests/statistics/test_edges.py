"""Every method at the edges of what can be counted: nothing raises, nothing warns, laws hold."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

import dueregard.statistics as statistics

TWO_GROUPS = ("events_1", "total_1", "events_2", "total_2")
TWO_RATES = ("events_1", "exposure_1", "events_2", "exposure_2")
METHODS = {
    "proportion_interval": "wilson wilson_cc clopper_pearson mid_p jeffreys agresti_coull blaker "
    "wald",
    "rate_interval": "byar_exact byar exact mid_p score jeffreys wald",
    "risk_difference": "miettinen_nurminen mee newcombe agresti_caffo wald",
    "risk_ratio": "miettinen_nurminen koopman katz mover_wilson",
    "odds_ratio": "miettinen_nurminen conditional woolf mover_wilson",
    "rate_ratio": "exact_conditional mid_p score mover_score",
    "rate_difference": "score wald",
}
CASES = [(name, method) for name, methods in METHODS.items() for method in methods.split()]
COUNTS = [
    (0, 0, 0, 0),
    (0, 0, 3, 5),
    (3, 5, 0, 0),
    (0, 1, 0, 1),
    (1, 1, 1, 1),
    (0, 1, 1, 1),
    (0, 7, 7, 7),
    (3, 7, 0, 9),
    (10**6, 10**7, 10**6, 10**7),
    (5, 10**9, 7, 10**9),
    (10**9, 10**9, 10**9 - 1, 10**9),
]


def arguments(name: str, counts) -> dict:
    if name == "proportion_interval":
        return {"events": counts[0], "total": counts[1]}
    if name == "rate_interval":
        return {"events": counts[0], "exposure": counts[1]}
    return dict(zip(TWO_RATES if "rate" in name else TWO_GROUPS, counts, strict=True))


@pytest.mark.parametrize(("name", "method"), CASES)
@pytest.mark.parametrize("confidence", [1e-6, 0.95, 1 - 1e-9])
def test_an_interval_holds_its_estimate_or_says_why_not(name, method, confidence) -> None:
    for counts in COUNTS:
        given = arguments(name, counts)
        found = getattr(statistics, name)(**given, method=method, confidence=confidence)
        assert isinstance(found.value, float)
        if math.isnan(found.value) or math.isnan(found.lower) or math.isnan(found.upper):
            assert found.notes, given
        else:
            near = 1e-9 * max(1.0, abs(found.value) if math.isfinite(found.value) else 1.0)
            assert found.lower <= found.value + near and found.value <= found.upper + near, given


@pytest.mark.parametrize(("name", "method"), CASES)
def test_arrays_are_the_scalars_side_by_side(name, method) -> None:
    function = getattr(statistics, name)
    events, totals = np.array([[0], [3], [50]]), np.array([60, 70, 80])
    given = arguments(name, (events, totals, 5, 90))
    found = function(**given, method=method)
    floats = function(
        **{k: np.asarray(v, dtype=np.float64) for k, v in given.items()}, method=method
    )
    assert found.lower.shape == (3, 3)
    assert found.lower == pytest.approx(floats.lower, nan_ok=True)
    for i, j in itertools.product(range(3), repeat=2):
        one = arguments(name, (int(events[i, 0]), int(totals[j]), 5, 90))
        scalar = function(**one, method=method)
        assert scalar.lower == pytest.approx(found.lower[i, j], rel=1e-7, nan_ok=True)
        assert scalar.upper == pytest.approx(found.upper[i, j], rel=1e-7, nan_ok=True)
    nothing = {k: np.zeros(0) if isinstance(v, np.ndarray) else v for k, v in given.items()}
    assert function(**nothing, method=method).lower.shape == (0,)


@pytest.mark.parametrize("level", [0, 1, -1, 2, float("nan"), "x", None])
def test_a_confidence_that_is_none_is_refused_by_name(level) -> None:
    with pytest.raises(ValueError, match="confidence"):
        statistics.proportion_interval(events=1, total=2, confidence=level)


def test_an_empty_column_says_nothing_of_the_others() -> None:
    """Fisher's test of three columns, one of them empty, is that of the other two (scipy)."""
    found = statistics.exact_test([[3, 0, 4], [1, 0, 9]])
    assert found.p_value == pytest.approx(stats.fisher_exact([[3, 4], [1, 9]]).pvalue)
    assert found.notes == ()
    lone = statistics.exact_test([[3, 0, 0], [1, 0, 0]])
    assert lone.p_value == 1.0
    assert lone.notes == (
        "all are in one row or one column: no other table is possible, so the p-value is 1",
    )


def test_means_of_values_near_the_end_of_a_double() -> None:
    found = statistics.mean_interval([1e308, 1e308, -1e308])
    assert found.value == pytest.approx(1e308 / 3)
    assert found.lower < found.value < found.upper
    values = [12.0, 15.0, 9.0, 20.0, 14.0]
    scaled = statistics.mean_interval([x * 1e200 for x in values])
    plain = statistics.mean_interval(values)
    assert scaled.upper / 1e200 == pytest.approx(plain.upper)


@pytest.mark.parametrize("wrong", ["1e1", True, ["3", "4"], np.array(["3"])])
def test_words_and_truths_are_no_counts(wrong):
    with pytest.raises(ValueError, match="events must be numbers"):
        statistics.proportion_interval(events=wrong, total=20)


def test_a_stage_that_begins_with_more_people_says_so():
    found = statistics.cumulative_ratio([(40, 100, 120, 200), (10, 90, 60, 120)])
    assert "stage 2 begins with more people than the stage before let through" in found.notes
