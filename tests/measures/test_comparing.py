"""Whole columns at once say what one pair at a time says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.measures import Measure, Source, Verdict, compute, unknown_bounds
from dueregard.measures.comparing import RULES, rules_of
from dueregard.measures.power import detectable
from dueregard.statistics import (
    choose_interval_method,
    exact_test,
    minimum_detectable_ratio,
    missing_characteristic_bounds,
    rate_ratio,
    rate_ratio_test,
    risk_difference,
    risk_ratio,
)
from dueregard.tables import Dimension, FrequencyTable
from dueregard.tables.seal import READING

PAIR = st.tuples(st.integers(0, 40), st.integers(0, 60), st.integers(0, 200), st.integers(0, 300))


def of(kind: str, **changes: object) -> Measure:
    return Measure("t.1", "1", "Test", kind, Source("r"), Source("r"), minimum_n=1).adapted(
        comparison="a", reference="b", **changes
    )


@given(st.lists(PAIR, min_size=1, max_size=20), st.booleans())
def test_the_rules_are_those_of_statistics(pairs, people) -> None:
    rows = [(x1, x1 + y1, x2, x2 + y2) for x1, y1, x2, y2 in pairs]
    measure = "risk_ratio" if people else "rate_ratio"
    found = rules_of(*np.array(rows, dtype=float).T, people=people)
    for (x1, n1, x2, n2), rule in zip(rows, found, strict=True):
        choice = choose_interval_method(
            measure=measure, events_1=x1, total_1=n1, events_2=x2, total_2=n2
        )
        # Where neither group has an event the state of the row says so.
        assert RULES[rule] == choice.rule.replace("no_events", "no_events_in_reference", 1).replace(
            "no_events_in_reference_in_reference", "no_events_in_reference"
        )


@given(PAIR, st.booleans(), st.booleans())
def test_one_finding_is_what_statistics_say_of_its_counts(pair, people, inverted) -> None:
    x1, n1, x2, n2 = pair[0], sum(pair[:2]), pair[2], sum(pair[2:])
    measure = of(
        "comparison" if people else "rate_comparison",
        ratio="reference/comparison" if inverted else "comparison/reference",
    )
    (finding,) = findings_of(measure, {"a": x1, "b": x2}, {"a": n1, "b": n2})
    if min(n1, n2) == 0 or x1 + x2 == 0:
        assert finding.verdict is Verdict.NOT_COMPUTED
        return
    kind = "risk_ratio" if people else "rate_ratio"
    choice = choose_interval_method(measure=kind, events_1=x1, total_1=n1, events_2=x2, total_2=n2)
    if people:
        counts = {"events_1": x1, "total_1": n1, "events_2": x2, "total_2": n2}
        ratio = risk_ratio(**counts, method=choice.method)
        table = [[x1, n1 - x1], [x2, n2 - x2]]
        exact = choice.test_function == "exact_test"
        p = exact_test(table, method=choice.test).p_value if exact else None
    else:
        counts = {"events_1": x1, "exposure_1": n1, "events_2": x2, "exposure_2": n2}
        ratio = rate_ratio(**counts, method=choice.method)
        p = rate_ratio_test(**counts, method=choice.test).p_value
    ends = [float(ratio.value), float(ratio.lower), float(ratio.upper)]
    if inverted:
        with np.errstate(divide="ignore"):
            value, lower, upper = (1 / np.float64(end) for end in ends)
        ends = [value, upper, lower]
    if p is not None:
        assert finding.p_value == pytest.approx(p)
    shown = [float(finding.estimate.value), *finding.interval]
    assert shown[0] == pytest.approx(ends[0], nan_ok=True)
    if finding.words["method"] in ("conditional", "test_inversion"):
        assert finding.words["test"] != "score", "limits of few events agree with their test"
        return
    assert shown == pytest.approx(ends, nan_ok=True)
    assert finding.words["method"] == choice.method


def findings_of(measure, numerator, denominator, **options):
    tables = {
        name: FrequencyTable.from_records(
            [{"group": level, "count": count} for level, count in counts.items()]
        )
        for name, counts in (("numerator", numerator), ("denominator", denominator))
    }
    return compute(measure, tables, **options)._confidential(READING)


@given(PAIR)
def test_interval_and_score_test_agree_where_both_are_chosen(pair) -> None:
    x1, n1, x2, n2 = 10 + pair[0], 20 + sum(pair[:2]), 10 + pair[2], 20 + sum(pair[2:])
    (finding,) = findings_of(of("comparison"), {"a": x1, "b": x2}, {"a": n1, "b": n2})
    if finding.words["test"] == "score" and abs(finding.p_value - 0.05) > 1e-6:
        lower, upper = finding.interval
        assert (finding.p_value < 0.05) == (lower > 1 or upper < 1)


SMALL = st.integers(0, 12)


@given(SMALL, st.integers(0, 300), SMALL, st.integers(0, 300), st.booleans(), st.booleans())
def test_exact_test_and_interval_never_contradict_each_other(x1, y1, x2, y2, people, inverted):
    counts = ({"a": x1, "b": x2}, {"a": x1 + y1, "b": x2 + y2})
    measure = of(
        "comparison" if people else "rate_comparison",
        ratio="reference/comparison" if inverted else "comparison/reference",
    )
    (finding,) = findings_of(measure, *counts)
    if not finding.state.computed or abs(finding.p_value - 0.05) < 1e-9:
        return
    lower, upper = finding.interval
    value = float(finding.estimate.value)
    if finding.words["test"] != "score":
        assert (finding.p_value <= 0.05) == (lower > 1 or upper < 1)
    assert np.isnan(value) or (lower <= value * (1 + 1e-9) and value <= upper * (1 + 1e-9))


@given(SMALL, SMALL, SMALL, SMALL, st.booleans())
def test_exact_test_and_interval_agree_in_the_smallest_tables(x1, y1, x2, y2, people) -> None:
    (finding,) = findings_of(
        of("comparison" if people else "rate_comparison"),
        {"a": x1, "b": x2},
        {"a": x1 + y1, "b": x2 + y2},
    )
    if finding.state.computed and finding.words["test"] != "score":
        lower, upper = finding.interval
        assert (finding.p_value <= 0.05) == (lower > 1 or upper < 1)


def test_one_officer_gives_no_limit_that_contradicts_the_test() -> None:
    """Clopper and Pearson's limits of 1 of 1 and 1 of 2, as ratios: 0.486; 2.4 to 14,800."""
    (none,) = findings_of(of("comparison"), {"a": 1, "b": 0}, {"a": 66, "b": 1250})
    assert none.verdict is Verdict.CANNOT_TELL
    assert none.interval[0] == pytest.approx(0.49, abs=0.01)
    assert none.words["method"] == "conditional"
    (one,) = findings_of(of("comparison"), {"a": 1, "b": 1}, {"a": 66, "b": 12500})
    assert one.verdict is Verdict.HIGHER
    assert one.interval[0] == pytest.approx(2.4, abs=0.05)
    assert one.interval[1] == pytest.approx(14_600, rel=0.03)


