"""Each key of a policy file: what may stand there, and what it becomes."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from dueregard.tables import Identity

from .rules import (
    RULES,
    WEIGHTS,
    Derived,
    Dominance,
    Models,
    Perturbation,
    Reliability,
    Rounding,
    Source,
    Weights,
)


class _WrongError(Exception):
    """A value that is not allowed, and what is."""


def read_fields(content: Mapping[Any, Any], where: str, problems: list[str]) -> dict[str, Any]:
    """Return the fields of a policy; add a sentence to `problems` for each that is wrong."""
    found: dict[str, Any] = {}
    for key, value in content.items():
        if key not in POLICY:
            near = difflib.get_close_matches(str(key), POLICY, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(POLICY)}"
            problems.append(f"{where}, {key}: unknown key; {hint}")
            continue
        try:
            found[key] = POLICY[key](value)
        except _WrongError as wrong:
            problems.append(f"{where}, {key}{wrong}")
    return found


def _whole(least: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise _WrongError(f": a whole number of at least {least} is allowed, not {value!r}")
        return value

    return read


def _number(least: float, most: float = float("inf")) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _WrongError(f": a number is allowed, not {value!r}")
        if not least <= value <= most:
            raise _WrongError(f": a number from {least:g} to {most:g} is allowed, not {value!r}")
        return float(value)

    return read


def _one_of(*allowed: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in allowed:
            raise _WrongError(f": {' or '.join(allowed)} is allowed, not {value!r}")
        return str(value)

    return read


def _text(value: Any) -> str:
    if value is None or isinstance(value, list | dict):
        raise _WrongError(f": a text is allowed, not {value!r}")
    return str(value)


def _verified(value: Any) -> bool | str:
    if value == "partial" or isinstance(value, bool):
        return bool(value) if isinstance(value, bool) else "partial"
    raise _WrongError(f": true, partial or false is allowed, not {value!r}")


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise _WrongError(f": a list is allowed, not {value!r}")
    return tuple(_text(item) for item in value)


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _WrongError(f": a mapping of keys to values is allowed, not {value!r}")
    return {str(key): item for key, item in value.items()}


def _parts(kind: Callable[..., Any], **readers: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a reader of a mapping with these keys."""

    def read(value: Any) -> Any:
        found = {}
        for key, item in _mapping(value).items():
            if key not in readers:
                raise _WrongError(f", {key}: unknown key; the keys are {', '.join(readers)}")
            try:
                found[key] = readers[key](item)
            except _WrongError as wrong:
                raise _WrongError(f", {key}{wrong}") from None
        try:
            return kind(**found)
        except TypeError:
            raise _WrongError(
                f": one of its keys is missing; they are {', '.join(readers)}"
            ) from None

    return read


