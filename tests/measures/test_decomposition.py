"""Decomposition: parts add up to the gap, and known gaps come apart as they are known to."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.measures import (
    Measure,
    State,
    UnusableCounts,
    Verdict,
    Words,
    compute,
    measure,
)
from dueregard.statistics import oaxaca_blinder
from dueregard.tables import FrequencyTable, Observations
from dueregard.tables.seal import READING

PARTS = ("gap", "make-up", "not make-up", "without a counterpart")
#: Bickel, Hammel and O'Connell 1975: six departments, as R ships them (UCBAdmissions).
ADMITTED = {
    "M": dict(zip("ABCDEF", (512, 353, 120, 138, 53, 22), strict=True)),
    "F": dict(zip("ABCDEF", (89, 17, 202, 131, 94, 24), strict=True)),
}
REJECTED = {
    "M": dict(zip("ABCDEF", (313, 207, 205, 279, 138, 351), strict=True)),
    "F": dict(zip("ABCDEF", (19, 8, 391, 244, 299, 317), strict=True)),
}


def by_department(counts):
    return FrequencyTable.from_records(
        [
            {"sex": sex, "department": department, "count": count}
            for sex, each in counts.items()
            for department, count in each.items()
        ]
    )


def admission(**changes) -> Measure:
    return Measure(
        "ours.admission",
        "1",
        "Admission taken apart",
        "decomposition",
        field="sex",
        classification="sex.female_male",
        comparison="F",
        reference="M",
        words=Words("were admitted", "applicants", groups={"F": "female", "M": "male"}),
        options={"covariates": ["department"]},
    ).adapted(**changes)


def of_counts(events, pool, **changes):
    found = compute(
        admission(**changes),
        {"numerator": by_department(events), "denominator": by_department(pool)},
    )
    return found._confidential(READING)


def berkeley():
    pool = {s: {d: ADMITTED[s][d] + REJECTED[s][d] for d in "ABCDEF"} for s in "MF"}
    return of_counts(ADMITTED, pool), pool


def test_admissions_to_berkeley_go_with_where_people_applied() -> None:
    """The gap of 14 points is more than made up by departments; inside them it turns round."""
    found, pool = berkeley()
    gap, make_up, other, apart = (found.of("F", part=part) for part in PARTS)
    assert float(gap.estimate.value) == pytest.approx(557 / 1835 - 1198 / 2691)
    p = {s: np.array([ADMITTED[s][d] / pool[s][d] for d in "ABCDEF"]) for s in "MF"}
    w = {s: np.array([pool[s][d] for d in "ABCDEF"]) / sum(pool[s].values()) for s in "MF"}
    expected = float((w["F"] - w["M"]) @ (p["F"] + p["M"]) / 2)
    assert float(make_up.estimate.value) == pytest.approx(expected)
    assert expected < float(gap.estimate.value) < 0 < float(other.estimate.value)
    assert gap.verdict is Verdict.LOWER and make_up.verdict is Verdict.LOWER
    assert other.verdict is not Verdict.LOWER
    assert "goes with the make-up of the groups by department" in gap.sentence
    assert apart.sentence == "Everybody has people of the other group alike in department."


def test_people_without_a_counterpart_are_told_apart() -> None:
    events = {"M": {"A": 10, "B": 0}, "F": {"A": 10, "B": 5}}
    pool = {"M": {"A": 40, "B": 0}, "F": {"A": 40, "B": 10}}
    found = of_counts(events, pool)
    assert float(found.of("F", part="make-up").estimate.value) == pytest.approx(0)
    assert float(found.of("F", part="not make-up").estimate.value) == pytest.approx(0)
    apart = found.of("F", part="without a counterpart")
    assert float(apart.estimate.value) == pytest.approx(15 / 50 - 10 / 40)
    assert "nobody alike in department" in apart.sentence


def test_nobody_alike_is_declined() -> None:
    events = {"M": {"A": 10, "B": 0}, "F": {"A": 0, "B": 5}}
    pool = {"M": {"A": 40, "B": 0}, "F": {"A": 0, "B": 30}}
    assert all(f.state is State.TOO_FEW for f in of_counts(events, pool))
    empty = {"M": {"A": 10, "B": 1}, "F": {"A": 0, "B": 0}}
    assert all(f.state is State.EMPTY_GROUP for f in of_counts(empty, empty))
    assert all(f.state is State.INCONSISTENT for f in of_counts(pool, {**pool, "M": events["M"]}))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=6, max_size=6))
def test_parts_of_rates_add_up_and_claim_nothing(well_worded, drawn) -> None:
    keys = [(s, d) for s in "MF" for d in "ABC"]
    pool = {s: {} for s in "MF"}
    events = {s: {} for s in "MF"}
    for (sex, department), (a, b) in zip(keys, drawn, strict=True):
        pool[sex][department], events[sex][department] = max(a, b), min(a, b)
    found = of_counts(events, pool)
    for finding in found:
        assert well_worded(finding)
    if found.finding(0).state is State.COMPUTED:
        gap, *parts = found.column("value").tolist()
        assert math.fsum(parts) == pytest.approx(gap, abs=1e-12)


def rows_of(events, pool):
    people = [
        (sex, department, float(i < events[sex][department]))
        for sex, each in pool.items()
        for department, count in each.items()
        for i in range(count)
    ]
    sex, department, admitted = zip(*people, strict=True)
    return {
        "sex": np.array(sex),
        "department": np.array(department),
        "admitted": np.array(admitted),
    }


def test_rows_and_counts_say_the_same() -> None:
    counted, pool = berkeley()
    columns = rows_of(ADMITTED, pool)
    options = {"covariates": ["department"], "outcome": "admitted", "yes_or_no": True}
    each = admission(options=options)
    found = compute(each, {"rows": Observations("r", columns)})._confidential(READING)
    for name in ("value", "lower", "upper", "p_value", "events_1", "total_2"):
        assert found.column(name).tolist() == pytest.approx(
            counted.column(name).tolist(), nan_ok=True
        )
    assert found.finding(0).numbers["parameters"] == 12
    assert found.finding(0).numbers["smallest_group"] == 557
    columns["admitted"][:3] = math.nan
    missing = compute(each, {"rows": Observations("r", columns)})._confidential(READING)
    assert "3 people are left out" in missing.finding(0).sentence
    columns["admitted"][3] = 2
    with pytest.raises(UnusableCounts, match="yes or no"):
        compute(each, {"rows": Observations("r", columns)})


def pay_rows(number=400, seed=3):
    draw = np.random.default_rng(seed)
    sex = np.where(draw.random(number) < 0.4, "F", "M")
    rank = np.where(draw.random(number) < np.where(sex == "F", 0.2, 0.4), "sergeant", "constable")
    years = draw.integers(0, 25, number)
    pay = 14 + 4 * (rank == "sergeant") + 0.2 * years + draw.normal(0, 1, number)
    return {"sex": sex, "rank": rank, "years": years.astype(float), "hourly_pay": pay}


def of_pay(columns, **changes):
    options = {"outcome": "hourly_pay", "title": "hourly pay", "covariates": ["rank", "years"]}
    apart = measure("pay_gap.decomposition").adapted(options=options, **changes)
    return compute(apart, {"rows": Observations("pay", columns)})._confidential(READING)


def test_pay_is_taken_apart_as_oaxaca_and_blinder_do() -> None:
    columns = pay_rows()
    found = of_pay(columns)
    result = oaxaca_blinder(
        outcome=columns["hourly_pay"],
        covariates={"rank": columns["rank"], "years": columns["years"]},
        group=columns["sex"] == "F",
    )
    for part, expected in zip(
        PARTS, (result.gap, result.explained, result.unexplained), strict=False
    ):
        estimate = found.of("F", part=part).estimate
        assert (estimate.value, estimate.lower, estimate.upper) == pytest.approx(
            (expected.value, expected.lower, expected.upper)
        )
    numbers = found.finding(0).numbers
    assert numbers["by_rank"] + numbers["by_years"] == pytest.approx(numbers["make_up"])
    assert numbers["parameters"] == 4 and numbers["observations"] == 400
    assert found.of("F", part="make-up").verdict is Verdict.LOWER
    assert "by rank and years" in found.of("F", part="make-up").sentence


def test_rows_without_an_amount_or_a_counterpart_are_left_out() -> None:
    columns = pay_rows()
    columns["hourly_pay"][0] = math.nan
    columns["years"][1] = math.nan
    columns["rank"] = columns["rank"].astype(object)
    columns["rank"][2] = "chief"
    found = of_pay(columns)
    assert found.finding(0).numbers["left_out"] == 3
    assert "3 people are left out" in found.finding(0).sentence


def test_what_cannot_be_fitted_is_declined() -> None:
    columns = pay_rows(12)
    columns["years"] = np.ones(12)
    found = of_pay(columns, minimum_n=1)
    assert found.finding(0).state is State.NOT_FITTED
    assert "too few or too alike" in found.finding(0).sentence


def test_what_is_missing_is_said() -> None:
    with pytest.raises(UnusableCounts, match="covariates: one or more"):
        compute(admission(options={}), {"rows": Observations("r", {"sex": np.array(["F"])})})
    with pytest.raises(UnusableCounts, match="outcome: it is missing"):
        compute(admission(), {"rows": Observations("r", {"sex": np.array(["F"])})})
    with pytest.raises(UnusableCounts, match="table denominator: it is missing"):
        compute(admission(), {"numerator": by_department(ADMITTED)})
    with pytest.raises(UnusableCounts, match="no table has this dimension"):
        compute(
            admission(options={"covariates": ["grade"]}),
            {"numerator": by_department(ADMITTED), "denominator": by_department(ADMITTED)},
        )


@given(st.integers(0, 2**32 - 1), st.integers(8, 60))
def test_parts_of_pay_add_up_and_claim_nothing(well_worded, seed, number) -> None:
    columns = pay_rows(number, seed)
    if set(columns["sex"]) != {"F", "M"}:
        return
    found = of_pay(columns)
    for finding in found:
        assert well_worded(finding)
        if finding.state is State.COMPUTED:
            numbers = finding.numbers
            assert numbers["make_up"] + numbers["not_make_up"] == pytest.approx(
                numbers["gap"], abs=1e-9
            )
