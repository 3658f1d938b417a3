"""Tidy CSV files of counts: one row per cell, a column per dimension, then ``count``."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dueregard.exceptions import UnreadableDocument

from .counts import LARGEST_SUM
from .dimension import TOTAL, dimension_of
from .frequency import FrequencyTable
from .identity import Identity
from .problems import UnusableTable
from .records import NOT_APPLICABLE, NOT_AVAILABLE, Record

COUNT = "count"
LARGEST = ("largest_1", "largest_2")
CELL_KEY = "cell_key"
DELIMITERS = (",", ";", "\t")
#: Levels that read like a margin: taken for groups they would double every total.
MARGIN_WORDS = frozenset({"total", "totals", "all", "overall", "sum", "grand total", "subtotal"})
MOST_DIGITS = 18
_NUMBERS = (COUNT, *LARGEST, CELL_KEY)
_MARKS = {"[z]": NOT_APPLICABLE, "[x]": NOT_AVAILABLE}


@dataclass(frozen=True)
class Shape:
    """What is known of a file's table beside its rows.

    Parameters
    ----------
    hierarchies : mapping
        Dimension to parent to parts.
    levels : mapping
        Dimension to all its levels, where they are fixed.
    identity : mapping
        What the counts are counts of, by the names of `Identity`.
    """

    hierarchies: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    levels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)


def read_table(path: str | Path, shape: Shape | None = None) -> FrequencyTable:
    """Read a table from a tidy CSV file.

    Parameters
    ----------
    path : path
        The file; its stem is the table's name.
    shape : Shape, optional
        Hierarchies, fixed levels and identity.

    Returns
    -------
    FrequencyTable
        The same for rows in any order.

    Raises
    ------
    UnreadableDocument
        When the file cannot be opened.
    UnusableTable
        With file, row and column of everything that is wrong.
    """
    place = Path(path)
    try:
        content = place.read_bytes()
    except FileNotFoundError:
        raise UnreadableDocument(f"{place}: there is no such file.") from None
    except OSError as error:
        raise UnreadableDocument(f"{place}: cannot be opened ({error.strerror}).") from None
    return parse_table(content, name=place.stem, where=place.name, shape=shape)


def parse_table(
    content: bytes, *, name: str, where: str, shape: Shape | None = None
) -> FrequencyTable:
    """Make a table of the content of a tidy CSV file.

    Parameters
    ----------
    content : bytes
        The file, in UTF-8.
    name, where : str
        The table's name, and what messages call the file.
    shape : Shape, optional
        Hierarchies, fixed levels and identity.

    Examples
    --------
    >>> parse_table(b"sex,count\\nWomen,3\\nMen,7\\nTotal,10\\n", name="t", where="t.csv")
    <FrequencyTable t: sex (2 levels); confidential>
    >>> parse_table(b"sex,count\\nWomen,-3\\nWomen,7\\nTotal,4\\n", name="t", where="t.csv")
    Traceback (most recent call last):
        ...
    dueregard.tables.problems.UnusableTable: t.csv, row 2, column count: -3 is negative
    t.csv, row 3: the cell sex Women is there twice (first in t.csv, row 2)
    """
    shape = shape or Shape()
    header, rows = _rows(content, where)
    names = [column for column in header if column not in _NUMBERS]
    problems: list[str] = []
    records = [
        record
        for number, row in rows
        if (record := _record(header, row, f"{where}, row {number}", shape, problems)) is not None
    ]
    if not records:
        raise UnusableTable(problems or [f"{where}: there are no counts"])
    try:
        dimensions = []
        for i, column in enumerate(names):
            found = {record.levels[i] for record in records}
            tree = _present(shape.hierarchies.get(column, {}), found)
            dimensions.append(dimension_of(column, found, tree, shape.levels.get(column)))
        identity = Identity(**{"statistic": name, **shape.identity})
        table = FrequencyTable(name, dimensions, records, identity)
    except UnusableTable as wrong:
        told = (p if p.startswith(where) else f"{where}, {p}" for p in wrong.problems)
        raise UnusableTable([*problems, *told]) from None
    if problems:
        raise UnusableTable(problems)
    return table


def _rows(content: bytes, where: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableTable([f"{where}: it is not text in UTF-8; save it as “CSV UTF-8”"]) from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_parted_by(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(field.strip() for field in row):
                rows.append((reader.line_num, [field.strip() for field in row]))
    except csv.Error as error:
        raise UnusableTable([f"{where}, row {reader.line_num}: it is not CSV ({error})"]) from None
    if not rows:
        raise UnusableTable([f"{where}: the file is empty"])
    header = rows[0][1]
    _check_header(header, where)
    return header, rows[1:]


def _parted_by(text: str) -> str:
    """Return what parts the columns: spreadsheets write semicolons where commas are decimal."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    for mark in DELIMITERS:
        fields = next(csv.reader([first], delimiter=mark), [])
        if COUNT in (field.strip() for field in fields) and len(fields) > 1:
            return mark
    return DELIMITERS[0]


