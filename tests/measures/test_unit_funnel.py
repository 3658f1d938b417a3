"""Units on a funnel: limits, over-dispersion, nought events, ranks told only where they hold."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dueregard.disclosure import preset, protect
from dueregard.measures import State, UnusableCounts, Verdict, claims, compute, measure
from dueregard.statistics import adjust_p_values, funnel_limits, overdispersion, rate_ratio
from dueregard.tables import Dimension, FrequencyTable, Identity
from dueregard.tables.seal import READING

LEAVING = measure("leaving.units").adapted(minimum_n=5)
FORCES = measure("stop_and_search.forces").adapted(
    classification="ethnicity.binary.bme_excluding_white_minorities",
    comparison="BME",
    reference="WHITE",
    minimum_n=5,
    options={"unit": "unit", "of": "relative"},
)


def opened(chosen, events, total, lost=None, **options):
    units = tuple(f"u{i:02d}" for i in range(np.shape(events)[1]))
    dims = [Dimension("ethnicity", ("BME", "WHITE")), Dimension("unit", units)]
    tables = {
        "numerator": FrequencyTable.from_arrays(
            "numerator", dims, np.asarray(events), not_collected=lost
        ),
        "denominator": FrequencyTable.from_arrays("denominator", dims, np.asarray(total)),
    }
    return compute(chosen, tables, **options)._confidential(READING)


def steady(units=12, seed=4, rate=0.1):
    source = np.random.default_rng(seed)
    total = np.stack([source.integers(20, 80, units), source.integers(100, 500, units)])
    return source.binomial(total, rate), total


def group(findings, code):
    return [finding for finding in findings if finding.group == code]


def test_limits_are_those_of_statistics() -> None:
    events, total = steady()
    found = group(opened(LEAVING, events, total), "BME")
    x, n = events[0], total[0]
    target = x.sum() / n.sum()
    limits = funnel_limits(denominator=n, target=target)
    assert [f.numbers["limit_upper_95"] for f in found] == pytest.approx(limits.upper[0])
    assert [f.numbers["limit_lower_998"] for f in found] == pytest.approx(limits.lower[1])
    assert [f.numbers["value"] for f in found] == pytest.approx(x / n / target)
    assert {f.words["test"] for f in found} == {"mid_p"}
    spread = overdispersion(observed=x, expected=target * n, total=n, kind="proportion")
    assert found[0].numbers["phi"] == pytest.approx(spread.phi)


def test_everybody_is_on_a_funnel_too() -> None:
    events, total = steady()
    found = group(opened(LEAVING, events, total), "everybody")
    assert [f.numbers["events"] for f in found] == events.sum(axis=0).tolist()
    assert "staff left" in found[0].sentence and "all staff" not in found[0].sentence


def test_units_of_a_funnel_are_one_family() -> None:
    events, total = steady()
    events[1, 3] = total[1, 3] // 2
    for found in (group(opened(LEAVING, events, total), code) for code in ("everybody", "BME")):
        p = np.array([f.p_value for f in found])
        assert [f.p_adjusted for f in found] == pytest.approx(adjust_p_values(p, method="holm"))
        assert {f.family.m for f in found} == {12}
    standing = group(opened(LEAVING, events, total), "everybody")[3]
    assert standing.verdict is Verdict.HIGHER and standing.adverse is True
    assert "above the 99.8% limits" in standing.sentence
    assert "after allowing for 12 comparisons" in standing.sentence


def test_units_that_vary_beyond_chance_widen_the_limits() -> None:
    events, total = steady(units=20)
    rates = np.where(np.arange(20) % 2, 0.05, 0.25)
    events = np.round(total * rates).astype(int)
    found = group(opened(LEAVING, events, total), "everybody")
    assert found[0].numbers["phi"] > 1 and found[0].numbers["tau_squared"] > 0
    assert found[0].words["test"] == "random_effects"
    assert "widened as units vary by more than chance" in found[0].sentence
    assert {f.verdict for f in found} == {Verdict.CANNOT_TELL}
    few = group(opened(LEAVING, events[:, :6], total[:, :6]), "everybody")
    assert few[0].words["widened"] == "no", "fewer than ten units"


def test_a_unit_without_events_and_one_without_people() -> None:
    events, total = steady()
    events[:, 0], events[:, 1], total[:, 1] = 0, 0, 0
    found = group(opened(LEAVING, events, total), "everybody")
    assert found[0].state is State.COMPUTED and float(found[0].estimate.value) == 0
    assert found[0].interval[1] > 0
    assert found[1].state is State.EMPTY_GROUP
    assert found[2].numbers["units"] == 11


def test_a_unit_that_sent_nothing_is_no_unit_without_events() -> None:
    events, total = steady()
    lost = np.zeros(events.shape, dtype=bool)
    lost[:, 2] = True
    found = group(opened(LEAVING, events, total, lost), "BME")
    assert found[2].state is State.NOT_COLLECTED
    assert found[0].numbers["units"] == 11


@pytest.mark.parametrize("of", ["share", "rate", "relative"])
def test_alike_units_are_not_ranked(of) -> None:
    events, total = steady(seed=8)
    chosen = (FORCES if of == "relative" else LEAVING).adapted(options={"unit": "unit", "of": of})
    for finding in opened(chosen, events, total):
        assert np.isnan(finding.numbers["rank"]) and np.isnan(finding.numbers["worst_fifth"])
        assert "are not ranked" in finding.sentence


def test_units_far_apart_are_ranked_with_their_stability() -> None:
    total = np.full((2, 10), 4000)
    events = np.round(total * np.linspace(0.02, 0.4, 10)).astype(int)
    found = group(opened(LEAVING, events, total), "everybody")
    assert [f.numbers["rank"] for f in found] == list(range(10, 0, -1))
    assert found[-1].numbers["worst_fifth"] == pytest.approx(1)
    assert found[0].numbers["worst_fifth"] == 0
    assert found[-1].numbers["rank_lower"] == found[-1].numbers["rank_upper"] == 1
    assert "the highest first, is 1, and could be 1 to 1" in found[-1].sentence
    low = group(opened(LEAVING.adapted(adverse="below"), events, total), "everybody")
    assert low[0].numbers["worst_fifth"] == pytest.approx(1), "the lowest are the worst"


def test_ratios_of_two_groups() -> None:
    """The target is the ratio of Mantel and Haenszel; the test is exact given both groups."""
    events = np.array([[30, 12, 8, 5], [60, 30, 20, 0]])
    total = np.array([[1000, 600, 400, 300], [4000, 3000, 2000, 900]])
    found = opened(FORCES, events, total)
    (x1, x2), (n1, n2) = events, total
    target = (x1 * n2 / (n1 + n2)).sum() / (x2 * n1 / (n1 + n2)).sum()
    assert found[0].numbers["target"] == pytest.approx(target)
    alone = rate_ratio(events_1=30, exposure_1=1000, events_2=60, exposure_2=4000, method="score")
    assert found[0].interval == pytest.approx((alone.lower / target, alone.upper / target))
    share = 1000 * target / (1000 * target + 4000)
    assert found[0].p_value == pytest.approx(stats.binomtest(30, 90, share).pvalue, abs=0.05)
    assert found[3].state is State.BOUND_ONLY
    assert "as the latter have none" in found[3].sentence


def test_a_group_without_events_in_a_small_unit_gives_no_ratio_to_read() -> None:
    events = np.array([[30, 12, 8, 0], [60, 30, 20, 2]])
    total = np.array([[1000, 600, 400, 10], [4000, 3000, 2000, 200]])
    told = opened(FORCES, events, total)[3].sentence
    assert "there are no " in told and "0.00" not in told
    assert "too small for any ratio to be likely to show" in told


def test_too_few_units_and_options_that_are_wrong() -> None:
    events, total = steady(units=2)
    found = opened(LEAVING, events, total)
    assert {f.state for f in found} == {State.NOT_APPLICABLE}
    assert "fewer than three units" in found[0].sentence
    none = opened(LEAVING, *(np.zeros((2, 5), int), np.full((2, 5), 50)))
    assert {f.state for f in none} == {State.NO_EVENTS}
    with pytest.raises(UnusableCounts, match="of: shares is not one of"):
        opened(LEAVING.adapted(options={"of": "shares"}), events, total)
    with pytest.raises(UnusableCounts, match="no dimension area"):
        opened(LEAVING.adapted(options={"unit": "area"}), events, total)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("of", ["share", "rate", "relative"])
def test_any_counts_give_honest_sentences(seed, of) -> None:
    source = np.random.default_rng(seed)
    total = source.integers(0, 60, (2, int(source.integers(2, 14))))
    events = source.binomial(total, source.random())
    chosen = (FORCES if of == "relative" else LEAVING).adapted(options={"unit": "unit", "of": of})
    for finding in opened(chosen, events, total):
        told = finding.sentence
        assert not claims(told), told
        assert "nan" not in told.lower().split(), told
        if finding.verdict is Verdict.CANNOT_TELL:
            assert "cannot tell" in told
        if finding.state is State.COMPUTED:
            lower, upper = finding.interval
            assert lower - 1e-9 <= float(finding.estimate.value) <= upper + 1e-9


def test_a_hidden_unit_is_off_the_funnel_and_says_so() -> None:
    events, total = steady()
    events[0] += 15
    events[0, 4] = 2
    units = tuple(f"u{i:02d}" for i in range(12))
    dims = [Dimension("ethnicity", ("BME", "WHITE")), Dimension("unit", units)]
    tables = [
        FrequencyTable.from_arrays(name, dims, counts, identity=Identity(name))
        for name, counts in (("numerator", events), ("denominator", total))
    ]
    release = protect(tables, preset("published"))
    findings = compute(LEAVING, {table.name: table for table in release.tables})
    hidden = findings.of("BME", unit="u04")
    assert hidden.state is State.HIDDEN and np.isnan(hidden.p_value)
    shown = [f for f in findings if f.group == "BME" and f.state is State.COMPUTED]
    assert {f.numbers["units"] for f in shown} == {float(len(shown))}
    assert {f.family.m for f in shown} == {len(shown)}
    assert findings.of("everybody", unit="u04").state is State.COMPUTED, "its margin is shown"
