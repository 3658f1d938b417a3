"""What is hidden or missing is never computed with, and never becomes a category of its own."""

from __future__ import annotations

import numpy as np
import pytest

from dueregard.statistics import (
    adjusted_difference,
    agreement_table,
    cumulative_ratio,
    directly_standardised_rate,
    funnel_limits,
    g_chart,
    kaplan_meier,
    key_drivers,
    logrank,
    mantel_haenszel,
    oaxaca_blinder,
    p_chart,
    shrunken_rates,
    t_chart,
    u_chart,
)

HIDDEN = np.ma.masked_array([1.0, 0, 1, 0], [False, True, False, False])
ROWS = np.ma.masked_array([[1.0, 2, 3, 4]], [[False, False, True, False]])
TABLES = np.ma.masked_array(np.ones((1, 2, 2)), np.eye(2, dtype=bool)[None])
GROUP = [1, 1, 0, 0]


@pytest.mark.parametrize(
    "call",
    [
        lambda: adjusted_difference(outcome=HIDDEN, group=GROUP),
        lambda: adjusted_difference(outcome=[1, 0, 1, 0], group=HIDDEN),
        lambda: adjusted_difference(outcome=[1, 0, 1, 0], group=GROUP, cluster=HIDDEN),
        lambda: cumulative_ratio(ROWS),
        lambda: directly_standardised_rate(events=HIDDEN, exposure=[9] * 4, weights=[1] * 4),
        lambda: funnel_limits(denominator=HIDDEN, target=0.2),
        lambda: kaplan_meier(duration=[1, 2, 3, 4], event=HIDDEN),
        lambda: key_drivers(outcome=[1, 2, 3, 4], items={"one": HIDDEN}),
        lambda: mantel_haenszel(TABLES),
        lambda: oaxaca_blinder(outcome=HIDDEN, covariates=[1, 2, 3, 5], group=GROUP),
        lambda: p_chart(events=HIDDEN, total=[9] * 4),
        lambda: shrunken_rates(events=HIDDEN, total=[9] * 4),
    ],
)
def test_masked_values_are_refused(call):
    with pytest.raises(ValueError, match="masked"):
        call()


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_missing_labels_are_refused(missing):
    with pytest.raises(ValueError, match="first holds a missing value"):
        agreement_table(["A", missing], ["A", "B"])
    with pytest.raises(ValueError, match="group holds a missing value"):
        logrank(duration=[1, 2], event=[1, 1], group=["A", missing])
    with pytest.raises(ValueError, match="missing value"):
        key_drivers(outcome=[1, 2, 4], items={"place": ["A", missing, "B"]})


def test_charts_of_nothing_have_limits():
    assert g_chart([0, 0, 0]).upper.tolist() == [0, 0, 0]
    assert t_chart([0, 0]).upper.tolist() == [0, 0]
    assert u_chart(events=[0, 0], exposure=[3, 4]).upper.tolist() == [0, 0]
    assert p_chart(events=[3, 4], total=[3, 4]).lower.tolist() == [1, 1]
