"""Published figures and the worked examples of committee papers come out as published."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from dueregard.measures import Verdict, Words, claims, consistent_counts, measure, totals_of_count
from dueregard.statistics import choose_interval_method


def test_admissions_to_berkeley_before_departments_are_looked_at(opened) -> None:
    """Bickel, Hammel and O'Connell 1975; the six largest departments as R ships them.

    R: ``chisq.test(apply(UCBAdmissions, 1:2, sum), correct=FALSE)`` gives 92.205.
    """
    admitted = measure("recruitment.appointed").adapted(
        characteristic="sex",
        classification="sex.female_male",
        comparison="F",
        reference="M",
        words=Words("were admitted", "applicants", groups={"F": "female", "M": "male"}),
    )
    (finding,) = opened(admitted, {"F": 557, "M": 1198}, {"F": 1835, "M": 2691})
    assert float(finding.estimate.value) == pytest.approx(0.6818, abs=5e-5)
    assert finding.words["test"] == "score"
    from scipy.stats import chi2

    total = 1835 + 2691
    assert finding.p_value == pytest.approx(chi2.sf(92.205 * (total - 1) / total, 1), rel=2e-3)
    assert finding.verdict is Verdict.LOWER and finding.adverse is True
    assert finding.screening == "outside"
    # Parity would have admitted ceil(1835 * 1198 / 2691) = 817 women, 260 more.
    assert float(finding.shortfall.value) == 260
    assert "does not say why" in finding.sentence


def test_the_worked_example_of_indicator_3(opened) -> None:
    """A trust's page on indicator 3: 1.2 % against 0.7 % is a relative likelihood of 1.7."""
    (finding,) = opened(
        measure("nhs-wres#W3"), {"BME": 12, "WHITE": 14}, {"BME": 1000, "WHITE": 2000}
    )
    assert f"{float(finding.estimate.value):.1f}" == "1.7"
    assert "(1.2%)" in finding.sentence and "(0.7%)" in finding.sentence
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "cannot tell" in finding.sentence


def test_relative_likelihood_of_appointment_has_white_people_on_top(opened) -> None:
    """Indicator 2 is White over BME: 1.61 says that White applicants are likelier."""
    (finding,) = opened(measure("wres.2"), {"BME": 100, "WHITE": 322}, {"BME": 1000, "WHITE": 2000})
    assert f"{float(finding.estimate.value):.2f}" == "1.61"
    assert finding.verdict is Verdict.LOWER, "the figure of BME applicants is the lower one"
    assert finding.adverse is True
    assert "the ratio White to BME is 1.61" in finding.sentence


@pytest.mark.parametrize(
    ("black", "white", "published"), [(54, 6, 8.9), (38, 4, 9.7)], ids=["2019-20", "2018-19"]
)
def test_published_rates_of_stop_and_search(opened, black, white, published) -> None:
    """Home Office, searches per 1,000 people and the ratio, England and Wales.

    Rates are published whole, so the ratio is known within what rounding them leaves open.
    """
    rate = measure("stop_and_search.rate")
    (finding,) = opened(
        rate, {"B": black * 1000, "W": white * 1000}, {"B": 1_000_000, "W": 1_000_000}
    )
    assert (black - 0.5) / (white + 0.5) < published < (black + 0.5) / (white - 0.5)
    assert float(finding.estimate.value) == pytest.approx(black / white)
    assert f"{black}.0 per 1,000 residents" in finding.sentence
    assert finding.verdict is Verdict.HIGHER


