"""Pay gaps: the figures the regulations define, with limits that other programs give too."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from dueregard.measures import State, UnusableCounts, Verdict, compute, measure
from dueregard.measures.kinds.pay_gap_limits import mean_gap, median_gap
from dueregard.measures.kinds.pay_gap_quarters import quarters
from dueregard.tables import Confidential, FrequencyTable, Observations
from dueregard.tables.seal import READING

MEN = [21.0, 24.5, 19.0, 30.0, 26.5, 22.0, 28.0, 35.0, 23.5, 25.0]
WOMEN = [18.0, 22.5, 17.5, 27.0, 24.0, 20.0, 21.5, 26.0]


def rows(sex, pay, **more):
    return Observations("pay", {"sex": np.array(sex), "hourly_pay": np.array(pay), **more})


def opened(name, sex, pay, **options):
    found = compute(measure(name), {"rows": rows(sex, pay)}, **options)
    assert found.confidential
    with pytest.raises(Confidential):
        len(found)
    return found._confidential(READING)


def gap(name, women=WOMEN, men=MEN):
    (found,) = opened(name, ["F"] * len(women) + ["M"] * len(men), [*women, *men])
    return found


def test_the_mean_gap_is_a_share_of_mens_pay() -> None:
    """SI 2017/353, Schedule 1, paragraph 8: (men - women) / men."""
    found = gap("pay_gap.mean_hourly")
    expected = (np.mean(MEN) - np.mean(WOMEN)) / np.mean(MEN)
    assert float(found.estimate.value) == pytest.approx(expected)
    assert float(found.p_value) == pytest.approx(
        stats.ttest_ind(WOMEN, MEN, equal_var=False).pvalue
    )
    assert found.numbers["smallest_group"] == 8 and found.numbers["observations"] == 18
    assert found.verdict is Verdict.CANNOT_TELL
    assert "would probably not have shown" in found.sentence
    assert f"a gap of {100 * expected:.1f}% of the male figure" in found.sentence


def test_the_median_gap() -> None:
    """SI 2017/353, Schedule 1, paragraph 9."""
    found = gap("pay_gap.median_hourly")
    assert float(found.estimate.value) == pytest.approx(1 - 22.0 / 24.75)
    assert found.numbers["amount_1"] == 22.0 and found.numbers["amount_2"] == 24.75


def test_women_who_are_paid_more_make_a_negative_gap() -> None:
    found = gap("pay_gap.mean_hourly", women=[40.0 + i for i in range(12)])
    assert float(found.estimate.value) < 0
    assert found.verdict is Verdict.HIGHER and found.adverse is False
    less = gap("pay_gap.mean_hourly", women=[10.0 + 0.1 * i for i in range(12)])
    assert less.verdict is Verdict.LOWER and less.adverse is True


def test_limits_of_the_mean_gap_are_fiellers() -> None:
    """Each limit r solves |mean_1 - r mean_2| = t sqrt(v_1 + r² v_2), found here by bisection."""
    women, men = np.array(WOMEN), np.array(MEN)
    found = mean_gap(women, men, 0.95)
    v1, v2 = women.var(ddof=1) / women.size, men.var(ddof=1) / men.size
    degrees = (v1 + v2) ** 2 / (v1**2 / (women.size - 1) + v2**2 / (men.size - 1))
    t = stats.t.ppf(0.975, degrees)

    def beyond(ratio: float) -> float:
        return (women.mean() - ratio * men.mean()) ** 2 - t**2 * (v1 + ratio**2 * v2)

    middle = women.mean() / men.mean()
    high = optimize.brentq(beyond, middle, middle * 3)
    low = optimize.brentq(beyond, middle / 3, middle)
    assert (found.lower, found.upper) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize("made", [mean_gap, median_gap])
def test_limits_cover_what_they_say(made) -> None:
    """400 samples of skewed pay with a true gap of 10 %: coverage within what chance leaves."""
    draw = np.random.default_rng(20170331)
    inside = 0
    for _ in range(400):
        men = np.exp(draw.normal(3, 0.4, 60))
        women = 0.9 * np.exp(draw.normal(3, 0.4, 45))
        found = made(women, men, 0.95)
        inside += found.lower <= 0.1 <= found.upper
    assert 0.92 <= inside / 400 <= 0.985


@pytest.mark.parametrize("made", [mean_gap, median_gap])
@given(
    first=st.lists(st.floats(5, 100), min_size=5, max_size=30),
    second=st.lists(st.floats(5, 100), min_size=5, max_size=30),
    unit=st.floats(0.5, 2),
)
def test_a_gap_knows_no_currency_and_its_test_agrees_with_its_limits(made, first, second, unit):
    one, two = np.array(first), np.array(second)
    found, other = made(one, two, 0.95), made(one * unit, two * unit, 0.95)
    assert found.value == pytest.approx(other.value, abs=1e-9)
    if found.method != "none" and math.isfinite(found.lower):
        assert found.lower <= found.value + 1e-12 and found.value <= found.upper + 1e-12
        if abs(found.p_value - 0.05) > 1e-6:
            assert (found.p_value < 0.05) == (not found.lower <= 0 <= found.upper)


def test_pay_on_few_points_is_tested_by_who_is_above() -> None:
    """All medians lie on points that most are paid at: order statistics say nothing of error."""
    found = median_gap(np.array([20.0] * 30), np.array([25.0] * 30), 0.95)
    assert found.test == "mood" and found.p_value < 1e-9
    assert found.value == found.lower == pytest.approx(0.2)
    same = median_gap(np.array([20.0] * 30), np.array([20.0] * 30), 0.95)
    assert same.p_value == 1


def test_amounts_that_are_missing_are_left_out_and_counted() -> None:
    sex = ["F"] * 6 + ["M"] * 6
    pay = [10.0, 11, 12, 13, 14, math.nan, 12, 13, 14, 15, 16, 17]
    (found,) = opened("pay_gap.mean_hourly", sex, pay)
    assert found.numbers["people_1"] == 5 and found.numbers["missing"] == 1


def test_small_and_empty_groups_are_declined() -> None:
    few = gap("pay_gap.median_hourly", women=[20.0] * 4)
    assert few.state is State.TOO_FEW and few.verdict is Verdict.NOT_COMPUTED
    assert "fewer people than the measure asks for (5)" in few.sentence
    (found,) = opened("pay_gap.mean_hourly", ["F"] * 5 + ["M"] * 9, [math.nan] * 5 + [9.0] * 9)
    assert found.state is State.EMPTY_GROUP


def test_nobody_had_a_bonus_above_nothing() -> None:
    zero = measure("pay_gap.mean_bonus")
    table = Observations("pay", {"sex": np.array(["F", "M"] * 6), "bonus": np.zeros(12)})
    (found,) = compute(zero, {"rows": table})._confidential(READING)
    assert math.isnan(float(found.estimate.value)) and found.verdict is Verdict.CANNOT_TELL
    assert "the gap cannot be given" in found.sentence


def test_several_groups_are_tested_together_first() -> None:
    draw = np.random.default_rng(7)
    each = measure("pay_gap.ethnicity_median_hourly").adapted(
        classification="ethnicity.broad_5plus1", comparison="each", reference="W"
    )
    groups = np.array([*"ABMO"] * 12 + ["W"] * 60)
    pay = np.exp(draw.normal(3, 0.3, groups.size))
    table = Observations("pay", {"ethnicity": groups, "hourly_pay": pay})
    found = compute(each, {"rows": table})._confidential(READING)
    assert len(found) == 4 and found.finding(0).family.m == 4
    together = found.column("omnibus_p")
    assert together[0] == pytest.approx(
        stats.kruskal(*[pay[groups == g] for g in ("A", "B", "M", "O", "W")]).pvalue
    )
    assert (found.column("p_adjusted") >= together).all()


def test_by_unit() -> None:
    sex = np.array(["F", "M"] * 20)
    pay = np.arange(40.0) + 10
    unit = np.array(["Ash"] * 20 + ["Elm"] * 20)
    found = compute(
        measure("pay_gap.mean_hourly"), {"rows": rows(sex, pay, unit=unit)}, by=("unit",)
    )._confidential(READING)
    assert [f.by["unit"] for f in found] == ["Ash", "Elm"]
    assert found.of("F", unit="Elm").numbers["amount_1"] == pay[20::2].mean()


@pytest.mark.parametrize(
    ("people", "sizes"),
    [
        (320, (80, 80, 80, 80)),
        (321, (81, 80, 80, 80)),
        (322, (81, 80, 81, 80)),
        (323, (81, 81, 81, 80)),
    ],
)
def test_quarters_are_as_equal_as_people_allow(people, sizes) -> None:
    """SI 2017/172, regulation 13, step 2."""
    found = quarters(np.arange(people, dtype=float), np.zeros(people, dtype=int), 1)
    assert tuple(found[0]) == sizes


def test_people_with_the_same_pay_are_divided_alike() -> None:
    """Regulation 13(2): 40 people at one rate, 10 of them men, over two quarters."""
    pay = np.array([8.0] * 20 + [10.0] * 40 + [12.0] * 20 + [14.0] * 20 + [15.0] * 20)
    women = np.array([1] * 20 + [1] * 30 + [0] * 10 + [0] * 60)
    found = quarters(pay, women, 2)
    assert found.sum(axis=0).tolist() == [30, 30, 30, 30]
    # Ten of the forty are in the lower quarter: a quarter of them men, as near as people allow.
    assert found[1].tolist() in ([27, 23, 0, 0], [28, 22, 0, 0])


@given(st.lists(st.tuples(st.integers(8, 12), st.integers(0, 2)), min_size=1, max_size=60))
def test_quarters_hold_everybody_once(people) -> None:
    pay = np.array([float(p) for p, _ in people])
    member = np.array([g for _, g in people])
    found = quarters(pay, member, 3)
    assert (found >= 0).all() and (found == np.floor(found)).all()
    assert found.sum(axis=1).tolist() == np.bincount(member, minlength=3).tolist()
    assert np.ptp(found.sum(axis=0)) <= 1


def test_quarters_in_words() -> None:
    sex = ["F"] * 30 + ["M"] * 30 + ["not_recorded"] * 2
    found = opened("pay_gap.quartiles", sex, [10.0 + i for i in range(62)])
    lower = found.of("F", quarter="lower")
    assert (lower.numbers["events"], lower.numbers["total"]) == (15, 15)
    assert lower.verdict is Verdict.DESCRIBED
    assert lower.sentence.startswith(
        "Of 15 employees in the lower quarter of hourly pay, 15 are female (100%"
    )
    assert found.of("M", quarter="upper").numbers["events"] == 15


def test_what_is_no_pay() -> None:
    each = measure("pay_gap.mean_hourly")
    with pytest.raises(UnusableCounts, match="column hourly_pay is missing"):
        compute(each, {"rows": Observations("pay", {"sex": np.array(["F"])})})
    with pytest.raises(UnusableCounts, match="numbers are wanted"):
        compute(each, {"rows": rows(["F", "M"], ["a", "b"])})
    with pytest.raises(UnusableCounts, match="rows"):
        compute(each, {"rows": FrequencyTable.from_records([{"sex": "F", "count": 1}])})
    with pytest.raises(UnusableCounts, match="one of mean, median, quartiles"):
        compute(each.adapted(options={"field": "hourly_pay"}), {"rows": rows(["F", "M"], [1.0, 2])})
    with pytest.raises(UnusableCounts, match="the group F is not there"):
        compute(each, {"rows": rows(["M", "M"], [1.0, 2])})


@given(
    pay=st.lists(st.one_of(st.floats(0, 60), st.just(math.nan)), min_size=12, max_size=40),
    name=st.sampled_from(["mean_hourly", "median_hourly", "quartiles"]),
)
def test_sentences_claim_nothing(well_worded, pay, name) -> None:
    sex = ["F", "M"] * 30
    found = compute(measure(f"pay_gap.{name}"), {"rows": rows(sex[: len(pay)], pay)})
    for finding in found._confidential(READING):
        assert well_worded(finding)
