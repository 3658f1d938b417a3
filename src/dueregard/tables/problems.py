"""What is wrong with a table of counts, each with its place."""

from __future__ import annotations

from collections.abc import Iterable

from dueregard.exceptions import RefusedByPolicy, UnusableDocument

SHOWN = 100


class UnusableTable(UnusableDocument):
    """Counts that do not make a table.

    Parameters
    ----------
    problems : iterable of str
        One sentence per problem, with its place first.

    Examples
    --------
    >>> print(UnusableTable(["row 3, column count: -1 is negative"]))
    row 3, column count: -1 is negative
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - SHOWN
        lines = [*self.problems[:SHOWN], *([f"… and {more} more"] if more > 0 else [])]
        super().__init__("\n".join(lines))


class Confidential(RefusedByPolicy):
    """Counts that have not been through disclosure control were about to be shown."""
