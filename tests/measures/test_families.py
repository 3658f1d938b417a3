"""Many comparisons: adjusted, gated by a test over all groups, and counted over looks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.exceptions import UsageError
from dueregard.measures import Looks, Verdict, compute, measure, monitor
from dueregard.measures.power import detectable
from dueregard.statistics import adjust_p_values, proportions_test
from dueregard.tables import FrequencyTable
from dueregard.tables.seal import READING

OUTCOME = measure("stop_and_search.outcome").adapted(minimum_n=1)
GROUPS = ("A", "B", "M", "O", "W")


def of(events, people):
    tables = {
        name: FrequencyTable.from_records(
            [{"ethnicity": g, "count": int(n)} for g, n in zip(GROUPS, counts, strict=True)]
        )
        for name, counts in (("numerator", events), ("denominator", people))
    }
    return compute(OUTCOME, tables)


def test_pairs_are_adjusted_by_holm_and_never_below_the_test_over_all_groups() -> None:
    events, people = [90, 130, 40, 30, 500], [400, 800, 150, 140, 2000]
    findings = of(events, people)._confidential(READING)
    together = proportions_test(events=events, total=people).p_value
    p = findings.column("p_value")
    expected = np.maximum(adjust_p_values(p), together)
    assert findings.column("omnibus_p").tolist() == pytest.approx([together] * 4)
    assert findings.column("p_adjusted").tolist() == pytest.approx(expected.tolist())
    assert {finding.words["omnibus"] for finding in findings} == {"chi_squared"}
    assert {finding.family.m for finding in findings} == {4}
    assert "after allowing for 4 comparisons" in findings.of("B").sentence


def test_few_people_are_tested_together_exactly() -> None:
    events, people = [1, 4, 0, 2, 9], [12, 9, 7, 6, 60]
    findings = of(events, people)._confidential(READING)
    exact = proportions_test(events=events, total=people, method="exact").p_value
    assert findings[0].words["omnibus"] == "exact"
    assert findings[0].numbers["omnibus_p"] == pytest.approx(exact)


def test_no_pair_is_told_apart_when_all_together_are_not() -> None:
    """Group M alone looks lower; over five groups it does not stand out."""
    findings = of([80, 81, 60, 82, 81], [300, 300, 300, 300, 300])._confidential(READING)
    assert findings.of("M").p_value < 0.06
    assert {finding.verdict for finding in findings} == {Verdict.CANNOT_TELL}


def test_two_groups_alone_have_no_test_over_all(opened) -> None:
    (finding,) = opened(measure("wres.3"), {"BME": 9, "WHITE": 14}, {"BME": 90, "WHITE": 200})
    assert np.isnan(finding.numbers["omnibus_p"]) and finding.words["omnibus"] == ""
    assert finding.p_adjusted == finding.p_value and finding.family.m == 1


def test_a_monitor_adjusts_over_all_that_was_tested() -> None:
    first = of([90, 130, 40, 30, 500], [400, 800, 150, 140, 2000])
    second = of([9, 13, 4, 3, 50], [40, 80, 15, 14, 200])
    one, two = monitor([first, second])
    opened = [each._confidential(READING) for each in (one, two)]
    p = np.concatenate([e.column("p_value") for e in opened])
    q = np.concatenate([each.column("q_value") for each in opened])
    assert q == pytest.approx(adjust_p_values(p, method="benjamini_hochberg"))
    assert opened[0][0].family.monitor == 8
    assert one.confidential
    assert monitor([]) == ()


def test_each_denominator_is_a_question_asked_again_not_another_question(table) -> None:
    rate = measure("stop_and_search.rate")
    tables = {
        "numerator": table({"B": 90, "A": 40, "W": 300}),
        "denominator": table({"B": 1000, "A": 900, "W": 9000}),
        "denominator.street": table({"B": 2500, "A": 900, "W": 9000}),
    }
    findings = compute(rate, tables)._confidential(READING)
    assert len(findings) == 4 and findings.by == ("scenario",)
    assert {finding.family.m for finding in findings} == {2}
    street = findings.of("B", scenario="people in public places at the time")
    residents = findings.of("B", scenario="residents")
    assert float(street.estimate.value) == pytest.approx(float(residents.estimate.value) / 2.5)


class TestLooks:
    @given(st.floats(0.001, 0.2), st.integers(1, 200))
    def test_looks_without_end_never_spend_more_than_is_allowed(self, level, number) -> None:
        spent = sum(Looks(k, "open").allowed(level) for k in range(1, number + 1))
        assert spent < level

    @given(st.floats(0.001, 0.2), st.integers(1, 50))
    def test_planned_looks_spend_what_is_allowed(self, level, planned) -> None:
        spent = sum(Looks(k, planned).allowed(level) for k in range(1, planned + 1))
        assert spent == pytest.approx(level)

    def test_a_later_look_asks_for_more_and_says_so(self, opened) -> None:
        counts = ({"BME": 40, "WHITE": 60}, {"BME": 400, "WHITE": 1000})
        (first,) = opened(measure("wres.3"), *counts)
        (fourth,) = opened(measure("wres.3"), *counts, looks=Looks(4, planned="open"))
        assert first.verdict is Verdict.HIGHER and first.p_value > 0.05 / 20
        assert fourth.verdict is Verdict.CANNOT_TELL
        assert "look 4 at the same monitor, which is allowed for" in fourth.sentence
        (said,) = opened(measure("wres.3"), *counts, looks=4)
        assert "no allowance is made for the earlier ones" in said.sentence

    @pytest.mark.parametrize("wrong", [(0, None), (3, 2), (1, "never")])
    def test_looks_that_cannot_be(self, wrong) -> None:
        with pytest.raises(ValueError, match="look") as raised:
            Looks(*wrong)
        assert isinstance(raised.value, UsageError) and raised.value.exit_code == 2


def test_confidence_drives_interval_and_verdict(opened) -> None:
    counts = ({"BME": 40, "WHITE": 66}, {"BME": 400, "WHITE": 1000})
    (usual,) = opened(measure("wres.3"), *counts)
    (strict,) = opened(measure("wres.3"), *counts, confidence=0.99)
    assert usual.verdict is Verdict.HIGHER and strict.verdict is Verdict.CANNOT_TELL
    assert "(99% interval" in strict.sentence
    with pytest.raises(ValueError, match="multiplicity"):
        opened(measure("wres.3"), *counts, multiplicity="none")


def test_benjamini_and_hochberg_are_never_stricter_than_holm() -> None:
    """Alone B stands out (p 0.0017): Holm's and their adjusted p-values are 0.0069."""
    counts = ([18, 50, 40, 15, 400], [200, 400, 500, 120, 5000])
    usual = of(*counts)._confidential(READING)
    black = usual.of("B")
    assert black.p_value == pytest.approx(0.0017, abs=5e-5)
    assert black.q_value == pytest.approx(0.0069, abs=5e-5)
    tables = {
        name: FrequencyTable.from_records(
            [{"ethnicity": g, "count": n} for g, n in zip(GROUPS, part, strict=True)]
        )
        for name, part in zip(("numerator", "denominator"), counts, strict=True)
    }
    loose = compute(OUTCOME, tables, multiplicity="benjamini_hochberg")._confidential(READING)
    assert (loose.column("q_value") <= usual.column("p_adjusted") + 1e-12).all()
    told = {finding.group for finding in usual if finding.verdict is not Verdict.CANNOT_TELL}
    freer = {finding.group for finding in loose if finding.verdict is not Verdict.CANNOT_TELL}
    assert told <= freer


