"""Two codings of the same people, against published kappas and plain counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.measures import Measure, Source, State, UnusableCounts, claims, compute, measure
from dueregard.statistics import stuart_maxwell_test
from dueregard.tables import FrequencyTable
from dueregard.tables.seal import READING

SEARCHED = measure("stop_and_search.agreement")
CODES = ["W", "B", "A", "M", "O"]


def opened(counts, chosen=SEARCHED, **options):
    rows = [
        {"ethnicity": first, "ethnicity_observed": second, "count": n}
        for (first, second), n in counts.items()
    ]
    tables = {"numerator": FrequencyTable.from_records(rows)}
    return compute(chosen, tables, **options)._confidential(READING)


def crossed(table, codes=CODES):
    return {(a, b): int(table[i][j]) for i, a in enumerate(codes) for j, b in enumerate(codes)}


def test_a_published_kappa() -> None:
    """Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, table 18.1.

    Two raters of 100 subjects: kappa 0.68, and 0.087 as its standard error.
    """
    table = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
    codes = ["psychotic", "neurotic", "organic"]
    plain = Measure(
        "t.1", "1", "Agreement", "agreement", Source("r"), options={"with": "ethnicity_observed"}
    )
    found = opened(crossed(table, codes), plain).of("all")
    assert round(float(found.estimate.value), 2) == 0.68
    lower, upper = found.interval
    assert (upper - lower) / 2 / 1.96 == pytest.approx(0.087, abs=0.0015)
    assert found.numbers["events"] == 89 and found.numbers["total"] == 100


def test_where_the_codings_part() -> None:
    table = np.diag([300, 120, 90, 40, 20])
    table[3, 1], table[0, 4] = 25, 6
    findings = opened(crossed(table))
    whole = findings.of("all")
    assert whole.numbers["margins_p"] == pytest.approx(stuart_maxwell_test(table).p_value)
    assert "cannot stand for one another" in whole.sentence
    assert "Mixed as they say and Black as officers saw them (25)" in whole.sentence
    mixed = findings.of("M")
    assert float(mixed.estimate.value) == pytest.approx(40 / 65)
    assert mixed.numbers["second_total"] == 40
    assert mixed.numbers["difference"] == pytest.approx(25 / table.sum())
    assert not claims(mixed.sentence)


def test_people_of_whom_one_is_not_known_are_told_and_left_out() -> None:
    counts = crossed(np.diag([300, 120, 90, 40, 20]))
    counts |= {("NOT_STATED", code): 7 for code in CODES}
    counts[("W", "not_recorded")] = 3
    whole = opened(counts).of("all")
    assert whole.numbers["total"] == 570 and float(whole.estimate.value) == 1
    assert (whole.numbers["first_only"], whole.numbers["second_only"]) == (3, 35)
    assert "A further 38 are left out" in whole.sentence
    assert "cannot tell whether the two give groups different shares" in whole.sentence


def test_what_is_declined() -> None:
    assert opened({("W", "W"): 4, ("B", "W"): 2}).of("all").state is State.TOO_FEW
    one = opened({("W", "W"): 40, ("B", "B"): 0})
    assert one.of("all").state is State.NO_EVENTS, "kappa of one code is nothing"
    assert one.of("B").state is State.EMPTY_GROUP
    with pytest.raises(UnusableCounts, match="no dimension seen"):
        opened({("W", "W"): 4}, SEARCHED.adapted(options={"with": "seen"}))


@given(st.lists(st.lists(st.integers(0, 40), min_size=5, max_size=5), min_size=5, max_size=5))
@settings(max_examples=40)
def test_shares_and_sentences_of_any_counts(table) -> None:
    findings = opened(crossed(table))
    for number, code in enumerate(CODES):
        found = findings.of(code)
        assert not claims(found.sentence)
        if found.state is State.COMPUTED:
            assert found.numbers["events"] == table[number][number]
            assert found.numbers["total"] == sum(table[number])
            lower, upper = found.interval
            assert lower - 1e-9 <= float(found.estimate.value) <= upper + 1e-9
    whole = findings.of("all")
    assert not claims(whole.sentence) and "nan" not in whole.sentence.lower().split()
