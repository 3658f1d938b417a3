"""What is not computed says why; a missing submission is never a zero."""

from __future__ import annotations

import numpy as np
import pytest

from dueregard.measures import State, UnusableCounts, Verdict, claims, compute, measure
from dueregard.tables import Dimension, FrequencyTable
from dueregard.tables.seal import READING

RESIGNATION = measure("leaving.resignation")


@pytest.mark.parametrize(
    ("numerator", "denominator", "state", "told"),
    [
        ({"BME": 0, "WHITE": 3}, {"BME": 0, "WHITE": 90}, State.EMPTY_GROUP, "nobody in it"),
        ({"BME": 1, "WHITE": 3}, {"BME": 4, "WHITE": 90}, State.TOO_FEW, "asks for (5)"),
        ({"BME": 0, "WHITE": 0}, {"BME": 9, "WHITE": 90}, State.NO_EVENTS, "no event in either"),
        ({"BME": 12, "WHITE": 3}, {"BME": 9, "WHITE": 90}, State.INCONSISTENT, "more events than"),
        ({"WHITE": 3}, {"BME": 9, "WHITE": 90}, State.NOT_IN_TABLE, "does not say whether"),
    ],
)
def test_why_nothing_is_computed(opened, numerator, denominator, state, told) -> None:
    (finding,) = opened(RESIGNATION, numerator, denominator)
    assert finding.state is state
    assert finding.verdict is Verdict.NOT_COMPUTED
    assert np.isnan(float(finding.estimate.value)) and np.isnan(finding.p_value)
    assert told in finding.sentence
    assert finding.shortfall is None and finding.unknown is None
    assert not claims(finding.sentence)


def test_a_group_that_an_observer_never_assigned_is_not_nought_of_it(opened) -> None:
    """A force that records no Mixed people has not searched none of them."""
    observed = measure("stop_and_search.rate_officer_defined")
    searches = {"W": 900, "B": 120, "A": 70, "O": 30, "M": 0}
    residents = {"W": 90_000, "B": 4_000, "A": 5_000, "O": 1_000, "M": 3_000}
    found = {one.group: one for one in opened(observed, searches, residents)}
    assert found["M"].state is State.NOT_RECORDED
    assert found["M"].verdict is Verdict.NOT_COMPUTED
    assert "it is not recorded, not that there is none" in found["M"].sentence
    assert found["B"].state is State.COMPUTED
    assert found["B"].family.m == 3


def test_nought_of_a_group_that_people_give_themselves_is_a_figure(opened) -> None:
    said = measure("stop_and_search.rate")
    searches = {"W": 900, "B": 120, "A": 70, "O": 30, "M": 0}
    residents = {"W": 90_000, "B": 4_000, "A": 5_000, "O": 1_000, "M": 3_000}
    (mixed,) = (one for one in opened(said, searches, residents) if one.group == "M")
    assert mixed.state is State.COMPUTED and mixed.verdict is Verdict.LOWER


def test_a_reference_without_events_gives_one_limit_only(opened) -> None:
    (finding,) = opened(RESIGNATION, {"BME": 5, "WHITE": 0}, {"BME": 56, "WHITE": 29})
    assert finding.state is State.BOUND_ONLY
    lower, upper = finding.interval
    assert 0 < lower < 1 and np.isinf(upper)
    assert "only that it is at least 0.51" in finding.sentence
    assert finding.screening == ""


def test_a_turned_ratio_is_divided_by_the_comparison_group(opened) -> None:
    wres = measure("wres.2")
    (none,) = opened(wres, {"BME": 0, "WHITE": 12}, {"BME": 14, "WHITE": 80})
    assert none.state is State.BOUND_ONLY and np.isinf(none.interval[1])
    (other,) = opened(wres, {"BME": 3, "WHITE": 0}, {"BME": 14, "WHITE": 80})
    assert other.state is State.COMPUTED and float(other.estimate.value) == 0


def tables(lost: np.ndarray) -> dict[str, FrequencyTable]:
    group = Dimension("ethnicity", ("BME", "WHITE"))
    month = Dimension("month", ("2026-01", "2026-02"))
    events = np.array([[4, 0], [9, 0]])
    return {
        "numerator": FrequencyTable.from_arrays(
            "numerator", [group, month], events, not_collected=lost
        ),
        "denominator": FrequencyTable.from_arrays(
            "denominator", [group, month], np.array([[90, 91], [400, 402]])
        ),
    }


def test_a_missing_submission_is_not_a_zero() -> None:
    lost = np.array([[False, True], [False, True]])
    findings = compute(RESIGNATION, tables(lost), by=("month",))._confidential(READING)
    assert findings.of("BME", month="2026-01").state is State.COMPUTED
    missing = findings.of("BME", month="2026-02")
    assert missing.state is State.NOT_COLLECTED
    assert "not a count of zero" in missing.sentence
    whole = compute(RESIGNATION, tables(lost))._confidential(READING)[0]
    assert whole.state is State.NOT_COLLECTED, "nor is the total of what was submitted the total"


def test_a_denominator_without_months_serves_them_all(table) -> None:
    lost = np.zeros((2, 2), dtype=bool)
    given = {**tables(lost), "denominator": table({"BME": 90, "WHITE": 400})}
    finding = compute(RESIGNATION, given, by=("month",))._confidential(READING)[0]
    assert finding.numbers["total_1"] == 90
    assert any("not broken down by month" in caveat for caveat in finding.caveats)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("numerator",), "table denominator: it is missing"),
        (("numerator", "denominator", "extra"), "table extra: comparison takes"),
    ],
)
def test_tables_that_are_missing_or_not_known(table, names, message) -> None:
    with pytest.raises(UnusableCounts, match=message):
        compute(RESIGNATION, {name: table({"BME": 1, "WHITE": 2}) for name in names})


def test_a_group_or_a_dimension_that_is_not_there(table) -> None:
    given = {name: table({"BME": 9, "Green": 20}) for name in ("numerator", "denominator")}
    with pytest.raises(UnusableCounts, match="the group WHITE is not there"):
        compute(RESIGNATION, given)
    given = {name: table({"BME": 9, "WHITE": 20}) for name in ("numerator", "denominator")}
    with pytest.raises(UnusableCounts, match="no table has this dimension"):
        compute(RESIGNATION, given, by=("unit",))
    with pytest.raises(UnusableCounts, match="a table of counts is wanted"):
        compute(RESIGNATION, {"numerator": [1], "denominator": [2]})
    with pytest.raises(UnusableCounts, match="nothing computes it"):
        compute(RESIGNATION.adapted(kind="unheard_of"), given)


def test_labels_serve_as_well_as_codes(opened) -> None:
    rate = measure("stop_and_search.rate_officer_defined")
    by_code = opened(rate, {"B": 40, "W": 60}, {"B": 900, "W": 9000})
    by_label = opened(rate, {"Black": 40, "White": 60}, {"Black": 900, "White": 9000})
    assert by_code.of("B").sentence == by_label.of("B").sentence
