"""People whose group is not known: counted, named for what they are, and carried as bounds."""

from __future__ import annotations

import pytest

from dueregard.measures import Verdict, compute, measure
from dueregard.tables.seal import READING


def test_representation_carries_the_unknown_of_both_sides(opened) -> None:
    """20 of 100 known among 500, beside 400 of 2,400 known among 3,300."""
    for name in ("representation.workforce", "wres.9", "wres.1"):
        finding = opened(
            measure(name),
            {"BME": 20, "WHITE": 80, "NS": 400},
            {"BME": 400, "WHITE": 2000, "NS": 900},
        ).of("BME")
        words = finding.measure.words
        assert f"16.7% of {words.exposure} whose group is known" in finding.sentence
        assert float(finding.unknown.lower) == pytest.approx(20 / 500 - 1300 / 3300)
        assert float(finding.unknown.upper) == pytest.approx(420 / 500 - 400 / 3300)
        (caveat,) = [each for each in finding.caveats if "group is not known" in each]
        assert "400 of the 500 counted (80.0%)" in caveat
        assert "900 of the 3,300 that they are set beside (27.3%)" in caveat
        assert "from -35.4 to 71.9 percentage points" in caveat
        assert caveat in finding.sentence, "so many that the sentence says it"


def test_everybody_known_leaves_nothing_to_say(opened) -> None:
    finding = opened(measure("wres.9"), {"BME": 2, "WHITE": 8}, {"BME": 40, "WHITE": 200}).of("BME")
    assert finding.unknown is None
    assert "of the workforce:" in finding.sentence


def test_share_of_a_group_carries_the_unknown(opened) -> None:
    finding = opened(
        measure("programme.progressed"),
        {"BME": 10, "WHITE": 40, "NS": 15},
        {"BME": 20, "WHITE": 100, "NS": 30},
    ).of("BME")
    assert float(finding.unknown.lower) == pytest.approx(10 / 35)
    assert float(finding.unknown.upper) == pytest.approx(25 / 35)
    assert "15 of the 65 counted (23%)" in finding.sentence
    assert "30 of the 150 that they are among (20.0%)" in finding.sentence


def test_unknown_only_in_the_pool_is_told_as_such(opened) -> None:
    finding = opened(
        measure("leaving.resignation"),
        {"BME": 30, "WHITE": 120, "NS": 0},
        {"BME": 500, "WHITE": 2500, "NS": 500},
    ).of("BME")
    (caveat,) = [each for each in finding.caveats if "group is not known" in each]
    assert caveat.startswith(
        "500 of the 3,500 that they are among (14.3%) are of people whose group"
    )
    assert "few" not in caveat.lower() and "the ratio could be" in caveat


def test_the_share_of_the_unknown_is_of_the_whole_table(table) -> None:
    tables = {
        "numerator": table({"B": 60, "A": 40, "M": 20, "O": 30, "W": 600, "NS": 250}),
        "denominator": table({"B": 300, "A": 300, "M": 90, "O": 150, "W": 4000, "NS": 900}),
    }
    findings = compute(measure("stop_and_search.outcome"), tables)._confidential(READING)
    told = {
        each.split(" are of people")[0]
        for finding in findings
        for each in finding.caveats
        if "group is not known" in each
    }
    (same,) = told
    assert same.startswith("250 of the 1,000 counted (25.0%)")
    assert {round(float(finding.unknown.unknown_share), 9) for finding in findings} == {0.25}


def test_differences_are_bounded_as_differences(opened) -> None:
    finding = opened(
        measure("wres.5"),
        {"BME": 30, "WHITE": 100, "NS": 5},
        {"BME": 100, "WHITE": 500, "NS": 20},
    ).of("BME")
    (caveat,) = [each for each in finding.caveats if "group is not known" in each]
    assert "the difference could be" in caveat and "ratio" not in caveat
    assert float(finding.unknown.lower) == pytest.approx(30 / 115 - 105 / 505)
    assert float(finding.unknown.upper) == pytest.approx(35 / 105 - 100 / 515)
    assert "percentage points" in caveat


def test_no_event_but_among_people_whose_group_is_not_known(opened) -> None:
    finding = opened(
        measure("leaving.resignation"),
        {"BME": 0, "WHITE": 0, "NS": 40},
        {"BME": 100, "WHITE": 500, "NS": 300},
    ).of("BME")
    assert finding.verdict is Verdict.NOT_COMPUTED
    assert "all 40 that there are are of people whose group is not known" in finding.sentence


def test_a_level_that_is_no_code_is_told_with_what_became_of_it(opened) -> None:
    finding = opened(
        measure("leaving.resignation"),
        {"BME": 10, "WHITE": 40, "ZZ": 5},
        {"BME": 200, "WHITE": 1000, "ZZ": 50},
    ).of("BME")
    scheme = finding.measure.classification
    assert f"No code of {scheme}, and in no figure here: ZZ." in finding.caveats
    finding = opened(
        measure("wres.9"), {"BME": 2, "WHITE": 8, "ZZ": 1}, {"BME": 9, "WHITE": 90, "ZZ": 3}
    ).of("BME")
    assert any("counted among the others: ZZ" in each for each in finding.caveats)


class TestThoseWhoDidNotSay:
    def test_each_group_is_smaller_though_all_together_are_not(self, table) -> None:
        """65 did not say; 145 are Asian, Black, Mixed or Other, none of these more than 60."""
        counts = table({"W": 900, "B": 50, "A": 60, "M": 20, "O": 15, "NS": 65})
        rate = measure("disclosure.sexual_orientation").adapted(
            classification="ethnicity.broad_5plus1", field="ethnicity"
        )
        (finding,) = compute(rate, {"numerator": counts})._confidential(READING)
        assert " or " not in finding.sentence
        assert "people of each of these groups, taken one at a time: " in finding.sentence
        for group in ("Asian", "Black", "Mixed", "Other"):
            assert group in finding.sentence

    def test_many_groups_are_counted_not_listed(self, table) -> None:
        rate = measure("stop_and_search.disclosure")
        codes = [f"{broad}{i}" for broad in "ABM" for i in (1, 2, 3)]
        counts = dict.fromkeys(codes, 4) | {"W1": 900, "NS": 65}
        (finding,) = compute(rate, {"numerator": table(counts)})._confidential(READING)
        assert "each of 9 groups, taken one at a time" in finding.sentence
        assert "people searched who were asked" in finding.sentence
