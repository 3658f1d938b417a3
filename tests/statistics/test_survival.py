"""Survival: a textbook's leukaemia trial, scipy, statsmodels and counting person by person."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from dueregard.statistics import kaplan_meier, logrank

# Weeks in remission, 6-mercaptopurine and placebo (Freireich and others 1963), the example of
# Kleinbaum and Klein, Survival Analysis, chapter 2.
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_remission():
    curve = kaplan_meier(duration=TREATED, event=RELAPSED)
    assert curve.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.survival == pytest.approx(
        [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=5.1e-5
    )
    assert curve.quantile().value == 23
    assert kaplan_meier(duration=PLACEBO, event=[1] * 21).quantile().value == 8


def test_remission_logrank():
    """Kleinbaum and Klein print 16.79 on one degree of freedom."""
    found = logrank(
        duration=TREATED + PLACEBO, event=RELAPSED + [1] * 21, group=["6-MP"] * 21 + ["none"] * 21
    )
    assert found.statistic == pytest.approx(16.79, abs=0.005)
    assert found.degrees_of_freedom == 1


def test_limits_as_in_scipy():
    curve = kaplan_meier(duration=TREATED, event=RELAPSED, confidence=0.9)
    censored = stats.CensoredData.right_censored(TREATED, [not seen for seen in RELAPSED])
    other = stats.ecdf(censored).sf
    limits = other.confidence_interval(0.9, method="log-log")
    found = curve.at(curve.time)
    for ours, theirs in (
        (found.value, other),
        (found.lower, limits.low),
        (found.upper, limits.high),
    ):
        assert ours == pytest.approx(theirs.evaluate(curve.time))


people = st.lists(
    st.tuples(st.integers(0, 6), st.integers(1, 8), st.booleans(), st.sampled_from("abc")),
    min_size=3,
    max_size=30,
)


def unpack(rows):
    entry = np.array([row[0] for row in rows], float)
    return entry, entry + [row[1] for row in rows], np.array([row[2] for row in rows])


@given(people)
def test_left_truncation_person_by_person(rows):
    entry, duration, event = unpack(rows)
    curve = kaplan_meier(duration=duration, event=event, entry=entry)
    left = 1.0
    for index, time in enumerate(sorted({float(d) for d in duration[event]})):
        at_risk = sum(1 for e, d in zip(entry, duration, strict=True) if e < time <= d)
        events = sum(1 for d, seen in zip(duration, event, strict=True) if seen and d == time)
        left *= 1 - events / at_risk
        assert curve.time[index] == time
        assert curve.at_risk[index] == at_risk
        assert curve.survival[index] == pytest.approx(left)
        low, high = curve.lower[index], curve.upper[index]
        assert low <= left + 1e-12
        assert np.isnan(high) or high >= left - 1e-12


@given(people)
def test_entry_as_in_statsmodels(rows):
    entry, duration, event = unpack(rows)
    if not event.any():
        return
    other = SurvfuncRight(duration, event.astype(int), entry=entry)
    curve = kaplan_meier(duration=duration, event=event, entry=entry)
    assert curve.at(other.surv_times).value == pytest.approx(other.surv_prob)


@given(people)
def test_logrank_as_in_statsmodels(rows):
    _, duration, event = unpack(rows)
    group = np.array([row[3] for row in rows])
    if np.unique(group).size < 2:
        return
    found = logrank(duration=duration, event=event, group=group)
    if np.isnan(found.statistic):
        assert found.notes
        return
    labels = np.unique(group)
    if found.degrees_of_freedom == labels.size - 1:
        with np.errstate(all="ignore"):
            statistic, p_value = survdiff(duration, event.astype(int), group)
        assert found.statistic == pytest.approx(statistic, abs=1e-8)
        assert found.p_value == pytest.approx(p_value, abs=1e-8)
    renamed = logrank(
        duration=duration, event=event, group=[f"z{'cba'['abc'.index(g)]}" for g in group]
    )
    assert renamed.statistic == pytest.approx(found.statistic, abs=1e-8)


def test_everybody_left_and_beyond_the_last():
    curve = kaplan_meier(duration=[1, 2, 3], event=[1, 1, 1])
    assert curve.survival[-1] == 0
    assert np.isnan(curve.upper[-1])
    assert curve.notes
    late = curve.at(4)
    assert np.isnan(late.value)
    assert late.notes
    assert curve.at(0.5).value == 1


def test_a_gap_in_observation_is_noted():
    curve = kaplan_meier(duration=[2, 9], event=[1, 1], entry=[0, 5])
    assert any("without anybody" in note for note in curve.notes)


def test_refusals():
    with pytest.raises(ValueError, match="entry"):
        kaplan_meier(duration=[2, 3], event=[1, 0], entry=[2, 0])
    with pytest.raises(ValueError, match="event"):
        kaplan_meier(duration=[2, 3], event=[1, 2])
    with pytest.raises(ValueError, match="duration"):
        kaplan_meier(duration=[-2, 3], event=[1, 0])
    with pytest.raises(ValueError, match="group"):
        logrank(duration=[2, 3], event=[1, 0], group=[1, 1])
