"""Tables whose rows are recommendations or actions."""

from __future__ import annotations

import re

from dueregard.papers.desk import Desk
from dueregard.papers.labels import TRACKER, lookup
from dueregard.papers.model import Table
from dueregard.papers.statuses import is_status_word
from dueregard.papers.tablesfound import FoundTable
from dueregard.papers.tracker.items import Entry, Item

_BULLET = re.compile(r"(?:^|\n)\s*[•●▪·-]\s+")
_REFERENCE = re.compile(
    r"^(?:(?:recommendation|rec|action|item)\.?\s*)?"
    r"(?:[A-Z]{0,6}[-./ ]?\d[\w.()/-]{0,10}|[A-Za-z]|[ivxIVX]{1,5})$",
    re.I,
)
_AIM = re.compile(r"^(?:(?:key |strategic |equality )?objectives?|what|aims?|description)\b", re.I)
_NOTHING = frozenset(("-", "–", "—", "--"))
_REF_AND_TEXT = re.compile(
    r"^(?:Recommendation|Rec\.?|R|Action)\s*(\d{1,3}[a-z]?(?:\.\d+)?)\s*[:.)–—-]?\s+(?=\S)", re.I
)


def columns_of(table: Table) -> list[str | None] | None:
    """Return what each column of a table of tracked items holds, or ``None`` for other tables.

    It takes a column of wording and one of owner, status, progress or date; a table without
    headings is one of tracked items when one column holds nothing but status words.
    """
    if table.columns:
        roles = [lookup(column, TRACKER) for column in table.columns]
        return _checked(roles, table)
    width = len(table.rows[0]) if table.rows else 0
    if width < 3 or any(len(row) != width for row in table.rows):
        return None
    states = [at for at in range(width) if all(is_status_word(row[at]) for row in table.rows)]
    if len(states) != 1 or states[0] == 0:
        return None
    roles = [None] * width
    roles[states[0]] = "status"
    roles[states[0] - 1] = "text"
    if states[0] >= 2 and all(len(row[0]) < 12 for row in table.rows):
        roles[0] = "ref"
    if states[0] + 1 < width:
        roles[states[0] + 1] = "progress"
    return roles


def _checked(roles: list[str | None], table: Table) -> list[str | None] | None:
    told = {role for role in roles if role} & {
        "owner",
        "status",
        "progress",
        "due",
        "next_steps",
        "challenges",
    }
    texts = [at for at, role in enumerate(roles) if role == "text"]
    aims = [at for at in texts if _AIM.match(table.columns[at])]
    if len(aims) < len(texts):
        # An objective above several actions is not the wording of each of them.
        for at in aims:
            roles[at] = "other"
        texts = [at for at in texts if at not in aims]
    if texts and "ref" not in roles and _are_refs(table, texts[0]):
        # "Recommendation" may head the numbers while another column holds the words.
        roles[texts[0]] = "ref"
        texts = texts[1:]
    if not texts:
        long = [at for at, role in enumerate(roles) if role is None and _is_wordy(table, at)]
        if long and len(told) >= 2:
            roles[long[0]] = "text"
        elif "ref" not in roles or not ("status" in told or {"owner", "progress"} <= told):
            return None
    if not told or (len(told) < 2 and len(table.columns) < 3):
        return None
    return roles


def _is_wordy(table: Table, at: int) -> bool:
    return sum(len(row[at]) for row in table.rows if at < len(row)) > 20


def _are_refs(table: Table, at: int) -> bool:
    cells = [row[at] for row in table.rows if at < len(row)]
    return bool(cells) and all(_REFERENCE.match(cell) for cell in cells)


def read_rows(desk: Desk, found: FoundTable) -> list[Item]:
    """Return the rows of a table as tracked items; none when it is another kind of table."""
    roles = columns_of(found.table)
    if roles is None:
        return []
    items: list[Item] = []
    for row, line in zip(found.table.rows, found.table.row_lines, strict=False):
        if not any(row) or len(set(row)) == 1:
            continue
        item = _row_item(row, roles, line, found.table.columns)
        if item is None and items:
            _continue(items[-1], row, roles)
        elif item is not None:
            items.append(item)
    _numbers_in_text(items)
    return items


_NUMBERED = re.compile(r"^(\d{1,3}(?:\.\d{1,3})*[a-z]?)[.):]?\s+(?=[A-Z‘“'\"])")


def _numbers_in_text(items: list[Item]) -> None:
    """Read numbers that stand before the wording of every row as the references."""
    found = [_NUMBERED.match(item.text or "") for item in items]
    if len(items) < 2 or any(item.ref is not None for item in items) or not all(found):
        return
    for item, match in zip(items, found, strict=True):
        if match is not None and item.text is not None:
            item.ref, item.text = match[1], item.text[match.end() :]


def _row_item(
    row: tuple[str, ...], roles: list[str | None], line: int, columns: tuple[str, ...]
) -> Item | None:
    item = Item(None, line)
    for at, cell in enumerate(row):
        role = roles[at] if at < len(roles) else None
        if cell in _NOTHING:
            continue
        if not cell or role is None:
            if cell and at < len(columns) and columns[at]:
                item.notes.append(f"{columns[at]}: {cell}")
            continue
        _set_cell(item, role, cell, columns[at] if at < len(columns) else "")
    if item.ref is None and item.text and (match := _REF_AND_TEXT.match(item.text)):
        item.ref, item.text = match[1], item.text[match.end() :]
    return item if item.text is not None or item.ref is not None else None


def _set_cell(item: Item, role: str, cell: str, column: str) -> None:
    item.labelled += 1
    if role == "ref":
        match = _REF_AND_TEXT.match(cell + " ")
        item.ref = cell if item.ref is None else item.ref
        if match and match.end() > len(cell):
            item.ref = match[1]
    elif role == "text":
        parts = cell.split("\n")
        for part in parts if item.text is None else [cell]:
            item.add_text(part)
    elif role == "owner":
        item.owners.extend(part.strip() for part in cell.split("\n") if part.strip())
    elif role == "status":
        item.status_printed = item.status_printed or cell
    elif role == "due":
        item.due = item.due or cell
    elif role == "date":
        item.date = item.date or cell
    elif role == "other":
        item.notes.append(f"{column}: {cell}" if column else cell)
    else:
        parts = [part.strip() for part in _BULLET.split(cell) if part.strip()]
        if len(parts) == 1:
            parts = [part.strip() for part in cell.split("\n") if part.strip()]
        item.voices[role].extend(Entry(part, item.line) for part in parts)


def _continue(item: Item, row: tuple[str, ...], roles: list[str | None]) -> None:
    """Read a row without reference and wording as going on with the row above."""
    for at, cell in enumerate(row):
        role = roles[at] if at < len(roles) else None
        if cell and role in item.voices:
            item.voices[role or ""].append(Entry(cell, item.line))
