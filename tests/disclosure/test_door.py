"""The door: nothing leaves that the attack, or counting every table by hand, can undo."""

from __future__ import annotations

import itertools
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dueregard.disclosure import Infeasible, Unsafe, policy_from, preset, protect
from dueregard.disclosure.attack import attack
from dueregard.tables import CellState, FrequencyTable, UnusableTable

SMALL = {"threshold": 3}


def two_way(counts, *, totals: bool = True, name: str = "t") -> FrequencyTable:
    """A table of area by sex from rows of counts, with its margins."""
    rows = [
        {"area": f"A{i}", "sex": f"S{j}", "count": c}
        for i, row in enumerate(counts)
        for j, c in enumerate(row)
    ]
    if totals:
        rows += [{"area": f"A{i}", "sex": "Total", "count": sum(r)} for i, r in enumerate(counts)]
        columns = list(zip(*counts, strict=True))
        rows += [{"area": "Total", "sex": f"S{j}", "count": sum(c)} for j, c in enumerate(columns)]
        rows.append({"area": "Total", "sex": "Total", "count": sum(map(sum, counts))})
    return FrequencyTable.from_records(rows, name=name)


def possible(table, most: int) -> dict:
    """Slow oracle: the interval of every hidden inner cell over all tables that fit."""
    areas, sexes = (d.levels for d in table.dimensions)
    inner = [(a, s) for a in areas for s in sexes]
    shown = {c.levels: c.value for c in table}
    free = [cell for cell in inner if shown[cell] is None]
    seen: dict = {cell: set() for cell in free}
    for values in itertools.product(range(1, most + 1), repeat=len(free)):
        counts = {cell: shown[cell] for cell in inner} | dict(zip(free, values, strict=True))
        margins = {(a, "Total"): sum(counts[a, s] for s in sexes) for a in areas}
        margins |= {("Total", s): sum(counts[a, s] for a in areas) for s in sexes}
        margins["Total", "Total"] = sum(counts.values())
        if all(shown[k] is None or shown[k] == v for k, v in margins.items()):
            for cell, value in zip(free, values, strict=True):
                seen[cell].add(value)
    return {cell: max(v) - min(v) for cell, v in seen.items()}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(0, 7), min_size=3, max_size=3), min_size=2, max_size=3))
def test_nobody_who_tries_every_table_can_undo_it(counts) -> None:
    try:
        release = protect([two_way(counts)], policy_from(SMALL))
    except (Infeasible, Unsafe):
        return
    table = release.tables[0]
    hidden = [c for c in table if c.state is CellState.CONFIDENTIAL]
    assume(sum("Total" not in c.levels for c in hidden) <= 4)
    shown = {c.levels: c.value for c in table}
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            if 0 < count < 3:
                assert shown[f"A{i}", f"S{j}"] is None
            elif shown[f"A{i}", f"S{j}"] is not None:
                assert shown[f"A{i}", f"S{j}"] == count
    for cell, width in possible(table, 14).items():
        i, j = int(cell[0][1:]), int(cell[1][1:])
        if counts[i][j] < 3:
            assert width >= 3
    assert attack([release.record]).safe


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_rows_and_tables_in_any_order_give_the_same_bytes(data) -> None:
    counts = data.draw(
        st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=3, max_size=4)
    )
    table = two_way(counts)
    rows = [
        {"area": f"A{i}", "sex": f"S{j}", "count": c}
        for i, row in enumerate(counts)
        for j, c in enumerate(row)
    ]
    shuffled = data.draw(st.permutations(rows))
    try:
        one = protect([FrequencyTable.from_records(rows)], preset("published"))
    except Infeasible as first:
        with pytest.raises(Infeasible) as second:
            protect([FrequencyTable.from_records(shuffled)], preset("published"))
        assert first.message == second.value.message
        return
    other = protect([FrequencyTable.from_records(shuffled)], preset("published"))
    assert one.record == other.record
    assert one.tables[0].as_csv() == other.tables[0].as_csv()
    assert table.name == "t"


def test_zero_hidden_and_not_collected_are_not_alike() -> None:
    table = two_way([[0, 20, 3], [15, 16, 40], [30, 12, 25]])
    cells = protect([table], preset("published")).tables[0]
    assert str(cells.cell(area="A0", sex="S0")) == "0"
    assert str(cells.cell(area="A0", sex="S2")) == "[c]"
    assert cells.symbols() == {"[c]": "hidden so that nobody can be identified"}


