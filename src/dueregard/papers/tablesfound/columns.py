"""Splitting lines that lost their column boundaries back into cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise

NUMERIC_DATE = re.compile(r"^\d{1,2}/\d{1,2}/\d{2,4}$")
NUMBER = re.compile(r"^[£$€]?-?\d[\d,]*(?:\.\d+)?%?$")
_CAPITAL = re.compile(r"^[\"'‘“(%#]*[A-Z%#(]")
_TWO_WORDS = frozenset(
    [
        "business group",
        "start date",
        "end date",
        "ethnic origin",
        "ethnic group",
        "job title",
        "due date",
        "target date",
        "lead officer",
        "rag status",
        "age group",
        "pay band",
        "total number",
        "head count",
        "date started",
        "date ended",
        "closing date",
        "ethnic background",
        "current status",
        "action owner",
    ]
)


def token_type(token: str) -> str:
    """Return ``date``, ``number`` or ``word``."""
    if NUMERIC_DATE.match(token):
        return "date"
    return "number" if NUMBER.match(token) else "word"


def split_heading(text: str, count: int) -> tuple[str, ...] | None:
    """Split a heading line into ``count`` columns, or return ``None`` when it cannot be.

    Examples
    --------
    >>> split_heading("Topic Date of event Deadline for papers", 3)
    ('Topic', 'Date of event', 'Deadline for papers')
    """
    words = text.split()
    groups: list[list[str]] = []
    for word in words:
        if not groups or _CAPITAL.match(word):
            groups.append([word])
        else:
            groups[-1].append(word)
    while len(groups) > count:
        pair = next(
            (
                at
                for at in range(len(groups) - 1)
                if " ".join(groups[at] + groups[at + 1]).lower() in _TWO_WORDS
            ),
            None,
        )
        if pair is None:
            break
        groups[pair : pair + 2] = [groups[pair] + groups[pair + 1]]
    if len(groups) > count:
        groups[count - 1 :] = [[word for group in groups[count - 1 :] for word in group]]
    if len(groups) != count:
        return None
    return tuple(" ".join(group) for group in groups)


def split_typed(rows: Sequence[str]) -> list[tuple[str, ...]] | None:
    """Split rows of words, numbers and dates by what most of them have in common.

    Most rows must have the same number of words, and at least one column of dates or numbers;
    rows with more words are split where their cells best match the columns of the others.
    """
    tokens = [row.split() for row in rows]
    count, often = Counter(len(row) for row in tokens).most_common(1)[0]
    if not 3 <= count <= 12 or often < max(2, len(rows) * 0.5):
        return None
    model = [row for row in tokens if len(row) == count]
    types = []
    for at in range(count):
        kind, share = Counter(token_type(row[at]) for row in model).most_common(1)[0]
        types.append(kind if share >= len(model) * 0.75 else "any")
    if not any(kind in ("date", "number") for kind in types):
        return None
    values = [{row[at] for row in model} for at in range(count)]
    result = []
    for row in tokens:
        if len(row) < count or len(row) > count + 6:
            return None
        result.append(tuple(row) if len(row) == count else _best(row, types, values))
    return result


def _best(row: list[str], types: list[str], values: list[set[str]]) -> tuple[str, ...]:
    """Return the partition of a long row whose cells look most like the columns."""
    best: tuple[int, tuple[str, ...]] = (-1, ())
    for cuts in combinations(range(1, len(row)), len(types) - 1):
        edges = (0, *cuts, len(row))
        cells = tuple(" ".join(row[a:b]) for a, b in pairwise(edges))
        score = sum(
            3 * (cell in seen) + 2 * (kind != "any" and token_type(cell) == kind)
            for cell, kind, seen in zip(cells, types, values, strict=True)
        )
        if score > best[0]:
            best = (score, cells)
    return best[1]


_NAME = re.compile(r"^[A-Z][\w'’.-]+$")


def split_names(rows: Sequence[str]) -> list[tuple[str, str]] | None:
    """Split two columns where the second holds people's names that recur.

    Two names joined by ``&`` stand together in the second column.
    """
    tails = [tuple(row.split()[-2:]) for row in rows]
    if any(len(tail) < 2 or not all(_NAME.match(word) for word in tail) for tail in tails):
        return None
    known = {tail for tail, often in Counter(tails).items() if often > 1}
    if len(known) < 2:
        return None
    result = []
    for row in rows:
        words = row.split()
        cut = len(words) - 2
        while cut >= 4 and words[cut - 1] in ("&", "and"):
            pair = tuple(words[cut - 3 : cut - 1])
            if not all(_NAME.match(word) for word in pair):
                break
            cut -= 3
        if cut < 1:
            return None
        result.append((" ".join(words[:cut]), " ".join(words[cut:])))
    return result


_ROW = re.compile(r"\s*(.*?[^\d\s].*?)\s+((?:[£$€]?\d[\d,]*(?:\.\d+)?%?(?:\s+|$)){1,6})")


def split_run(text: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]] | None:
    """Split a whole table printed as one line: headings, then words and numbers in turn."""
    rows: list[tuple[str, ...]] = []
    at = 0
    while at < len(text) and (match := _ROW.match(text, at)):
        rows.append((match[1], *match[2].split()))
        at = match.end()
    widths = {len(row) for row in rows}
    if at < len(text) or len(rows) < 3 or len(widths) != 1:
        return None
    width = widths.pop()
    words = rows[0][0].split()
    starts = [at for at, word in enumerate(words) if _CAPITAL.match(word)]
    if len(starts) <= width or starts[0] != 0:
        return None
    edges = starts[: width + 1]
    columns = tuple(" ".join(words[a:b]) for a, b in pairwise(edges))
    rows[0] = (" ".join(words[edges[-1] :]), *rows[0][1:])
    return columns, rows
