"""When requirements are due: known answers from the law, and properties of the calendar."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard import frameworks as f
from dueregard.frameworks.due_dates import Due, Review, next_due
from dueregard.frameworks.periods import ALWAYS, Period, add_months, first_day, last_day

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(1, 120)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 3, 15), 0, date(2025, 3, 15)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_months_added(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@given(DAYS, MONTHS)
def test_a_month_later_is_in_that_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == min(day.day, calendar.monthrange(later.year, later.month)[1])


@given(DAYS)
def test_a_stated_day_is_its_own_first_and_last(day: date) -> None:
    assert first_day(day.isoformat()) == day == last_day(day.isoformat())
    year = f"{day.year}"
    assert first_day(year) <= day <= last_day(year)


@pytest.mark.parametrize("stated", ["2026-02-30", "2026-13", "26-01-01", "2026/01/01", "x"])
def test_days_that_are_none(stated: str) -> None:
    with pytest.raises(ValueError):
        first_day(stated)


@pytest.mark.parametrize(
    ("ref", "done", "expected"),
    [
        # SI 2017/353 reg 4: not later than 30 March 2018, then within a year of the last.
        ("R4", None, date(2018, 3, 30)),
        ("R4", date(2017, 6, 1), date(2018, 6, 1)),
        ("R4", date(2024, 2, 29), date(2025, 2, 28)),
        # Reg 5: four years.
        ("R5", date(2024, 2, 29), date(2028, 2, 29)),
        # Schedule 1: snapshot on 31 March, published by 30 March of the year after.
        ("GPG", None, date(2018, 3, 30)),
        ("GPG", date(2025, 2, 10), date(2026, 3, 30)),
        ("GPG", date(2025, 3, 30), date(2026, 3, 30)),
        # A day late is that of the day before, not of the year after.
        ("GPG", date(2025, 3, 31), date(2026, 3, 30)),
        ("GPG", date(2025, 12, 1), date(2027, 3, 30)),
        # A continuous duty has no day.
        ("149(1)", None, None),
        ("149(1)", date(2025, 1, 1), None),
        # The regulations of 2011 have ended.
        ("R2011.3", None, None),
    ],
)
def test_duties_of_england(ref: str, done: date | None, expected: date | None) -> None:
    requirement = f.requirement("psed-2010-england", ref)
    assert requirement.next_due(last_done=done, on=date(2025, 6, 1)) == expected


def test_a_late_act_counts_for_the_date_it_was_late_for() -> None:
    pay_gap = f.requirement("psed-2010-england", "GPG")
    late = date(2025, 5, 1)
    asked = date(2025, 6, 1)
    assert pay_gap.next_due(last_done=late, on=asked, met=date(2025, 3, 30)) == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        # SI 2001/3458 art 2: before 31 May 2002, then every three years.
        (None, date(2002, 5, 30)),
        (date(2002, 5, 20), date(2005, 5, 31)),
        (date(2005, 5, 31), date(2008, 5, 31)),
        # The next would be in 2011, when the duty had ended.
        (date(2008, 5, 1), None),
    ],
)
def test_race_equality_schemes(done: date | None, expected: date | None) -> None:
    scheme = f.requirement("rr-amendment-act-2000", "RES")
    assert scheme.next_due(last_done=done, on=date(2006, 1, 1)) == expected


def test_intervals_go_on_from_the_last_stated_date() -> None:
    due = (Due(date(2020, 1, 31)),)
    review = Review("monthly", 1, counted_from="due_date")
    rule = {"on": date(2020, 6, 1)}
    found = next_due(due, review, ALWAYS, last_done=date(2020, 2, 15), **rule)
    assert found == date(2020, 3, 31)
    assert next_due(due, review, ALWAYS, last_done=date(2020, 3, 1), **rule) == date(2020, 3, 31)


def test_the_last_of_february_each_year() -> None:
    due = (Due(every=(2, 29), first=date(2024, 2, 29)),)
    found = [
        next_due(due, None, ALWAYS, last_done=date(year, 1, 1), on=date(2030, 1, 1))
        for year in range(2024, 2029)
    ]
    assert found == [
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
        date(2029, 2, 28),
    ]


def test_a_yearly_day_without_a_first_begins_with_the_law() -> None:
    period = Period.stated("2011-04-06")
    found = next_due((Due(every=(3, 31)),), None, period, last_done=None, on=date(2020, 1, 1))
    assert found == date(2012, 3, 31)


@given(DAYS, MONTHS)
def test_what_is_counted_from_last_done_is_due_after_it(day: date, months: int) -> None:
    found = next_due((), Review("set", months), ALWAYS, last_done=day, on=day)
    assert found == add_months(day, months)


@given(DAYS, MONTHS, DAYS)
def test_what_is_counted_from_due_dates_is_due_on_one(first: date, months: int, day: date) -> None:
    review = Review("set", months, counted_from="due_date")
    found = next_due((Due(first),), review, ALWAYS, last_done=day, on=day)
    steps = {add_months(first, count * months) for count in range(1, 1300)}
    assert found in steps
    assert found > max(day, first)


@given(DAYS)
def test_yearly_days_never_lie_more_than_two_years_ahead(day: date) -> None:
    found = next_due((Due(every=(3, 30)),), None, ALWAYS, last_done=day, on=day)
    assert found is not None and (found.month, found.day) == (3, 30)
    assert day < found <= add_months(day, 24) + timedelta(days=1)


def test_what_is_due_of_a_framework() -> None:
    framework = f.framework("psed-2010-england")
    done = {"R4": date(2025, 3, 1), "R5": date(2020, 3, 30), "GPG": date(2025, 3, 1)}
    due = framework.due_on(date(2026, 3, 1), done=done)
    assert [(each.requirement.ref, each.day, each.overdue) for each in due] == [
        ("R5", date(2024, 3, 30), True),
        ("R4", date(2026, 3, 1), False),
    ]
    assert framework.due_on(date(2010, 1, 1)) == ()


@pytest.mark.parametrize("day", [date.max, date(9999, 12, 30), date(9998, 3, 30), date.min])
def test_days_at_the_ends_of_the_calendar(day: date) -> None:
    for requirement in f.framework("psed-2010-england").walk():
        requirement.next_due(last_done=day, on=day)
        requirement.next_due(last_done=None, on=day)
    for requirement in f.framework("rr-amendment-act-2000").walk():
        requirement.next_due(last_done=day, on=date(2005, 1, 1))
