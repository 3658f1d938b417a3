"""The lines of one paper while it is being read, and what was found out about them so far."""

from __future__ import annotations

from collections.abc import Iterable

from dueregard.papers.lines import Line
from dueregard.papers.model import Issue, Severity


class Desk:
    """The lines laid out for reading: each is taken up once, by whoever reads it.

    Parameters
    ----------
    lines : list of Line
        The non-blank lines in order.
    aside : list of Line, optional
        Running heads, feet and page numbers: counted, never read.
    """

    def __init__(self, lines: list[Line], aside: list[Line] | None = None) -> None:
        self.lines = lines
        self.aside = aside or []
        self.issues: list[Issue] = []

    def __len__(self) -> int:
        return len(self.lines)

    def take(self, lines: Line | Iterable[Line], role: str) -> None:
        """Attach lines to the part of the document that ``role`` names."""
        for line in (lines,) if isinstance(lines, Line) else lines:
            if line.role is None:
                line.role = role

    def issue(self, code: str, severity: Severity, line: int | None, message: str) -> None:
        """Note an irregularity; the text stays as it is."""
        self.issues.append(Issue(code, severity, line, message))

    def free(self, start: int, end: int) -> list[Line]:
        """Return the lines from ``start`` to ``end`` that nobody has taken up."""
        return [line for line in self.lines[start:end] if line.role is None]
