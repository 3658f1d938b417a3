"""Counting into confidential tables: levels, groups, margins, coverage and what is refused."""

from __future__ import annotations

import itertools
import json
import pickle
from collections import Counter
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.exceptions import UnreadableDocument, UsageError
from dueregard.returns import (
    Tabulation,
    UnusableCondition,
    UnusableTabulation,
    observe,
    tabulate,
)
from dueregard.returns.cells import Cells
from dueregard.returns.counted_rows import counted_rows
from dueregard.tables import Confidential, FrequencyTable, Identity
from dueregard.tables.seal import READING
from dueregard.vocabulary import crosswalk

UNITS = ["Ash", "Elm", "Oak"]
CODES = ["W", "B", "A", None]


def inside(table: FrequencyTable):
    return table._confidential(READING)


def count(table: FrequencyTable, *levels: str) -> int:
    at = tuple(d.place[level] for d, level in zip(table.dimensions, levels, strict=True))
    return int(inside(table).values[at])


@pytest.fixture
def rows(tmp_path):
    def write(**columns) -> str:
        path = tmp_path / f"rows{len(list(tmp_path.iterdir()))}.parquet"
        pq.write_table(pa.table(columns), path)
        return str(path)

    return write


row = st.tuples(
    st.sampled_from(UNITS), st.sampled_from(CODES), st.integers(2020, 2022), st.integers(0, 5)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(row, min_size=1, max_size=60))
def test_counts_are_those_of_plain_counting(duckdb, found) -> None:
    units, codes, years, numbers = zip(*found, strict=True)
    table = pa.table(
        {
            "unit": units,
            "code": pa.array(codes, pa.string()),
            "year": years,
            "number": pa.array(numbers, pa.int64()),
        }
    )
    name = f"t{id(table)}"
    source = duckdb.connection.create_table(name, table, temp=True)
    levels = {"unit": UNITS, "code": ["W", "B", "A", "not_recorded"]}
    tables = tabulate(
        duckdb,
        source,
        [
            Tabulation("three", by=("unit", "code", "year"), levels=levels),
            Tabulation("two", by=("code", "unit"), levels=levels),
            Tabulation("sum", by=("unit",), count={"sum": "number"}, levels={"unit": UNITS}),
            Tabulation(
                "some", by=("unit",), where={"code": {"not": ["W"]}}, levels={"unit": UNITS}
            ),
        ],
    )
    duckdb.connection.drop_table(name)
    named = [(u, c or "not_recorded", str(y), n) for u, c, y, n in found]
    three = Counter((u, c, y) for u, c, y, _ in named)
    two = Counter((c, u) for u, c, _, _ in named)
    for u, c, y in itertools.product(UNITS, levels["code"], tables["three"].dimensions[2].levels):
        assert count(tables["three"], u, c, y) == three[u, c, y]
        assert count(tables["two"], c, u) == two[c, u]
    for unit in UNITS:
        assert count(tables["sum"], unit) == sum(n for u, _, _, n in named if u == unit)
        assert count(tables["some"], unit) == sum(u == unit and c != "W" for u, c, _, _ in named)
    assert count(tables["three"], "Total", "Total", "Total") == len(found)


def test_queries_are_shared(duckdb, rows, monkeypatch) -> None:
    source = rows(a=["x", "y"], b=["1", "2"], c=["p", "p"])
    sent = []
    run = duckdb.run
    monkeypatch.setattr(duckdb, "run", lambda expression: sent.append(1) or run(expression))
    tables = tabulate(
        duckdb,
        source,
        [
            Tabulation("ab", by=("a", "b")),
            Tabulation("ba", by=("b", "a")),
            Tabulation("a", by=("a",)),
            Tabulation("coarse", by=("a", "b"), coarsen={"a": {"x": "z", "y": "z"}}),
        ],
    )
    assert len(sent) == 1
    assert count(tables["coarse"], "z", "Total") == 2
    assert count(tables["a"], "y") == 1


def test_hierarchies_and_declared_levels(duckdb, rows) -> None:
    source = rows(area=["Ash", "Elm", "Elm", "Oak"])
    tree = {"North": ("Ash", "Elm"), "South": ("Oak", "Yew")}
    one, two = tabulate(
        duckdb,
        source,
        [
            Tabulation("tree", by=("area",), hierarchies={"area": tree}),
            Tabulation("levels", by=("area",), levels={"area": ("Yew", "Oak", "Elm", "Ash")}),
        ],
    ).values()
    assert [count(one, level) for level in ("North", "South", "Yew", "Total")] == [3, 1, 0, 4]
    assert two.dimensions[0].levels == ("Yew", "Oak", "Elm", "Ash")


