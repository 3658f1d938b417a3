"""A return is received with every problem told, or refused whole; no value is ever shown."""

from __future__ import annotations

import datetime
import json

import pytest

from dueregard import returns
from dueregard.exceptions import UsageError

SOUND = ("X", "2025-06-30", "Resigned", "Ash", "Officer", "2015-07-01", "1985-07-01", "W1")


def changed(**values):
    names = ("person", "left", "reason", "unit", "type", "joined", "born", "ethnicity")
    return tuple({**dict(zip(names, SOUND, strict=True)), **values}.values())


@pytest.mark.parametrize(
    ("values", "rule", "column"),
    [
        ({"left": "2025-02-31"}, "date_impossible", "Left"),
        ({"left": "30/02/2025"}, "date_day_or_month", "Left"),
        ({"left": "43739"}, "date_serial", "Left"),
        ({"left": "soon"}, "date_unreadable", "Left"),
        ({"left": "3 Feb 25"}, "date_two_digit_year", "Left"),
        ({"left": ""}, "required_missing", "Left"),
        ({"left": "2024-12-31"}, "left_in_period", "Left"),
        ({"joined": "2025-12-01"}, "left_after_joining", "Start date, Left"),
        ({"joined": "1890-01-01"}, "date_too_early", "Start date"),
        ({"born": "2030-01-01"}, "age_impossible", "DOB"),
        ({"reason": "Vanished"}, "unknown_label", "Reason"),
        ({"reason": ""}, "required_missing", "Reason"),
        ({"reason": "Total"}, "subtotal", "Reason"),
        ({"ethnicity": "Elvish"}, "unknown_label", "Ethnicity"),
        ({"unit": "Total all units"}, "subtotal", "Unit"),
        ({"person": "1.23E+05"}, "identifier_damaged", "Staff number"),
        ({"person": ""}, "required_missing", "Staff number"),
    ],
)
def test_a_row_in_error_is_set_aside_with_its_reason(received, leavers, values, rule, column):
    odd = {"date_formats": {"left": "YYYY-MM-DD"}}
    got = received(leavers(changed(**values)), "leavers", **odd)
    assert got.rows_kept == 200
    assert got.set_aside.rows == (2,)
    assert (2, rule, column) in got.set_aside.reasons
    problem = next(one for one in got.problems if one.rule == rule)
    assert (problem.column, problem.rows, problem.count) == (column, (2,), 1)
    assert problem.message and problem.remedy


def test_no_problem_shows_a_value(received, leavers):
    secret = ("Zaphod-42", "3 Feb 25", "Heart of Gold", "Ash", "Hitchhiker", "1890-01-01", "x", "y")
    got = received(leavers(secret), "leavers", date_formats={"left": "YYYY-MM-DD"})
    told = json.dumps(got.summary()) + repr(got) + str(got) + "".join(map(str, got.problems))
    for value in ("Zaphod", "3 Feb 25", "Heart", "Hitchhiker", "1890"):
        assert value not in told.replace("from 1940 on", "")
    assert len(got.problems) > 4


def test_a_row_may_have_several_reasons(received, leavers):
    got = received(leavers(changed(reason="Vanished", ethnicity="Elvish")), "leavers")
    assert got.set_aside.by_rule == {"unknown_label": 2}
    assert len(got.set_aside) == 1


def test_rows_alike_and_rows_that_clash(received, leavers):
    clash = changed(person="P2", reason="Retired")
    got = received(leavers(changed(person="P1"), clash), "leavers")
    # P1 is there twice alike: the later goes. P2 is there twice and differs: both go.
    assert got.set_aside.by_rule == {"duplicate_row": 1, "duplicate_key": 2}
    assert got.set_aside.rows == (3, 5, 6)


def test_derived_fields(received, leavers):
    got = received(leavers(changed(joined="2015-07-01", born="1985-06-30")), "leavers")
    row = got.table.slice(0, 1).to_pylist()[0]
    # On 30 June 2025: one day short of ten years of service; forty that day.
    assert row["length_of_service"] == 9
    assert row["service_band"] == "5_to_9"
    assert (row["age"], row["age_band"]) == (40, "a2")
    assert row["month"] == "2025-06"
    assert row["early_departure"] == "early"
    assert "date_of_birth" not in row
    assert set(got.derived) == {
        "month",
        "early_departure",
        "length_of_service",
        "service_band",
        "age",
        "age_band",
    }


