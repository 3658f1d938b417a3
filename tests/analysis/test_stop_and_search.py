"""Published records of seven forces, beside the census: ratios, the unknown, what is missing."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from returns_of_an_authority import confirmed_as

from dueregard.analysis import Analysis, analyse, read_plan
from dueregard.measures import State
from dueregard.statistics import rate_ratio

FORCES = (
    "city-of-london",
    "derbyshire",
    "durham",
    "essex",
    "leicestershire",
    "merseyside",
    "south-yorkshire",
)
PLAN = """\
title: Stop and search, December 2019 to February 2020
return: stop_and_search
mapping: searches.mapping.yaml
period: {{from: 2019-12-01, to: 2020-02-29}}
expected: {{force: [{expected}]}}
population:
  - return: population
    name: residents
    file: {census}/force-demographics_2011census.csv
    mapping: residents.mapping.yaml
    snapshot: 2011-03-27
    match: {{force: area}}
  - return: population_officer_groups
    name: residents_observed
    file: {census}/police-defined-demographics_2011census.csv
    mapping: observed.mapping.yaml
    snapshot: 2011-03-27
    match: {{force: area, ethnicity_observed: ethnicity}}
measures:
  - stop_and_search.rate
  - stop_and_search.rate_officer_defined
  - stop_and_search.outcome
by: {{units: force}}
policy: published
outputs: [tables, findings]
"""


@pytest.fixture(scope="module")
def done(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Analysis, Path]]:
    folder = tmp_path_factory.mktemp("searches")
    census, searches = shared / "data/population", shared / "data/stop_and_search"
    for file, schema, name in (
        (min(searches.iterdir()), "stop_and_search", "searches"),
        (census / "force-demographics_2011census.csv", "population", "residents"),
        (
            census / "police-defined-demographics_2011census.csv",
            "population_officer_groups",
            "observed",
        ),
    ):
        confirmed_as(folder / f"{name}.mapping.yaml", file, schema)
    plan = folder / "plan.yaml"
    expected = ", ".join((*FORCES, "kent"))
    plan.write_text(PLAN.format(census=census, expected=expected), encoding="utf-8")
    out = folder / "out"
    yield analyse([searches], read_plan(plan), out, plan_file=plan), out


@pytest.fixture(scope="module")
def searched(shared: Path) -> Counter[tuple[str, str, str, str]]:
    """Searches of people, counted without the product: force, month, self-defined, observed."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for file in sorted((shared / "data/stop_and_search").glob("*.csv")):
        force = file.name[8:].removesuffix("-stop-and-search.csv")
        with file.open(encoding="utf-8-sig") as rows:
            for row in csv.DictReader(rows):
                if row["Type"] in ("Person search", "Person and Vehicle search"):
                    key = (row["Self-defined ethnicity"], row["Officer-defined ethnicity"])
                    counts[(force, file.name[:7], *key)] += 1
    return counts


def findings(out: Path, question: str) -> list[dict[str, Any]]:
    told = json.loads((out / "findings.json").read_text("utf-8"))["findings"]
    return [one for one in told if one["measure"] == question]


def test_every_file_is_taken_in(done: tuple[Analysis, Path]) -> None:
    analysis, _ = done
    facts = {taken.name: taken.facts for taken in analysis.taken}
    own = facts["stop_and_search"]
    assert own["rows_read"] == 22_587
    assert own["rows_kept"] + own["rows_set_aside"] == 22_587


def test_a_force_that_sent_nothing_is_missing_and_not_nought(done: tuple[Analysis, Path]) -> None:
    analysis, out = done
    facts = next(taken.facts for taken in analysis.taken if taken.name == "stop_and_search")
    assert facts["missing"] == ["kent 2019-12", "kent 2020-01", "kent 2020-02"]
    assert json.loads((out / "provenance.json").read_text("utf-8"))["taken_in"]["stop_and_search"][
        "missing"
    ] == list(facts["missing"])
    kent = [one for one in findings(out, "stop_and_search.rate") if one["by"] == {"force": "kent"}]
    assert kent and all(one["values"].get("value") is None for one in kent)


