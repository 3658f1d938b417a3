"""The run of paragraph numbers through a part of a paper, told apart from numbered lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dueregard.papers.desk import Desk
from dueregard.papers.lines import Line

_DOUBLED = re.compile(r"^(\d{1,3})\.\s+\1\.\s")
_FARTHEST = 12


@dataclass(slots=True)
class NumberRun:
    """The numbered paragraphs of a part: place on the desk to number as printed."""

    labels: dict[int, str] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)

    def add(self, at: int, label: str) -> None:
        """Count a paragraph."""
        self.labels[at] = label
        self.numbers.append(label)


def number_paragraphs(desk: Desk, start: int, end: int, run: NumberRun | None = None) -> NumberRun:
    """Find the numbered paragraphs from ``start`` to ``end``; note doubled and missing numbers.

    Numbers are kept as printed. A number that does not go on with the run but begins or goes on
    with a list of its own is a list item.
    """
    run = run or NumberRun()
    numbered = [
        at
        for at in range(start, end)
        if desk.lines[at].role is None and desk.lines[at].marker in ("number", "decimal")
    ]
    if not numbered:
        return run
    decimals = sum(desk.lines[at].marker == "decimal" for at in numbered)
    if decimals and decimals >= len(numbered) / 2:
        _decimal(desk, numbered, run)
    else:
        _plain(desk, [at for at in numbered if desk.lines[at].marker == "number"], run)
    return run


def _decimal(desk: Desk, numbered: list[int], run: NumberRun) -> None:
    seen = set(run.numbers)
    for at in numbered:
        line = desk.lines[at]
        if line.marker != "decimal" or not line.body:
            continue
        if line.label in seen:
            _doubled(desk, line)
        seen.add(line.label)
        run.add(at, line.label)


def _plain(desk: Desk, numbered: list[int], run: NumberRun) -> None:
    flush = min(desk.lines[at].indent for at in numbered)
    deep = [desk.lines[at].depth for at in numbered if desk.lines[at].depth is not None]
    shallow = min((depth for depth in deep if depth is not None), default=0)
    last = int(run.numbers[-1]) if run.numbers and run.numbers[-1].isdigit() else None
    inner: int | None = None
    upcoming = {int(desk.lines[at].label) for at in numbered}
    for at in numbered:
        line = desk.lines[at]
        number = int(line.label)
        if line.indent > flush + 1 or (line.depth is not None and line.depth > shallow):
            continue
        if last is None:
            if number > 1 and 1 in upcoming and number != min(upcoming):
                continue
            last, inner = number, None
            run.add(at, line.label)
            before = any(line.label == str(number - 1) for line in desk.lines[:at])
            if 1 < number <= _FARTHEST and not before:
                _missing(desk, line, 1, number)
            continue
        if number == last + 1:
            run.add(at, line.label)
            last, inner = number, None
        elif inner is not None and number == inner + 1:
            inner = number
        elif number == 1:
            inner = 1
        elif number == last:
            _doubled(desk, line)
            run.add(at, line.label)
        elif last < number <= last + _FARTHEST:
            _missing(desk, line, last + 1, number)
            run.add(at, line.label)
            last, inner = number, None
        elif number < last and len(line.body) > 60:
            desk.issue(
                "number_out_of_order",
                "warning",
                line.number,
                f"Paragraph {number} stands after paragraph {last}.",
            )
            run.add(at, line.label)
            last = number
        else:
            continue
        if _DOUBLED.match(line.text):
            _doubled(desk, line)


def _doubled(desk: Desk, line: Line) -> None:
    desk.issue(
        "duplicate_number", "warning", line.number, f"The number {line.label} is printed twice."
    )


def _missing(desk: Desk, line: Line, first: int, number: int) -> None:
    gone = str(first) if number - first == 1 else f"{first} to {number - 1}"
    desk.issue(
        "missing_number",
        "warning",
        line.number,
        f"The numbering goes to {number} without {gone}; numbers are kept as printed.",
    )
