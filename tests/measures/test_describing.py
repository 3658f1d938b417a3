"""Representation, shares and disclosure rates, against plain arithmetic and exact tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dueregard.measures import Benchmark, Population, State, Verdict, compute, measure
from dueregard.statistics import risk_difference
from dueregard.tables import FrequencyTable
from dueregard.tables.seal import READING

BOARD = measure("wres.9")


def of(chosen, numerator, denominator=None, **options):
    tables = {
        name: FrequencyTable.from_records(
            [{"ethnicity": level, "count": count} for level, count in counts.items()]
        )
        for name, counts in (("numerator", numerator), ("denominator", denominator))
        if counts is not None
    }
    return compute(chosen, tables, **options)._confidential(READING)


class TestRepresentation:
    def test_indicator_9_is_a_difference_in_percentage_points(self) -> None:
        (finding,) = of(BOARD, {"BME": 1, "WHITE": 11}, {"BME": 1400, "WHITE": 5500})
        assert float(finding.estimate.value) == pytest.approx(1 / 12 - 1400 / 6900)
        exact = stats.binomtest(1, 12, 1400 / 6900)
        assert finding.words["test"] == "mid_p"
        assert finding.p_value < exact.pvalue
        lower, upper = exact.proportion_ci(0.95, "exact")
        assert finding.interval == pytest.approx((lower - 1400 / 6900, upper - 1400 / 6900))
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "12.0 percentage points below" in finding.sentence

    def test_a_sample_is_less_sure_than_a_census(self) -> None:
        counts = ({"BME": 70, "WHITE": 430}, {"BME": 200, "WHITE": 800})
        census, sample, clustered = (
            of(measure("representation.residents").adapted(denominator=who), *counts)[0]
            for who in (
                Population("residents"),
                Population("residents", uncertainty="sample"),
                Population("residents", uncertainty="sample", design_effect=2.0),
            )
        )
        widths = [f.interval[1] - f.interval[0] for f in (census, sample, clustered)]
        assert widths == sorted(widths) and widths[0] < widths[1] < widths[2]
        assert census.p_value < sample.p_value < clustered.p_value
        assert {float(f.estimate.value) for f in (census, sample)} == {0.14 - 0.2}
        gap = risk_difference(events_1=70, total_1=500, events_2=200, total_2=1000)
        assert sample.interval == pytest.approx((gap.lower, gap.upper))

    @given(st.integers(0, 20), st.integers(1, 40), st.integers(0, 60), st.integers(1, 200))
    def test_a_part_is_compared_with_the_rest_of_the_whole(self, x, y, other, rest) -> None:
        chosen = measure("wres.1").adapted(minimum_n=1)
        whole = {"BME": x + other, "WHITE": y + rest}
        (finding,) = of(chosen, {"BME": x, "WHITE": y}, whole)
        if x + other == 0:
            assert finding.state is State.EMPTY_GROUP
            return
        value = x / (x + y) - whole["BME"] / sum(whole.values())
        assert float(finding.estimate.value) == pytest.approx(value)
        lower, upper = finding.interval
        assert lower - 1e-9 <= value <= upper + 1e-9
        ratio = x / (x + y) / (whole["BME"] / sum(whole.values()))
        assert finding.numbers["ratio"] == pytest.approx(ratio)

    def test_a_part_larger_than_its_whole_is_refused(self) -> None:
        (finding,) = of(measure("wres.1"), {"BME": 9, "WHITE": 90}, {"BME": 5, "WHITE": 900})
        assert finding.state is State.INCONSISTENT

    def test_a_ratio_of_shares(self) -> None:
        chosen = BOARD.adapted(estimate="ratio", benchmark=Benchmark("census"))
        (finding,) = of(chosen, {"BME": 30, "WHITE": 270}, {"BME": 2000, "WHITE": 8000})
        assert float(finding.estimate.value) == pytest.approx(0.5)
        assert "a ratio of 0.50" in finding.sentence
        assert finding.verdict is Verdict.LOWER and finding.adverse is True


class TestShare:
    def test_staff_in_post_by_racial_group(self) -> None:
        staff = {"W": 900, "B": 50, "A": 60, "M": 20, "O": 5, "NS": 65}
        findings = of(measure("employment_duty.staff_in_post"), staff)
        black = findings.of("B")
        assert float(black.estimate.value) == pytest.approx(50 / 1035)
        assert black.numbers["of_all"] == pytest.approx(50 / 1100)
        assert black.verdict is Verdict.DESCRIBED
        assert "50 of 1,035 staff in post whose group is known are Black" in black.sentence
        assert "Of all staff in post it is 4.5%" in black.sentence
        assert sum(findings.column("value")) == pytest.approx(1)

    def test_the_share_of_a_group(self) -> None:
        limb = measure("employment_duty.discipline")
        (finding,) = [f for f in of(limb, {"B": 3, "W": 9}, {"B": 50, "W": 900}) if f.group == "B"]
        assert finding.sentence.startswith(
            "3 of 50 Black staff were the subject of disciplinary procedures: 6.0%"
        )
        assert finding.words["method"] == "clopper_pearson"


class TestDisclosureRate:
    @given(
        st.lists(st.integers(0, 50), min_size=5, max_size=5),
        st.integers(0, 60),
        st.integers(0, 30),
        st.integers(0, 20),
    )
    def test_kinds_of_missing_are_kept_apart(self, groups, silent, unrecorded, unasked) -> None:
        counts = dict(zip("WBAMO", groups, strict=True))
        counts |= {"PNS": silent, "NOT_RECORDED": unrecorded, "NOT_ASKED": unasked}
        (finding,) = of(measure("disclosure.ethnicity"), counts)
        asked = sum(groups) + silent + unrecorded
        if asked == 0:
            assert finding.state is State.EMPTY_GROUP
            return
        assert float(finding.estimate.value) == pytest.approx(sum(groups) / asked)
        assert finding.numbers["not_asked"] == unasked
        named = finding.words["smaller"].split("; ") if finding.words["smaller"] else []
        assert len(named) == sum(size < silent + unrecorded for size in groups)
        assert ("were not asked" in finding.sentence) == (unasked > 0)
