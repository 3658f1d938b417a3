"""Filters of lists: what they read from an address, do to the rows and say on the page."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from dueregard.web.core.dates import read_date, write_date
from dueregard.web.core.text import fold

LONGEST_TEXT = 200
MOST_WORDS = 20

Choices = Sequence[tuple[Any, Any]]


@dataclass(frozen=True)
class Reading:
    """What a filter found in the parameters.

    ``value`` is None when the filter is off; ``written`` is what goes back into the boxes, name by
    name; ``problems`` say in words what was not understood.
    """

    value: Any = None
    written: dict[str, list[str]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    choices: Choices = ()


@dataclass(frozen=True)
class Chosen:
    """A filter that is on, in words, and the parameters that switch it on."""

    text: str
    parameters: tuple[tuple[str, str], ...]


class Filter:
    """What all filters have: a name in addresses, a label, and a lookup or a function."""

    template_name = ""

    def __init__(
        self,
        key: str,
        label: str,
        *,
        lookup: str = "",
        apply: Callable[..., QuerySet[Any]] | None = None,
        hint: str = "",
    ) -> None:
        self.key = key
        self.label = label
        self.lookup = lookup or key
        self.hint = hint
        self._apply = apply

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters this filter reads."""
        return (self.key,)

    def read(self, params: QueryDict) -> Reading:
        """Read the parameters."""
        raise NotImplementedError

    def narrow(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Return the rows that ``value`` leaves."""
        if self._apply is not None:
            return self._apply(rows, value)
        return rows.filter(**{self.lookup: value})

    def chosen(self, reading: Reading) -> list[Chosen]:
        """Return what is on, each with what must go to switch it off."""
        return [
            Chosen(f"{self.label}: {value}", ((name, value),))
            for name, values in reading.written.items()
            for value in values
        ]


class TextFilter(Filter):
    """Words that must all be there, each in any of the ``lookups``.

    With ``fold`` the lookups name folded text, so that accents and case do not matter on either
    database.
    """

    template_name = "core/components/filter_text.html"

    def __init__(
        self,
        key: str,
        label: str,
        *,
        lookups: Iterable[str] = (),
        fold: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(key, label, **options)
        self.lookups = tuple(lookups) or (self.lookup,)
        self.fold = fold

    def read(self, params: QueryDict) -> Reading:
        """Read the words; the database takes no null characters, nor endless text."""
        raw = params.get(self.key, "")
        text = " ".join(raw.replace("\x00", " ").split())
        problems: tuple[str, ...] = ()
        if len(text) > LONGEST_TEXT or len(text.split()) > MOST_WORDS:
            text = " ".join(text[:LONGEST_TEXT].split()[:MOST_WORDS])
            problems = (
                f"“{self.label}” was too long. We looked for its first words only: “{text}”.",
            )
        if not text:
            return Reading(problems=problems)
        return Reading(text, {self.key: [text]}, problems)

    def narrow(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Return the rows that hold every word."""
        if self._apply is not None:
            return self._apply(rows, value)
        words = (fold(value) if self.fold else value).split()
        how = "contains" if self.fold else "icontains"
        for word in words:
            anywhere = Q()
            for lookup in self.lookups:
                anywhere |= Q(**{f"{lookup}__{how}": word})
            rows = rows.filter(anywhere)
        return rows


class ChoiceFilter(Filter):
    """One of several, or several of them (``multiple``); ``choices`` may be a function."""

    template_name = "core/components/filter_choice.html"

    def __init__(
        self,
        key: str,
        label: str,
        *,
        choices: Choices | Callable[[], Choices],
        multiple: bool = False,
        everything: str = "All",
        **options: Any,
    ) -> None:
        super().__init__(key, label, **options)
        self._choices = choices
        self.multiple = multiple
        self.everything = everything

    def read(self, params: QueryDict) -> Reading:
        """Read the choice; what is not among the choices is left out and said."""
        choices = list(self._choices() if callable(self._choices) else self._choices)
        known = {str(value): value for value, _ in choices}
        written = list(dict.fromkeys(text for text in params.getlist(self.key) if text))
        wrong = [text for text in written if text not in known]
        right = [text for text in written if text in known]
        if not self.multiple:
            right = right[-1:]
        problems = tuple(
            f"“{_short(text)}” is not one of the choices of “{self.label}”, so we left it out."
            for text in wrong[:3]
        )
        if not right:
            return Reading(problems=problems, choices=choices)
        values = [known[text] for text in right]
        value = values if self.multiple else values[0]
        return Reading(value, {self.key: right}, problems, choices)

    def narrow(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Return the rows of that choice, or of any of those."""
        if self._apply is not None:
            return self._apply(rows, value)
        return rows.filter(**{f"{self.lookup}__in" if self.multiple else self.lookup: value})

    def chosen(self, reading: Reading) -> list[Chosen]:
        """Return each choice by its label."""
        labels = {str(value): str(label) for value, label in reading.choices}
        return [
            Chosen(f"{self.label}: {labels[text]}", ((self.key, text),))
            for text in reading.written.get(self.key, [])
        ]


class BooleanFilter(Filter):
    """A tick that narrows the list; ``apply`` takes the rows alone."""

    template_name = "core/components/filter_boolean.html"

    def read(self, params: QueryDict) -> Reading:
        """Read the tick."""
        text = params.get(self.key, "")
        if text == "yes":
            return Reading(True, {self.key: ["yes"]})
        if text in {"", "no"}:
            return Reading()
        message = f"“{self.label}” can only be on (yes) or off, so we left it off."
        return Reading(problems=(message,))

    def narrow(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Return the rows for which it is so."""
        if self._apply is not None:
            return self._apply(rows)
        return rows.filter(**{self.lookup: True})

    def chosen(self, reading: Reading) -> list[Chosen]:
        """Return the label alone; "yes" would add nothing."""
        return [Chosen(self.label, ((self.key, "yes"),))] if reading.value else []


class DateRangeFilter(Filter):
    """From one date to another, both included, written as people write them.

    For a moment instead of a date, look up its date: ``lookup="created_at__date"``.
    """

    template_name = "core/components/filter_date_range.html"

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters of the first and the last date."""
        return (f"{self.key}_from", f"{self.key}_to")

    def read(self, params: QueryDict) -> Reading:
        """Read both dates; one that is not a date is left out and said."""
        dates: list[datetime.date | None] = []
        written: dict[str, list[str]] = {}
        problems: list[str] = []
        for name in self.names:
            text = params.get(name, "").strip()
            date = read_date(text) if text else None
            dates.append(date)
            if date is not None:
                written[name] = [write_date(date)]
            elif text:
                problems.append(
                    f"“{_short(text)}” is not a date, so we left it out of “{self.label}”. "
                    "Write it like 27 March 2026 or 27/3/2026."
                )
        first, last = dates
        if first and last and first > last:
            return Reading(problems=(f"“{self.label}” ended before it began, so we left it out.",))
        if first is None and last is None:
            return Reading(problems=tuple(problems))
        return Reading((first, last), written, tuple(problems))

    def narrow(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Return the rows between the two dates."""
        if self._apply is not None:
            return self._apply(rows, value)
        first, last = value
        if first is not None:
            rows = rows.filter(**{f"{self.lookup}__gte": first})
        if last is not None:
            rows = rows.filter(**{f"{self.lookup}__lte": last})
        return rows

    def chosen(self, reading: Reading) -> list[Chosen]:
        """Return "from" and "to" apart, since each can go alone."""
        words = dict(zip(self.names, ("from", "to"), strict=True))
        return [
            Chosen(f"{self.label} {words[name]} {values[0]}", ((name, values[0]),))
            for name, values in reading.written.items()
        ]


def _short(text: str) -> str:
    plain = " ".join(text.replace("\x00", " ").split())
    return plain if len(plain) <= 40 else f"{plain[:40]}…"