@given(PAIR)
def test_turning_the_ratio_changes_no_verdict(pair) -> None:
    x1, n1, x2, n2 = pair[0], sum(pair[:2]), pair[2], sum(pair[2:])
    straight, turned = (
        findings_of(of("comparison", ratio=way), {"a": x1, "b": x2}, {"a": n1, "b": n2})[0]
        for way in ("comparison/reference", "reference/comparison")
    )
    assert straight.verdict == turned.verdict
    assert straight.p_value == pytest.approx(turned.p_value, nan_ok=True)


def test_differences_are_those_of_statistics() -> None:
    (finding,) = findings_of(
        of("comparison", estimate="difference"), {"a": 7, "b": 1}, {"a": 34, "b": 34}
    )
    gap = risk_difference(events_1=7, total_1=34, events_2=1, total_2=34)
    assert (float(finding.estimate.value), *finding.interval) == pytest.approx(
        (gap.value, gap.lower, gap.upper)
    )
    nobody = findings_of(
        of("comparison", estimate="difference"), {"a": 0, "b": 0}, {"a": 34, "b": 34}
    )[0]
    assert nobody.verdict is Verdict.CANNOT_TELL, "a difference needs no event"


COUNT = st.integers(0, 30)


@given(COUNT, COUNT, COUNT, COUNT, st.integers(0, 6), st.integers(0, 6))
def test_bounds_hold_every_way_of_sharing_out_the_unknown(x1, y1, x2, y2, u, w) -> None:
    """Slow oracle: each unknown person, with or without the event, joins either group."""
    n1, n2, v = x1 + y1, x2 + y2, u + w
    found = unknown_bounds(
        events_1=x1,
        total_1=n1,
        events_2=x2,
        total_2=n2,
        unknown_events=u,
        unknown_total=v,
        people=True,
    )
    ratios = []
    for i in range(u + 1):
        for j in range(w + 1):
            top, bottom = (x1 + i, n1 + i + j), (x2 + u - i, n2 + u - i + w - j)
            if top[1] and bottom[1] and bottom[0]:
                ratios.append(top[0] / top[1] / (bottom[0] / bottom[1]))
    if ratios and np.isfinite(found.upper) and np.isfinite(found.lower):
        assert float(found.lower) == pytest.approx(min(ratios))
        assert float(found.upper) == pytest.approx(max(ratios))


