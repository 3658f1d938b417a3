"""Finding the classifications that labels could belong to."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from dueregard import vocabulary as v


def test_the_best_fit_comes_first_and_is_valid() -> None:
    labels = ["Asian", "Black", "Chinese", "Mixed", "White", "Other", "Unknown"]
    found = v.classifications_for(labels)
    assert found[0].valid and found[0].classification.id == "ethnicity.gov_uk_6a"
    assert all(one.valid for one in found[: sum(one.valid for one in found)])


def test_what_is_missing_or_unknown_or_merged_is_told() -> None:
    found = {
        one.classification.id: one
        for one in v.classifications_for(["White", "BME", "Martian"], characteristic="race")
    }
    binary = found["ethnicity.binary.bme_excluding_white_minorities"]
    assert binary.unknown == ("Martian",) and not binary.valid
    assert not binary.missing_required
    assert "B" in found["ethnicity.broad_5plus1"].missing_required
    merged = v.classifications_for(["White", "Other", "Other than White"])
    two = next(one for one in merged if one.classification.id == "ethnicity.gov_uk_2a")
    assert two.merged == ("XW",)


def test_what_somebody_saw_comes_last() -> None:
    found = v.classifications_for(["Asian", "Black", "Mixed", "White", "Other"])
    assert found[0].classification.basis == "self_defined"
    assert found[-1].classification.basis == "observer"


def test_nothing_known_is_no_fit() -> None:
    assert v.classifications_for(["Martian", "", None]) == ()


def test_age_and_sex_find_their_own() -> None:
    assert v.classifications_for(["Male", "Female"])[0].classification.id == "sex.female_male"
    best = v.classifications_for(["under 10", "10-17", "18-24", "25-34", "over 34"])[0]
    assert best.classification.id == "age.police_uk_stop_search" and best.valid


def test_each_of_the_thirty_fits_the_labels_it_requires(shared: Path) -> None:
    """GOV.UK Ethnicity facts and figures, definitions (Crown copyright, MIT licence)."""
    path = shared / "data" / "ethnicity_classification" / "classification_definitions.csv"
    required: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["Required"] == "TRUE" or row["Code"] == "19B":
                required[row["Code"]].append(row["Standard"])
    assert len(required) == 30
    for code, labels in required.items():
        name = f"ethnicity.gov_uk_{code.lower().replace('+', '_plus')}"
        fits = {one.classification.id: one for one in v.classifications_for(labels)}
        assert fits[name].valid, (code, fits[name])


def test_every_row_of_the_definitions_is_read(shared: Path) -> None:
    """Subtotals, kinds of missing and the total too."""
    path = shared / "data" / "ethnicity_classification" / "classification_definitions.csv"
    unread = set()
    with path.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            name = f"ethnicity.gov_uk_{row['Code'].lower().replace('+', '_plus')}"
            if v.classification(name).code_of(row["Standard"]) is None:
                unread.add((row["Code"], row["Standard"]))
    assert unread == set()
