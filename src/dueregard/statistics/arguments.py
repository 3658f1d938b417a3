"""Checks of arguments: impossible input is refused by name, everything else is computed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from dueregard.statistics.estimate import Floats

Value: TypeAlias = ArrayLike
"""What a caller may give for a number: a scalar, a list, an array or a series."""


def number_array(name: str, values: Value) -> Floats:
    """Finite numbers as an array of floats; anything else is refused by name."""
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise ValueError(f"{name} has masked values: a hidden count must not be computed with")
    if _is_text_or_truth(values):
        raise ValueError(f"{name} must be numbers, not {values!r:.60}")
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be numbers, not {values!r:.60}") from error
    if not _whole(values) and not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite: it holds a missing or infinite value")
    return array


def _is_text_or_truth(values: object) -> bool:
    """Whether it is words, or one yes or no: they would pass for numbers."""
    if isinstance(values, str | bytes | bool | np.bool_):
        return True
    if isinstance(values, list | tuple):
        return any(isinstance(one, str | bytes) for one in values)
    return isinstance(values, np.ndarray) and values.dtype.kind in "US"


def _whole(values: Value) -> bool:
    """Whether the type alone says that these are whole numbers."""
    return isinstance(values, np.ndarray) and values.dtype.kind in "iu"


def count_array(name: str, values: Value) -> Floats:
    """Whole numbers of zero or more, as floats."""
    array = number_array(name, values)
    if array.size and float(array.min()) < 0:
        raise ValueError(f"{name} must not be negative: it holds {float(array.min()):g}")
    if not _whole(values) and not (array == np.floor(array)).all():
        first = float(array[array != np.floor(array)].flat[0])
        raise ValueError(f"{name} must be whole numbers: it holds {first:g}")
    return array


def exposure_array(name: str, values: Value) -> Floats:
    """Amounts of zero or more (person-years, workforce, expected events), as floats."""
    array = number_array(name, values)
    if array.size and float(array.min()) < 0:
        raise ValueError(f"{name} must not be negative: it holds {float(array.min()):g}")
    return array


def broadcast(**arrays: Floats) -> tuple[Floats, ...]:
    """Bring named arrays to one shape, or say which shapes do not fit."""
    try:
        return tuple(np.broadcast_arrays(*arrays.values()))
    except ValueError as error:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"the shapes do not fit together: {shapes}") from error


def check_at_most(name: str, part: Floats, whole_name: str, whole: Floats) -> None:
    """Refuse a part that is greater than its whole."""
    more = part > whole
    if more.any():
        worst, limit = float(part[more].flat[0]), float(whole[more].flat[0])
        raise ValueError(f"{name} must be at most {whole_name}: {worst:g} is more than {limit:g}")


def check_fraction(name: str, value: Any) -> float:
    """Return a number strictly between 0 and 1."""
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be one number between 0 and 1, not {value!r:.60}") from error
    if not 0 < number < 1:
        raise ValueError(f"{name} must lie between 0 and 1, ends excluded, not {number:g}")
    return number


def check_confidence(confidence: Any) -> float:
    """Return the confidence level as a float strictly between 0 and 1."""
    return check_fraction("confidence", confidence)


def check_choice(name: str, value: str, allowed: Iterable[str]) -> str:
    """Return one of the words allowed, or say which are."""
    words = tuple(allowed)
    if value not in words:
        raise ValueError(f"{name} must be one of {', '.join(words)}, not {value!r:.60}")
    return value


def normal_quantile(confidence: float) -> float:
    """Two-sided standard normal quantile: 1.96 for a confidence of 0.95."""
    return float(-special.ndtri((1 - confidence) / 2))
