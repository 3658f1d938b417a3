"""Schemas: what is shipped holds together, and a local one needs no code."""

from __future__ import annotations

from pathlib import Path

import pytest

from dueregard import returns, vocabulary
from dueregard.exceptions import UsageError

#: What the source documents and their successors have monitored.
ASKED_FOR = """
    staff_in_post establishment recruitment promotion temporary_promotions training_applications
    training_received performance_reviews grievances discipline tribunals leavers exit_survey
    staff_survey vetting assessors programme_participation flexible_working pay board_members
    stop_and_search use_of_force hate_crime victim_satisfaction complaints population
    population_officer_groups workforce_strength workforce_by_ethnicity
""".split()


def test_everything_asked_for_is_there():
    assert sorted(ASKED_FOR) == [one.id for one in returns.schemas()]


def test_the_page_lists_every_schema_as_it_is():
    page = (Path(__file__).resolve().parents[3] / "docs/reference/returns.md").read_text("utf-8")
    for one in returns.schemas():
        keys = ", ".join(one.keys) or "none"
        row = f"| `{one.id}` | {one.title} | {one.row} | {one.period} | {keys} | "
        assert f"{row}{one.tolerance:.0%} |" in page


@pytest.mark.parametrize("name", ASKED_FOR)
def test_a_schema_holds_together(name):
    one = returns.schema(name)
    assert one.sources and one.version and one.verified in ("true", "partial", "false")
    assert 0 <= one.tolerance <= 0.1
    assert one.retention_months > 0
    assert set(one.identifiers) == {f.name for f in one.fields if f.kind == "identifier"}
    for each in one.fields:
        if each.classification:
            vocabulary.classification(each.classification)
        if each.derived:
            assert all(source in one for source in each.derived.sources), each.name


@pytest.mark.parametrize("name", ASKED_FOR)
def test_no_head_of_a_column_means_two_things_at_once(name):
    """The best name of one field is never the best name of another."""
    heads = [each.title.casefold() for each in returns.schema(name).fields]
    assert len(heads) == len(set(heads))


def test_rows_about_people_say_who_and_never_keep_names():
    for one in returns.schemas():
        if one.row == "person":
            assert "person" in one.identifiers
        if one.row != "count":
            assert "email address" in one.left_out
            assert not ({"name", "forename", "surname", "postcode"} & set(one.names))
        if "date_of_birth" in one:
            assert not one.field("date_of_birth").kept


def test_early_departure_is_the_set_of_the_source():
    """Resigned, dismissed, required to resign, services dispensed with (report of 2011)."""
    groups = returns.schema("leavers").field("early_departure").derived.groups
    early = {code for code, group in groups.items() if group == "early"}
    assert early == set(vocabulary.classification("police.early_departures").codes)
    assert set(groups) == {code.code for code in returns.schema("leavers").field("reason").codes}


def test_the_newest_version_is_given_unless_one_is_named(tmp_path):
    for version in ("2", "10"):
        (tmp_path / f"v{version}.yaml").write_text(
            f'{{id: bids, version: "{version}", title: Bids, row: event, period: interval,'
            " sources: [Local], fields: [{name: asked, title: Asked, kind: number}]}"
        )
    local = returns.load_schemas(tmp_path)
    assert returns.schema("bids", among=local).version == "10"
    assert returns.schema("bids", "2", among=local).version == "2"
    with pytest.raises(UsageError, match=r"no version 3\. Its versions: 2, 10"):
        returns.schema("bids", "3", among=local)


def test_a_local_schema_is_received_without_code(tmp_path, written):
    (tmp_path / "_shared.yaml").write_text("fields: {bid: {title: Bid, kind: identifier}}")
    (tmp_path / "bids.yaml").write_text(
        """
id: bids
version: "1"
title: Bids of staff associations
row: event
period: interval
sources: [Local]
fields:
  - {use: bid, required: true}
  - {name: association, title: Association, kind: text, required: true}
  - {name: made, title: Made on, kind: date}
  - {name: month, title: Month, kind: month, derived: {how: month, sources: [made]}}
  - name: result
    title: Result
    kind: category
    codes: {won: {label: Won, synonyms: [awarded]}, lost: Lost}
  - {name: asked, title: Asked, kind: number, minimum: 0}
  - {name: awarded, title: Awarded, kind: number, minimum: 0}
keys: [bid]
tolerance: 0.5
identifiers: [bid]
coverage: [association]
rules:
  - id: no_more_than_asked
    kind: order
    fields: [awarded, asked]
    says: more was awarded than asked for
"""
    )
    (local,) = returns.load_schemas(tmp_path)
    source = returns.read_rows(
        written(
            [
                ("Bid", "Association", "Made on", "Result", "Asked", "Awarded"),
                ("1", "A", "2025-01-31", "Awarded", "£1,000", "900"),
                ("2", "B", "2025-02-28", "Lost", "500", "600"),
            ]
        )
    )
    mapping = returns.suggest_mapping(source, local).confirm(by="Analyst")
    got = returns.receive(source, schema=local, mapping=mapping, period="2025-01 to 2025-02")
    assert got.table.to_pylist() == [
        {
            "bid": "1",
            "association": "A",
            "made": got.table["made"][0].as_py(),
            "month": "2025-01",
            "result": "won",
            "asked": 1000.0,
            "awarded": 900.0,
        }
    ]
    assert got.set_aside.reasons == ((3, "no_more_than_asked", "Awarded, Asked"),)


