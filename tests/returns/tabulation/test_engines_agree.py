"""DuckDB, PostgreSQL and Spark give the counts that plain Python gives."""

from __future__ import annotations

import datetime
import itertools
import math
import random
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dueregard.returns import Tabulation, observe, tabulate
from dueregard.tables.seal import READING

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]
START = datetime.date(2024, 11, 3)


def person_rows(number: int, seed: int = 7) -> list[dict]:
    draw = random.Random(seed)
    rows = []
    for _ in range(number):
        day = START + datetime.timedelta(days=draw.randrange(500))
        rows.append(
            {
                "person": f"p{draw.randrange(number // 3)}",
                "ethnicity": draw.choice(["W1", "W2", "A1", "B1", "B2", "NS", None]),
                "sex": draw.choice(["Male", "Female", "Prefer not to say"]),
                "unit": draw.choice(["Ash", "Bëech", "O'ak", 'Y"ew']),
                "started": draw.choice([day, day, day, None]),
                "month": f"{day:%Y-%m}",
                "age": draw.choice([19, 30, 45, None]),
                "manager": draw.choice([True, False, None]),
                "fte": draw.choice([1.0, 0.5, 0.6, 1 / 3, 0.145, None]),
                "number": draw.randrange(4),
            }
        )
    return rows


ROWS = person_rows(900)
BROAD = {"W1": "White", "W2": "White", "A1": "Other", "B1": "Black", "B2": "Black", "NS": "NS"}


def held(value) -> str:
    if value is None:
        return "not_recorded"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def quarter(day) -> str:
    return "not_recorded" if day is None else f"{day.year}-Q{(day.month + 2) // 3}"


def financial_year(day) -> str:
    if day is None:
        return "not_recorded"
    first = day.year - (day.month < 4)
    return f"{first}/{(first + 1) % 100:02d}"


#: Tabulation, level of a row on each dimension, which rows, and what a row counts for.
CASES = [
    (
        Tabulation("one dimension", by=("sex",)),
        lambda r: (held(r["sex"]),),
        lambda r: True,
        lambda r: 1,
    ),
    (
        Tabulation("nothing recorded", by=("ethnicity", "manager", "age")),
        lambda r: (held(r["ethnicity"]), held(r["manager"]), held(r["age"])),
        lambda r: True,
        lambda r: 1,
    ),
    (
        Tabulation("coarser", by=("unit", "ethnicity"), coarsen={"ethnicity": BROAD}),
        lambda r: (r["unit"], BROAD.get(r["ethnicity"], "not_recorded")),
        lambda r: True,
        lambda r: 1,
    ),
    (
        Tabulation(
            "quarters of dates", by=("sex", "quarter"), periods={"quarter": ("started", "quarter")}
        ),
        lambda r: (r["sex"], quarter(r["started"])),
        lambda r: True,
        lambda r: 1,
    ),
    (
        Tabulation(
            "months of dates",
            by=("month of start",),
            periods={"month of start": ["started", "month"]},
        ),
        lambda r: ("not_recorded" if r["started"] is None else f"{r['started']:%Y-%m}",),
        lambda r: True,
        lambda r: 1,
    ),
    (
        Tabulation(
            "financial years",
            by=("year", "unit"),
            periods={"year": ("started", "financial_year")},
            where={"started": {"from": "2024-12-01", "to": datetime.date(2025, 12, 31)}},
        ),
        lambda r: (financial_year(r["started"]), r["unit"]),
        lambda r: (
            r["started"] is not None
            and datetime.date(2024, 12, 1) <= r["started"] <= datetime.date(2025, 12, 31)
        ),
        lambda r: 1,
    ),
    (
        Tabulation("values", by=("sex",), where={"unit": ["Ash", "O'ak", "none"], "age": 30}),
        lambda r: (r["sex"],),
        lambda r: r["unit"] in ("Ash", "O'ak") and r["age"] == 30,
        lambda r: 1,
    ),
    (
        Tabulation("excluded", by=("unit",), where={"ethnicity": {"not": ["NS", "W1"]}}),
        lambda r: (r["unit"],),
        lambda r: r["ethnicity"] not in ("NS", "W1"),
        lambda r: 1,
    ),
    (
        Tabulation("excluded, nothing too", by=("unit",), where={"age": {"not": [None, 19]}}),
        lambda r: (r["unit"],),
        lambda r: r["age"] not in (None, 19),
        lambda r: 1,
    ),
    (
        Tabulation("nothing", by=("unit",), where={"ethnicity": "not_recorded"}),
        lambda r: (r["unit"],),
        lambda r: r["ethnicity"] is None,
        lambda r: 1,
    ),
    (
        Tabulation(
            "alternatives",
            by=("sex", "unit"),
            where={
                "month": {"from": "2025-01", "to": "2025-12"},
                "any": [{"manager": True}, {"fte": {"to": 0.5}, "number": [1, 2]}],
            },
        ),
        lambda r: (r["sex"], r["unit"]),
        lambda r: (
            "2025-01" <= r["month"] <= "2025-12"
            and (
                r["manager"] is True
                or (r["fte"] is not None and r["fte"] <= 0.5 and r["number"] in (1, 2))
            )
        ),
        lambda r: 1,
    ),
    (
        Tabulation("sum", by=("unit",), count={"sum": "number"}),
        lambda r: (r["unit"],),
        lambda r: True,
        lambda r: r["number"],
    ),
    (
        Tabulation("hundredths", by=("unit", "sex"), count={"sum": "fte", "scale": 100}),
        lambda r: (r["unit"], r["sex"]),
        lambda r: True,
        lambda r: 0 if r["fte"] is None else math.floor(r["fte"] * 100 + 0.5),
    ),
]
DISTINCT = [
    (
        Tabulation("persons", by=("sex", "unit"), count={"distinct": "person"}),
        lambda r: (r["sex"], r["unit"]),
    ),
    (
        Tabulation(
            "persons, coarser",
            by=("ethnicity",),
            coarsen={"ethnicity": BROAD},
            count={"distinct": "person"},
        ),
        lambda r: (BROAD.get(r["ethnicity"], "not_recorded"),),
    ),
]


