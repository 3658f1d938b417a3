"""The five source documents come out as they were extracted by hand."""

import json
from collections import Counter
from functools import cache

import pytest

from dueregard import papers

DOCUMENTS = ("000", "001", "002", "003", "004")


@pytest.fixture
def expected(shared):
    return json.loads(
        (shared / "reference" / "expected" / "source_documents.json").read_text("utf-8")
    )


@cache
def _read(path):
    return papers.read(path)


@pytest.fixture
def document(shared):
    def read(number):
        return _read(next((shared / "seeds").glob(f"{number}_*.txt")))

    return read


@pytest.mark.parametrize("number", DOCUMENTS)
def test_headers(document, expected, number):
    read, wanted = document(number), expected["headers"][number]
    header = read.header
    assert read.kind == {"strategy_document": "strategy"}.get(wanted["kind"], wanted["kind"])
    assert header.report_number == wanted["report_no_header"]
    assert header.date == wanted["date_iso"]
    assert header.by == wanted["by"]
    assert header.title == wanted["title"]
    assert header.body == wanted["meeting_body"]
    assert header.author == wanted["author"]
    assert header.meeting_date == wanted["date_iso"]


@pytest.mark.parametrize("number", ["000", "001", "002", "003"])
def test_sections_and_paragraphs(document, expected, number):
    read, wanted = document(number), expected["headers"][number]
    assert [f"{s.label}. {s.heading}" for s in read.sections] == wanted["sections"]
    assert [int(n) for n in read.numbered_paragraphs.numbers] == wanted["numbered_paragraphs"]
    assert [a.heading for a in read.appendices] == [
        heading for heading in wanted["after_sections"] if heading.startswith("Appendix")
    ]
    missing = [i for i in read.issues if i.code == "missing_number"]
    assert len(missing) == len(wanted["missing_paragraphs"])


def test_the_tree_has_nine_recommendations_and_forty_one_leaves(document, expected):
    read, wanted = document("001"), expected["seed_001"]
    parents = [item for item in read.tracked_items if item.parent is None]
    leaves = [item for item in read.tracked_items if item.parent is not None]
    assert [item.ref for item in parents] == [str(r["number"]) for r in wanted["recommendations"]]
    assert [item.text for item in parents] == [r["text"] for r in wanted["recommendations"]]
    assert [item.owner for item in parents] == [
        r["owner_explicit"] for r in wanted["recommendations"]
    ]
    assert all(item.status is None for item in parents)
    assert len(leaves) == wanted["lettered_count"] == 41
    states = Counter(leaf.status for leaf in leaves)
    assert states == {"completed": 16, "in_progress": 24, "pointer": 1}
    assert [leaf.ref for leaf in leaves if leaf.status == "completed"] == wanted["completed"]


def test_each_leaf_has_its_own_entries(document, expected):
    read = document("001")
    leaves = {item.ref: item for item in read.tracked_items}
    for recommendation in expected["seed_001"]["recommendations"]:
        for wanted in recommendation["items"]:
            ref = f"{recommendation['number']}({wanted['letter']})"
            leaf = leaves[ref]
            assert leaf.text == wanted["text"], ref
            assert leaf.parent == str(recommendation["number"])
            numbered = wanted["progress_paragraphs"] + wanted["next_steps_numbered_paragraphs"]
            assert list(leaf.paragraphs) == numbered, ref
            status = {"cross_reference": "pointer"}.get(wanted["status"], wanted["status"])
            assert leaf.status == status, ref
            assert len(leaf.challenges) == (
                wanted["challenge_paragraphs"] + wanted["challenge_bullets"]
            ), ref
            assert len(leaf.next_steps) == (
                len(wanted["next_steps_numbered_paragraphs"])
                + wanted["next_steps_unnumbered_paragraphs"]
            ), ref
            assert len(leaf.progress) == (
                len(wanted["progress_paragraphs"])
                + wanted.get("progress_bullets", 0)
                + wanted.get("progress_unnumbered", 0)
            ), ref
            assert list(leaf.text_more) == wanted.get("sub_functions", []), ref
            if "challenge_text" in wanted:
                assert leaf.challenges == (wanted["challenge_text"],)
            if "completion_note" in wanted:
                assert wanted["completion_note"] in leaf.progress[0]


