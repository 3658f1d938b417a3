"""The stored form of a committee paper: canonical JSON, there and back.

The same paper always gives the same bytes (sorted keys, no spaces, UTF-8, one newline at the end),
so that a checksum of an issued paper keeps its meaning.
"""

from __future__ import annotations

import functools
import json
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from dueregard.exceptions import UnusableDocument
from dueregard.papers.assembly.model import CommitteePaper, SupportingHeading, SupportingParagraph

FORMAT = "dueregard.committee_paper"
VERSION = 1

# A union of dataclasses needs a word that tells them apart when read back.
_TAGS: dict[type, str] = {SupportingHeading: "heading", SupportingParagraph: "paragraph"}
_TAGGED = {tag: kind for kind, tag in _TAGS.items()}


def to_dict(paper: CommitteePaper) -> dict[str, Any]:
    """Return a paper as plain values that JSON can hold.

    Examples
    --------
    >>> from dueregard.papers.assembly.model import PaperHeader
    >>> paper = CommitteePaper(PaperHeader("Fair progress"))
    >>> from_dict(to_dict(paper)) == paper
    True
    """
    return {"format": FORMAT, "version": VERSION, "paper": _plain(paper)}


def from_dict(stored: object) -> CommitteePaper:
    """Build a paper from what :func:`to_dict` returned.

    Raises
    ------
    UnusableDocument
        If the values are not those of a stored committee paper; the message names the place.
    """
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise UnusableDocument(
            "This JSON is not a stored committee paper: it does not name its format."
        )
    if stored.get("version") != VERSION:
        found = stored.get("version")
        raise UnusableDocument(
            f"This paper was stored as version {found!r}; only version {VERSION} can be read."
        )
    paper = _build(CommitteePaper, stored.get("paper"), "paper")
    assert isinstance(paper, CommitteePaper)
    return paper


def to_json_bytes(paper: CommitteePaper) -> bytes:
    """Return a paper as canonical JSON in UTF-8."""
    text = json.dumps(to_dict(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # A lone surrogate is no character and has no UTF-8; it is the one thing that cannot be stored.
    return text.encode("utf-8", errors="replace") + b"\n"


def from_json_bytes(data: bytes) -> CommitteePaper:
    """Read a paper from the JSON that :func:`to_json_bytes` wrote.

    Raises
    ------
    UnusableDocument
        If the bytes are not JSON or not a stored committee paper.
    """
    try:
        stored = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnusableDocument(f"This is not readable as JSON: {error}.") from error
    try:
        return from_dict(stored)
    except RecursionError as error:
        raise UnusableDocument(
            "The recommendations in this paper are nested too deeply to be read."
        ) from error


def _plain(value: object) -> Any:
    """Turn dataclasses, dates and tuples into dicts, ISO dates and lists."""
    if is_dataclass(value) and not isinstance(value, type):
        plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        tag = _TAGS.get(type(value))
        return {"type": tag, **plain} if tag else plain
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _build(kind: Any, value: object, place: str) -> object:
    """Build a value of a declared type from plain values, naming the place of what does not fit."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _build_union(typing.get_args(kind), value, place)
    if origin is tuple:
        if not isinstance(value, list):
            raise _misfit(place, "a list", value)
        item_kind = typing.get_args(kind)[0]
        return tuple(
            _build(item_kind, item, f"{place}[{index}]") for index, item in enumerate(value)
        )
    if origin is typing.Literal:
        if value not in typing.get_args(kind):
            raise _misfit(place, "one of " + ", ".join(typing.get_args(kind)), value)
        return value
    if is_dataclass(kind):
        return _build_dataclass(typing.cast("type", kind), value, place)
    if kind is date:
        return _build_date(value, place)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _misfit(place, {str: "text", int: "a whole number"}.get(kind, "nothing"), value)
    return value


def _build_union(kinds: tuple[Any, ...], value: object, place: str) -> object:
    if value is None and type(None) in kinds:
        return None
    candidates = [kind for kind in kinds if kind is not type(None)]
    if len(candidates) == 1:
        return _build(candidates[0], value, place)
    tag = value.get("type") if isinstance(value, dict) else None
    if not isinstance(tag, str) or _TAGGED.get(tag) not in candidates:
        raise _misfit(place, " or ".join(_TAGS[kind] for kind in candidates), value)
    return _build_dataclass(_TAGGED[tag], value, place)


def _build_dataclass(kind: type, value: object, place: str) -> object:
    if not isinstance(value, dict):
        raise _misfit(place, "an object", value)
    known = _hints(kind)
    unknown = sorted(set(value) - set(known) - {"type"})
    if unknown:
        raise UnusableDocument(f"The stored paper has an unknown field {unknown[0]!r} at {place}.")
    try:
        return kind(
            **{
                name: _build(known[name], item, f"{place}.{name}")
                for name, item in value.items()
                if name in known
            }
        )
    except TypeError as error:
        raise UnusableDocument(f"The stored paper lacks a field at {place}: {error}.") from error


def _build_date(value: object, place: str) -> date:
    if not isinstance(value, str):
        raise _misfit(place, "a date such as 2011-05-26", value)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise _misfit(place, "a date such as 2011-05-26", value) from error


def _misfit(place: str, wanted: str, found: object) -> UnusableDocument:
    return UnusableDocument(f"The stored paper has {found!r} at {place} where {wanted} belongs.")