def test_what_could_have_shown_allows_for_the_other_comparisons_and_looks() -> None:
    counts = ([40, 44, 9, 6, 430], [500, 400, 110, 80, 5000])
    findings = of(*counts)._confidential(READING)
    finding = findings.of("A")
    assert finding.verdict is Verdict.CANNOT_TELL
    expected = detectable(
        events_2=430,
        total_1=500,
        total_2=5000,
        confidence=1 - 0.05 / 4,
        people=True,
        direction="below",
    )
    assert finding.power.ratio == pytest.approx(expected.ratio)
    assert "not have shown, with 4 comparisons allowed for" in finding.sentence


def test_power_at_the_level_told_is_four_in_five_by_drawing(opened) -> None:
    found = detectable(
        events_2=430, total_1=500, total_2=5000, confidence=1 - 0.05 / 4, people=True
    )
    source = np.random.default_rng(11)
    x1 = source.binomial(500, found.ratio * 430 / 5000, 4000)
    x2 = source.binomial(5000, 430 / 5000, 4000)
    share = (x1 + x2) / 5500
    z = (x1 / 500 - x2 / 5000) / np.sqrt(share * (1 - share) * (1 / 500 + 1 / 5000))
    assert np.mean(np.abs(z) > 2.4977) == pytest.approx(0.8, abs=0.03)


def test_an_interval_that_leaves_parity_out_says_why_nothing_is_told() -> None:
    findings = of([80, 80, 59, 80, 81], [300, 300, 300, 300, 300])._confidential(READING)
    several = [each for each in findings if each.interval[0] > 1 or each.interval[1] < 1]
    assert several, "one pair alone stands out"
    for finding in several:
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "a test of all groups together (chi squared) does not tell" in finding.sentence
    findings = of([90, 101, 60, 56, 1500], [1100, 900, 700, 600, 15000])._confidential(READING)
    for finding in findings:
        outside = finding.interval[0] > 1 or finding.interval[1] < 1
        if finding.verdict is Verdict.CANNOT_TELL:
            assert outside == ("although the interval" in finding.sentence)


def test_too_small_is_said_of_the_side_that_was_looked_at(opened) -> None:
    (finding,) = opened(
        measure("leaving.all").adapted(minimum_n=1), {"BME": 1, "WHITE": 1}, {"BME": 2, "WHITE": 3}
    )
    assert "too small for any ratio above 1 to be likely to show" in finding.sentence
