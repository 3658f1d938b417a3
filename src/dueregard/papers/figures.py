"""Figures that do not agree: totals that are not the sum, shares that no whole number gives."""

from __future__ import annotations

import re

from dueregard.papers.draft import Draft
from dueregard.papers.lines import Line
from dueregard.papers.model import Table

_COUNT = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d+$")
_TOTAL = re.compile(r"^(?:grand |overall )?totals?\b", re.I)
_SUBTOTAL = re.compile(r"\bof which\b|\bsub-?total\b|\bof whom\b|^all\b|\bincluding\b", re.I)
_SHARE_OF = re.compile(
    r"(?<![\d.,])(\d[\d,]*) (?:out )?of (?:the |a total of |all )?(\d[\d,]*)(?: [a-z]+){0,3}? "
    r"\((\d{1,3}(?:\.\d+)?)(?:%| per cent)\)|"
    r"(?<![\d.,])(\d{1,3}(?:\.\d+)?)(?:%| per cent) \((\d[\d,]*) (?:out )?of (?:the )?(\d[\d,]*)\)"
)
_BASE = re.compile(
    r"\b(?:there (?:are|were) (?:currently |now )?(?:a total of )?|(?:pool|total|base|group|"
    r"workforce|sample) of |of the )(\d[\d,]*) [a-z]",
    re.I,
)
_SHARE = re.compile(r"(?<![\d.,])(\d{1,2}\.\d)\s?(?:%|per cent)")
_OF_THESE = re.compile(
    r"\b(?:total of |there (?:are|were) |has |have )(\d{1,4}) (?:\w+ ){0,3}?"
    r"(?:recommendations|actions|objectives|cases|complaints|grievances|officers|staff)\b[^.]*\.\s+"
    r"(?:Of (?:these|them|which|those),?)\s+([^.]*)\.",
    re.I,
)
_PART = re.compile(
    r"(?<![\d.,/-])(\d{1,4})(?![\d.,%/]|\s?per cent) (?:\w+ ){0,2}?"
    r"(?:are|is|have|has|were|was|remain)\b"
)


def note_figures(draft: Draft) -> None:
    """Note totals that are not the sum of their parts and shares that fit no whole number."""
    for table in draft.tables:
        _total_row(draft, table)
    for line in draft.desk.lines:
        if line.role in ("table", "furniture"):
            continue
        if "%" in line.text or "per cent" in line.text:
            _stated_shares(draft, line)
            _shares_of_a_base(draft, line)
        if ". Of " in line.text:
            _parts_of_a_total(draft, line)


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _total_row(draft: Draft, table: Table) -> None:
    """Compare a row of totals with the sums of the columns above it."""
    rows = [row for row in table.rows if row]
    place = next((at for at, row in enumerate(rows) if _TOTAL.match(row[0])), None)
    if place is None or place < 2 or any(_SUBTOTAL.search(row[0]) for row in rows[:place]):
        return
    line = table.row_lines[place] if place < len(table.row_lines) else table.line
    for at in range(1, len(rows[place])):
        cells = [row[at] if at < len(row) else "" for row in rows[: place + 1]]
        name = table.columns[at] if at < len(table.columns) else f"column {at + 1}"
        if not all(_COUNT.match(cell) for cell in cells) or re.search(r"%|rate|per ", name, re.I):
            continue
        total, found = _number(cells[-1]), sum(map(_number, cells[:-1]))
        if total != found:
            draft.desk.issue(
                "sum_mismatch",
                "warning",
                line,
                f"The total of “{name}” is printed as {total}; the rows above add to {found}.",
            )


def _stated_shares(draft: Draft, line: Line) -> None:
    """Check ``12 of 40 (30%)`` and ``30% (12 of 40)``."""
    for match in _SHARE_OF.finditer(line.text):
        part, base, share = (
            (match[1], match[2], match[3]) if match[1] else (match[5], match[6], match[4])
        )
        if not _number(base):
            continue
        exact = _number(part) / _number(base) * 100
        if abs(exact - float(share)) > _tolerance(share) + 0.0001:
            draft.desk.issue(
                "sum_mismatch",
                "warning",
                line.number,
                f"{part} of {base} is {exact:.1f}%, not {share}%.",
            )


def _tolerance(share: str) -> float:
    """Return how far rounding can move a share as printed, to either side."""
    places = len(share.partition(".")[2])
    return float(10**-places)


def _shares_of_a_base(draft: Draft, line: Line) -> None:
    """Check shares with a decimal place against the one base that their paragraph states."""
    shares = _SHARE.findall(line.text)
    bases = {match[1] for match in _BASE.finditer(line.text)}
    if not shares or len(bases) != 1:
        return
    base = _number(bases.pop())
    if not 10 <= base < 1000:
        return
    for share in dict.fromkeys(shares):
        nearest = round(float(share) * base / 100)
        around = [count for count in (nearest - 1, nearest, nearest + 1) if 0 <= count <= base]
        if all(f"{count / base * 100:.1f}" != share for count in around):
            below = int(float(share) * base / 100)
            draft.desk.issue(
                "base_not_whole",
                "warning",
                line.number,
                f"No whole number is {share}% of {base}: {below} is {below / base * 100:.1f}%, "
                f"{below + 1} is {(below + 1) / base * 100:.1f}%.",
            )


def _parts_of_a_total(draft: Draft, line: Line) -> None:
    """Check ``There are 12 actions. Of these 3 are complete, 5 are on track …``."""
    for match in _OF_THESE.finditer(line.text):
        parts = [int(part) for part in _PART.findall(match[2])]
        total = int(match[1])
        rest = re.search(r"\b(?:rest|remainder|remaining|others?)\b", match[2])
        if len(parts) >= 2 and (sum(parts) > total or (sum(parts) < total and not rest)):
            draft.desk.issue(
                "sum_mismatch",
                "warning",
                line.number,
                f"The parts add to {sum(parts)}; the total is printed as {total}.",
            )
