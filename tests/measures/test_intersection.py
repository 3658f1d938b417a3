"""Two characteristics at once, against another fit of the same model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dueregard.disclosure import preset, protect
from dueregard.measures import State, UnusableCounts, Verdict, claims, compute, measure
from dueregard.measures.kinds.intersection_margins import expected_by_margins
from dueregard.statistics import shrunken_rates
from dueregard.tables import FrequencyTable, Identity
from dueregard.tables.seal import READING

PROMOTED = measure("promotion.intersection")
CELLS = [("BME", "F"), ("BME", "M"), ("WHITE", "F"), ("WHITE", "M")]


def opened(events, total, chosen=PROMOTED, extra=(), **options):
    tables = {
        name: FrequencyTable.from_records(
            [
                {"ethnicity": first, "sex": second, "count": n}
                for (first, second), n in [*zip(CELLS, counts, strict=True), *extra]
            ]
        )
        for name, counts in (("numerator", events), ("denominator", total))
    }
    return compute(chosen, tables, **options)._confidential(READING)


def test_the_model_without_interaction_is_that_of_statsmodels() -> None:
    sm = pytest.importorskip("statsmodels.api")
    x, n = np.array([[4, 18, 9], [75, 240, 30]]), np.array([[40, 90, 50], [300, 800, 200]])
    design = [[1, i, j == 1, j == 2] for i in range(2) for j in range(3)]
    outcome = np.stack([x.ravel(), (n - x).ravel()], axis=1)
    fit = sm.GLM(outcome, np.array(design, dtype=float), family=sm.families.Binomial()).fit()
    found = expected_by_margins(x.astype(float), n.astype(float), 0.95)
    assert found.expected.ravel() == pytest.approx(fit.fittedvalues * n.ravel(), rel=1e-6)
    assert found.together == pytest.approx(stats.chi2.sf(fit.pearson_chi2, 2), rel=1e-6)
    residual = fit.resid_pearson / np.sqrt(1 - fit.get_hat_matrix_diag())
    usual = found.exact.ravel() == 0
    p = 2 * stats.norm.sf(np.abs(residual))
    assert found.p_value.ravel()[usual] == pytest.approx(p[usual], rel=1e-5)


def test_no_more_than_its_margins_predict() -> None:
    finding = opened([4, 18, 75, 240], [40, 90, 300, 800]).of("BME", **{"and": "Female"})
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "within chance of what the two groups apart predict" in finding.sentence
    assert "would probably not show" in finding.sentence
    assert finding.numbers["rate_1"] == pytest.approx(0.1)
    assert "10%" in finding.sentence and "14%" in finding.sentence


def test_more_than_its_margins_predict() -> None:
    findings = opened([4, 60, 150, 240], [200, 150, 300, 600])
    finding = findings.of("BME", **{"and": "Female"})
    assert finding.verdict is Verdict.LOWER
    assert "is lower than the two groups apart predict" in finding.sentence
    assert finding.words["test"] == "score"


def test_shrunk_beside_raw() -> None:
    events, total = [2, 18, 75, 240], [12, 90, 300, 800]
    findings = opened(events, total)
    alone = shrunken_rates(events=events, total=total)
    assert findings.column("shrunk") == pytest.approx(alone.value)
    small = findings.of("BME", **{"and": "Female"})
    middle = sum(events) / sum(total)
    assert min(small.numbers["rate_1"], middle) <= small.numbers["shrunk"]
    assert small.numbers["shrunk"] <= max(small.numbers["rate_1"], middle)
    assert "Drawn towards the other groups" in small.sentence


def test_small_pairs_are_declined_and_few_events_are_tested_exactly() -> None:
    findings = opened([1, 18, 75, 240], [9, 90, 300, 800])
    small = findings.of("BME", **{"and": "Female"})
    assert small.state is State.TOO_FEW and "(10)" in small.sentence
    few = opened([1, 2, 4, 9], [40, 90, 300, 800]).of("BME", **{"and": "Female"})
    assert few.words["test"] == "mid_p" and few.words["method"] == "clopper_pearson"


def test_nobody_and_hidden_and_unknown() -> None:
    none = opened([0, 0, 0, 0], [40, 90, 300, 800])
    assert {f.state for f in none} == {State.NO_EVENTS}
    with_unknown = opened(
        [4, 18, 75, 240], [40, 90, 300, 800], extra=[(("PNS", "F"), 7), (("PNS", "M"), 7)]
    )
    plain = opened([4, 18, 75, 240], [40, 90, 300, 800])
    assert with_unknown.column("value") == pytest.approx(plain.column("value"))
    with pytest.raises(UnusableCounts, match="no dimension disability"):
        opened([1] * 4, [20] * 4, PROMOTED.adapted(options={"with": ["disability"]}))
    with pytest.raises(UnusableCounts, match="options, with"):
        opened([1] * 4, [20] * 4, PROMOTED.adapted(options={}))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=4, max_size=4))
@settings(max_examples=25)
def test_any_counts_give_honest_sentences(draws) -> None:
    findings = opened([x for x, _ in draws], [x + y for x, y in draws])
    for finding in findings:
        assert not claims(finding.sentence)
        assert "nan" not in finding.sentence.lower().split()
        if finding.state is State.COMPUTED:
            lower, upper = finding.interval
            assert lower - 1e-6 <= float(finding.estimate.value) <= upper + 1e-6
        if finding.verdict is Verdict.CANNOT_TELL:
            assert "cannot tell" in finding.sentence


@given(st.lists(st.integers(1, 9), min_size=3, max_size=3), st.integers(1, 9))
@settings(max_examples=40)
def test_expected_events_add_up_to_those_seen(rates, other) -> None:
    n = np.array([[50.0, 60.0, 70.0], [80.0, 90.0, 100.0]])
    x = np.stack([np.array(rates), np.array(rates[::-1]) + other]).astype(float)
    found = expected_by_margins(x, n, 0.95)
    assert found.expected.sum(axis=0) == pytest.approx(x.sum(axis=0), rel=1e-5)
    assert found.expected.sum(axis=1) == pytest.approx(x.sum(axis=1), rel=1e-5)


def test_a_pair_that_is_hidden_hides_what_rests_on_it() -> None:
    tables = {
        name: FrequencyTable.from_records(
            [
                {"ethnicity": first, "sex": second, "count": n}
                for (first, second), n in zip(CELLS, counts, strict=True)
            ],
            name=name,
            identity=Identity(name),
        )
        for name, counts in (("numerator", [2, 18, 75, 240]), ("denominator", [40, 90, 300, 800]))
    }
    release = protect(list(tables.values()), preset("published"))
    findings = compute(PROMOTED, {table.name: table for table in release.tables})
    assert {finding.state for finding in findings} == {State.HIDDEN}
    assert "hidden so that nobody can be identified" in findings[0].sentence
    assert all(np.isnan(finding.numbers["value"]) for finding in findings)
