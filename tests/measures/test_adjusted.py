"""Like with like: Berkeley admissions and other known answers; each figure beside the crude one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.disclosure import preset, protect
from dueregard.measures import (
    Measure,
    Source,
    State,
    UnusableCounts,
    Verdict,
    Words,
    claims,
    compute,
)
from dueregard.measures.kinds.adjusted_strata import Strata, standardised, stratified
from dueregard.statistics import adjusted_difference, risk_difference
from dueregard.tables import FrequencyTable, Identity, Observations
from dueregard.tables.seal import READING

#: Bickel, Hammel and O'Connell 1975, as R ships them: men admitted and applied, then women.
BERKELEY = {
    "A": (512, 825, 89, 108),
    "B": (353, 560, 17, 25),
    "C": (120, 325, 202, 593),
    "D": (138, 417, 131, 375),
    "E": (53, 191, 94, 393),
    "F": (22, 373, 24, 341),
}
ADMITTED = Measure(
    "t.1",
    "1",
    "Admission",
    "adjusted_comparison",
    Source("r"),
    Source("r"),
    field="sex",
    classification="sex.female_male",
    comparison="F",
    reference="M",
    estimate="difference",
    options={"strata": ["department"]},
    words=Words("were admitted", "applicants", groups={"F": "female", "M": "male"}),
)


def tables_of(counts, **more):
    """Numerator and denominator of men's and women's counts by department."""
    return {
        name: FrequencyTable.from_records(
            [
                {"sex": sex, "department": department, "count": row[at]}
                for department, row in counts.items()
                for sex, at in (("M", man), ("F", man + 2))
            ],
            name=name,
            identity=Identity(name),
        )
        for name, man in (("numerator", 0), ("denominator", 1))
    }


def rows_of(counts):
    columns: dict[str, list] = {"sex": [], "department": [], "admitted": []}
    for department, (x1, n1, x2, n2) in counts.items():
        for sex, x, n in (("M", x1, n1), ("F", x2, n2)):
            columns["sex"] += [sex] * n
            columns["department"] += [department] * n
            columns["admitted"] += [True] * x + [False] * (n - x)
    return {name: np.array(values) for name, values in columns.items()}


def opened(chosen, tables, **options):
    return compute(chosen, tables, **options)._confidential(READING)


class TestBerkeley:
    findings = opened(ADMITTED, tables_of(BERKELEY))

    def of(self, how):
        return self.findings.of("F", adjustment=how)

    def test_crude(self) -> None:
        crude = self.of("crude")
        gap = risk_difference(events_1=557, total_1=1835, events_2=1198, total_2=2691)
        assert (crude.estimate.value, *crude.interval) == pytest.approx(
            (gap.value, gap.lower, gap.upper)
        )
        assert crude.verdict is Verdict.LOWER

    def test_stratified(self) -> None:
        """R: ``mantelhaen.test(UCBAdmissions, correct = FALSE)`` gives 1.5246, p = 0.2169."""
        found = self.of("stratified")
        assert found.p_value == pytest.approx(0.2169, abs=5e-5)
        assert found.numbers["value"] > 0
        assert found.verdict is Verdict.CANNOT_TELL
        assert "cannot tell" in found.sentence and "would probably not have shown" in found.sentence

    def test_departments_differ(self) -> None:
        """The Breslow and Day statistic is 18.83 on 5 degrees of freedom (p = 0.0021)."""
        found = self.of("stratified")
        assert found.numbers["homogeneity_p"] == pytest.approx(0.0021, abs=5e-5)
        assert "not one and the same in every department" in found.sentence

    def test_standardised(self) -> None:
        """Freedman, Pisani and Purves, Statistics, ch. 2: 39 % of men and 43 % of women."""
        found = self.of("standardised")
        assert (round(100 * found.numbers["rate_2"]), round(100 * found.numbers["rate_1"])) == (
            39,
            43,
        )

    def test_regression(self) -> None:
        rows = rows_of(BERKELEY)
        alone = adjusted_difference(
            outcome=rows["admitted"],
            group=rows["sex"] == "F",
            covariates={"department": rows["department"]},
        )
        found = self.of("regression")
        assert (found.estimate.value, *found.interval) == pytest.approx(
            (alone.value, alone.lower, alone.upper)
        )
        assert found.words["method"] == "logistic"

    @pytest.mark.parametrize("how", ["crude", "stratified", "standardised", "regression"])
    def test_the_paradox_is_shown_and_named(self, how) -> None:
        found = self.of(how)
        assert found.words["simpson"] == "reversed"
        assert "Simpson’s paradox" in found.sentence
        assert found.numbers["crude"] == pytest.approx(557 / 1835 - 1198 / 2691)
        if how != "crude":
            assert "The crude difference is 14.2 percentage points lower" in found.sentence
        assert not claims(found.sentence)

    def test_each_way_is_a_family_of_its_own(self) -> None:
        assert {finding.family.m for finding in self.findings} == {1}

    def test_rows_say_the_same_as_counts(self) -> None:
        measure = ADMITTED.adapted(options={"strata": ["department"], "event": "admitted"})
        findings = opened(measure, {"rows": Observations("rows", rows_of(BERKELEY))})
        for name in ("value", "lower", "upper", "p_value"):
            assert findings.column(name) == pytest.approx(self.findings.column(name))
        found = findings.of("F", adjustment="regression").numbers
        assert found["observations"] == 4526 and found["parameters"] == 7
        assert found["smallest_group"] == 557

    def test_ratios_turn_with_the_measure(self) -> None:
        straight = opened(ADMITTED.adapted(estimate="ratio"), tables_of(BERKELEY))
        turned = opened(
            ADMITTED.adapted(estimate="ratio", ratio="reference/comparison"), tables_of(BERKELEY)
        )
        assert turned.column("value") == pytest.approx(1 / straight.column("value"))
        assert [f.verdict for f in turned] == [f.verdict for f in straight]

    def test_of_releasable_tables(self) -> None:
        release = protect(list(tables_of(BERKELEY).values()), preset("internal"))
        tables = {table.name: table for table in release.tables}
        findings = compute(ADMITTED, tables)
        assert len(findings) == 4 and "Simpson" in findings[1].sentence


def test_by_unit_as_cluster_the_limits_are_wider() -> None:
    source = np.random.default_rng(5)
    n = 2000
    unit = source.integers(0, 20, n)
    level = source.normal(size=20)[unit]
    columns = {
        "sex": np.where(source.random(n) < 0.4, "F", "M"),
        "department": np.where(source.random(n) < 0.5, "A", "B"),
        "unit": unit.astype(str),
    }
    female = (columns["sex"] == "F") ^ (unit < 8)
    columns["sex"] = np.where(female, "F", "M")
    columns["admitted"] = source.random(n) < 1 / (1 + np.exp(1 - level))
    rows = {"rows": Observations("rows", columns)}
    options = {"strata": ["department"], "event": "admitted"}
    plain = opened(ADMITTED.adapted(options=options), rows).of("F", adjustment="regression")
    clustered = opened(ADMITTED.adapted(options={**options, "cluster": "unit"}), rows).of(
        "F", adjustment="regression"
    )
    assert clustered.words["method"] == "logistic_cluster_robust"
    width = [f.interval[1] - f.interval[0] for f in (plain, clustered)]
    assert width[1] > width[0]
    alone = adjusted_difference(
        outcome=columns["admitted"],
        group=columns["sex"] == "F",
        covariates={"department": columns["department"]},
        cluster=columns["unit"],
    )
    assert clustered.interval == pytest.approx((alone.lower, alone.upper))
    assert clustered.estimate.value == pytest.approx(plain.estimate.value)


def test_separated_or_sparse_data_take_firths_penalty() -> None:
    sparse = {"A": (0, 30, 6, 30), "B": (0, 30, 5, 30)}
    found = opened(ADMITTED, tables_of(sparse)).of("F", adjustment="regression")
    assert found.words["method"] == "firth"
    assert np.isfinite(found.interval).all()


def test_people_who_have_nobody_alike_are_left_out_and_told() -> None:
    alone = {"A": (10, 40, 12, 40), "B": (5, 20, 0, 0), "C": (0, 0, 1, 1)}
    found = opened(ADMITTED, tables_of(alone)).of("F", adjustment="stratified")
    assert found.numbers["left_out"] == 21 and found.numbers["strata"] == 1
    assert "21 people have nobody alike" in found.sentence
    nobody = {"A": (10, 40, 0, 0), "B": (0, 0, 7, 20)}
    found = opened(ADMITTED, tables_of(nobody)).of("F", adjustment="stratified")
    assert found.state is State.NOT_APPLICABLE
    assert "nobody of the two groups is alike in department" in found.sentence


def test_what_is_declined_says_why() -> None:
    few = opened(ADMITTED, tables_of({"A": (1, 30, 1, 3)}))
    assert {f.state for f in few} == {State.TOO_FEW}
    wrong = opened(ADMITTED, tables_of({"A": (1, 30, 11, 10), "B": (1, 30, 1, 30)}))
    assert {f.state for f in wrong} == {State.INCONSISTENT}
    with pytest.raises(UnusableCounts, match="options, strata"):
        compute(ADMITTED.adapted(options={}), tables_of(BERKELEY))
    with pytest.raises(UnusableCounts, match="no dimension rank"):
        compute(ADMITTED.adapted(options={"strata": ["rank"]}), tables_of(BERKELEY))
    with pytest.raises(UnusableCounts, match="denominator: it is missing"):
        compute(ADMITTED, {"numerator": tables_of(BERKELEY)["numerator"]})
    with pytest.raises(UnusableCounts, match="options, event"):
        compute(ADMITTED, {"rows": Observations("rows", rows_of(BERKELEY))})


STRATUM = st.tuples(*[st.integers(0, 25)] * 4)


@given(st.lists(STRATUM, min_size=1, max_size=4))
@settings(max_examples=60)
def test_any_counts_give_honest_sentences(draws) -> None:
    counts = {f"d{i}": (a, a + b, c, c + d) for i, (a, b, c, d) in enumerate(draws)}
    for estimate in ("difference", "ratio"):
        for found in opened(ADMITTED.adapted(estimate=estimate), tables_of(counts)):
            told = found.sentence
            assert not claims(told), told
            assert "nan" not in told.lower().split(), told
            if found.state is State.COMPUTED:
                lower, upper = found.interval
                value = float(found.estimate.value)
                assert lower - 1e-9 <= value <= upper + 1e-9 or np.isnan(lower)
            if found.verdict is Verdict.CANNOT_TELL:
                assert "cannot tell" in told


@given(st.lists(st.tuples(*[st.integers(1, 30)] * 4), min_size=1, max_size=4))
@settings(max_examples=60)
def test_the_p_value_of_standardised_shares_goes_with_their_limits(draws) -> None:
    a, b, c, d = (np.array([[row[i]] for row in draws], dtype=float) for i in range(4))
    strata = Strata(a, a + b, c, c + d)
    found = standardised(strata, ratio=False, confidence=0.95)
    if abs(found.p_value - 0.05) > 1e-6:
        assert (found.p_value < 0.05) == (found.lower > 0 or found.upper < 0)


def test_one_stratum_is_no_adjustment() -> None:
    strata = Strata(*(np.array([[x]], dtype=float) for x in (8, 40, 20, 60)))
    for make in (stratified, standardised):
        assert make(strata, ratio=False, confidence=0.95).value == pytest.approx(8 / 40 - 20 / 60)
        assert make(strata, ratio=True, confidence=0.95).value == pytest.approx(8 / 40 * 60 / 20)
