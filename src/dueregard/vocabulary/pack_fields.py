"""Fields of packs: each is checked where it stands, and every problem is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .category import Source, Verified


@dataclass
class Place:
    """A mapping in a pack, where it stands, and the problems found so far.

    Parameters
    ----------
    content : mapping
        The keys and values.
    where : str
        File and keys, as told to the user.
    problems : list of str
        Shared by the whole pack.
    """

    content: Mapping[str, Any]
    where: str
    problems: list[str] = field(default_factory=list)

    def problem(self, key: str | None, what: str) -> None:
        """Note what is wrong under a key."""
        self.problems.append(f"{self.where}{f', {key}' if key else ''}: {what}")

    def only(self, allowed: Iterable[str]) -> None:
        """Note every key that is not allowed."""
        names = list(allowed)
        for key in self.content:
            if key not in names:
                self.problem(str(key), f"unknown key; allowed are {', '.join(names)}")

    def text(self, key: str, default: str | None = None, *, required: bool = False) -> str:
        """Return text; empty, with a problem noted, where it is missing or no text."""
        value = self.optional_text(key)
        if value is None:
            if required and key not in self.content:
                self.problem(key, "it is missing")
            return default or ""
        return value

    def optional_text(self, key: str) -> str | None:
        """Return text or None."""
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.problem(key, f"text is needed, not {value!r}; put it in quotes")
            return None
        return " ".join(value.split())

    def whole(self, key: str) -> int | None:
        """Return a whole number of 0 or more, or None."""
        value = self.content.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.problem(key, f"a whole number of 0 or more is needed, not {value!r}")
            return None
        return value

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.content.get(key, default)
        if not isinstance(value, bool):
            self.problem(key, f"true or false is needed, not {value!r}")
            return default
        return value

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return one of the allowed words."""
        names = list(allowed)
        value = self.content.get(key, default)
        if value not in names:
            what = "it is missing" if value is None else f"“{value}” is not allowed"
            self.problem(key, f"{what}; allowed are {', '.join(names)}")
            return names[0]
        return str(value)

    def verified(self, default: Verified | None = None) -> Verified:
        """Return whether the fact was checked: it must be said."""
        value = self.content.get("verified", default)
        if value is True or value is False:
            return value
        if value == "partial":
            return "partial"
        what = "it is missing" if value is None else f"{value!r} is not allowed"
        self.problem("verified", f"{what}; allowed are true, false, partial")
        return False

    def items(self, key: str) -> list[Any]:
        """Return a list; empty where there is none."""
        value = self.content.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem(key, f"a list is needed, not {value!r}")
            return []
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.items(key)
        for value in values:
            if not isinstance(value, str):
                self.problem(key, f"text is needed, not {value!r}; put it in quotes")
        return tuple(value for value in values if isinstance(value, str))

    def mapping(self, key: str) -> dict[str, Any]:
        """Return a mapping with text as keys; empty where there is none."""
        value = self.content.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.problem(key, f"a mapping of keys to values is needed, not {value!r}")
            return {}
        for name in value:
            if not isinstance(name, str):
                self.problem(key, f"a key is text, not {name!r}; put it in quotes")
        return {name: one for name, one in value.items() if isinstance(name, str)}

    def lists(self, key: str) -> dict[str, tuple[str, ...]]:
        """Return a mapping of text to a list of texts."""
        inner = self.inside(key)
        return {name: inner.texts(name) for name in inner.content}

    def inside(self, key: str) -> Place:
        """Return the place of a mapping below a key."""
        return Place(self.mapping(key), f"{self.where}, {key}", self.problems)

    def each(self, key: str, noun: str) -> list[Place]:
        """Return the places of the mappings in a list."""
        places = []
        for number, value in enumerate(self.items(key), 1):
            if isinstance(value, dict):
                name = value.get("id") or value.get("code") or value.get("from") or number
                places.append(Place(value, f"{self.where}, {noun} {name}", self.problems))
            else:
                self.problem(key, f"{noun} {number} is a mapping of keys to values, not {value!r}")
        return places

    def sources(self, default: tuple[Source, ...] = ()) -> tuple[Source, ...]:
        """Return where the facts are from: at least one source with a title."""
        found = []
        for one in self.each("sources", "source"):
            one.only(("title", "link"))
            found.append(Source(one.text("title", required=True), one.optional_text("link")))
        if not found and not default:
            self.problem("sources", "it is missing; give at least one with a title")
        return tuple(found) or default
