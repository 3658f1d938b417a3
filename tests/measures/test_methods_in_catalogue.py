"""What the catalogue asks of returns for surveys, adjustment, funnels and charts is in schemas."""

from __future__ import annotations

from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa
import pytest

from dueregard import returns, vocabulary
from dueregard.measures import Population, State, catalogue, compute, kind_named, measure, wanted
from dueregard.tables import Observations
from dueregard.tables.seal import READING

KINDS = (
    "survey_item",
    "key_drivers",
    "adjusted_comparison",
    "intersection",
    "unit_funnel",
    "control_chart",
    "agreement",
    "gap_consistency",
)
FITTED = ("logistic", "firth", "lmg", "t")
MEASURES = [each for each in catalogue() if each.kind in KINDS]


@pytest.mark.parametrize("each", MEASURES, ids=lambda each: each.id)
def test_tables_declared_are_in_the_schemas(each) -> None:
    declared = wanted(each, ("unit",))
    kind_named(each.kind).check({one.name: None for one in declared})
    for one in declared:
        assert each.field in one.fields
        if isinstance(one.source, Population):
            continue
        names = [field.name for field in returns.schema(one.source.return_id).fields]
        asked = {*one.fields, *returns.condition(one.source.where).fields} - {"unit"}
        lost = {x for x in asked if not any(fnmatchcase(x, name) for name in names)}
        assert not lost, f"{one.name}: {lost}"
    scheme = vocabulary.classification(each.classification)
    assert {each.comparison, each.reference} - {"each", "rest"} <= set(scheme.codes)


def test_every_kind_has_an_entry() -> None:
    assert {each.kind for each in MEASURES} == set(KINDS)


@pytest.fixture
def engine():
    with returns.duckdb_engine() as found:
        yield found


def counted(engine, rows, each, coarsen=None):
    """Fetch what a measure takes, as an analysis does."""
    table = engine.connection.create_table("rows", rows, overwrite=True)
    found = {}
    for one in wanted(each):
        if one.rows:
            kept = [name for name in one.fields if name in rows.column_names]
            found[one.name] = returns.observe(engine, table, kept, one.source.where)
            continue
        asked = returns.Tabulation(
            one.name, by=one.fields, where=one.source.where, count="rows", coarsen=coarsen or {}
        )
        found |= returns.tabulate(engine, table, [asked])
    return found


def survey(number=600, seed=11):
    draw = np.random.default_rng(seed)
    who = draw.choice(["D", "ND", "PNS"], number, p=[0.2, 0.6, 0.2])
    lower = who == "D"
    columns = {"disability": who, "round": draw.choice(["2024", "2025"], number)}
    for name in ("equal_opportunities", "harassed_by_public", "harassed_by_colleagues"):
        columns[name] = draw.random(number) < np.where(lower, 0.4, 0.6)
    columns["discriminated"] = draw.random(number) < 0.3
    columns["satisfaction"] = draw.integers(1, 6, number)
    for item in range(1, 5):
        columns[f"item_{item}"] = draw.integers(1, 6, number)
    blank = draw.random(number) < 0.1
    item_1 = [None if empty else int(x) for x, empty in zip(columns["item_1"], blank, strict=True)]
    return pa.table({**columns, "item_1": pa.array(item_1, pa.int64())}), columns, blank


def test_a_survey_as_it_is_stored_answers_every_question_of_the_catalogue(engine) -> None:
    rows, columns, blank = survey()
    item = compute(measure("survey.item"), counted(engine, rows, measure("survey.item")))
    found = item._confidential(READING).of("D")
    disabled = columns["disability"] == "D"
    assert found.numbers["total_1"] == (disabled & ~blank).sum()
    assert found.numbers["events_1"] == (disabled & ~blank & (columns["item_1"] >= 4)).sum()
    assert found.numbers["no_answer_1"] == (disabled & blank).sum()
    gaps = measure("survey.gap_consistency")
    findings = compute(gaps, counted(engine, rows, gaps))._confidential(READING)
    assert findings.of("D", over="all items and rounds").numbers["gaps"] == 8
    drivers = measure("survey.key_drivers")
    given = counted(engine, rows, drivers)
    assert isinstance(given["rows"], Observations)
    shares = compute(drivers, given)._confidential(READING)
    assert shares.of("everybody", item="item 1").numbers["answered"] == (~blank).sum()