def test_kinds_of_missing_keep_their_codes(received, leavers):
    got = received(
        leavers(
            changed(person="a", ethnicity=""),
            changed(person="b", ethnicity="Prefer not to say"),
            changed(person="c", ethnicity="Not stated"),
            changed(person="d", born=""),
        ),
        "leavers",
    )
    assert got.table["ethnicity"].to_pylist()[:3] == ["NOT_RECORDED", "PNS", "NS"]
    assert got.table["age"].to_pylist()[3] is None
    assert got.table["age_band"].to_pylist()[3] == "NOT_RECORDED"


def test_a_label_that_the_mapping_settles(received, leavers):
    got = received(
        leavers(changed(reason="Jumped")), "leavers", labels={"reason": {"Jumped": "RESIGNED"}}
    )
    assert got.rows_kept == 201
    assert got.table["reason"][0].as_py() == "RESIGNED"


def test_a_return_over_its_tolerance_is_refused_whole(received, leavers):
    bad = [changed(person=f"B{n}", left="2025-02-30") for n in range(5)]
    with pytest.raises(returns.ReturnRefused) as caught:
        received(leavers(*bad), "leavers")
    told = str(caught.value)
    assert "5 of 205 rows (2.4%) are in error; leavers tolerates 2.0%" in told
    assert "column Left, rows 2, 3, 4, 5, 6: the date does not exist" in told
    assert caught.value.exit_code == 10
    assert [one.rule for one in caught.value.problems][:1] == ["date_impossible"]


def test_sums_among_the_rows_count_against_no_tolerance(received):
    head = ("Police force", "Year", "Strength")
    rows = [("Total", "2025", "9"), ("Ash", "2025", "4"), ("Elm", "2025", "5")]
    got = received([head, *rows], "workforce_strength")
    assert got.table["force"].to_pylist() == ["Ash", "Elm"]
    assert got.set_aside.by_rule == {"subtotal": 1}


def test_a_figure_that_is_not_given_is_not_zero_and_a_dash_is(received):
    head = ("Police force", "Year", "Strength")
    rows = [("Ash", "2025", "1,204"), ("Elm", "2025", " - "), ("Oak", "2025", "..")]
    got = received([head, *rows], "workforce_strength")
    assert got.table["strength"].to_pylist() == [1204.0, 0.0]
    assert got.set_aside.by_rule == {"number_not_given": 1}


def test_a_return_without_a_row_or_without_a_column_is_refused(written, received):
    with pytest.raises(returns.ReturnRefused, match="it has no row"):
        received([("Person", "Board", "Voting")], "board_members")
    source = returns.read_rows(written([("Person", "Board"), ("1", "B")]))
    mapping = returns.Mapping(
        "board_members",
        "1",
        {"person": "Person", "body": "Board", "voting": "Vote"},
        confirmed_by="HR",
    )
    with pytest.raises(
        returns.ReturnRefused, match=r"no column “Vote”.*Its columns: Person, Board"
    ):
        returns.receive(source, schema="board_members", mapping=mapping, period="2025-03-31")


def test_a_mapping_nobody_confirmed_is_not_used(written):
    source = returns.read_rows(written([("Person", "Board", "Voting"), ("1", "B", "y")]))
    mapping = returns.suggest_mapping(source, "board_members").mapping
    with pytest.raises(returns.UnusableMapping, match="nobody has confirmed"):
        returns.receive(source, schema="board_members", mapping=mapping, period="2025")


def test_stages_in_order(received):
    head = ("Application number", "Application date", "Shortlisted", "Appointed", "Withdrawn")
    sound = [(f"A{n}", "2025-01-31", "Y", "N", "N") for n in range(60)]
    bad = [("B1", "2025-01-31", "N", "Y", "N"), ("B2", "2025-01-31", "Y", "Y", "Y")]
    got = received([head, *bad, *sound], "recruitment")
    assert got.set_aside.by_rule == {"stages_in_order": 1, "withdrew_or_appointed": 1}


def test_rules_that_only_warn(received):
    head = ("Case", "Person", "Date raised", "Date closed", "Outcome")
    rows = [("1", "a", "2025-01-31", "2025-02-01", "Open"), ("2", "b", "2024-01-31", "", "Upheld")]
    got = received([head, *rows], "grievances")
    assert {one.rule: one.severity for one in got.problems if one.count} == {
        "open_cases_unclosed": "warning",
        "raised_in_period": "warning",
    }
    assert got.rows_kept == 2