def test_what_must_be_published_is() -> None:
    counts = [[3, 20, 30], [15, 16, 40], [30, 12, 25]]
    wanted = {"area": "A0", "sex": "S1"}
    free = protect([two_way(counts)], preset("published")).tables[0]
    must = protect(
        [two_way(counts)], policy_from({"preset": "published", "must_publish": [wanted]})
    )
    assert free.cell(area="A0", sex="S2").value is not None or free.cell(**wanted).value is not None
    assert must.tables[0].cell(**wanted).value == 20


def test_an_unsafe_cell_that_must_be_published_is_refused() -> None:
    policy = policy_from({"preset": "published", "must_publish": [{"area": "A0", "sex": "S0"}]})
    with pytest.raises(Infeasible, match="area A0, sex S0") as caught:
        protect([two_way([[3, 20], [15, 16]])], policy)
    assert caught.value.exit_code == 13


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        ({"must_publish": [{"are": "A0"}]}, "must_publish: unknown dimension “are”; did you mean"),
        ({"must_publish": [{"area": "A9"}]}, "area: unknown level “A9”"),
        ({"hierarchies": {"region": {"N": ["A0"]}}}, "hierarchies: unknown dimension “region”"),
        ({"hierarchies": {"area": {"N": ["A0"]}}}, "unknown level “N”"),
        ({"linked": [["t", "area", "u", "area"]]}, "there is no table “u”"),
        ({"linked": [["t", "place", "t", "area"]]}, "has no dimension “place”"),
        ({"tables": {"u": {"period": "2026"}}}, "tables: unknown table “u”"),
    ],
)
def test_a_policy_that_names_what_is_not_there_is_refused(policy, problem) -> None:
    with pytest.raises(UnusableTable) as caught:
        protect([two_way([[13, 20], [15, 16]])], policy_from({"threshold": 10, **policy}))
    assert problem in caught.value.message


def _pair() -> tuple[FrequencyTable, FrequencyTable]:
    """Area by sex and area by age of the same people."""
    sex = two_way([[3, 37], [25, 15], [30, 31]], name="by_sex")
    ages = [[12, 28], [19, 21], [33, 28]]
    rows = [
        {"area": f"A{i}", "age": f"G{j}", "count": c}
        for i, row in enumerate(ages)
        for j, c in enumerate(row)
    ]
    rows += [{"area": f"A{i}", "age": "Total", "count": sum(r)} for i, r in enumerate(ages)]
    return sex, FrequencyTable.from_records(rows, name="by_age")


def test_tables_of_the_same_people_are_linked_by_themselves() -> None:
    release = protect(_pair(), preset("published"))
    assert release.record["linked"] == [["by_age", "area", "by_sex", "area"]]
    identity = {
        cell["identity"]
        for table in release.record["tables"]
        for cell in table["cells"]
        if cell["cell"].get("area") == "A0" and set(cell["cell"].values()) == {"A0", "Total"}
    }
    assert len(identity) == 1
    assert any("protected together" in note for note in release.notes)


def test_a_shared_margin_is_hidden_in_both_tables_or_in_none() -> None:
    sex, age = _pair()
    release = protect([sex, age], preset("published"))
    by_sex, by_age = release.tables
    for area in ("A0", "A1", "A2"):
        assert by_sex.cell(area=area).state is by_age.cell(area=area).state


def test_linked_tables_that_disagree_are_refused_with_both_places() -> None:
    sex, _ = _pair()
    other = FrequencyTable.from_records(
        [{"area": f"A{i}", "count": 50} for i in range(3)], name="o"
    )
    policy = policy_from({"preset": "published", "linked": [["by_sex", "area", "o", "area"]]})
    with pytest.raises(UnusableTable, match="linked tables must agree"):
        protect([sex, other], policy)


def test_linked_dimensions_may_have_other_names() -> None:
    sex, _ = _pair()
    other = FrequencyTable.from_records(
        [{"place": f"A{i}", "count": c} for i, c in enumerate((40, 40, 61))], name="o"
    )
    policy = policy_from({"preset": "published", "linked": [["by_sex", "area", "o", "place"]]})
    release = protect([sex, other], policy)
    texts = [
        {c["identity"] for c in t["cells"] if "A0" in c["cell"].values()}
        for t in release.record["tables"]
    ]
    assert texts[0] & texts[1]


