"""Dates are read or reported, never guessed."""

from __future__ import annotations

import datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.exceptions import UsageError
from dueregard.returns import Period
from dueregard.returns.dates import FORMATS, date_form, known_format, read_date, read_dates

DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2049, 12, 31))
WAYS = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "DD/MM/YYYY": "%d/%m/%Y",
    "MM/DD/YYYY": "%m/%d/%Y",
    "YYYYMMDD": "%Y%m%d",
    "DD/MM/YY from 1950": "%d/%m/%y",
    "MM/DD/YY from 1950": "%m/%d/%y",
}


@given(DAYS, st.sampled_from(sorted(WAYS)))
def test_a_date_comes_back_as_it_was_written(day, form):
    assert read_date(day.strftime(WAYS[form]), form) == (day, "")


@given(DAYS)
def test_days_of_a_spreadsheet(day):
    # Serial 43739 is 1 October 2019 in the 1900 system (ECMA-376, 18.17.4).
    assert read_date("43739", "Excel 1900") == (datetime.date(2019, 10, 1), "")
    assert read_date("42277", "Excel 1904") == (datetime.date(2019, 10, 1), "")
    days = (day - datetime.date(1899, 12, 30)).days
    assert read_date(str(days), "Excel 1900") == (day, "")


@given(st.lists(DAYS, min_size=1))
def test_a_form_that_is_found_is_never_wrong(days):
    for way in ("%d/%m/%Y", "%m/%d/%Y"):
        found = date_form([day.strftime(way) for day in days])
        if found.format is not None:
            assert WAYS[found.format] == way
        else:
            assert all(day.day <= 12 for day in days)


@pytest.mark.parametrize(
    ("text", "form", "rule"),
    [
        ("31/02/2020", "DD/MM/YYYY", "date_impossible"),
        ("2020-02-30", None, "date_impossible"),
        ("29/02/2019", "DD/MM/YYYY", "date_impossible"),
        ("30 September 20122", None, "date_unreadable"),
        ("01/02/2020", None, "date_day_or_month"),
        ("01/02/20", "DD/MM/YYYY", "date_two_digit_year"),
        ("1 Feb 20", None, "date_two_digit_year"),
        ("43739", None, "date_serial"),
        ("43739", "DD/MM/YYYY", "date_serial"),
        ("60", "Excel 1900", "date_unreadable"),
        ("soon", "DD/MM/YYYY", "date_unreadable"),
        ("1 Foo 2020", None, "date_unreadable"),
    ],
)
def test_what_cannot_be_read_is_told(text, form, rule):
    assert read_date(text, form) == (None, rule)


@pytest.mark.parametrize(
    "text", ["1 March 2020", "01-Mar-2020", "1st March 2020", "2020-03-01 09:30", "2020-3-1"]
)
def test_dates_that_leave_no_doubt_need_no_form(text):
    assert read_date(text, None) == (datetime.date(2020, 3, 1), "")


def test_both_orders_in_one_column_stay_open():
    found = date_form(["31/01/2020", "01/31/2020"])
    assert (found.format, found.candidates) == (None, ("DD/MM/YYYY", "MM/DD/YYYY"))
    assert date_form(["31/01/20"]).format is None
    assert date_form(["1 Feb 20"]).format is None
    assert date_form([""]).format == "YYYY-MM-DD"


def test_times_and_offsets_are_dropped():
    column = pa.chunked_array([["2020-01-31T23:59:59+00:00", "2020-01-31 01:00:00Z", ""]])
    dates, wrong = read_dates(column, None)
    assert dates.to_pylist() == [datetime.date(2020, 1, 31)] * 2 + [None]
    assert wrong == {}


def test_forms_that_are_known():
    assert all(known_format(form) for form in FORMATS)
    assert known_format("MM/DD/YY from 1900")
    assert not known_format("guess")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020-Q4", "2020-10-01", "2020-12-31"),
        ("1999/00", "1999-04-01", "2000-03-31"),
        ("2020-01-05", "2020-01-05", "2020-01-05"),
        ("2019-12 to 2020-02", "2019-12-01", "2020-02-29"),
        ("2019-12-31/2020-01-01", "2019-12-31", "2020-01-01"),
    ],
)
def test_periods(text, start, end):
    assert str(Period.parse(text)) == f"{start}/{end}"
    assert Period.parse(Period.parse(text)) == Period.parse(text)


@pytest.mark.parametrize("text", ["last year", "2020-13", "2019/21", "2020-02-30", "2021 to 2020"])
def test_periods_that_cannot_be(text):
    with pytest.raises(UsageError, match="period"):
        Period.parse(text)