def test_every_problem_of_a_schema_is_told_at_once(tmp_path):
    (tmp_path / "bad.yaml").write_text(
        """
id: bad
version: "1"
title: Bad
row: people
period: snapshot
tolerance: 5
colour: red
fields:
  - {use: persn}
  - {name: a, title: A, kind: colour, size: 3}
  - {name: a, title: A, kind: category}
  - {name: b, title: B, kind: category, classification: ethnicity.none}
  - {name: c, title: C, kind: date, derived: {how: magic}, blank: nothing}
  - name: d
    title: D
    kind: category
    codes: {x: {label: X, missing: lost}}
    blank_when: [{when: {a: 1}, kind: gone}]
  - {name: e, title: E, kind: integer, derived: {how: age, sources: [born]}}
  - nonsense
keys: [z]
rules:
  - {id: r, kind: order, fields: [c, q], says: wrong, severity: mild, note: x}
  - {kind: odd, fields: [c]}
"""
    )
    with pytest.raises(returns.UnusableSchema) as caught:
        returns.load_schemas(tmp_path)
    told = str(caught.value)
    for part in (
        "bad.yaml, row: is “people”; allowed: person, event",
        "bad.yaml, sources: is needed",
        "bad.yaml, tolerance: is a share",
        "bad.yaml, colour: unknown key",
        "there is no shared field “persn”",
        "field a: kind is “colour”",
        "field a: unknown key “size”",
        "the field a is declared twice",
        "field a: a category needs codes",
        "ethnicity.none",
        "field c: derived needs how",
        "field c: blank is “nothing”",
        "code x: missing is “lost”",
        "blank_when: kind is “gone”",
        "field e: derived: there is no field born",
        "“nonsense” is not a field",
        "keys: there is no field “z”",
        "rule r: there is no field “q”",
        "rule r: severity is “mild”",
        "rule r: unknown key “note”",
        "rule (no id): kind is “odd”",
    ):
        assert part in told, part
    assert caught.value.exit_code == 10


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("fields: [", "bad.yaml, line 2: this is not YAML"),
        ("[1]", "a schema is a mapping"),
        (
            '{id: c, version: "1", title: C, row: count, period: snapshot, sources: [x],'
            " fields: [{name: n, title: N, kind: number}]}",
            "names the field that holds the count",
        ),
    ],
)
def test_files_that_are_no_schema(tmp_path, text, says):
    (tmp_path / "bad.yaml").write_text(text + "\n")
    with pytest.raises(returns.UnusableSchema, match=says):
        returns.load_schemas(tmp_path)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(returns.UnreadableReturn, match="no such folder"):
        returns.load_schemas(tmp_path / "none")


def test_fields_by_name():
    survey = returns.schema("staff_survey")
    assert survey.field("item_proud").kind == "integer"
    assert "item_proud" in survey and "item_" not in survey and "thing" not in survey
    with pytest.raises(UsageError, match=r"has no field “thing”\. Its fields: respondent"):
        survey.field("thing")


@pytest.mark.parametrize("name", ASKED_FOR)
def test_a_file_headed_by_the_titles_maps_itself(name, written):
    one = returns.schema(name)
    fields = {f.name: f.title for f in one.fields if not f.repeated}
    source = returns.read_rows(written([tuple(fields.values()), ("",) * len(fields)]))
    assert dict(returns.suggest_mapping(source, one).mapping.columns) == fields


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("{name: a, kind: number, minimum: 5, maximum: 1}", "minimum 5 is above maximum 1"),
        ("{name: a, kind: number, minimum: low}", "minimum is “low”; a number is needed"),
        ("{name: a, kind: number, maximum: true}", "maximum is “True”; a number is needed"),
        ("{name: a, kind: category, codes: {NOT_RECORDED: Lost}}", "kept for not_recorded"),
        (
            "{name: a, kind: category, codes: {X: {label: Ex, missing: unknown}, "
            "Y: {label: Why, missing: unknown}}}",
            "unknown is the missing of two codes",
        ),
        (
            "{name: a, kind: category, codes: {X: {label: Ex, synonyms: [both]}, "
            "Z: {label: Zed, synonyms: [Both]}}}",
            "the label “Both” stands for X and Z",
        ),
    ],
)
def test_a_local_schema_that_makes_no_sense(tmp_path, field, says):
    head = "id: bids\nversion: '1'\ntitle: Bids\nrow: event\nperiod: interval\nsources: [Local]\n"
    (tmp_path / "bids.yaml").write_text(f"{head}fields: [{field}]\n", encoding="utf-8")
    with pytest.raises(returns.UnusableSchema, match=says):
        returns.load_schemas(tmp_path)


def test_a_local_schema_does_not_stand_in_for_a_shipped_one(tmp_path):
    text = (
        "id: leavers\nversion: '{}'\ntitle: Ours\nrow: event\nperiod: interval\n"
        "sources: [Local]\nfields: [{{name: a, kind: text}}]\n"
    )
    shipped = returns.schema("leavers").version
    (tmp_path / "ours.yaml").write_text(text.format(shipped), encoding="utf-8")
    with pytest.raises(returns.UnusableSchema, match="a shipped schema has this id and version"):
        returns.load_schemas(tmp_path)
    (tmp_path / "ours.yaml").write_text(text.format("force-1"), encoding="utf-8")
    assert returns.load_schemas(tmp_path)[0].title == "Ours"