def test_survey_items_in_words_and_numbers(received):
    head = ("Response ID", "Item proud", "Overall satisfaction", "Experienced discrimination")
    rows = [("1", "Strongly agree", "Dissatisfied", "no"), ("2", "4", "", "")]
    got = received([head, *rows], "staff_survey")
    assert got.table["item_proud"].to_pylist() == [5, 4]
    assert got.table["satisfaction"].to_pylist() == [2, None]
    assert got.table["discriminated"].to_pylist() == [False, None]
    with pytest.raises(returns.ReturnRefused, match="from 1 to 5"):
        received([head, ("1", "9", "", "")], "staff_survey")


def test_months_that_did_not_come_are_missing_and_not_zero(received):
    head = ("Crime number", "Recorded date", "Unit", "Hate strand", "Detected")
    rows = [
        ("1", "2025-01-05", "Ash", "Racist", "Y"),
        ("2", "2025-02-05", "Ash", "Faith", "N"),
        ("3", "2025-02-07", "Elm", "Homophobic", "N"),
    ]
    got = received([head, *rows], "hate_crime", period="2025-01 to 2025-02")
    assert got.coverage.missing == (("Elm", "2025-01"),)
    note = next(one for one in got.problems if one.rule == "submission_missing")
    assert "They are not zero" in note.message and note.severity == "warning"
    nil = received(
        [head, *rows], "hate_crime", period="2025-01 to 2025-02", nil=[("Elm", "2025-01")]
    )
    assert nil.coverage.complete
    asked = received(
        [head, *rows],
        "hate_crime",
        period="2025-01 to 2025-02",
        expected={"unit": ["Ash", "Elm", "Oak"]},
    )
    assert len(asked.coverage.expected) == 6
    assert asked.coverage.missing == (
        ("Elm", "2025-01"),
        ("Oak", "2025-01"),
        ("Oak", "2025-02"),
    )
    assert asked.coverage.as_dict()["fields"] == ["unit", "month"]


def test_a_snapshot_stands_at_the_last_day_of_its_period(received):
    head = ("Person", "Unit", "Staff type", "Date of birth", "Start date")
    rows = [(str(n), "Ash", "Officer", "1985-03-31", "2015-04-01") for n in range(60)]
    late = ("late", "Ash", "Officer", "1985-03-31", "2025-04-01")
    got = received([head, *rows, late], "staff_in_post", period="2024/25")
    assert got.snapshot_date == datetime.date(2025, 3, 31)
    assert got.set_aside.by_rule == {"joined_by_snapshot": 1}
    assert (got.table["age"][0].as_py(), got.table["length_of_service"][0].as_py()) == (40, 9)


def test_columns_that_are_not_used_and_an_assumed_encoding_are_told(written):
    path = written([("Person", "Board", "Voting", "Café"), ("1", "B", "y", "1")], encoding="cp1252")
    source = returns.read_rows(path)
    mapping = returns.suggest_mapping(source, "board_members").confirm(by="HR")
    got = returns.receive(source, schema="board_members", mapping=mapping, period="2025")
    assert {one.rule for one in got.problems} == {"column_not_used", "encoding_assumed"}


def test_ragged_rows_are_set_aside(tmp_path):
    lines = ["Person,Board,Voting", *(f"{n},B,y" for n in range(60)), "61,B,y,extra"]
    path = tmp_path / "ragged.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    source = returns.read_rows(path)
    mapping = returns.suggest_mapping(source, "board_members").confirm(by="HR")
    got = returns.receive(path, schema="board_members", mapping=mapping, period="2025")
    assert got.set_aside.reasons == ((62, "wrong_number_of_cells", ""),)
    assert got.rows_read == 61 == got.rows_kept + len(got.set_aside)


def test_files_of_one_return_are_combined(received):
    head = ("Crime number", "Recorded date", "Unit", "Hate strand", "Detected")
    parts = [
        received([head, (str(m), f"2025-0{m}-05", "Ash", "Race", "Y")], "hate_crime", f"2025-0{m}")
        for m in (1, 2)
    ]
    got = returns.combine(parts, expected={"unit": ["Ash", "Elm"]})
    assert str(got.period) == "2025-01-01/2025-02-28"
    assert got.coverage.missing == (("Elm", "2025-01"), ("Elm", "2025-02"))
    assert (got.rows_read, got.rows_kept, len(got.sources)) == (2, 2, 2)
    with pytest.raises(returns.ReturnRefused, match="1 rows of different files share their key"):
        returns.combine([parts[0], parts[0]])


def test_files_of_two_schemas_are_not_combined(received):
    one = received([("Person", "Board", "Voting"), ("1", "B", "y")], "board_members")
    other = received(
        [("Police force", "Year", "Strength"), ("A", "2025", "1")], "workforce_strength"
    )
    with pytest.raises(UsageError, match="have one schema"):
        returns.combine([one, other])
