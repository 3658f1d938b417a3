"""Tidy records of counts, one per cell, on their way into a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral

from .dimension import Dimension
from .problems import UnusableTable

NOT_APPLICABLE = "[z]"
NOT_AVAILABLE = "[x]"
#: Record keys are numbers up to this one.
MOST_KEY = 255


@dataclass(frozen=True)
class Record:
    """One cell as it was given.

    Parameters
    ----------
    levels : tuple of str
        A level of each dimension, in the order of the dimensions.
    count : int or None
        The count; None when it is to be computed (of a margin) or when a mark stands for it.
    mark : str
        ``[z]`` (there can be nobody here), ``[x]`` (not collected) or empty.
    largest : tuple of int, optional
        The largest and second largest contribution to the count.
    cell_key : int, optional
        Sum of the record keys of the people counted.
    place : str
        Where it stands, for messages: ``row 7``.
    """

    levels: tuple[str, ...]
    count: int | None
    mark: str = ""
    largest: tuple[int, int] | None = None
    cell_key: int | None = None
    place: str = ""


def say(names: Sequence[str], levels: Sequence[str]) -> str:
    """Return a cell in words.

    Examples
    --------
    >>> say(("area", "sex"), ("North", "Total"))
    'area North, sex Total'
    """
    return ", ".join(f"{name} {level}" for name, level in zip(names, levels, strict=True))


def checked(
    records: Iterable[Record], dimensions: Sequence[Dimension]
) -> dict[tuple[str, ...], Record]:
    """Return records by their levels, or refuse them with every place that is wrong.

    Raises
    ------
    UnusableTable
        For unknown levels, duplicate cells, negative counts, missing counts and contributions
        that are larger than the count.
    """
    names = [dimension.name for dimension in dimensions]
    found: dict[tuple[str, ...], Record] = {}
    problems: list[str] = []
    for number, record in enumerate(records, start=1):
        place = record.place or f"record {number}"
        wrong = [
            f"{place}, column {dimension.name}: unknown level “{level}”"
            for dimension, level in zip(dimensions, record.levels, strict=True)
            if level not in dimension.place
        ]
        wrong += _wrong_numbers(record, place, names, dimensions)
        if (earlier := found.get(record.levels)) is not None:
            wrong.append(
                f"{place}: the cell {say(names, record.levels)} is there twice "
                f"(first in {earlier.place or 'an earlier record'})"
            )
        found.setdefault(record.levels, record)
        problems += wrong
    if not found:
        problems.append("there are no counts")
    if problems:
        raise UnusableTable(problems)
    return found


def _wrong_numbers(
    record: Record, place: str, names: Sequence[str], dimensions: Sequence[Dimension]
) -> Iterable[str]:
    count, largest = record.count, record.largest
    margin = any(
        level in dimension.sums for dimension, level in zip(dimensions, record.levels, strict=True)
    )
    if record.mark not in ("", NOT_APPLICABLE, NOT_AVAILABLE):
        yield f"{place}, column count: “{record.mark}” is not known; [z] or [x] can stand here"
    if count is None and not record.mark and not margin:
        yield (
            f"{place}, column count: no count for {say(names, record.levels)}; give a whole "
            "number, [z] where there can be nobody or [x] where nothing was collected"
        )
    if not _is_count(count):
        yield f"{place}, column count: {count!r} is not a whole number"
        return
    if count is not None and record.mark:
        yield f"{place}, column count: {count} and {record.mark} stand there; give one of them"
    if count is not None and count < 0:
        yield f"{place}, column count: {count} is negative"
    if record.cell_key is not None:
        yield from _wrong_key(record.cell_key, count, place)
    if largest is not None and count is not None:
        first, second = largest
        if min(first, second) < 0 or second > first or first + second > count:
            yield (
                f"{place}, columns largest_1 and largest_2: {first} and {second} cannot be the "
                f"two largest contributions to {count}"
            )


def _is_count(given: object) -> bool:
    """Whether it is a whole number, or nothing; records come from callers without types too."""
    return given is None or (isinstance(given, Integral) and not isinstance(given, bool))


def _wrong_key(key: int, count: int | None, place: str) -> Iterable[str]:
    where = f"{place}, column cell_key"
    if key < 0:
        yield f"{where}: {key} is negative"
    elif count is not None and key > MOST_KEY * count:
        yield (
            f"{where}: {key} cannot be the sum of {count} record keys, each of which is at most "
            f"{MOST_KEY}"
        )