def test_promotion_like_with_like_from_stored_rows_and_from_counts(engine) -> None:
    draw = np.random.default_rng(4)
    number = 900
    rank = draw.choice(["CONSTABLE", "SERGEANT"], number)
    columns = {
        "ethnicity": np.where(draw.random(number) < 0.3, "BME", "WHITE"),
        "rank": rank,
        "service_band": draw.choice(["under_2", "2_to_4"], number),
        "sex": draw.choice(["F", "M"], number),
        "unit": draw.choice(["Ash", "Elm", "Oak"], number),
        "applied": np.ones(number, dtype=bool),
        "promoted": draw.random(number) < np.where(rank == "SERGEANT", 0.4, 0.2),
    }
    rows = pa.table(columns)
    one = measure("promotion.adjusted")
    findings = compute(one, counted(engine, rows, one))._confidential(READING)
    regression = findings.of("BME", adjustment="regression")
    assert regression.words["method"] == "logistic_cluster_robust"
    assert regression.numbers["total_1"] == (columns["ethnicity"] == "BME").sum()
    for name in ("promotion.adjusted_rank", "promotion.intersection"):
        each = measure(name)
        found = compute(each, counted(engine, rows, each))._confidential(READING)
        assert all(finding.state is State.COMPUTED for finding in found)


def rows_for(name):
    draw = np.random.default_rng(9)
    number = 400
    group = np.where(np.arange(number) % 4, "WHITE", "BME").astype(object)
    return {
        "promotion.adjusted": {
            "ethnicity": group,
            "promoted": draw.random(number) < 0.3,
            "rank": draw.choice(["CONSTABLE", "SERGEANT"], number).astype(object),
            "service_band": np.full(number, "under_2", dtype=object),
        },
        "survey.key_drivers": {
            "disability": np.where(group == "BME", "D", "ND").astype(object),
            "satisfaction": draw.integers(1, 6, number),
            **{f"item_{i}": draw.integers(1, 6, number) for i in range(1, 4)},
        },
        "tribunals.days_between": {
            "ethnicity": group,
            "lodged": np.datetime64("2020-01-01") + np.sort(draw.integers(0, 3000, number)),
        },
    }[name]


@pytest.mark.parametrize(
    "name", ["promotion.adjusted", "survey.key_drivers", "tribunals.days_between"]
)
def test_rows_go_through_the_door_with_sizes_and_are_withheld_in_words(name) -> None:
    findings = compute(measure(name), {"rows": Observations("rows", rows_for(name))})
    for row in findings._for_door(READING, 5):
        finding = row.finding
        assert row.observations >= row.smallest_group > 0
        assert row.parameters >= 0 and (row.parameters > 0) == (finding.words["method"] in FITTED)
        counted = {n: v for n, v in finding.numbers.items() if n.startswith(("total", "people"))}
        assert all(np.isnan(value) or value % 5 == 0 for value in counted.values())
        hidden = row.withheld.sentence
        assert State.HIDDEN.reason in hidden and not any(letter.isdigit() for letter in hidden)


def test_real_searches_as_people_say_and_as_officers_saw(engine, shared) -> None:
    """South Yorkshire, January 2020: the table counted once more, by hand."""
    (path,) = (shared / "data/stop_and_search").glob("2020-01-south-yorkshire*.csv")
    source = returns.read_rows(path)
    mapping = returns.suggest_mapping(source, "stop_and_search").confirm(by="Analyst")
    received = returns.receive(path, schema="stop_and_search", mapping=mapping, period="2020-01")
    broad = vocabulary.crosswalk("ethnicity.sde_18plus1", "ethnicity.broad_5plus1")
    each = measure("stop_and_search.agreement")
    given = counted(engine, received.table, each, {"ethnicity": broad})
    whole = compute(each, given)._confidential(READING).of("all")
    seen = {"White": "W", "Black": "B", "Asian": "A", "Mixed": "M", "Other": "O"}
    both = same = 0
    table = source.table.to_pylist()
    for row in table:
        said, saw = row["Self-defined ethnicity"], seen.get(row["Officer-defined ethnicity"] or "")
        if not said or "Not stated" in said or not saw or row["Type"] == "Vehicle search":
            continue
        both += 1
        # Chinese people are Asian in the classification of 2011, and the labels say so too.
        same += said.split("/")[0].split(" - ")[0].startswith(row["Officer-defined ethnicity"])
    assert whole.numbers["total"] == both
    assert whole.numbers["events"] == same
