"""What a statistic answers with: an estimate with its limits, or the result of a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = float | Floats
"""A float for scalar input, an array for array input."""

Reason: TypeAlias = tuple[str, Flags]
"""A sentence and the elements it is true of."""


def _same(left: Numbers, right: Numbers) -> bool:
    return np.array_equal(np.asarray(left), np.asarray(right), equal_nan=True)


def _freeze(values: Any) -> Numbers:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim == 0:
        return float(array)
    if array.flags.writeable:
        array = array.view()
        array.flags.writeable = False
    return array


def notes_of(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Sentences that are true of at least one element, in the order given."""
    return tuple(note for note, where in reasons if np.any(where))


@dataclass(frozen=True, eq=False)
class Estimate:
    """A value with its confidence limits.

    Parameters
    ----------
    value, lower, upper : float or ndarray
        The estimate and its limits; ``nan`` where undefined, ``inf`` where unbounded.
    confidence : float
        Two-sided confidence level, between 0 and 1.
    method : str
        Name of the method that made the limits.
    notes : tuple of str
        Why something is undefined, unbounded or less than it seems. For arrays, the notes that
        are true of at least one element; ``estimate[i]`` has those of its element alone.
    reasons : sequence of (str, ndarray of bool)
        The same sentences with the elements they are true of. Given instead of ``notes``.

    Examples
    --------
    >>> estimate = Estimate([0.5, 0.25], [0.2, 0.1], [0.8, 0.4], 0.95, "wilson")
    >>> estimate[1].upper
    0.4
    """

    value: Numbers
    lower: Numbers
    upper: Numbers
    confidence: float
    method: str
    notes: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = field(default=(), repr=False, kw_only=True)

    def __post_init__(self) -> None:
        for name in ("value", "lower", "upper"):
            object.__setattr__(self, name, _freeze(getattr(self, name)))
        if self.reasons:
            kept = tuple((note, where) for note, where in self.reasons if np.any(where))
            object.__setattr__(self, "reasons", kept)
            said = (*self.notes, *(note for note, _ in kept))
            object.__setattr__(self, "notes", tuple(dict.fromkeys(said)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Estimate):
            return NotImplemented
        return (
            _same(self.value, other.value)
            and _same(self.lower, other.lower)
            and _same(self.upper, other.upper)
            and (self.confidence, self.method, self.notes)
            == (other.confidence, other.method, other.notes)
        )

    def __hash__(self) -> int:
        return hash((self.confidence, self.method, self.notes, np.asarray(self.value).tobytes()))

    def __getitem__(self, index: Any) -> Estimate:
        """One element, or a part, with the notes that are true of it."""
        if np.ndim(self.value) == 0:
            raise TypeError("this estimate is a single number: it has no elements to choose from")
        shape = np.shape(self.value)
        everywhere = {note for note, _ in self.reasons}
        return Estimate(
            np.asarray(self.value)[index],
            np.asarray(self.lower)[index],
            np.asarray(self.upper)[index],
            self.confidence,
            self.method,
            tuple(note for note in self.notes if note not in everywhere),
            reasons=tuple((note, np.broadcast_to(at, shape)[index]) for note, at in self.reasons),
        )


@dataclass(frozen=True, eq=False)
class TestResult:
    """A test statistic with its p-value.

    Parameters
    ----------
    statistic : float or ndarray
        The statistic; which one, the function that made it says.
    p_value : float or ndarray
        The p-value; ``nan`` where there is nothing to test.
    method : str
        Name of the test.
    notes : tuple of str
        Why a p-value is undefined or only approximate.
    degrees_of_freedom : float or ndarray, optional
        For tests on a chi-squared or t distribution.

    Examples
    --------
    >>> TestResult(3.0, 0.04, "fisher").p_value
    0.04
    """

    __test__: ClassVar[bool] = False  # pytest takes a class named Test… for tests

    statistic: Numbers
    p_value: Numbers
    method: str
    notes: tuple[str, ...] = ()
    degrees_of_freedom: Numbers | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "statistic", _freeze(self.statistic))
        object.__setattr__(self, "p_value", _freeze(self.p_value))
        if self.degrees_of_freedom is not None:
            object.__setattr__(self, "degrees_of_freedom", _freeze(self.degrees_of_freedom))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TestResult):
            return NotImplemented
        return (
            _same(self.statistic, other.statistic)
            and _same(self.p_value, other.p_value)
            and (self.method, self.notes) == (other.method, other.notes)
        )

    def __hash__(self) -> int:
        return hash((self.method, self.notes, np.asarray(self.p_value).tobytes()))
