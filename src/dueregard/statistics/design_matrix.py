"""Columns of numbers for a model, from arrays or from named columns of numbers and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dueregard.statistics.arguments import number_array
from dueregard.statistics.estimate import Floats

Covariates: TypeAlias = ArrayLike | Mapping[str, ArrayLike]
"""A table with one row per person, or named columns; words become one column per level."""


def label_array(name: str, values: ArrayLike) -> NDArray[Any]:
    """Labels as an array; a hidden or missing one is refused: missing needs a word of its own."""
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise ValueError(f"{name} has masked values: hidden values must not be computed with")
    array = np.asarray(values)
    # A list of words with a NaN among them becomes words, so look at what was given.
    for label in np.asarray(values, dtype=object).flat if array.dtype.kind in "fcOUS" else ():
        if label is None or label != label:
            raise ValueError(f"{name} holds a missing value: give what is missing a word")
    return array


def design_columns(name: str, covariates: Covariates) -> tuple[tuple[str, ...], Floats]:
    """Names and columns: a column of words becomes a 0/1 column per level but the first."""
    if not isinstance(covariates, Mapping):
        matrix = number_array(name, covariates)
        matrix = matrix[:, None] if matrix.ndim == 1 else matrix
        if matrix.ndim != 2 or not matrix.shape[1]:
            raise ValueError(f"{name} must have one row per person and one column per covariate")
        return tuple(f"{name}[{index}]" for index in range(matrix.shape[1])), matrix
    names: list[str] = []
    columns: list[Floats] = []
    for column, values in covariates.items():
        given = label_array(f"{name}[{column!r}]", values)
        if given.ndim != 1:
            raise ValueError(f"{name}[{column!r}] must be one list, one element per person")
        if given.dtype.kind in "biuf":
            names.append(column)
            columns.append(number_array(f"{name}[{column!r}]", given))
            continue
        words = given.astype(str)
        for level in np.unique(words)[1:]:
            names.append(f"{column}={level}")
            columns.append((words == level).astype(np.float64))
    if not columns or len({one.size for one in columns}) != 1:
        raise ValueError(f"{name} must hold columns of one length, at least one of which varies")
    return tuple(names), np.column_stack(columns)


def two_groups(name: str, values: ArrayLike, people: int) -> NDArray[np.bool_]:
    """True for group 1 and false for the reference group; both must be there."""
    given = number_array(name, values)
    if given.shape != (people,):
        raise ValueError(f"{name} must have one element per person: {people}, not {given.shape}")
    if set(np.unique(given)) != {0.0, 1.0}:
        raise ValueError(f"{name} must be 1 for group 1 and 0 for the reference group, both there")
    return np.asarray(given == 1)


def check_full_rank(name: str, matrix: Floats) -> None:
    """Refuse columns that repeat each other or never vary: nothing can tell them apart."""
    if matrix.shape[0] < matrix.shape[1] or np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise ValueError(
            f"{name}: a column never varies or repeats others among {matrix.shape[0]} people: "
            "leave it out"
        )