def test_entries_stand_beside_their_source_lines(document):
    read = document("001")
    for item in read.tracked_items:
        for texts, lines in (
            (item.progress, item.progress_lines),
            (item.challenges, item.challenges_lines),
            (item.next_steps, item.next_steps_lines),
        ):
            assert len(texts) == len(lines)
            for text, line in zip(texts, lines, strict=True):
                assert text in read.source(line)


def test_the_closing_paragraph_belongs_to_no_leaf(document, expected):
    closing = expected["seed_001"]["concluding_paragraph"]
    assert not any(closing in item.paragraphs for item in document("001").tracked_items)


def test_temporary_promotions_with_their_date_faults(document, expected):
    read, wanted = document("001"), expected["seed_001"]["temporary_promotions"]
    (table,) = read.tables
    assert list(table.columns) == wanted["columns"]
    names = ("rank", "business_group", "start", "end", "gender", "ethnic_origin")
    assert [list(row) for row in table.rows] == [
        [row[name] for name in names] for row in wanted["rows"]
    ]
    codes = {
        "end_not_a_date": "text_in_date",
        "end_impossible_date": "impossible_date",
        "end_before_start": "end_before_start",
        "start_after_report_date": "date_after_report",
        "end_before_report_date": "date_before_report",
    }
    found = {(i.line, i.code) for i in read.issues}
    for row, line in zip(wanted["rows"], table.row_lines, strict=True):
        here = {code for at, code in found if at == line and code in codes.values()}
        assert here == {codes[issue] for issue in row["issues"]}, row["row"]


def test_strands_with_their_leads(document, expected):
    (table,) = document("002").tables
    assert [(row[0], row[1].split(" & ")) for row in table.rows] == [
        (strand["name"], strand["leads"]) for strand in expected["seed_002"]["strands"]
    ]


def test_recommendations_to_members(document, expected):
    read = document("002").recommendations
    assert [item.text for item in read.items] == expected["seed_002"]["recommendations"]
    assert len(read.items[1].parts) == expected["seed_002"]["focus_questions"]
    (item,) = document("001").recommendations.items
    assert item.text == expected["seed_001"]["report_recommendation"]


def test_closing_sections(document, expected):
    read, wanted = document("001"), expected["seed_001"]
    assert len(read.background_papers) == wanted["background_papers"]
    assert [i.heading for i in read.implications] == [s["title"] for s in wanted["section_c"]]
    assert {i.kind for i in read.implications} >= {"equality", "financial", "legal", "risk"}
    assert document("003").background_papers == ()
    assert document("000").background_papers == ()
    assert "empty_section" in {i.code for i in document("000").issues}
    assert document("000").abbreviations["RR(A)A"] == "Race Relations Amendment Act"
    assert len(document("000").abbreviations) == 8
    assert len(document("002").abbreviations) == 5


def test_a_strategy_with_period_sections_and_activities(document, expected):
    read, wanted = document("004"), expected["headers"]["004"]
    assert list(read.header.period) == wanted["period"]
    plain = [section.heading.replace("’", "'") for section in read.sections]
    assert plain == wanted["sections"]
    assert [heading.text for heading in read.subheadings] == wanted["specific_subsections"]
    assert len(read.footnotes) == wanted["footnotes"]
    strands = Counter(activity.strand for activity in read.activities)
    assert strands == {
        None: 15,
        "Age": 3,
        "Disability": 3,
        "Gender": 2,
        "Race": 5,
        "Religion and Belief": 2,
        "Sexual Orientation": 2,
    }


@pytest.mark.parametrize("number", DOCUMENTS)
def test_almost_every_line_is_attached(document, number):
    coverage = document(number).coverage
    assert coverage.attached / coverage.lines >= 0.98
    assert coverage.attached + len(coverage.unattached) == coverage.lines


def test_irregularities_of_the_2011_report(document):
    codes = Counter(issue.code for issue in document("001").issues)
    assert codes["duplicate_number"] == 1
    assert codes["heading_missing"] == 8
    assert codes["pointer_only"] == 1
    assert codes["owner_in_heading"] == 1
    assert codes["repeated_text"] == 2
    assert codes["status_contradiction"] == 2
    assert codes["heading_variant"] >= 6
