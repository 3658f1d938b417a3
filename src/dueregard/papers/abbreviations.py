"""The list of abbreviations: on alternating lines, or short form and long form on one."""

from __future__ import annotations

import re

from dueregard.papers.desk import Desk
from dueregard.papers.model import Table

_PAIR = re.compile(r"^([A-Z][\w&()/.+-]{0,14})\s*(?:[-–—:=\t]|\s{2,})\s*(\S.*)$")
_SPACED = re.compile(r"^([A-Z][A-Z0-9&()/+-]{1,11}s?)\s+([A-Z]\w.*)$")
_SHORT = re.compile(r"^[A-Z0-9][\w&()/.’'+ -]{0,16}$")


def read_abbreviations(desk: Desk, start: int, end: int, tables: list[Table]) -> dict[str, str]:
    """Read the abbreviations from ``start`` to ``end`` and take their lines."""
    found: dict[str, str] = {}
    for table in tables:
        rows = (table.columns, *table.rows) if table.columns else table.rows
        for row in rows:
            if len(row) == 2 and _SHORT.match(row[0]) and row[0].lower() != "abbreviation":
                found.setdefault(row[0], row[1])
    lines = desk.free(start, end)
    at = 0
    while at < len(lines):
        line = lines[at]
        text = line.body if line.marker == "bullet" else line.text
        pair = _PAIR.match(text) or _SPACED.match(text)
        if pair is not None:
            found.setdefault(pair[1], pair[2].strip())
            at += 1
        elif at + 1 < len(lines) and _SHORT.match(text) and len(lines[at + 1].text) > len(text):
            found.setdefault(text, lines[at + 1].text)
            desk.take(lines[at + 1], "abbreviation")
            at += 2
        else:
            at += 1
        desk.take(line, "abbreviation")
    return found
