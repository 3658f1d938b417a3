"""What the reader found odd, told once for each kind, with the days as people write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dueregard.web.core.dates import write_date

_ISO_DAY = re.compile(r"(?<![\d-])(\d{4}-\d{2}-\d{2})(?![\d-])")


@dataclass
class IssueGroup:
    """The issues of one kind at one place."""

    code: str
    messages: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    count: int = 0

    @property
    def sentence(self) -> str:
        """The first message, and how many there are more of the kind."""
        if self.count == 1:
            return self.messages[0]
        return f"{self.count} times: {self.messages[0]}"

    @property
    def where(self) -> str:
        """The lines, in words."""
        if not self.lines:
            return ""
        numbers = ", ".join(str(line) for line in self.lines)
        return f"Line {numbers}" if len(self.lines) == 1 else f"Lines {numbers}"


def british_days(message: str) -> str:
    """Return a message with its days written out.

    Examples
    --------
    >>> british_days("2011-04-30 had passed by 2011-05-26.")
    '30 April 2011 had passed by 26 May 2011.'
    """
    return _ISO_DAY.sub(_written, message)


def _written(found: re.Match[str]) -> str:
    try:
        return write_date(datetime.date.fromisoformat(found[1]))
    except ValueError:
        # A day that does not exist is shown as it was printed.
        return found[1]


def grouped(issues: Iterable[Mapping[str, Any]]) -> list[IssueGroup]:
    """Return the issues by their code, in the order of their first one."""
    groups: dict[str, IssueGroup] = {}
    for issue in issues:
        code = issue.get("code") or issue.get("message") or ""
        group = groups.setdefault(code, IssueGroup(code))
        group.count += 1
        group.messages.append(british_days(issue.get("message") or ""))
        if (line := issue.get("line")) and line not in group.lines:
            group.lines.append(line)
    return list(groups.values())
