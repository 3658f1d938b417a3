"""The numbers and words of a result of `dueregard.statistics`, each by a name of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .kinds import RESULTS

Named = dict[str, float]


def flattened(result: Any, labels: Sequence[str] = ()) -> tuple[Named, dict[str, str]]:
    """Return the numbers and the words of a result by name.

    Parameters
    ----------
    result : object
        A result of `dueregard.statistics`, or a number or array of them.
    labels : sequence of str
        Names of its units, points or items; numbers from 1 where there are none that fit.

    Returns
    -------
    tuple of (mapping of str to float, mapping of str to str)
        Undefined numbers are nan.

    Raises
    ------
    TypeError
        For a type that no rule says how to show.

    Examples
    --------
    >>> from dueregard.statistics import proportion_interval
    >>> numbers, words = flattened(proportion_interval(events=[4, 9], total=40), ("North", "East"))
    >>> sorted(numbers)[:2], numbers["value North"]
    (['lower East', 'lower North'], 0.1)
    """
    if isinstance(result, int | float | np.number | np.ndarray):
        return _numbers("value", result, labels), {}
    rule = RESULTS.get(type(result))
    if rule is None:
        raise TypeError(f"there is no rule to show a result of type {type(result).__name__}")
    numbers: Named = {}
    words: dict[str, str] = {}
    names = getattr(result, "names", None) or labels
    for name in rule.fields:
        value = getattr(result, name)
        if type(value) in RESULTS:
            inner, _ = flattened(value, names)
            numbers |= {f"{name} {part}": number for part, number in inner.items()}
        else:
            numbers |= _numbers(name, value, names)
    for name in rule.words:
        value = getattr(result, name)
        if isinstance(value, tuple):
            words |= {
                f"{name} {label}": str(x)
                for label, x in zip(_fit(labels, len(value)), value, strict=True)
            }
        elif value is not None:
            words[name] = str(value)
    return numbers, words


def _numbers(name: str, value: Any, labels: Sequence[str]) -> Named:
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0:
        return {name: float(array)}
    rows = array.reshape(-1, array.shape[-1]) if array.ndim > 1 else array.reshape(1, -1)
    prefixes = [name] if array.ndim == 1 else [f"{name} {i}" for i in range(1, len(rows) + 1)]
    return {
        f"{prefix} {label}": float(x)
        for prefix, row in zip(prefixes, rows, strict=True)
        for label, x in zip(_fit(labels, len(row)), row, strict=True)
    }


def _fit(labels: Sequence[str], size: int) -> Sequence[str]:
    return labels if len(labels) == size else [str(i) for i in range(1, size + 1)]