def test_real_searches_beside_real_residents(opened, shared) -> None:
    """Essex, December 2019 to February 2020, officer-defined ethnicity: plain arithmetic."""
    searches: Counter[str] = Counter()
    for path in sorted((shared / "data/stop_and_search").glob("*-essex-stop-and-search.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            searches.update(
                row["Officer-defined ethnicity"] or "NOT_RECORDED"
                for row in csv.DictReader(file)
                if row["Type"] != "Vehicle search"
            )
    name = "police-defined-demographics_2011census.csv"
    with (shared / "data/population" / name).open(encoding="utf-8-sig", newline="") as file:
        (essex,) = [row for row in csv.DictReader(file) if row["Police force"] == "Essex"]
    residents = {
        "White": int(essex["White"]),
        "Black": int(essex["Black (or Black British)"]),
        "Asian": int(essex["Asian (or Asian British)"]),
        "Other": int(essex["Other"]),
    }
    counted = {label: searches[label] for label in residents}
    counted["NOT_RECORDED"] = searches["NOT_RECORDED"]
    findings = opened(measure("stop_and_search.rate_officer_defined"), counted, residents)
    black = findings.of("B")
    expected = searches["Black"] / residents["Black"] / (searches["White"] / residents["White"])
    assert float(black.estimate.value) == pytest.approx(expected)
    assert black.verdict is Verdict.HIGHER
    if counted["NOT_RECORDED"]:
        assert black.unknown is not None
        assert black.unknown.lower < expected < black.unknown.upper


class TestInspectors:
    """Race and Faith Inquiry update 2011, paragraph 44: 1.5 % beside 0.7 %, one officer."""

    resignation = measure("leaving.resignation").adapted(
        words=Words("resigned", "inspectors", groups={"BME": "BME", "WHITE": "White"})
    )

    def test_one_officer_who_is_one_and_a_half_per_cent(self) -> None:
        assert totals_of_count("1.5", count=1) == (65, 66, 67, 68)

    @pytest.mark.parametrize("bme", [65, 66, 67, 68])
    @pytest.mark.parametrize("resigned", [3, 7, 9, 12, 20])
    def test_whatever_the_white_inspectors_were_it_cannot_be_told(
        self, opened, bme, resigned
    ) -> None:
        white = round(resigned / 0.007)
        (finding,) = opened(
            self.resignation, {"BME": 1, "WHITE": resigned}, {"BME": bme, "WHITE": white}
        )
        assert finding.verdict is Verdict.CANNOT_TELL
        assert f"1 of {bme} BME inspectors resigned (1.5%)" in finding.sentence
        assert "(0.7%)" in finding.sentence
        assert "rests on one person" in finding.sentence
        assert "cannot tell whether the two groups differ" in finding.sentence
        assert finding.power.ratio > 4, "only a very large ratio could have been seen"
        assert finding.power.method == "exact"
        assert finding.words["test"] == "mid_p"
        rule = choose_interval_method(
            measure="risk_ratio", events_1=1, total_1=bme, events_2=resigned, total_2=white
        )
        assert finding.words["rule"] == rule.rule

    def test_constables_the_other_way_round(self, opened) -> None:
        """3.5 % of White and 2.5 % of BME constables left; a size at which it shows."""
        (finding,) = opened(
            measure("leaving.all"), {"BME": 75, "WHITE": 770}, {"BME": 3000, "WHITE": 22000}
        )
        assert finding.verdict is Verdict.LOWER and finding.adverse is False


class TestAssessorPool:
    """The same paper, paragraph 61: 209 assessors, 78.5 %, 21.5 %, 5.3 % and 1.5 %."""

    def test_the_last_percentage_matches_no_whole_number(self) -> None:
        found = consistent_counts(["78.5", "21.5", "5.3", "1.5"], total=209)
        assert found.counts == ((164,), (45,), (11,), ())
        assert found.unmatched == (1.5,)
        assert found.sentence == (
            "1.5% matches no whole number of 209: 3 of 209 is 1.44%. "
            "Ask what it is a percentage of."
        )

    def test_nor_does_rounding_down_explain_it(self) -> None:
        assert 1.5 in consistent_counts(["78.5", "1.5"], total=209, rounding="down").unmatched


class TestProgramme:
    """The same paper, paragraph 71: 12 (71 %) secured places; and 17 of 17."""

    progressed = measure("programme.progressed")

    def test_twelve_who_are_71_per_cent_are_twelve_of_seventeen(self) -> None:
        assert totals_of_count(71, count=12) == (17,)

    @pytest.mark.parametrize(
        ("count", "told"),
        [
            (
                12,
                "12 of 17 ethnic minority members progressed within a year: 71% "
                "(95% interval 44% to 90%).",
            ),
            (
                17,
                "17 of 17 ethnic minority members progressed within a year: 100% "
                "(95% interval 80% to 100%).",
            ),
        ],
    )
    def test_the_sentence(self, opened, count, told) -> None:
        (finding,) = opened(self.progressed, {"BME": count}, {"BME": 17})
        assert finding.sentence == told
        assert finding.verdict is Verdict.DESCRIBED
        assert not claims(finding.sentence)


class TestNonDisclosure:
    """The same paper, paragraph 16: from 8 % to 20 % of survey respondents did not say."""

    @pytest.mark.parametrize(
        ("name", "percentage", "groups"),
        [
            ("sexual_orientation", 20, {"HE": 740, "GL": 30, "BI": 20, "OS": 10}),
            ("disability", 11, {"D": 40, "ND": 850}),
            ("sex", 8, {"F": 320, "M": 600}),
        ],
    )
    def test_the_rate_and_its_warning(self, opened, table, name, percentage, groups) -> None:
        from dueregard.measures import compute
        from dueregard.tables.seal import READING

        counts = {**groups, "PNS": percentage * 10}
        assert sum(counts.values()) == 1000
        tables = {"numerator": table(counts)}
        (finding,) = compute(measure(f"disclosure.{name}"), tables)._confidential(READING)
        assert f"and {percentage * 10} did not ({percentage}.0%)" in finding.sentence
        smaller = [group for group, size in groups.items() if size < percentage * 10]
        assert bool(finding.words["smaller"]) == bool(smaller)
        assert ("Those who did not are more than" in finding.sentence) == bool(smaller)
