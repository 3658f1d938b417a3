"""Real public files: what is in them comes out, and their traps are told."""

from __future__ import annotations

import collections

import pytest

from dueregard import returns

FORCES = [
    "city-of-london",
    "derbyshire",
    "durham",
    "essex",
    "leicestershire",
    "merseyside",
    "south-yorkshire",
]


def through(path, schema, period, *, sheet=None, **settled):
    source = returns.read_rows(path, sheet=sheet)
    mapping = returns.suggest_mapping(source, schema).confirm(by="Analyst", **settled)
    return returns.receive(source, schema=schema, mapping=mapping, period=period)


@pytest.fixture(scope="module")
def searches(shared):
    files = sorted((shared / "data" / "stop_and_search").glob("*.csv"))
    source = returns.read_rows(files[0])
    mapping = returns.suggest_mapping(source, "stop_and_search").confirm(by="Analyst")
    return [
        returns.receive(path, schema="stop_and_search", mapping=mapping, period=path.name[:7])
        for path in files
    ]


def test_all_twenty_one_files_are_received_by_one_mapping(searches):
    assert len(searches) == 21
    assert sum(one.rows_read for one in searches) == 22_587
    assert sum(one.rows_kept for one in searches) == 22_587
    whole = returns.combine(searches)
    assert whole.coverage.complete
    assert [force for force, month in whole.coverage.received if month == "2020-01"] == FORCES
    without = returns.combine(searches[:-1], expected={"force": FORCES})
    assert without.coverage.missing == (("south-yorkshire", "2020-02"),)


def test_counts_are_those_of_the_files(searches):
    """Counted with the standard library from the files of December 2019 to February 2020."""
    table = returns.combine(searches).table
    types = collections.Counter(table["type"].to_pylist())
    assert types == {"person": 18_115, "person_and_vehicle": 3_469, "vehicle": 1_003}
    said = collections.Counter(table["ethnicity"].to_pylist())
    assert said["W1"] == 15_080
    assert said["NS"] == 2_761
    seen = collections.Counter(table["ethnicity_observed"].to_pylist())
    assert (seen["W"], seen["B"], seen["A"], seen["O"]) == (17_888, 1_444, 1_015, 422)
    assert "M" not in seen
    linked = collections.Counter(table["outcome_linked"].to_pylist())
    assert linked == {False: 9_567, None: 8_336, True: 4_684}
    assert not {"latitude", "longitude"} & set(table.column_names)


def test_a_vehicle_has_no_ethnicity_and_a_blank_of_a_person_is_not_recorded(searches):
    table = returns.combine(searches).table
    kinds = collections.Counter(
        (kind == "vehicle", seen)
        for kind, seen in zip(
            table["type"].to_pylist(), table["ethnicity_observed"].to_pylist(), strict=True
        )
    )
    # 4 of 1,003 searches of a vehicle name an ethnicity; 1,818 blanks in all.
    assert kinds[True, "NOT_ASKED"] == 999
    assert kinds[False, "NOT_RECORDED"] == 1_818 - 999
    assert kinds[True, "NOT_RECORDED"] == kinds[False, "NOT_ASKED"] == 0


def test_rows_that_read_the_same_are_told_and_kept(searches):
    """No search has a number, so that 889 rows alike may be as many searches."""
    repeats = [p for one in searches for p in one.problems if p.rule == "repeated_row"]
    assert sum(one.count for one in repeats) == 889
    assert all(one.severity == "warning" for one in repeats)


CENSUS_SUMS = [
    f"Ethnic Group: {name}; measures: Value"
    for name in ("All categories: Ethnic group", "White", "Mixed", "Asian", "Black", "Other")
]


@pytest.mark.parametrize(
    ("name", "areas"),
    [("force-demographics_2011census.csv", 43), ("la-ethnic-groups_2011census.csv", 348)],
)
def test_population_adds_up_to_the_printed_total(shared, name, areas):
    path = shared / "data" / "population" / name
    got = through(path, "population", "2011", ignored=CENSUS_SUMS)
    assert got.rows_kept == areas * 18
    printed = returns.read_rows(path).table[CENSUS_SUMS[0]].to_pylist()
    assert sum(got.table["persons"].to_pylist()) == sum(map(int, printed))


def test_a_population_with_a_level_in_doubt_is_not_confirmed(shared):
    path = shared / "data" / "population" / "force-demographics_2011census.csv"
    with pytest.raises(returns.UnusableMapping, match="All categories"):
        through(path, "population", "2011")


