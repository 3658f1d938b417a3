"""Reading labels: every declared spelling, every label of real files, and nothing guessed."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard import vocabulary as v
from dueregard.exceptions import UsageError
from dueregard.vocabulary.labels import normalise

ALL = tuple(v.shipped_vocabulary().by_key.values())
SDE = v.classification("ethnicity.sde_18plus1")


@pytest.mark.parametrize("one", ALL, ids=lambda c: c.key)
def test_codes_labels_and_short_names_are_read(one: v.Classification) -> None:
    for category in (*one.categories, *one.subtotals):
        for label in (category.code, category.label, category.display):
            assert one.code_of(label) == category.code


@pytest.mark.parametrize("one", ALL, ids=lambda c: c.key)
def test_standardising_what_is_standard_changes_nothing(one: v.Classification) -> None:
    codes = tuple(one.labels)
    again = one.standardise(codes)
    assert again.codes == codes
    assert not again.unknown and not again.synonyms_used


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("White-British", "W1"),
        ("white  british", "W1"),
        (" WHITE – BRITISH ", "W1"),
        ("White - English/Welsh/Scottish/Northern Irish/British", "W1"),
        ("Asian / Asian British: Indian", "A1"),
        ("“Indian”", "A1"),
        ("Mixed: White & Black Caribbean", "M1"),
        ("Black, African, Caribbean or Black British: African", "B2"),
        ("Any other Asian background", "A9"),
        ("Other ethnic group - Not stated", "NS"),
        ("Prefer not to say", "PNS"),
        ("not known", "U"),
        ("", "NOT_RECORDED"),
        ("  ", "NOT_RECORDED"),
        (None, "NOT_RECORDED"),
        ("W9", "W9"),
        ("ethnicity_minor_white_and_asian", "M3"),
    ],
)
def test_spellings_of_self_defined_ethnicity(label: str | None, code: str) -> None:
    assert SDE.code_of(label) == code


@pytest.mark.parametrize(
    "label", ["Asian", "White", "Other", "BME", "Indain", "n/a", "Asian Indian?", "Mixed/Other"]
)
def test_what_is_ambiguous_or_misspelt_is_reported_not_guessed(label: str) -> None:
    read = SDE.standardise([label, "Indian", label])
    assert read.codes == (None, "A1", None)
    assert read.unknown == {label: 2}


def test_a_stroke_makes_another_group() -> None:
    gov = v.classification("ethnicity.gov_uk_10b")
    assert v.classification("ethnicity.gov_uk_16a").code_of("Mixed - Other") == "M9"
    assert gov.code_of("Mixed/Other") == "OM"


def test_the_words_of_minorities_are_read_by_definitions_that_have_them() -> None:
    read = v.classification("ethnicity.binary.bme_excluding_white_minorities").code_of
    assert [read(x) for x in ("BME", "BAME", "White", "Ethnic minorities")] == [
        "BME",
        "BME",
        "WHITE",
        "BME",
    ]
    assert v.classification("ethnicity.binary.visible_ethnic_minority").code_of("VEM") == "VEM"
    assert v.classification("ethnicity.broad_5plus1").code_of("BME") is None


def test_what_a_blank_means_is_the_callers_to_say() -> None:
    read = SDE.standardise(["", None, "Indian"], blank=v.MissingKind.NOT_ASKED)
    assert read.codes == ("NOT_ASKED", "NOT_ASKED", "A1")
    with pytest.raises(UsageError, match="there is no category for not_stated"):
        v.classification("ethnicity.officer_ic").reader(blank=v.MissingKind.NOT_STATED)


def test_atheist_is_counted_and_its_label_kept() -> None:
    read = v.classification("religion_or_belief.census").standardise(["Atheist", "Sikh"])
    assert read.codes == ("NR", "SI")
    assert read.synonyms_used == {"Atheist": "NR"}
    assert "group of its own" in read.kept["Atheist"]
    assert v.classification("religion_or_belief.with_atheist").code_of("Atheist") == "AT"


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("PC", "CONSTABLE"),
        ("DCI", "CHIEF_INSPECTOR"),
        ("T/DCI", "CHIEF_INSPECTOR"),
        ("A/ Supt", "SUPERINTENDENT"),
        ("Ch. Supt", "CHIEF_SUPERINTENDENT"),
        ("DSupt", "SUPERINTENDENT"),
        ("Temporary Chief Inspector", "CHIEF_INSPECTOR"),
        ("DAC", "DEPUTY_ASSISTANT_COMMISSIONER"),
    ],
)
def test_ranks_with_their_abbreviations(label: str, code: str) -> None:
    assert v.classification("police.ranks").code_of(label) == code


def test_a_prefix_is_a_word_of_its_own() -> None:
    ranks = v.classification("police.ranks")
    assert ranks.code_of("Acting Sergeant") == "SERGEANT"
    assert ranks.code_of("ActingSergeant") is None
    assert ranks.code_of("Acting") is None


def test_a_label_of_two_kinds_of_missing_is_that_of_the_reference() -> None:
    read = v.classification("sexual_orientation.census").code_of
    assert read("Prefer not to say / not answered") == "PNS"
    assert read("Prefer not to say") == "PNS" and read("Not answered") == "NOT_RECORDED"


def test_a_label_that_is_no_text_is_told_with_its_row() -> None:
    with pytest.raises(UsageError, match="row 3: a label is text or None, not int"):
        SDE.standardise(["Indian", None, 7])  # type: ignore[list-item]


@given(st.lists(st.one_of(st.none(), st.text(max_size=12), st.sampled_from(list(SDE.labels)))))
def test_every_label_is_read_or_reported(labels: list[str | None]) -> None:
    read = SDE.standardise(labels)
    assert len(read.codes) == len(labels)
    lost = Counter(
        label for label, code in zip(labels, read.codes, strict=True) if code is None and label
    )
    assert dict(read.unknown) == lost
    again = SDE.standardise(read.codes)
    known = [code for code in read.codes if code is not None]
    assert [code for code in again.codes if code != "NOT_RECORDED"] == [
        code for code in known if code != "NOT_RECORDED"
    ]


@given(st.text(max_size=30))
def test_normalising_twice_is_normalising_once(label: str) -> None:
    assert normalise(normalise(label)) == normalise(label)


FIELDS = {
    "Gender": "sex.female_male",
    "Age range": "age.police_uk_stop_search",
    "Self-defined ethnicity": "ethnicity.sde_18plus1",
    "Officer-defined ethnicity": "ethnicity.officer_police_uk",
}


def test_every_label_of_published_stop_and_search_files_is_known(shared: Path) -> None:
    """data.police.uk, seven forces, December 2019 to February 2020: 22,587 rows."""
    seen: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    for file in sorted((shared / "data" / "stop_and_search").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as rows:
            for row in csv.DictReader(rows):
                for field in FIELDS:
                    seen[field][row[field]] += 1
    for field, name in FIELDS.items():
        read = v.classification(name).standardise(seen[field].elements())
        assert len(read.codes) == 22_587
        assert not read.unknown
    codes = Counter(SDE.standardise(seen["Self-defined ethnicity"].elements()).codes)
    assert codes["NS"] == 2_761, "a refusal is no group"
    assert codes["NOT_RECORDED"] == 1_622, "a blank is neither a refusal nor a group"
    assert codes["A4"] == 15


def test_the_headings_of_a_census_table_are_read_with_their_subtotals(shared: Path) -> None:
    """Census 2011, ethnic group by police force area (Nomis): detail and subtotals mixed."""
    path = shared / "data" / "population" / "force-demographics_2011census.csv"
    with path.open(encoding="utf-8-sig", newline="") as rows:
        headings = next(csv.reader(rows))[1:]
    census = v.classification("ethnicity.census_2011")
    read = census.standardise(headings)
    assert not read.unknown
    assert sorted(str(code) for code in read.codes) == sorted(
        [v.TOTAL, *census.codes, *(one.code for one in census.subtotals)]
    )


def test_the_headings_of_police_defined_groups_find_their_classification(shared: Path) -> None:
    """Census 2011 in the groups the police use, with Chinese apart."""
    path = shared / "data" / "population" / "police-defined-demographics_2011census.csv"
    with path.open(encoding="utf-8-sig", newline="") as rows:
        headings = next(csv.reader(rows))[1:]
    best = v.classifications_for(headings)[0]
    assert best.valid and best.classification.id == "ethnicity.gov_uk_6a"


#: Labels of the publisher's table that no classification of the thirty can say.
REFUSED = {
    "white & other": "it would count White people as Other",
    "other (inc gypsy/traveller/irish traveller)": "none of the thirty has such a group",
}
#: What the publisher reads otherwise, and why.
OTHERWISE = {
    "mixed ethnic groups": ("Mixed other", "M", "the whole Mixed group, as in “mixed”"),
    "mixed/ multiple ethnic groups": ("Mixed other", "M", "a space does not make another group"),
}
#: Our codes for each of the publisher's standards. Where it has one word we may have several:
#: its “Unknown” mixes kinds of missing, and its “Other” what is and what is not White.
STANDARDS = {
    "All": "Total",
    "Any other": "O9 O OM XW XW1",
    "Arab": "O2",
    "Asian": "A AXC",
    "Asian other": "A9 A9C",
    "Asian excluding Chinese": "AXC",
    "Asian other inc Chinese": "A9C",
    "Bangladeshi": "A3",
    "Black": "B",
    "Black African": "B2",
    "Black Caribbean": "B1",
    "Black other": "B9",
    "Chinese": "A4 OC",
    "Gypsy/Roma": "WGR W3",
    "Indian": "A1",
    "Irish Traveller": "WIT W3",
    "Mixed": "M",
    "Mixed White/Asian": "M3",
    "Mixed White/Black": "M12",
    "Mixed White/Black African": "M2",
    "Mixed White/Black Caribbean": "M1",
    "Mixed other": "M9",
    "Not applicable": "NOT_APPLICABLE",
    "Other": "O O9 OA OC OM OMC XW XW1",
    "Other inc Asian": "OA",
    "Other inc Chinese": "OC O9",
    "Other inc Mixed and Chinese": "OMC",
    "Other than White": "XW",
    "Other than White British": "XW1",
    "Pakistani": "A2",
    "Pakistani and Bangladeshi": "A23",
    "Unclassified": "UNCLASSIFIED",
    "Unknown": "U NS NOT_RECORDED UNCLASSIFIED",
    "Unmatched": "UNMATCHED",
    "White": "W WXT",
    "White British": "W1",
    "White Gypsy/Traveller": "W3",
    "White Irish": "W2",
    "White other": "W9 WO",
}


def test_283_of_285_label_variants_of_the_publisher_are_read_as_it_reads_them(
    shared: Path,
) -> None:
    """GOV.UK Ethnicity facts and figures, look-up of labels (Crown copyright, MIT licence)."""
    gov = [v.classification(one) for one in v.classifications() if "gov_uk" in one]
    path = shared / "data" / "ethnicity_classification" / "classification_lookup.csv"
    with path.open(encoding="utf-8-sig", newline="") as rows:
        variants = [(row["Ethnicity"], row["Standard Ethnicity"]) for row in csv.DictReader(rows)]
    assert len(variants) == 285
    read = 0
    for label, standard in variants:
        codes = {code for one in gov if (code := one.code_of(label)) is not None}
        if label in REFUSED:
            assert not codes
            assert all(one.standardise([label]).unknown == {label: 1} for one in gov)
            continue
        read += 1
        allowed = set(STANDARDS[standard].split())
        if label in OTHERWISE:
            theirs, ours, _ = OTHERWISE[label]
            assert standard == theirs
            allowed = {ours}
        assert codes and codes <= allowed, (label, standard, codes)
    assert read == 283
