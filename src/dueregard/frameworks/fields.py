"""Reading the keys of a mapping: every problem noted with its place, no key overlooked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from .periods import Period, first_day
from .problems import Problem
from .verification import STATED, Verified

T = TypeVar("T")
_IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEARLY = re.compile(r"(\d\d)-(\d\d)")


@dataclass
class Place:
    """A place in a file, and the list that problems found there are noted in."""

    file: str
    where: str
    problems: list[Problem]

    def inside(self, key: str) -> Place:
        """Return the place of a key below this one."""
        joined = f"{self.where}{key}" if key.startswith("[") or not self.where else None
        return Place(self.file, joined or f"{self.where}.{key}", self.problems)

    def note(self, what: str, allowed: str = "") -> None:
        """Note a problem here."""
        self.problems.append(Problem(self.file, self.where, what, allowed))


class Fields:
    """The keys of one mapping; each way of reading notes what it cannot use.

    Parameters
    ----------
    content : object
        What stands in the file.
    place : Place
        Where.
    keys : iterable of str
        The keys there may be.

    Examples
    --------
    >>> place = Place("local.yaml", "", [])
    >>> fields = Fields({"titel": "Ours", "version": "1"}, place, ("title", "version"))
    >>> fields.text("title", required=True), fields.text("version")
    ('', '1')
    >>> for problem in place.problems:
    ...     print(problem)
    local.yaml, titel: unknown key; did you mean title?; allowed: title, version
    local.yaml, title: it is missing; allowed: text
    """

    def __init__(self, content: object, place: Place, keys: Iterable[str]) -> None:
        self.place = place
        self.content: dict[object, object] = {}
        allowed = tuple(keys)
        if not isinstance(content, dict):
            place.note("it is not a mapping of keys to values", "the keys " + ", ".join(allowed))
            return
        self.content = content
        for key in content:
            if key not in allowed:
                close = get_close_matches(str(key), allowed, n=1)
                hint = f"; did you mean {close[0]}?" if close else ""
                place.inside(str(key)).note(f"unknown key{hint}", ", ".join(allowed))

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def text(self, key: str, *, required: bool = False) -> str:
        """Return the text of a key, empty when there is none."""
        value = self.content.get(key)
        if value is None or value == "":
            if required:
                self.place.inside(key).note("it is missing", "text")
            return ""
        if not isinstance(value, str):
            self.place.inside(key).note("it is not text", "text")
            return ""
        return " ".join(value.split())

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; one text alone is a list of one."""
        value = self.content.get(key)
        if value is None:
            return ()
        values = value if isinstance(value, list) else [value]
        texts = tuple(" ".join(each.split()) for each in values if isinstance(each, str) and each)
        if len(texts) < len(values):
            self.place.inside(key).note("it is not a list of texts", "a list of texts")
            return ()
        return texts

    def identifier(self, key: str) -> str:
        """Return a name of small letters, digits and hyphens."""
        value = self.text(key, required=True)
        if value and not _IDENTIFIER.fullmatch(value):
            self.place.inside(key).note(
                f"{value} is not an identifier", "small letters, digits and single hyphens"
            )
        return value

    def choice(
        self, key: str, allowed: tuple[str, ...], default: str = "", *, required: bool = False
    ) -> str:
        """Return one of the words allowed."""
        value = self.text(key, required=required)
        if value and value not in allowed:
            self.place.inside(key).note(f"{value} is not allowed here", ", ".join(allowed))
            return default
        return value or default

    def choices(self, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """Return a list of the words allowed."""
        values = self.texts(key)
        for value in values:
            if value not in allowed:
                self.place.inside(key).note(f"{value} is not allowed here", ", ".join(allowed))
        return tuple(value for value in values if value in allowed)

    def whole(self, key: str, *, required: bool = False) -> int | None:
        """Return a whole number from 1 on."""
        value = self.text(key, required=required)
        if not value:
            return None
        if not re.fullmatch(r"[1-9]\d{0,5}", value):
            self.place.inside(key).note(f"{value} is not a whole number", "a number from 1 on")
            return None
        return int(value)

    def wholes(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers."""
        values = self.texts(key)
        if not all(re.fullmatch(r"[1-9]\d{0,5}", each) for each in values):
            self.place.inside(key).note("it is not a list of whole numbers", "numbers from 1 on")
            return ()
        return tuple(map(int, values))

    def numbers(self, key: str) -> tuple[float, ...]:
        """Return a list of numbers."""
        values = self.texts(key)
        if not all(re.fullmatch(r"-?\d+(?:\.\d+)?", each) for each in values):
            self.place.inside(key).note("it is not a list of numbers", "numbers such as 0.8")
            return ()
        return tuple(map(float, values))

    def day(self, key: str) -> date | None:
        """Return a day."""
        value = self.text(key)
        return self._calendar(key, date.fromisoformat, value, "a day as YYYY-MM-DD")

    def stated(self, key: str) -> str:
        """Return a day, month or year as it stands."""
        value = self.text(key)
        allowed = "YYYY, YYYY-MM or YYYY-MM-DD"
        return value if self._calendar(key, first_day, value, allowed) else ""

    def yearly(self, key: str) -> tuple[int, int] | None:
        """Return the month and day of each year."""
        value = self.text(key)
        day = self._calendar(key, _yearly, value, "a day of each year as MM-DD")
        return (day.month, day.day) if day else None

    def _calendar(
        self, key: str, read: Callable[[str], date], value: str, allowed: str
    ) -> date | None:
        if not value:
            return None
        try:
            return read(value)
        except ValueError:
            self.place.inside(key).note(f"the calendar has no {value}", allowed)
            return None

    def period(self, key: str) -> Period:
        """Return a period of days, months or years as stated."""
        if key not in self.content:
            return Period()
        inner = self.inner(key, ("from", "to"))
        period = Period.stated(inner.stated("from"), inner.stated("to"))
        if period.from_ and period.to and period.to < period.from_:
            inner.place.note("it ends before it begins", "a last day not before the first")
        return period

    def verified(self, inherited: Verified = Verified.YES) -> Verified:
        """Return what a pack says of its own checking, or what holds around it."""
        value = self.text("verified")
        if not value:
            return inherited
        if value not in STATED:
            self.place.inside("verified").note(f"{value} is not allowed here", ", ".join(STATED))
            return Verified.NO
        return STATED[value]

    def inner(self, key: str, keys: Iterable[str]) -> Fields:
        """Return the mapping that stands under a key."""
        return Fields(self.content.get(key), self.place.inside(key), keys)

    def each(self, key: str, keys: Iterable[str], read: Callable[[Fields], T]) -> tuple[T, ...]:
        """Read every mapping of the list that stands under a key."""
        value = self.content.get(key)
        if value is None:
            return ()
        place = self.place.inside(key)
        if not isinstance(value, list):
            place.note("it is not a list", "a list")
            return ()
        names = tuple(keys)
        return tuple(
            read(Fields(item, place.inside(f"[{number}]"), names))
            for number, item in enumerate(value)
        )

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return a mapping of names to texts."""
        value = self.content.get(key)
        if value is None:
            return ()
        if not isinstance(value, dict) or not all(
            isinstance(each, str) for pair in value.items() for each in pair
        ):
            self.place.inside(key).note("it is not a mapping of texts", "names with texts")
            return ()
        return tuple((name, " ".join(text.split())) for name, text in value.items())


def _yearly(value: str) -> date:
    match = _YEARLY.fullmatch(value)
    if match is None:
        raise ValueError(value)
    # 2024 is a leap year, so that 29 February may be stated.
    return date(2024, int(match[1]), int(match[2]))
