"""A list to be written as a spreadsheet, and the rule that no cell is ever taken for a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

ColumnKind = Literal["text", "date", "number"]
Value = str | date | int | float | None

# What makes a spreadsheet program take a CSV cell for a formula (OWASP, "CSV Injection").
_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list.

    Parameters
    ----------
    key
        The name under which each row holds its value.
    label
        The heading printed, also what the column is called when the sheet is read back.
    kind
        ``text``, ``date`` or ``number``; text is never taken for anything else.
    """

    key: str
    label: str
    kind: ColumnKind = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list: its title, its columns and its rows (a mapping from column key to value each)."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Value], ...]


def without_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet program would take for a formula.

    A text that already looks guarded gets one more, so that :func:`with_formula` always gives back
    what went in.

    Examples
    --------
    >>> without_formula("=1+1"), without_formula("fair = equal")
    ("'=1+1", 'fair = equal')
    """
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def with_formula(text: str) -> str:
    """Take away the apostrophe that :func:`without_formula` put there.

    Examples
    --------
    >>> with_formula("'=1+1"), with_formula("'twas")
    ('=1+1', "'twas")
    """
    return text[1:] if _GUARDED.match(text) else text


def cell_text(value: Value) -> str:
    """Return a value as the text of a cell: dates in ISO form, lines kept, nothing unprintable."""
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, date) else str(value)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