def test_ratios_by_force_are_those_of_records_and_census(
    done: tuple[Analysis, Path], searched: Counter[tuple[str, str, str, str]], shared: Path
) -> None:
    """Observed groups: no label of them is mapped to another, so that plain counting checks it."""
    _, out = done
    with (shared / "data/population/police-defined-demographics_2011census.csv").open() as rows:
        census = {
            row["Police force"].lower().replace(" ", "-"): row for row in csv.DictReader(rows)
        }
    column = {"B": "Black (or Black British)", "A": "Asian (or Asian British)", "O": "Other"}
    plain = {"B": "Black", "A": "Asian", "O": "Other"}
    checked = 0
    for one in findings(out, "stop_and_search.rate_officer_defined"):
        if one["by"].get("force") not in FORCES or one["values"].get("value") is None:
            continue
        force, group = one["by"]["force"], one["group"]
        events = {
            label: sum(n for (f, _, _, seen), n in searched.items() if (f, seen) == (force, label))
            for label in (plain[group], "White")
        }
        ours = rate_ratio(
            events_1=events[plain[group]],
            exposure_1=int(census[force][column[group]]),
            events_2=events["White"],
            exposure_2=int(census[force]["White"]),
        )
        assert one["values"]["value"] == pytest.approx(float(ours.value), abs=1e-4)
        assert one["values"]["events_1"] == events[plain[group]]
        checked += 1
    assert checked >= 10


def test_the_unknown_bound_what_is_said(done: tuple[Analysis, Path]) -> None:
    """Many searches have no self-defined group: the ratio lies between bounds for them."""
    _, out = done
    told = findings(out, "stop_and_search.rate")
    shown = [one for one in told if one["state"] == "value" and one["values"].get("value")]
    known = [one for one in shown if one["unknown"] is not None]
    assert len(known) >= 10
    for one in known:
        bounds = one["unknown"]
        assert bounds["lower"] <= one["values"]["value"]
        assert bounds["upper"] == "no limit" or bounds["upper"] >= one["values"]["value"]
        assert 0 <= bounds["unknown_share"] < 0.9
    assert any(one["unknown"]["unknown_share"] > 0.1 for one in known)


def test_what_an_officer_saw_is_kept_apart_from_what_people_say(
    done: tuple[Analysis, Path],
) -> None:
    analysis, _ = done
    fields = {question.measure.id: question.measure.field for question in analysis.questions.asked}
    assert fields["stop_and_search.rate"] == "ethnicity"
    assert fields["stop_and_search.rate_officer_defined"] == "ethnicity_observed"
    for table in analysis.release.tables:
        assert not {"ethnicity", "ethnicity_observed"} <= {d.name for d in table.dimensions}
    families = {
        row.answer.question.measure.id: row.answer.finding.family.id for row in analysis.rows
    }
    assert len({families[name] for name in fields}) == 3


def test_a_group_no_officer_recorded_is_not_told_as_nought(done: tuple[Analysis, Path]) -> None:
    """No force of the seven recorded Mixed as what an officer saw."""
    analysis, out = done
    mixed = [
        row.answer.finding
        for row in analysis.rows
        if row.answer.question.measure.id == "stop_and_search.rate_officer_defined"
        and row.answer.finding.group == "M"
    ]
    assert mixed
    assert {finding.state for finding in mixed} <= {State.NOT_RECORDED, State.NOT_COLLECTED}
    told = " ".join(
        one["sentence"] for one in findings(out, "stop_and_search.rate_officer_defined")
    )
    assert "0 searches of Mixed people" not in told
    assert "it is not recorded, not that there is none" in told


def test_a_group_only_the_census_has_is_named_in_words(done: tuple[Analysis, Path]) -> None:
    _, out = done
    told = [one["sentence"] for one in findings(out, "stop_and_search.rate_officer_defined")]
    assert any(
        "nothing is computed for Chinese people" in sentence.lower().replace("chinese", "Chinese")
        for sentence in told
    )
    assert not any(" C people" in sentence for sentence in told)


def test_no_sentence_draws_a_conclusion_about_conduct(done: tuple[Analysis, Path]) -> None:
    _, out = done
    told = (out / "findings.json").read_text("utf-8").lower()
    for word in ("discriminat", "racis", "compliant", "biased", "unlawful"):
        assert word not in told