def test_population_in_the_groups_an_officer_sees(shared):
    path = shared / "data" / "population" / "police-defined-demographics_2011census.csv"
    got = through(path, "population_officer_groups", "2011")
    assert got.rows_kept == 43 * 6
    first = got.table.slice(0, 6).to_pylist()
    assert {row["ethnicity"]: row["persons"] for row in first}["C"] == 8_976


@pytest.mark.parametrize(
    ("number", "dates", "forces"),
    [(1, 3, 45), (2, 3, 44), (4, 3, 44), (7, 2, 45), (8, 2, 44), (10, 2, 44), (12, 3, 44)],
)
def test_home_office_tables_lose_their_sums_and_nothing_else(shared, number, dates, forces):
    """Regions and totals are sums; West Midlands is a region and a force of one name."""
    path = shared / "data" / "police_workforce" / "police-workforce-sep19-tables.ods"
    got = through(path, "workforce_strength", "2018-09 to 2019-09", sheet=f"Table_{number}")
    assert got.rows_kept == dates * forces
    assert set(got.set_aside.by_rule) == {"subtotal"}
    kept = got.table["force"].to_pylist()
    assert kept.count("West Midlands") == dates
    assert not {"Total", "Total 43 forces", "North East", "Wales"} & set(kept)
    values = returns.read_rows(path, sheet=f"Table_{number}")
    total = values.table.filter([name == "Total" for name in values.table[0].to_pylist()])
    last = [row for row in got.table.to_pylist() if str(row["as_at"]) == "2019-09-30"]
    printed = float(total["2019-09-30"][0].as_py())
    assert sum(row["strength"] for row in last) == pytest.approx(printed, abs=0.5)


def test_figures_that_are_not_given_stay_away(shared):
    path = shared / "data" / "police_workforce" / "police-workforce-sep19-tables.ods"
    got = through(path, "workforce_strength", "2018-09 to 2019-09", sheet="Table_3")
    assert got.set_aside.by_rule["number_not_given"] == 13
    assert "Cleveland" not in got.table["force"].to_pylist()


def test_a_footnote_that_ran_into_a_year_is_told(shared):
    """The head of a row reads “30 September 2012” with its footnote number after it."""
    path = shared / "data" / "police_workforce" / "police-workforce-sep19-tables.ods"
    got = through(
        path,
        "workforce_strength",
        "2006 to 2019",
        sheet="Table_6",
        columns={"as_at": "Column 1"},
        constants={"force": "England and Wales", "unit_of_measure": "fte"},
        ignored=["Traffic wardens"],
    )
    assert got.set_aside.by_rule == {"date_unreadable": 1}
    assert got.rows_kept == 13 * 4


def test_one_name_for_a_region_and_a_force_is_told_and_not_decided(shared):
    path = shared / "data" / "police_workforce" / "police-workforce-fte-by-year.csv"
    got = through(path, "workforce_strength", "2015 to 2019")
    assert (got.rows_read, got.rows_kept) == (230, 220)
    assert got.set_aside.by_rule == {"duplicate_key": 10}


def test_chief_officers_by_ethnic_group(shared):
    path = shared / "data" / "police_workforce" / "chief_officer_by_ethnicity_by_year.csv"
    groups = {"asian": "A", "black": "B", "white": "W", "mixed": "M"}
    got = through(
        path,
        "workforce_by_ethnicity",
        "2003 to 2021",
        spread=returns.Spread(
            "ethnicity",
            "persons",
            {f"yearly_sum_{name}_chief_officers": code for name, code in groups.items()},
        ),
        ignored=["yearly_bame_chief_officers"],
    )
    first = {row["ethnicity"]: row["persons"] for row in got.table.to_pylist()[:4]}
    assert first == {"A": 2, "B": 1, "W": 189, "M": 0}


def test_headcounts_by_force(shared):
    path = shared / "data" / "police_workforce" / "officer-headcount-2019.csv"
    got = through(
        path,
        "workforce_strength",
        "2019",
        spread=returns.Spread(
            "as_at", "strength", {"March 2019": "2019-03-31", "September 2019": "2019-09-30"}
        ),
    )
    durham = [row for row in got.table.to_pylist() if row["force"] == "Durham"]
    assert [row["strength"] for row in durham] == [1133.0, 1135.0]
    assert got.set_aside.by_rule["subtotal"] >= 10


def test_blank_officer_defined_ethnicity_in_merseyside_in_january(searches):
    """248 of 3,732 rows are blank, as the description of the files says."""
    got = next(one for one in searches if one.sources[0].name.startswith("2020-01-merseyside"))
    assert got.rows_kept == 3_732
    seen = collections.Counter(got.table["ethnicity_observed"].to_pylist())
    assert seen["NOT_RECORDED"] + seen["NOT_ASKED"] == 248
