"""Events in plain words: who did what, and what changed from what to what.

Apps register how their events read in ``AppConfig.ready()``::

    presenters.register(
        "organisation.unit",
        sentences={"rename": "{actor} renamed {thing}", "move": moved},
        quiet=("version",),
    )

A sentence is a template (``{actor}``, ``{thing}`` and what the event keeps as context) or a
function of a :class:`Reading`. An event nobody registered still reads: its verb and kind in
words. Names are the present ones; an event itself never holds a name.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings

from dueregard.web.audit.models import Event
from dueregard.web.audit.names import Names
from dueregard.web.audit.values import in_words, label_of

Sentence = str | Callable[["Reading"], str]

#: Columns that say nothing to a reader.
QUIET = frozenset({"id", "version", "batch", "created_at"})


@dataclass(frozen=True)
class Change:
    """One field that an event changed, in words; an empty string stands for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Reading:
    """An event with its payload read and the names it needs looked up."""

    event: Event
    payload: Mapping[str, Any]
    names: Names

    @property
    def actor(self) -> str:
        """Who did it, by their present name."""
        kind, _, key = self.event.actor.partition(":")
        if kind != "user":
            return "Due Regard"
        return self.names.of(settings.AUTH_USER_MODEL.lower(), int(key))

    @property
    def thing(self) -> str:
        """What it was done to, by its present name."""
        return self.names.of(self.event.kind, self.event.object_id)

    @property
    def context(self) -> Mapping[str, Any]:
        """What the event keeps beside the columns."""
        context: Mapping[str, Any] = self.payload.get("context", {})
        return context

    def mentioned(self, key: str) -> str:
        """Return the present name of a thing the context mentions; "" when there is none."""
        value = self.context.get(key)
        if isinstance(value, dict) and {"kind", "id"} <= value.keys():
            return self.names.of(value["kind"], value["id"])
        if isinstance(value, dict):
            return "; ".join(f"{name}: {each}" for name, each in value.items())
        return "" if value is None else str(value)

    def before(self, column: str) -> str:
        """Return what a column held before, in words."""
        return self._value(self.payload.get("before", {}), column)

    def after(self, column: str) -> str:
        """Return what a column held afterwards, in words."""
        return self._value(self.payload.get("after", {}), column)

    def _value(self, columns: Mapping[str, Any], column: str) -> str:
        return in_words(self.event.kind, column, columns.get(column), self.names)


@dataclass(frozen=True)
class Presented:
    """An event as a page shows it."""

    event: Event
    at: datetime.datetime
    actor: str
    thing: str
    sentence: str
    changes: tuple[Change, ...] = ()


@dataclass
class _Kind:
    sentences: dict[str, Sentence] = field(default_factory=dict)
    quiet: set[str] = field(default_factory=set)


_kinds: dict[str, _Kind] = {}


def register(kind: str, *, sentences: Mapping[str, Sentence], quiet: Iterable[str] = ()) -> None:
    """Say how the events of ``kind`` (``app.model``, lower case) read, verb by verb.

    Raises
    ------
    ValueError
        If another sentence is registered for the same kind and verb.
    """
    known = _kinds.setdefault(kind, _Kind())
    for verb, sentence in sentences.items():
        if known.sentences.get(verb, sentence) != sentence:
            raise ValueError(f"{kind}: the verb {verb!r} is registered twice")
        known.sentences[verb] = sentence
    known.quiet.update(quiet)


def present(events: Iterable[Event]) -> list[Presented]:
    """Return ``events`` in words, in their order.

    It takes one query for each kind of thing named and one for personal values, however many
    events there are.
    """
    rows = [(event, json.loads(event.payload)) for event in events]
    names = Names.needed_by(rows)
    return [_present(Reading(event, payload, names)) for event, payload in rows]


def _present(reading: Reading) -> Presented:
    return Presented(
        event=reading.event,
        at=reading.event.at,
        actor=reading.actor,
        thing=reading.thing,
        sentence=_sentence(reading),
        changes=_changes(reading),
    )


def _sentence(reading: Reading) -> str:
    event = reading.event
    known = _kinds.get(event.kind, _Kind()).sentences.get(event.verb)
    if callable(known):
        return known(reading)
    if known is None:
        known = "{actor} – {verb} {kind}: {thing}"
    words = {
        **{key: reading.mentioned(key) for key in reading.context},
        "actor": reading.actor,
        "thing": reading.thing,
        "verb": event.verb.replace("_", " "),
        "kind": _kind_in_words(event.kind),
    }
    return known.format_map(_Lenient(words))


class _Lenient(dict[str, str]):
    """An old event may lack what a later sentence asks for."""

    def __missing__(self, key: str) -> str:
        return "…"


def _kind_in_words(kind: str) -> str:
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except LookupError:
        return kind.rpartition(".")[2]


def _changes(reading: Reading) -> tuple[Change, ...]:
    before = reading.payload.get("before") or {}
    quiet = QUIET | _kinds.get(reading.event.kind, _Kind()).quiet
    changes = [
        Change(label_of(reading.event.kind, column), reading.before(column), reading.after(column))
        for column in before
        if column not in quiet and not column.endswith("folded")
    ]
    return tuple(change for change in changes if change.before != change.after)