def _optional(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None or value is False else reader(value)


def _selector(value: Any) -> dict[str, str]:
    return {key: _text(level) for key, level in _mapping(value).items()}


def _selectors(value: Any) -> tuple[dict[str, str], ...]:
    if not isinstance(value, list | tuple):
        raise _WrongError(": a list of cells is allowed, each a mapping of dimensions to levels")
    return tuple(_selector(item) for item in value)


def _weight_by(value: Any) -> str:
    # One cell, one count: both numbers of the word are understood.
    return _one_of(*WEIGHTS)({"cell": "cells", "count": "counts"}.get(str(value), value))


def _weights(value: Any) -> Weights:
    if isinstance(value, str):
        return Weights(by=_weight_by(value))
    if isinstance(value, list | tuple):
        return Weights(cells=_priced_cells(value))
    reader = _parts(
        Weights,
        by=_weight_by,
        margins=_number(0.001, 1e6),
        cells=_priced_cells,
        grand_total=_one_of("last", "priced"),
    )
    weights = reader(value)
    assert isinstance(weights, Weights)
    return weights


def _priced_cells(value: Any) -> tuple[tuple[dict[str, str], float], ...]:
    if not isinstance(value, list | tuple):
        raise _WrongError(": a list of cells is allowed, each with its weight")
    found = []
    for item in value:
        cell = _mapping(item)
        if "weight" not in cell:
            raise _WrongError(f": the cell {cell} has no weight")
        found.append(
            (
                _selector({k: v for k, v in cell.items() if k != "weight"}),
                _number(0.001, 1e6)(cell["weight"]),
            )
        )
    return tuple(found)


def _rule(value: Any) -> str:
    return _one_of(*RULES)("nearest" if value == "deterministic" else value)


def _rounding(value: Any) -> Rounding:
    if isinstance(value, int):
        return Rounding(_whole(2)(value))
    rounding = _parts(Rounding, base=_whole(2), rule=_rule, seed=_text)(value)
    assert isinstance(rounding, Rounding)
    return rounding


def _dominance(value: Any) -> Dominance:
    rule = _parts(Dominance, n=_whole(1), k=_number(0, 100), p=_number(0, 1000))(value)
    assert isinstance(rule, Dominance)
    if (rule.n is None) != (rule.k is None) or (rule.n is None and rule.p is None):
        raise _WrongError(": give n and k, or p, or all three")
    if rule.n not in (None, 1, 2):
        raise _WrongError(f", n: 1 or 2 is allowed (two contributors are known), not {rule.n}")
    return rule


def _hierarchies(value: Any) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        dimension: {parent: _texts(parts) for parent, parts in _mapping(tree).items()}
        for dimension, tree in _mapping(value).items()
    }


def _linked(value: Any) -> tuple[tuple[str, str, str, str], ...]:
    if not isinstance(value, list | tuple):
        raise _WrongError(": a list of [table, dimension, table, dimension] is allowed")
    found = []
    for link in value:
        # A table is called by the stem of its file; the file's name is understood too.
        names = tuple(name.removesuffix(".csv") for name in _texts(link))
        if len(names) != 4:
            raise _WrongError(
                f": [table, dimension, table, dimension] is allowed, not {list(names)}"
            )
        found.append((names[0], names[1], names[2], names[3]))
    return tuple(found)


def _identity(value: Any) -> dict[str, str]:
    found = {key: _text(item) for key, item in _mapping(value).items()}
    if unknown := set(found) - set(Identity.names()):
        raise _WrongError(
            f", {', '.join(sorted(unknown))}: unknown key; the keys are "
            f"{', '.join(Identity.names())}"
        )
    return found


#: Key of a policy file → what reads its value.
POLICY: dict[str, Callable[[Any], Any]] = {
    "name": _text,
    "version": _text,
    "threshold": _whole(0),
    "zeros": _one_of("safe", "unsafe"),
    "unlisted_totals": _one_of("known", "unknown"),
    "protection": _optional(_whole(0)),
    "weights": _weights,
    "must_publish": _selectors,
    "rounding": _optional(_rounding),
    "dominance": _optional(_dominance),
    "group_disclosure": _texts,
    "perturbation": _optional(
        _parts(Perturbation, version=_text, variance=_number(0.01, 100), maximum=_whole(1))
    ),
    "derived": _parts(
        Derived,
        treatment=_one_of("recompute", "coarsen", "withhold"),
        decimals=_whole(0),
        smallest_denominator=_number(0),
        smallest_average=_whole(0),
    ),
    "reliability": _parts(
        Reliability,
        counts=_whole(0),
        events=_whole(0),
        denominator=_number(0),
        relative_width=_number(0),
    ),
    "models": _parts(Models, residual_degrees=_whole(0), group_size=_whole(0)),
    "hierarchies": _hierarchies,
    "levels": lambda value: {key: _texts(item) for key, item in _mapping(value).items()},
    "linked": _linked,
    "identity": _identity,
    "tables": lambda value: {
        key.removesuffix(".csv"): _identity(item) for key, item in _mapping(value).items()
    },
    "source": _parts(Source, title=_text, verified=_verified, note=_text, links=_texts),
}