@given(COUNT, st.integers(1, 99), COUNT, st.integers(1, 99), st.integers(0, 20))
def test_bounds_without_unknown_people_are_those_of_statistics(x1, n1, x2, n2, u) -> None:
    ours = unknown_bounds(
        events_1=x1,
        total_1=n1,
        events_2=x2,
        total_2=n2,
        unknown_events=u,
        unknown_total=0,
        people=False,
    )
    theirs = missing_characteristic_bounds(
        events_1=x1, exposure_1=n1, events_2=x2, exposure_2=n2, unknown_events=u
    )
    for name in ("lower", "upper", "tipping_share"):
        mine, other = float(getattr(ours, name)), float(getattr(theirs, name))
        assert mine == pytest.approx(other, nan_ok=True) or (np.isnan(mine) and x2 + u == 0)


def test_at_the_tipping_share_the_ratio_is_one() -> None:
    counts = {"events_1": 30, "total_1": 400, "events_2": 60, "total_2": 1500}
    found = unknown_bounds(**counts, unknown_events=80, unknown_total=100, people=True)
    q = float(found.tipping_share)
    first = (30 + q * 80) / (400 + q * 100)
    second = (60 + (1 - q) * 80) / (1500 + (1 - q) * 100)
    assert first / second == pytest.approx(1)


@pytest.mark.parametrize("direction", ["above", "below"])
@pytest.mark.parametrize(("n1", "n2", "x2"), [(300, 300, 60), (100, 2600, 300), (250, 600, 100)])
def test_the_approximation_of_power_is_near_the_exact(n1, n2, x2, direction) -> None:
    found = detectable(
        events_2=x2, total_1=n1, total_2=n2, confidence=0.95, people=True, direction=direction
    )
    exact = minimum_detectable_ratio(
        total_1=n1, total_2=n2, reference_rate=x2 / n2, direction=direction
    )
    assert found.method == "normal"
    assert found.ratio == pytest.approx(exact, rel=0.05)


def test_power_of_rates_by_drawing() -> None:
    """At the ratio said to be likely seen, about four in five draws are significant."""
    found = detectable(events_2=200, total_1=1000, total_2=4000, confidence=0.95, people=False)
    source = np.random.default_rng(7)
    x1 = source.poisson(found.ratio * 200 / 4000 * 1000, 4000)
    x2 = source.poisson(200, 4000)
    p = rate_ratio_test(
        events_1=x1, exposure_1=1000, events_2=x2, exposure_2=4000, method="score"
    ).p_value
    assert np.mean(np.asarray(p) < 0.05) == pytest.approx(0.8, abs=0.04)


def test_columns_by_unit_are_the_same_findings_one_by_one() -> None:
    source = np.random.default_rng(3)
    group, unit = Dimension("group", ("a", "b", "c")), Dimension("unit", tuple("uvwxyz"))
    people = source.integers(0, 60, (3, 6))
    events = source.binomial(people, 0.2)
    tables = {
        name: FrequencyTable.from_arrays(name, [group, unit], counts)
        for name, counts in (("numerator", events), ("denominator", people))
    }
    measure = of("comparison").adapted(comparison="each")
    findings = compute(measure, tables, by=("unit",))._confidential(READING)
    for i, level in enumerate("ac"):
        for j, place in enumerate("uvwxyz"):
            row = 0 if level == "a" else 2
            one = findings.of(level, unit=place)
            alone = findings_of(
                of("comparison").adapted(comparison=level),
                {level: int(events[row, j]), "b": int(events[1, j])},
                {level: int(people[row, j]), "b": int(people[1, j])},
            )[0]
            assert one.state is alone.state
            assert one.p_value == pytest.approx(alone.p_value, nan_ok=True)
            assert one.interval == pytest.approx(alone.interval, nan_ok=True), (i, j)
