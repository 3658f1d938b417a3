"""Numbers, and yes or no, as sources write them."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_PLAIN = r"^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_GROUPED = re.compile(r"[-+]?\d{1,3}([,\u00a0\u202f ]\d{3})+(\.\d+)?")
_DASHES = frozenset("-‐‑‒–—−")
#: Marks that say a figure exists and is not given.
NOT_GIVEN = frozenset({"..", ".", ":", "…", "*", "z", "[c]", "[x]", "[z]", "[u]", "[low]", "#"})
#: A figure with a bound alone, such as “<5”, and words that say as much.
_BOUNDED = re.compile(
    r"([<>≤≥]=?|fewer than|less than|under|up to|more than|over)\s*\d[\d,.]*\s*%?"
    r"|\d[\d,.]*\s*(or|and) (fewer|less|under|more|over)"
)
_NOTHING = frozenset({"n/a", "na", "nil return", "null", "none", "not known", "unknown"})
_NOTHING_SAID = _NOTHING | {"not stated", "not recorded", "prefer not to say", "not applicable"}
TRUE = frozenset({"yes", "y", "true", "t", "1"})
FALSE = frozenset({"no", "n", "false", "f", "0"})


def read_number(text: str, *, dash_is_zero: bool = False) -> tuple[float | None, str]:
    """One number and the rule it breaks, if it breaks one.

    Parameters
    ----------
    text : str
        What is written, trimmed.
    dash_is_zero : bool
        Whether a dash alone stands for zero, as in tables of the Home Office.

    Examples
    --------
    >>> read_number("1,599,555"), read_number("£12.50"), read_number("(3)")
    ((1599555.0, ''), (12.5, ''), (-3.0, ''))
    >>> read_number("-", dash_is_zero=True), read_number("..")
    ((0.0, ''), (None, 'number_not_given'))
    >>> read_number("1,5")
    (None, 'number_unreadable')
    >>> read_number("<5"), read_number("1E400")
    ((None, 'number_not_given'), (None, 'number_unreadable'))
    """
    if text in _DASHES:
        return (0.0, "") if dash_is_zero else (None, "")
    low = text.lower()
    if low in NOT_GIVEN or _BOUNDED.fullmatch(low):
        return None, "number_not_given"
    if low in _NOTHING:
        return None, ""
    bare = text.replace("£", "").strip()
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1] if negative else bare
    bare = bare.replace("−", "-")
    if _GROUPED.fullmatch(bare):
        bare = re.sub(r"[,\u00a0\u202f ]", "", bare)
    if not re.match(_PLAIN, bare):
        return None, "number_unreadable"
    value = float(bare)
    if not math.isfinite(value):
        return None, "number_unreadable"
    return (-value if negative else value), ""


def read_numbers(
    column: pa.ChunkedArray, *, whole: bool, dash_is_zero: bool = False
) -> tuple[pa.Array, dict[str, np.ndarray[Any, Any]]]:
    """A text column as numbers, and for each rule broken a mask of its rows.

    Examples
    --------
    >>> numbers, wrong = read_numbers(pa.chunked_array([["1,204", "2.5", ""]]), whole=True)
    >>> numbers.to_pylist(), {rule: mask.tolist() for rule, mask in wrong.items()}
    ([1204, None, None], {'number_not_whole': [False, True, False]})
    """
    texts = column.combine_chunks()
    plain = pc.match_substring_regex(texts, _PLAIN).to_numpy(zero_copy_only=False)
    values = np.full(len(texts), np.nan)
    if plain.any():
        values[plain] = pc.cast(pc.filter(texts, pa.array(plain)), pa.float64()).to_numpy()
    wrong: dict[str, np.ndarray[Any, Any]] = {}
    others = np.flatnonzero(~plain & (pc.not_equal(texts, "").to_numpy(zero_copy_only=False)))
    if len(others):
        coded = pc.dictionary_encode(pc.take(texts, pa.array(others)))
        read = [read_number(t, dash_is_zero=dash_is_zero) for t in coded.dictionary.to_pylist()]
        at = coded.indices.to_numpy(zero_copy_only=False)
        values[others] = np.array([np.nan if v is None else v for v, _ in read], dtype=float)[at]
        for rule in ("number_unreadable", "number_not_given"):
            broken = np.array([reason == rule for _, reason in read], dtype=bool)[at]
            if broken.any():
                wrong[rule] = np.zeros(len(texts), dtype=bool)
                wrong[rule][others[broken]] = True
    endless = np.isinf(values)
    if endless.any():
        wrong["number_unreadable"] = wrong.get("number_unreadable", False) | endless
        values[endless] = np.nan
    if not whole:
        return pa.array(values, pa.float64(), mask=np.isnan(values)), wrong
    with np.errstate(invalid="ignore"):
        fraction = ~np.isnan(values) & ((values != np.floor(values)) | (np.abs(values) >= 2**53))
    if fraction.any():
        wrong["number_not_whole"] = fraction
    absent = np.isnan(values) | fraction
    return pa.array(np.where(absent, 0, values).astype(np.int64), mask=absent), wrong


def dashes(texts: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    """Mask of the cells that hold a dash alone.

    Examples
    --------
    >>> dashes(pa.chunked_array([["–", "-3", ""]])).tolist()
    [True, False, False]
    """
    found = pc.is_in(texts, value_set=pa.array(sorted(_DASHES)))
    return np.array(found.combine_chunks().to_numpy(zero_copy_only=False), dtype=bool)


def read_yes_no(text: str) -> tuple[bool | None, bool]:
    """Yes, no or nothing, and whether the label is known.

    Examples
    --------
    >>> read_yes_no("Y"), read_yes_no("not known"), read_yes_no("maybe")
    ((True, True), (None, True), (None, False))
    """
    low = text.lower()
    if low in TRUE:
        return True, True
    if low in FALSE:
        return False, True
    return None, low in _NOTHING_SAID or not low or low in _DASHES