def _check_header(header: list[str], where: str) -> None:
    problems = []
    place = f"{where}, row {1}"
    if COUNT not in header:
        problems.append(f"{place}: there is no column “count”; there are {', '.join(header)}")
    problems += [f"{place}: column {i} has no name" for i, n in enumerate(header, 1) if not n]
    problems += [
        f"{place}: the column “{name}” is there twice"
        for name in dict.fromkeys(header)
        if name and header.count(name) > 1
    ]
    if (LARGEST[0] in header) != (LARGEST[1] in header):
        problems.append(f"{place}: largest_1 and largest_2 go together, and one is missing")
    if COUNT in header and all(name in _NUMBERS for name in header):
        problems.append(f"{place}: there is no dimension beside the count")
    if problems:
        raise UnusableTable(problems)


def _present(tree: Mapping[str, Sequence[str]], found: set[str]) -> dict[str, Sequence[str]]:
    """The part of a hierarchy that a file goes down to: it may stop at any parent."""
    return {
        parent: parts
        for parent, parts in tree.items()
        if parent not in found or any(part in found or part in tree for part in parts)
    }


def _record(
    header: list[str], row: list[str], place: str, shape: Shape, problems: list[str]
) -> Record | None:
    names = [column for column in header if column not in _NUMBERS]
    if len(row) != len(header):
        problems.append(f"{place}: it has {len(row)} columns, the first row has {len(header)}")
        return None
    cell = dict(zip(header, row, strict=True))
    wrong = [
        f"{place}, column {name}: no level; write {TOTAL} for a margin"
        for name in names
        if not cell[name]
    ]
    wrong += [
        f"{place}, column {name}: “{cell[name]}” is not the word for a margin; write {TOTAL}"
        + (", or name it under levels in the policy" if cell[name].casefold() != "total" else "")
        for name in names
        if _means_total(cell[name], shape.levels.get(name, ()))
    ]
    numbers: dict[str, int | None] = {}
    for column in _NUMBERS:
        text = cell.get(column, "")
        if column == COUNT and text in _MARKS:
            text = ""
        numbers[column] = None
        if text:
            try:
                numbers[column] = _whole(text)
            except OverflowError:
                wrong.append(
                    f"{place}, column {column}: {text} is too large; at most {LARGEST_SUM:,} is "
                    "allowed"
                )
            except ValueError:
                wrong.append(f"{place}, column {column}: “{text}” is not a whole number")
    if wrong:
        problems += wrong
        return None
    first, second = (numbers[column] for column in LARGEST)
    return Record(
        levels=tuple(cell[name] for name in names),
        count=numbers[COUNT],
        mark=_MARKS.get(cell[COUNT], ""),
        largest=(first, second or 0) if first is not None else None,
        cell_key=numbers[CELL_KEY],
        place=place,
    )


def _means_total(level: str, declared: Sequence[str]) -> bool:
    """Whether a level reads like a margin, and nobody said that it is a group."""
    if level == TOTAL or level in declared:
        return False
    return level.casefold() in MARGIN_WORDS


def _whole(text: str) -> int:
    """Return a whole number as spreadsheets write it: 12, 12.0.

    Raises
    ------
    OverflowError
        For a number that is too large.
    ValueError
        For anything else: a separator of thousands can be a decimal comma.
    """
    if not text.isascii() or "_" in text:
        raise ValueError(text)
    head, point, tail = text.partition(".")
    if point and tail.strip("0"):
        raise ValueError(text)
    if len(head) > MOST_DIGITS and head.isdecimal():
        raise OverflowError(text)
    number = int(head)
    if abs(number) > LARGEST_SUM:
        raise OverflowError(text)
    return number
