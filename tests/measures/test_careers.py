"""What the catalogue asks of returns for selections, retention and pay is in their schemas."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from dueregard import returns, vocabulary
from dueregard.measures import Source, Verdict, catalogue, compute, measure, wanted
from dueregard.tables import FrequencyTable
from dueregard.tables.seal import READING

KINDS = ("pipeline", "retention", "time_in_rank", "pay_gap", "decomposition", "mix_effect")
MEASURES = [each for each in catalogue() if each.kind in KINDS or "split" in each.options]


@pytest.mark.parametrize("each", MEASURES, ids=lambda each: each.id)
def test_tables_declared_are_in_the_schemas(each) -> None:
    declared = wanted(each, ("unit",))
    for one in declared:
        assert isinstance(one.source, Source)
        schema = returns.schema(one.source.return_id)
        names = {field.name for field in schema.fields}
        assert set(one.fields) <= {*names, "unit"}, one.name
        assert set(returns.condition(one.source.where).fields) <= names, one.name
        assert one.rows or one.source.count in ("rows", "persons", {"sum": "persons"})
        assert each.field in one.fields
    scheme = vocabulary.classification(each.classification)
    assert {each.comparison, each.reference} - {"each", "rest"} <= set(scheme.codes)


def test_every_kind_has_an_entry() -> None:
    assert {each.kind for each in MEASURES} >= set(KINDS)


@pytest.mark.parametrize("name", ["promotion.pipeline", "promotion.pipeline_by_support"])
def test_stages_counted_by_an_engine_make_a_pipeline(name) -> None:
    draw = np.random.default_rng(5)
    number = 800
    group = np.where(draw.random(number) < 0.3, "BME", "WHITE")
    passed = np.ones(number, dtype=bool)
    columns = {"ethnicity": group, "applied": passed}
    for stage in ("shortlisted", "assessed", "interviewed", "promoted"):
        passed = passed & (draw.random(number) < np.where(group == "BME", 0.6, 0.75))
        columns[stage] = passed
    support = [None if x < 0.05 else bool(x < 0.6) for x in draw.random(number)]
    table = pa.table({**columns, "supported": pa.array(support, pa.bool_())})
    each = measure(name)
    with returns.duckdb_engine() as engine:
        counted = returns.tabulate(
            engine,
            engine.connection.create_table("rows", table),
            [
                returns.Tabulation(one.name, by=one.fields, where=one.source.where, count="rows")
                for one in wanted(each)
            ],
        )
    found = compute(each, counted)._confidential(READING)
    if name == "promotion.pipeline":
        whole = found.of("BME", stage="applied to promoted, all stages")
        bme = group == "BME"
        assert whole.numbers["events_1"] == (columns["promoted"] & bme).sum()
        assert whole.numbers["total_2"] == (~bme).sum()
        assert whole.verdict is Verdict.LOWER
    else:
        assert {f.by["supported"] for f in found} == {
            "with the manager's support",
            "without the manager's support",
            "support not recorded",
        }


def test_early_departure_is_what_the_paper_counted() -> None:
    """Resigned, dismissed, required to resign, services dispensed with; nothing else."""
    each = measure("leaving.early_departure")
    schema = returns.schema("leavers")
    (field,) = [one for one in schema.fields if one.name == "early_departure"]
    groups = field.derived["groups"] if isinstance(field.derived, dict) else field.derived.groups
    early = {reason for reason, kind in dict(groups).items() if kind == "early"}
    assert early == {"RESIGNED", "DISMISSED", "REQUIRED_TO_RESIGN", "DISPENSED_WITH"}
    assert dict(each.numerator.where) == {"early_departure": "early"}

    def table(bme, white):
        return FrequencyTable.from_records(
            [{"ethnicity": "BME", "count": bme}, {"ethnicity": "WHITE", "count": white}]
        )

    found = compute(each, {"numerator": table(1, 9), "denominator": table(66, 1250)})
    (finding,) = found._confidential(READING)
    assert "(1.5%)" in finding.sentence and "(0.7%)" in finding.sentence
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "rests on one person" in finding.sentence