def test_hierarchies_are_protected_as_one() -> None:
    rows = [("Ash", 4), ("Elm", 30), ("Oak", 22), ("Yew", 19)]
    table = FrequencyTable.from_records(
        [{"area": a, "count": c} for a, c in [*rows, ("North", 34), ("South", 41), ("Total", 75)]],
        hierarchies={"area": {"North": ["Ash", "Elm"], "South": ["Oak", "Yew"]}},
    )
    cells = protect([table], preset("published")).tables[0]
    assert cells.cell(area="Ash").value is None and cells.cell(area="Elm").value is None
    assert cells.cell(area="Oak").value == 22 and cells.cell().value == 75


def test_nothing_confidential_is_in_the_record() -> None:
    table = two_way([[3, 20, 30], [15, 16, 40], [30, 12, 25]])
    record = protect([table], preset("published")).record
    for cell in record["tables"][0]["cells"]:
        assert set(cell) == {"cell", "state", "value", "identity"}
        if cell["state"] == "confidential":
            assert cell["value"] is None
    states = {cell["state"] for cell in record["tables"][0]["cells"]}
    assert states == {"value", "confidential"}


def test_rounding_alone_is_tried_before_more_is_hidden() -> None:
    table = two_way([[3, 21, 33], [17, 16, 41], [30, 12, 26]])
    exact = protect([table], preset("published")).tables[0]
    rounded = protect([table], preset("ons_10_5")).tables[0]
    hidden = [sum(c.state is CellState.CONFIDENTIAL for c in t) for t in (exact, rounded)]
    assert hidden[1] <= hidden[0]
    assert all(c.value is None or c.value % 5 == 0 for c in rounded)


def test_totals_in_no_row_are_known_to_outsiders_unless_the_policy_says_not() -> None:
    counts = [[3, 20, 30], [15, 16, 40], [30, 12, 25]]
    table = two_way(counts, totals=False)
    known = protect([table], preset("published"))
    unknown = protect([table], policy_from({"preset": "published", "unlisted_totals": "unknown"}))
    given_ = protect([two_way(counts)], preset("published"))
    hidden = [
        {c.levels for c in release.tables[0] if c.value is None and "Total" not in c.levels}
        for release in (known, unknown, given_)
    ]
    assert hidden[0] == hidden[2] and len(hidden[0]) == 4
    assert hidden[1] == {("A0", "S0")}
    assert any("unlisted_totals" in note for note in known.notes) and len(known.tables[0]) == 9


def test_a_release_does_not_change() -> None:
    table = protect([two_way([[13, 20], [15, 16]])], preset("published")).tables[0]
    for change in (lambda: setattr(table, "cells", ()), lambda: delattr(table, "name")):
        with pytest.raises(Exception, match="not changed"):
            change()
    with pytest.raises(KeyError, match="the dimensions are area, sex"):
        table.cell(age="1")


def test_no_django_in_tables_and_disclosure() -> None:
    program = (
        "import sys\n"
        "import dueregard.cli.protect\n"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('django', 'ibis', 'pandas')]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_rather_less_is_shown_than_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no pattern of the search withstands the attack, what is cheap is hidden altogether."""
    from dueregard.disclosure import hiding

    def nothing_hidden(system: Any, effort: Any = None) -> Any:
        class Pattern:
            hidden, bound, proven, undecided, notes = system.unsafe, 0.0, False, 0, ()

        return Pattern

    monkeypatch.setattr(hiding, "suppress", nothing_hidden)
    table = FrequencyTable.from_records(
        [
            {"area": area, "sex": sex, "count": count}
            for (area, sex), count in {
                ("Ash", "F"): 3,
                ("Ash", "M"): 40,
                ("Elm", "F"): 50,
                ("Elm", "M"): 60,
            }.items()
        ]
    )
    release = protect([table], preset("published"))
    assert any("all cells up to a price are hidden" in note for note in release.notes)
    assert {cell.state for cell in release.tables[0]} == {CellState.CONFIDENTIAL}
