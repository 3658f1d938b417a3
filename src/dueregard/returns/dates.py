"""Dates as sources write them: the form is found or asked for, never guessed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ISO = "YYYY-MM-DD"
DAY_FIRST, MONTH_FIRST = "DD/MM/YYYY", "MM/DD/YYYY"
SERIAL_1900, SERIAL_1904 = "Excel 1900", "Excel 1904"
COMPACT = "YYYYMMDD"
_SHORT = re.compile(r"(DD/MM|MM/DD)/YY from (\d{4})")
FORMATS = (
    ISO,
    DAY_FIRST,
    MONTH_FIRST,
    COMPACT,
    SERIAL_1900,
    SERIAL_1904,
    "DD/MM/YY from 1950",
    "MM/DD/YY from 1950",
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?$")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4}|\d{2})$")
_COMPACT = re.compile(r"(19|20)(\d{2})(\d{2})(\d{2})$")
_SERIAL = re.compile(r"(\d{4,5})(?:\.\d+)?$")
#: Why a date could not be read: id of the rule, what is wrong, what is allowed, what to do.
REASONS = {
    "date_impossible": "the date does not exist, such as 31 February",
    "date_unreadable": "this is not a date",
    "date_two_digit_year": "the year has two digits",
    "date_day_or_month": "the day and the month cannot be told apart",
    "date_serial": "the date is a number of days, as spreadsheets store it",
}


@dataclass(frozen=True)
class DateForm:
    """What form the dates of a column have.

    Parameters
    ----------
    format : str or None
        The form, when the values leave no doubt.
    candidates : tuple of str
        The forms they may have; the person who confirms the mapping chooses.
    reason : str
        What decided it, or why it is open.
    """

    format: str | None
    candidates: tuple[str, ...]
    reason: str


def date_form(values: Iterable[str]) -> DateForm:
    """Find the form of dates that no two forms can share.

    Examples
    --------
    >>> date_form(["31/01/2020", "02/03/2020"])
    DateForm(format='DD/MM/YYYY', candidates=('DD/MM/YYYY',), reason='a first number is above 12')
    >>> date_form(["01/02/2020"]).candidates
    ('DD/MM/YYYY', 'MM/DD/YYYY')
    >>> date_form(["43739"]).candidates
    ('Excel 1900', 'Excel 1904')
    """
    given = [value for value in values if value]
    slashed = [found for value in given if (found := _SLASHED.match(value))]
    if slashed:
        return _slashed_form(slashed)
    if any(_COMPACT.match(value) for value in given):
        return DateForm(COMPACT, (COMPACT,), "eight digits, year first")
    if any(_SERIAL.match(value) for value in given):
        return DateForm(None, (SERIAL_1900, SERIAL_1904), REASONS["date_serial"])
    if any(found and len(found[3]) == 2 for found in map(_NAMED.match, given)):
        return DateForm(None, ("DD/MM/YY from 1950",), REASONS["date_two_digit_year"])
    return DateForm(ISO, (ISO,), "year first, or the month in letters")


def _slashed_form(slashed: Sequence[re.Match[str]]) -> DateForm:
    day_first = any(int(found[1]) > 12 >= int(found[2]) for found in slashed)
    month_first = any(int(found[2]) > 12 >= int(found[1]) for found in slashed)
    short = any(len(found[3]) == 2 for found in slashed)
    forms = ("DD/MM/YY from 1950", "MM/DD/YY from 1950") if short else (DAY_FIRST, MONTH_FIRST)
    if day_first and month_first:
        return DateForm(None, forms, "some dates have the day first and some the month")
    if not day_first and not month_first:
        return DateForm(None, forms, REASONS["date_day_or_month"])
    form = forms[0] if day_first else forms[1]
    place = "first" if day_first else "second"
    if short:
        return DateForm(None, (form,), REASONS["date_two_digit_year"])
    return DateForm(form, (form,), f"a {place} number is above 12")


def known_format(form: str) -> bool:
    """Whether a form can be read: one of `FORMATS`, or two-digit years from any year.

    Examples
    --------
    >>> known_format("DD/MM/YY from 1930"), known_format("D.M.Y")
    (True, False)
    """
    return form in FORMATS or _SHORT.fullmatch(form) is not None


def read_date(value: str, form: str | None) -> tuple[datetime.date | None, str]:
    """One date and the rule it breaks, if it breaks one.

    Year-first dates and months in letters are read whatever the form.

    Examples
    --------
    >>> read_date("31/01/2020", "DD/MM/YYYY")
    (datetime.date(2020, 1, 31), '')
    >>> read_date("31/02/2020", "DD/MM/YYYY")
    (None, 'date_impossible')
    >>> read_date("01/02/2020", None)
    (None, 'date_day_or_month')
    """
    if found := _ISO.match(value):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _NAMED.match(value):
        return _named(found, form)
    if found := _SLASHED.match(value):
        return _slashed(found, form)
    if form == COMPACT and (found := _COMPACT.match(value)):
        return _made(int(found[1] + found[2]), int(found[3]), int(found[4]))
    if found := _SERIAL.match(value):
        return _serial(int(found[1]), form)
    return None, "date_unreadable"


def _named(found: re.Match[str], form: str | None) -> tuple[datetime.date | None, str]:
    month = found[2][:3].lower()
    if month not in _MONTHS:
        return None, "date_unreadable"
    year = _year(found[3], form)
    if year is None:
        return None, "date_two_digit_year"
    return _made(year, _MONTHS.index(month) + 1, int(found[1]))


def _slashed(found: re.Match[str], form: str | None) -> tuple[datetime.date | None, str]:
    if form is None or not form.startswith(("DD/MM", "MM/DD")):
        return None, "date_two_digit_year" if len(found[3]) == 2 else "date_day_or_month"
    year = _year(found[3], form)
    if year is None:
        return None, "date_two_digit_year"
    first, second = int(found[1]), int(found[2])
    day, month = (first, second) if form.startswith("DD") else (second, first)
    return _made(year, month, day)


def _serial(days: int, form: str | None) -> tuple[datetime.date | None, str]:
    if form == SERIAL_1900:
        # Spreadsheets believe in 29 February 1900, so that day 61 is 1 March 1900.
        if days < 61:
            return None, "date_impossible"
        return datetime.date(1899, 12, 30) + datetime.timedelta(days), ""
    if form == SERIAL_1904:
        return datetime.date(1904, 1, 1) + datetime.timedelta(days), ""
    return None, "date_serial"


def _year(digits: str, form: str | None) -> int | None:
    if len(digits) == 4:
        return int(digits)
    window = _SHORT.fullmatch(form or "")
    if window is None:
        return None
    start = int(window[2])
    return start + (int(digits) - start) % 100


def _made(year: int, month: int, day: int) -> tuple[datetime.date | None, str]:
    try:
        return datetime.date(year, month, day), ""
    except ValueError:
        return None, "date_impossible"


def read_dates(
    column: pa.ChunkedArray, form: str | None
) -> tuple[pa.Array, dict[str, np.ndarray[Any, Any]]]:
    """A text column as dates, and for each rule broken a mask of its rows.

    Times and offsets are dropped: the date is the one printed. Each distinct date is read once.

    Examples
    --------
    >>> dates, wrong = read_dates(
    ...     pa.chunked_array([["2020-01-31T09:00:00", "2020-02-30", ""]]), None
    ... )
    >>> dates.to_pylist(), {rule: mask.tolist() for rule, mask in wrong.items()}
    ([datetime.date(2020, 1, 31), None, None], {'date_impossible': [False, True, False]})
    """
    timed = pc.match_substring_regex(column, r"^\d{4}-\d{2}-\d{2}[T ][\d:.]+([Z+-].*)?$")
    short = pc.if_else(timed, pc.utf8_slice_codeunits(column, 0, 10), column)
    coded = pc.dictionary_encode(short.combine_chunks())
    read = [read_date(text, form) if text else (None, "") for text in coded.dictionary.to_pylist()]
    indices = coded.indices
    dates = pc.take(pa.array([date for date, _ in read], pa.date32()), indices)
    at = indices.to_numpy(zero_copy_only=False)
    wrong = {}
    for rule in REASONS:
        broken = np.array([reason == rule for _, reason in read], dtype=bool)
        if broken.any():
            wrong[rule] = broken[at]
    return dates, wrong
