"""The twenty-three further papers come out as a careful person read them."""

import json
from pathlib import Path

import pytest

from dueregard import papers

NUMBERS = tuple(
    f"{number:03d}"
    for number in [
        *(1, 4, 5, 10, 12, 15, 16, 18, 23, 31, 33, 36),
        *(42, 44, 51, 54, 56, 59, 60, 63, 68, 69, 73),
    ]
)
# What the reader declines to say, and why. Nothing else may differ.
DECLINED = {
    ("060", "ref"): "the number is in the address of the page only, not in its text",
    ("068", "date"): "the date is in the address of the page only, not in its text",
    ("068", "body"): "the page does not name the House; it is in the address only",
}
HEADER = ("report_number", "title", "date", "by", "body", "meeting_date", "updated", "as_at")


def load(shared: Path, number: str):
    folder = shared / "reference" / "papers"
    expected = json.loads((folder / "expected" / f"{number}.json").read_text("utf-8"))
    return papers.read(folder / expected["document"]).as_dict(), expected


@pytest.mark.parametrize("number", NUMBERS)
def test_kind(shared, number):
    read, expected = load(shared, number)
    assert read["kind"] == expected["kind"]


@pytest.mark.parametrize("number", NUMBERS)
def test_header(shared, number):
    read, expected = load(shared, number)
    wanted = {
        name: value
        for name, value in expected["header"].items()
        if name in HEADER and (number, name) not in DECLINED
    }
    assert {name: read["header"][name] for name in wanted} == wanted


@pytest.mark.parametrize("number", [one for one, name in DECLINED if name != "ref"])
def test_what_only_the_address_says_is_null(shared, number):
    read, _ = load(shared, number)
    assert [read["header"][name] for one, name in DECLINED if one == number] == [None] * len(
        [one for one, _ in DECLINED if one == number]
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_recommendations(shared, number):
    read, expected = load(shared, number)
    items = [{"ref": i["ref"], "text": i["text"]} for i in read["recommendations"]["items"]]
    assert items == expected["recommendations"]["items"]
    assert read["recommendations"]["intro"] == expected["recommendations"]["intro"]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbered_paragraphs(shared, number):
    read, expected = load(shared, number)
    wanted = expected["numbered_paragraphs"] or {"count": 0, "numbers": []}
    assert read["numbered_paragraphs"] == wanted


@pytest.mark.parametrize("number", NUMBERS)
def test_sections_and_subheadings(shared, number):
    read, expected = load(shared, number)
    sections = [{"label": s["label"], "heading": s["heading"]} for s in read["sections"]]
    assert sections == expected["sections"]
    assert [heading["text"] for heading in read["subheadings"]] == expected["subheadings"]


# Expected names (what a person wrote down) to names of the contract.
TRACKED = {
    "ref": lambda item: item["ref"],
    "text": lambda item: item["text"],
    "text_more": lambda item: item["text_more"],
    "owner": lambda item: item["owner"],
    "owner_list": lambda item: item["owners"],
    "status": lambda item: item["status_printed"],
    "status_text": lambda item: item["status_printed"],
    "due": lambda item: item["due"],
    "due_text": lambda item: item["due_printed"],
    "date": lambda item: item["date"],
    "next_steps": lambda item: item["next_steps"],
    "history": lambda item: [
        {name: entry[name] for name in ("date", "status", "comment") if entry[name] is not None}
        for entry in item["history"]
    ],
}


# 073 lists no items apart from its table; the reader tells its row as an item as well (below).
@pytest.mark.parametrize("number", [number for number in NUMBERS if number != "073"])
def test_tracked_items(shared, number):
    read, expected = load(shared, number)
    items = read["tracked_items"]
    assert len(items) == len(expected["tracked_items"])
    for item, wanted in zip(items, expected["tracked_items"], strict=True):
        for name, value in wanted.items():
            if name == "progress":
                assert item["progress"] == ([value] if isinstance(value, str) else value)
            elif name in TRACKED and (number, name) not in DECLINED:
                assert TRACKED[name](item) == value, name


@pytest.mark.parametrize("number", [number for number in NUMBERS if number != "073"])
def test_tables(shared, number):
    read, expected = load(shared, number)
    assert len(read["tables"]) == len(expected["tables"])
    for table, wanted in zip(read["tables"], expected["tables"], strict=True):
        assert table["columns"] == wanted["columns"]
        assert len(table["rows"]) == wanted["n_rows"]
        if "rows" in wanted:
            assert table["rows"] == wanted["rows"]


def test_columns_of_fixed_width_are_told_by_their_places(shared):
    """073 has headings over six lines at different heights, and rows of wrapped cells."""
    read, expected = load(shared, "073")
    (table,) = read["tables"]
    (wanted,) = expected["tables"]
    assert table["columns"] == wanted["columns_joined"]
    assert table["rows"] == [wanted["cells_joined"]]
    (item,) = read["tracked_items"]
    assert item["text"] == wanted["cells_joined"][1]
    assert (item["owner"], item["due"]) == (wanted["cells_joined"][3], "2009-10")


def test_minutes_resolutions_and_attendance(shared):
    read, expected = load(shared, "004")
    wanted = [(m["minute"], m["heading"], m["agenda_item"]) for m in expected["minutes"]]
    assert [(m["minute"], m["heading"], m["agenda_item"]) for m in read["minutes"]] == wanted
    assert read["minutes"][2]["resolved"] == [expected["minutes"][2]["resolved"]]
    assert [a["count"] for a in read["attendance"]] == [8, 6, 3]
    read, expected = load(shared, "059")
    assert [{"ref": r["ref"], "text": r["text"]} for r in read["resolutions"]] == expected[
        "resolutions"
    ]


def test_conflicting_dates_are_an_issue(shared):
    read, _ = load(shared, "042")
    assert "conflicting_dates" in {issue["code"] for issue in read["issues"]}


def test_skipped_number_is_an_issue(shared):
    read, _ = load(shared, "036")
    assert [i["line"] for i in read["issues"] if i["code"] == "missing_number"] == [18]


def test_status_key_is_no_list_of_actions(shared):
    read, expected = load(shared, "069")
    assert read["status_key"] == expected["status_vocabulary"]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_line_is_accounted_for(shared, number):
    folder = shared / "reference" / "papers"
    path = next(folder.glob(f"{number}_*.txt"))
    document = papers.read(path)
    blank = sum(bool(line.strip()) for line in path.read_text("utf-8").split("\n"))
    coverage = document.coverage
    assert coverage.lines == blank
    assert coverage.attached + len(coverage.unattached) == blank
