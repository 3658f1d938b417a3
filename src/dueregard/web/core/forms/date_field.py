"""A date asked for as three boxes, checked in plain words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from dueregard.web.core.dates import read_month, split_date, write_date
from dueregard.web.core.forms.wording import subject

_FIRST_YEAR = 1900
_LAST_YEAR = 2200


class DateParts(NamedTuple):
    """Day, month and year as written."""

    day: str = ""
    month: str = ""
    year: str = ""


class DatePartsInput(forms.Widget):
    """Three boxes: ``name_day``, ``name_month`` and ``name_year``."""

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True

    def id_for_label(self, id_: str) -> str:
        """No label belongs to all three boxes; the legend does."""
        return ""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> DateParts | None:
        """Return what was written, or None when nothing was; a whole date in one value counts."""
        parts = DateParts(*(str(data.get(f"{name}_{part}") or "").strip() for part in _PARTS))
        if not any(parts):
            whole = str(data.get(name) or "").strip()
            parts = DateParts(*(split_date(whole) or (whole, "", "")))
        return parts if any(parts) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Return whether none of the boxes was on the page."""
        return not any(key in data for key in (name, *(f"{name}_{part}" for part in _PARTS)))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the template three boxes with their values and which of them are wrong."""
        attrs = dict(attrs or {})
        wrong = attrs.pop("parts_in_error", frozenset())
        attrs.pop("aria-invalid", None)
        context = super().get_context(name, None, attrs)
        values = as_parts(value)
        identity = context["widget"]["attrs"].get("id", "")
        context["widget"]["boxes"] = [
            {
                "name": f"{name}_{part}",
                "id": f"{identity}_{part}",
                "label": part.title(),
                "value": written,
                "width": 4 if part == "year" else 2,
                "numeric": part != "month" or not written or written.isdigit(),
                "wrong": part in wrong,
            }
            for part, written in zip(_PARTS, values, strict=True)
        ]
        return context


_PARTS = ("day", "month", "year")


def as_parts(value: Any) -> DateParts:
    """Return the three boxes of a date, of text or of what was written."""
    if isinstance(value, DateParts):
        return value
    if isinstance(value, datetime.datetime | datetime.date):
        return DateParts(str(value.day), str(value.month), str(value.year))
    if isinstance(value, str) and value:
        return DateParts(*(split_date(value) or (value, "", "")))
    return DateParts()


class DateField(forms.Field):
    """A date in three boxes; a month may be a name.

    Parameters
    ----------
    earliest, latest
        The first and the last date that is accepted, if there are such.
    """

    widget = DatePartsInput

    def __init__(
        self,
        *,
        earliest: datetime.date | None = None,
        latest: datetime.date | None = None,
        **kwargs: Any,
    ) -> None:
        # A model field passes these on for its own widget; three boxes have no use for them.
        kwargs.pop("input_formats", None)
        super().__init__(**kwargs)
        self.earliest = earliest
        self.latest = latest

    def to_python(self, value: Any) -> datetime.date | None:
        """Return the date, or say which of its parts is missing or wrong."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        return self._read(as_parts(value))

    def validate(self, value: Any) -> None:
        """Check that a date was given where it must be, and that it lies in the range."""
        super().validate(value)
        if value is None:
            return
        if self.earliest and value < self.earliest:
            raise self._error(f"must be on or after {write_date(self.earliest)}", _PARTS)
        if self.latest and value > self.latest:
            raise self._error(f"must be on or before {write_date(self.latest)}", _PARTS)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as dates, so that ``03`` and ``March`` are the same month."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _read(self, parts: DateParts) -> datetime.date:
        missing = [name for name, text in zip(_PARTS, parts, strict=True) if not text]
        if missing:
            words = " and a ".join(missing)
            raise self._error(f"must include a {words}", missing)
        if not (parts.year.isascii() and parts.year.isdigit() and len(parts.year) == 4):
            raise self._error("must have a year of 4 numbers, like 2026", ["year"])
        month = read_month(parts.month)
        if month is None:
            raise self._error("must have a month from 1 to 12, or its name", ["month"])
        try:
            value = datetime.date(int(parts.year), month, int(parts.day))
        except ValueError:
            raise self._error("must be a real date", ["day"]) from None
        if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
            raise self._error(f"must have a year between {_FIRST_YEAR} and {_LAST_YEAR}", ["year"])
        return value

    def _error(self, words: str, parts: Any) -> ValidationError:
        # The message is filled in with "%", so a percent sign of the label must be doubled.
        name = subject(self.label).replace("%", "%%")
        return ValidationError(f"{name} {words}", code="invalid", params={"parts": tuple(parts)})