def test_no_row_and_declared_levels_is_a_table_of_zeros(duckdb, rows) -> None:
    source = rows(area=["Ash"])
    table = tabulate(
        duckdb,
        source,
        [Tabulation("t", by=("area",), where={"area": "Elm"}, levels={"area": ("Ash", "Elm")})],
    )["t"]
    assert inside(table).values.tolist() == [0, 0, 0]
    with pytest.raises(UnusableTabulation, match="declare them in levels"):
        tabulate(duckdb, source, [Tabulation("t", by=("area",), where={"area": "Elm"})])


def test_a_code_for_nothing_and_nothing_are_one_level(duckdb, rows) -> None:
    source = rows(sex=["F", None, "not_recorded"])
    table = tabulate(duckdb, source, [Tabulation("t", by=("sex",))])["t"]
    assert count(table, "not_recorded") == 2


def test_chinese_counts_where_each_census_put_it(duckdb, rows) -> None:
    # 2001: among Chinese or other; 2011: among Asian (ONS, ethnic group classifications).
    source = rows(ethnicity=["A4", "A1", "A4", "W1", "NS"])
    tables = tabulate(
        duckdb,
        source,
        [
            Tabulation(
                version,
                by=("ethnicity",),
                coarsen={
                    "ethnicity": crosswalk(
                        "ethnicity.sde_18plus1", f"ethnicity.broad_5plus1@{version}"
                    )
                },
            )
            for version in ("2001", "2011")
        ],
    )
    assert count(tables["2001"], "A") == 1
    assert count(tables["2011"], "A") == 3
    assert count(tables["2001"], "Total") == count(tables["2011"], "Total") == 5


@pytest.mark.parametrize("counted", ["rows", {"distinct": "person"}])
def test_a_code_without_one_group_is_refused(duckdb, rows, counted) -> None:
    source = rows(ethnicity=["W", "O"], person=["1", "2"])
    walk = crosswalk("ethnicity.broad_5plus1@2001", "ethnicity.broad_5plus1@2011")
    asked = Tabulation("t", by=("ethnicity",), coarsen={"ethnicity": walk}, count=counted)
    with pytest.raises(UnusableTabulation, match="no single group in ethnicity"):
        tabulate(duckdb, source, [asked])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"by": ("grade",)}, "by: there is no column grade; there are sex, fte, day, many"),
        ({"by": ("fte",)}, "by: fte is a measurement; derive bands of it first"),
        ({"by": ("p",), "periods": {"p": ("sex", "month")}}, "sex is of type string, not a date"),
        ({"where": {"grade": 1}}, "where: there is no column grade"),
        ({"count": {"sum": "sex"}}, "sex is of type string and has no sum"),
        ({"count": {"sum": "none"}}, "count: there is no column none"),
        ({"count": "persons"}, "the rows have no identifier of persons"),
        ({"coarsen": {"sex": "sex.female_male"}}, "the classification of its codes is not known"),
        ({"coarsen": {"sex": {"M": "x"}}}, "the code “F” has no single group"),
        ({"levels": {"sex": ("M",)}}, "the rows have codes beside those declared"),
        ({"hierarchies": {"sex": {"M": ("F",)}}}, "the rows have codes beside those declared"),
        ({"by": ("many", "day", "sex")}, "more than 2,000,000 cells"),
    ],
)
def test_refused_with_the_place(duckdb, rows, change, problem) -> None:
    days = np.arange(1500).astype("datetime64[D]")
    source = rows(
        sex=pa.array(["M", "F"] * 750),
        fte=pa.array([0.5] * 1500),
        day=pa.array(days, pa.date32()),
        many=pa.array([f"m{i}" for i in range(1500)]),
    )
    with pytest.raises(UnusableTabulation) as caught:
        tabulate(duckdb, source, [replace(Tabulation("t", by=("sex",)), **change)])
    assert caught.value.message.startswith("tabulation t, ")
    assert problem in caught.value.message
    assert caught.value.exit_code == 10


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"by": ()}, "by: one or more dimensions"),
        ({"by": ("a", "a")}, "by: one or more dimensions, each once"),
        ({"levels": {"b": ()}}, "levels: “b” is not one of a"),
        ({"periods": {"a": ("day", "week")}}, "one of month, quarter, year, financial_year"),
        ({"periods": {"a": "day"}}, "one of month, quarter, year, financial_year"),
        ({"periods": {"a": ("day", "year")}, "coarsen": {"a": {}}}, "choose a coarser grain"),
        ({"count": {"sum": "x", "scale": 0}}, "is not known"),
        ({"count": {"sum": "x", "scale": True}}, "is not known"),
        ({"count": {"mean": "x"}}, "is not known"),
    ],
)
def test_not_a_tabulation(change, problem) -> None:
    with pytest.raises(UnusableTabulation) as caught:
        Tabulation("t", **{"by": ("a",), **change})
    assert problem in caught.value.message