def opened(table) -> dict[tuple[str, ...], int]:
    """The counts that are not 0, by level, margins left out."""
    values = table._confidential(READING).values
    levels = itertools.product(*(dimension.all_levels for dimension in table.dimensions))
    return {
        names: int(value)
        for names, value in zip(levels, values.ravel(), strict=True)
        if value and "Total" not in names
    }


@pytest.fixture(scope="module")
def parquet(tmp_path_factory):
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"
    kinds = {"age": pa.int64(), "started": pa.date32(), "fte": pa.float64()}
    columns = {name: pa.array([row[name] for row in ROWS], kinds.get(name)) for name in ROWS[0]}
    pq.write_table(pa.table(columns), path)
    return path


def test_the_same_counts(engine, parquet) -> None:
    tables = tabulate(engine, parquet, [case[0] for case in CASES] + [c[0] for c in DISTINCT])
    for tabulation, level, kept, worth in CASES:
        expected = Counter()
        for row in ROWS:
            if kept(row):
                expected[level(row)] += worth(row)
        assert opened(tables[tabulation.name]) == {k: n for k, n in expected.items() if n}
    for tabulation, level in DISTINCT:
        people: dict[tuple[str, ...], set[str]] = {}
        for row in ROWS:
            people.setdefault(level(row), set()).add(row["person"])
        expected = {k: len(some) for k, some in people.items()}
        assert opened(tables[tabulation.name]) == expected


def test_one_at_a_time_is_the_same(engine, parquet) -> None:
    chosen = [case[0] for case in (CASES[2], CASES[5], DISTINCT[0])]
    together = tabulate(engine, parquet, chosen)
    for one in chosen:
        alone = tabulate(engine, parquet, [one])
        assert opened(alone[one.name]) == opened(together[one.name])


def test_the_same_observations(engine, parquet) -> None:
    columns = ["sex", "fte", "started", "age", "manager", "ethnicity"]
    where = {"unit": "O'ak"}
    found = observe(engine, parquet, columns, where)._confidential(READING)
    seen = sorted(
        tuple(str(value) for value in row)
        for row in zip(*(found[column] for column in columns), strict=True)
    )

    def told(row) -> tuple[str, ...]:
        return (
            row["sex"],
            "nan" if row["fte"] is None else str(row["fte"]),
            "NaT" if row["started"] is None else str(row["started"]),
            "nan" if row["age"] is None else f"{row['age']:.1f}",
            "nan" if row["manager"] is None else f"{row['manager']:.1f}",
            held(row["ethnicity"]),
        )

    assert seen == sorted(told(row) for row in ROWS if row["unit"] == "O'ak")
    assert found["sex"].tolist() == sorted(found["sex"].tolist())


def test_persons_in_two_cells_have_no_margin(engine, parquet) -> None:
    tables = tabulate(engine, parquet, [DISTINCT[0][0]])
    counts = tables["persons"]._confidential(READING)
    assert not counts.given[-1, -1]
    alone = Tabulation("once", by=("sex",), where={"person": "p1"}, count={"distinct": "person"})
    sexes = {row["sex"] for row in ROWS if row["person"] == "p1"}
    counts = tabulate(engine, parquet, [alone])["once"]._confidential(READING)
    assert counts.given[-1] == (len(sexes) == 1)
