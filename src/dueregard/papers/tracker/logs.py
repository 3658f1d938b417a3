"""Status logs printed as bracketed tags: ``[on]1 May 2011 [status]open[/status][/on]``."""

from __future__ import annotations

import re

from dueregard.papers.dates import read_date
from dueregard.papers.desk import Desk
from dueregard.papers.model import HistoryEntry
from dueregard.papers.tracker.items import Item

LOG = re.compile(r"\[on\]|\[/on\]|\[status\]|\[/comment\]", re.I)
_TOKEN = re.compile(r"\[(/?)(on|status|comment)\]", re.I)
_ADDRESSEE = re.compile(
    r"\b[Tt]he ((?:[A-Z][\w’'-]+)(?:(?: (?:of|and|for|the|&))* [A-Z][\w’'-]+)*) "
    r"(?:should|must|needs? to|will|shall|ought)\b"
)


def read_log(desk: Desk) -> list[Item]:
    """Read a recommendation with its log of dated states and comments, and take their lines."""
    places = [at for at in range(len(desk)) if LOG.search(desk.lines[at].text)]
    if not places:
        return []
    first, last = places[0], places[-1]
    wording = [line for line in desk.lines[:first] if line.role is None and len(line.text) > 30]
    item = Item(None, wording[0].number if wording else desk.lines[first].number)
    for line in wording:
        item.add_text(line.text)
    desk.take(wording, "tracked")
    tail = last + 1
    while tail < len(desk) and desk.lines[tail].role is None:
        tail += 1
    lines = desk.lines[first:tail]
    desk.take(lines, "tracked")
    item.history = _entries("\n".join(line.text for line in lines), lines[0].number)
    states = [entry for entry in item.history if entry.status]
    if states:
        item.status_printed, item.date = states[-1].status, states[-1].date
    match = _ADDRESSEE.search(item.text or "")
    if match is not None:
        item.owners.append(match[1])
    return [item]


def _entries(text: str, line: int) -> list[HistoryEntry]:
    entries: list[HistoryEntry] = []
    date: str | None = None
    opened: str | None = None
    at = 0
    tokens = list(_TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        end = tokens[place + 1].start() if place + 1 < len(tokens) else len(text)
        inside = text[token.end() : end].strip()
        where = line + text.count("\n", 0, token.start())
        name = token[2].lower()
        if token[1]:
            opened = None
        elif name == "on":
            date = read_date(inside)
        else:
            opened = name
        if opened == name and inside:
            state = inside if name == "status" else None
            comment = inside if name == "comment" else None
            entries.append(HistoryEntry(date, state, comment, where))
        at = end
    del at
    return entries
