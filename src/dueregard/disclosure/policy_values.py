"""Values of a policy file: what is allowed, and what it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class NotAllowedError(Exception):
    """A value that is not allowed, and what is."""


def whole(least: int) -> Callable[[Any], int]:
    """Return a reader of whole numbers from `least` on."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise NotAllowedError(f": a whole number of at least {least} is allowed, not {value!r}")
        return value

    return read


def number(least: float, most: float = float("inf")) -> Callable[[Any], float]:
    """Return a reader of numbers between two."""

    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise NotAllowedError(f": a number is allowed, not {value!r}")
        if not least <= value <= most:
            raise NotAllowedError(
                f": a number from {least:g} to {most:g} is allowed, not {value!r}"
            )
        return float(value)

    return read


def one_of(*allowed: str) -> Callable[[Any], str]:
    """Return a reader of one of these words."""

    def read(value: Any) -> str:
        if value not in allowed:
            raise NotAllowedError(f": {' or '.join(allowed)} is allowed, not {value!r}")
        return str(value)

    return read


def text(value: Any) -> str:
    """Read a text; a number is one too."""

    if value is None or isinstance(value, list | dict):
        raise NotAllowedError(f": a text is allowed, not {value!r}")
    return str(value)


def verified(value: Any) -> bool | str:
    """Read whether something was verified: true, false or partial."""

    if value == "partial" or isinstance(value, bool):
        return bool(value) if isinstance(value, bool) else "partial"
    raise NotAllowedError(f": true, partial or false is allowed, not {value!r}")


def texts(value: Any) -> tuple[str, ...]:
    """Read a list of texts."""

    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise NotAllowedError(f": a list is allowed, not {value!r}")
    return tuple(text(item) for item in value)


def mapping(value: Any) -> dict[str, Any]:
    """Read a mapping."""

    if not isinstance(value, Mapping):
        raise NotAllowedError(f": a mapping of keys to values is allowed, not {value!r}")
    return {str(key): item for key, item in value.items()}


def parts(kind: Callable[..., Any], **readers: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a reader of a mapping with these keys."""

    def read(value: Any) -> Any:
        found = {}
        for key, item in mapping(value).items():
            if key not in readers:
                raise NotAllowedError(f", {key}: unknown key; the keys are {', '.join(readers)}")
            try:
                found[key] = readers[key](item)
            except NotAllowedError as wrong:
                raise NotAllowedError(f", {key}{wrong}") from None
        try:
            return kind(**found)
        except TypeError:
            raise NotAllowedError(
                f": one of its keys is missing; they are {', '.join(readers)}"
            ) from None

    return read


def optional(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a reader that lets null and false stand for nothing."""

    return lambda value: None if value is None or value is False else reader(value)


def selector(value: Any) -> dict[str, str]:
    """Read a cell: dimension to level."""

    return {key: text(level) for key, level in mapping(value).items()}


def selectors(value: Any) -> tuple[dict[str, str], ...]:
    """Read a list of cells."""

    if not isinstance(value, list | tuple):
        raise NotAllowedError(
            ": a list of cells is allowed, each a mapping of dimensions to levels"
        )
    return tuple(selector(item) for item in value)


def needed(kind: Callable[[Any], Any], *needed: str) -> Callable[[Any], tuple[Any, ...]]:
    """Return a reader of a list of mappings that all have these keys."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise NotAllowedError(f": a list is allowed, not {value!r}")
        found = []
        for number, item in enumerate(value, start=1):
            try:
                entry = kind(item)
            except NotAllowedError as wrong:
                raise NotAllowedError(f", entry {number}{wrong}") from None
            if missing := [key for key in needed if key not in entry]:
                raise NotAllowedError(f", entry {number}: “{missing[0]}” is missing")
            found.append(entry)
        return tuple(found)

    return read