def test_two_tabulations_of_one_name(duckdb, rows) -> None:
    one = Tabulation("t", by=("a",))
    with pytest.raises(UnusableTabulation, match="another tabulation has it too"):
        tabulate(duckdb, rows(a=["x"]), [one, one])


def test_sources_that_hold_no_rows(duckdb, tmp_path) -> None:
    with pytest.raises(UnreadableDocument, match="There is no file"):
        counted_rows(duckdb, tmp_path / "none.parquet")
    for source in (3, [], [3]):
        with pytest.raises(UsageError, match="Give a snapshot"):
            counted_rows(duckdb, source)


def test_several_files_are_counted_as_one(duckdb, rows) -> None:
    source = [rows(a=["x", "y"]), rows(a=["x"])]
    assert count(tabulate(duckdb, source, [Tabulation("t", by=("a",))])["t"], "x") == 2


def test_many_distinct_texts_are_counted(duckdb, rows) -> None:
    source = rows(a=[f"a{i}" for i in range(5000)], b=["x"] * 5000, c=[None] * 5000)
    wanted = [Tabulation(name, by=(name,)) for name in "abc"]
    tables = tabulate(duckdb, source, wanted)
    assert count(tables["a"], "a4999") == 1
    assert tables["c"].dimensions[0].levels == ("not_recorded",)


def test_nothing_is_left_behind(duckdb, rows) -> None:
    source = rows(a=["x"], b=["x"], c=["x"])
    tabulate(duckdb, source, [Tabulation(name, by=(name,)) for name in "abc"])
    left = duckdb.connection.raw_sql("SHOW TABLES").fetchall()
    assert not [name for (name,) in left if name.startswith("counted")]


def test_the_answer_on_its_way_is_confidential() -> None:
    cells = Cells.of(pa.table({"k0": ["x"], "n": [73921]}), (("a", "", ()),))
    assert "73921" not in repr(cells)


def test_identity_is_what_was_asked_for(duckdb, rows) -> None:
    source = rows(a=["x"])
    given_one = Identity("officers", period="2026")
    first, second = tabulate(
        duckdb,
        source,
        [Tabulation("t", by=("a",)), Tabulation("u", by=("a",), identity=given_one)],
    ).values()
    assert first.identity == Identity("t")
    assert second.identity == given_one


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ({"b": 1}, "there is no column b"),
        ({"a": 1.5}, "a value of type string is needed, not float"),
        ({"n": "x"}, "a value of type int64 is needed, not str"),
        ({"flag": "yes"}, "a value of type boolean is needed, not str"),
        ({"flag": {"from": True}}, "true and false have no range"),
        ({"day": "2026-13-01"}, "a date such as 2026-03-31 is needed"),
        ({"a": []}, "the list of values is empty"),
        ({"a": {}}, "it is not clear"),
        ({"a": {"from": None}}, "from and to are both empty"),
        ({"a": {"not": ["x"], "from": "a"}}, "it is not clear"),
        ({"a": [["x"]]}, "text, numbers, dates, true and false are allowed"),
        ({"any": {"a": "x"}}, "any: a list of conditions is allowed"),
        ({"any": [3]}, "any: a mapping of fields to values is allowed"),
    ],
)
def test_conditions_refused_with_the_place(duckdb, rows, where, problem) -> None:
    source = rows(
        a=["x"],
        n=pa.array([1], pa.int64()),
        flag=[True],
        day=pa.array(np.array([0]).astype("datetime64[D]"), pa.date32()),
    )
    with pytest.raises((UnusableCondition, UnusableTabulation)) as caught:
        tabulate(duckdb, source, [Tabulation("t", by=("a",), where=where)])
    assert problem in caught.value.message


def test_observations_are_confidential(duckdb, rows) -> None:
    found = observe(duckdb, rows(pay=[73921.5]), ["pay"], name="pay")
    for show in (str, list, len, pickle.dumps):
        with pytest.raises(Confidential):
            show(found)
    with pytest.raises(TypeError):
        json.dumps(found)
    assert "73921" not in repr(found)


@pytest.mark.parametrize("columns", [["none"], []])
def test_observations_of_nothing(duckdb, rows, columns) -> None:
    with pytest.raises(UsageError):
        observe(duckdb, rows(pay=[1.0]), columns)
