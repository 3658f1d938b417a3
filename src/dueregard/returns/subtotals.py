"""Rows that are sums of other rows: by their name, or by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .amounts import read_number
from .source_rows import SourceRows

_NAMED = re.compile(
    r"(grand |sub-?\s?)?totals?\b.*|all( forces| areas| units| staff)?|overall", re.I
)
#: A sum of fewer or smaller parts may be one by chance.
_FEWEST, _LEAST, _FARTHEST = 2, 50.0, 80


def total_labels(labels: Iterable[str]) -> list[str]:
    """The labels that name a total.

    Examples
    --------
    >>> total_labels(["Ash", "Total 43 forces", "All", "Allerdale", "Totnes", "Sub-total"])
    ['Total 43 forces', 'All', 'Sub-total']
    """
    return [label for label in labels if _NAMED.fullmatch(label.strip())]


def sums_of_rows(rows: SourceRows, column: str, values: Sequence[str]) -> list[str]:
    """Labels of rows that equal the sum of the rows that follow them, in every column.

    See `sum_places`.
    """
    labels = rows.table[column].to_pylist()
    places = np.flatnonzero(sum_places(rows, column, values))
    return list(dict.fromkeys(labels[place] for place in places))


def sum_places(rows: SourceRows, column: str, values: Sequence[str]) -> np.ndarray[Any, Any]:
    """Mark the rows that equal the sum of the rows that follow them, in every column.

    Parameters
    ----------
    rows : SourceRows
        A table of counts, in the order it was printed.
    column : str
        Column with the labels.
    values : sequence of str
        Columns with counts; when none, those whose cells are mostly numbers.

    Returns
    -------
    ndarray of bool, shape (n,)
        Only sums of two parts or more and of 50 or more, in two columns or more: anything
        less can happen by chance.
    """
    used = list(values) or [name for name in rows.columns if name != column]
    nothing = np.zeros(len(rows), dtype=bool)
    matrix = np.array([_numbers(rows.table[name].to_pylist()) for name in used]).T
    if matrix.size == 0:
        return nothing
    keep = np.isfinite(matrix).mean(axis=0) > 0.5
    matrix = matrix[:, keep]
    if matrix.shape[1] < _FEWEST:
        return nothing
    return np.array([_is_sum(matrix, place) for place in range(len(rows))], dtype=bool)


def subtotal_rows(
    rows: SourceRows, column: str, values: Sequence[str], foreseen: Iterable[str]
) -> np.ndarray[Any, Any]:
    """Mark the rows that are sums: by their name, or because the mapping foresees their label.

    A label that stands in several rows, such as a region and a force of one name, is taken for
    a sum only where the numbers are one.

    Parameters
    ----------
    rows : SourceRows
        Of shape (n, columns).
    column : str
        Column with the labels.
    values : sequence of str
        Columns with counts.
    foreseen : iterable of str
        Labels the mapping lists.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    texts = rows.table[column]
    counts = {entry["values"]: entry["counts"] for entry in pc.value_counts(texts).to_pylist()}
    certain = {label for label in foreseen if counts.get(label) == 1} | set(total_labels(counts))
    doubtful = {label for label in foreseen if counts.get(label, 0) > 1} - certain
    found = _among(texts, certain)
    if doubtful:
        found |= _among(texts, doubtful) & sum_places(rows, column, values)
    return found


def _among(texts: pa.ChunkedArray, labels: set[str]) -> np.ndarray[Any, Any]:
    found = pc.is_in(texts, value_set=pa.array(sorted(labels), pa.string()))
    return np.array(found.combine_chunks().to_numpy(zero_copy_only=False), dtype=bool)


def _is_sum(matrix: np.ndarray[Any, Any], place: int) -> bool:
    whole = matrix[place]
    following = np.nan_to_num(matrix[place + 1 : place + 1 + _FARTHEST])
    usable = np.isfinite(whole) & (np.abs(whole) >= _LEAST)
    if usable.sum() < _FEWEST or len(following) < _FEWEST:
        return False
    sums = np.cumsum(following[:, usable], axis=0)
    alike = np.isclose(sums, whole[usable], rtol=1e-9, atol=1e-6).all(axis=1)
    return bool(alike[_FEWEST - 1 :].any())


def _numbers(texts: list[str]) -> list[float]:
    found = (read_number(text, dash_is_zero=True)[0] if text else None for text in texts)
    return [np.nan if value is None else value for value in found]
