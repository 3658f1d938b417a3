"""Many comparisons: adjusted, gated by a test over all groups, and counted over looks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.measures import Looks, Verdict, compute, measure, monitor
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
    p = np.concatenate([np.fmax(e.column("p_value"), e.column("omnibus_p")) for e in opened])
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
        with pytest.raises(ValueError, match="look"):
            Looks(*wrong)


def test_confidence_drives_interval_and_verdict(opened) -> None:
    counts = ({"BME": 40, "WHITE": 66}, {"BME": 400, "WHITE": 1000})
    (usual,) = opened(measure("wres.3"), *counts)
    (strict,) = opened(measure("wres.3"), *counts, confidence=0.99)
    assert usual.verdict is Verdict.HIGHER and strict.verdict is Verdict.CANNOT_TELL
    assert "(99% interval" in strict.sentence
    with pytest.raises(ValueError, match="multiplicity"):
        opened(measure("wres.3"), *counts, multiplicity="none")
