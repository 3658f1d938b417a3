"""What is wrong with a return: each problem with its rule, place, count and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dueregard.exceptions import UnreadableDocument, UnusableDocument

SHOWN_ROWS = 20
SHOWN_PROBLEMS = 100

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One rule that rows of a return break, told without any person's value.

    Parameters
    ----------
    rule : str
        Id of the rule, such as ``date_impossible`` or a rule of the schema.
    column : str
        Column of the source, or field of the schema where it has no column.
    count : int
        Number of rows concerned.
    rows : tuple of int
        The first of their numbers, as a spreadsheet numbers them.
    message : str
        What is wrong.
    allowed : str
        What is allowed.
    remedy : str
        What to do.
    severity : {"error", "warning"}
        An error sets its rows aside; a warning keeps them.
    source : str
        Name of the file.
    of_several : bool
        Whether the return has several files, so that the text says which.

    Examples
    --------
    >>> print(Problem("unknown_label", "Rank", 2, (5, 9), "2 labels are not known"))
    column Rank, rows 5, 9: 2 labels are not known
    """

    rule: str
    column: str
    count: int
    rows: tuple[int, ...]
    message: str
    allowed: str = ""
    remedy: str = ""
    severity: Severity = "error"
    source: str = ""
    of_several: bool = False

    def __str__(self) -> str:
        shown = ", ".join(str(row) for row in self.rows)
        more = f" and {self.count - len(self.rows):,} more" if self.count > len(self.rows) else ""
        noun = "row" if self.count == 1 else "rows"
        place = f"column {self.column}" if self.column else "the return"
        if self.rows:
            place += f", {noun} {shown}{more}"
        if self.of_several and self.source:
            place = f"{self.source}, {place}"
        says = [self.message]
        if self.allowed:
            says.append(f"Allowed: {self.allowed}")
        if self.remedy:
            says.append(self.remedy)
        return f"{place}: " + ". ".join(part.rstrip(".") for part in says)

    def as_dict(self) -> dict[str, Any]:
        """The problem as plain values, for JSON."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "source": self.source,
            "column": self.column,
            "count": self.count,
            "rows": list(self.rows),
            "message": self.message,
            "allowed": self.allowed,
            "remedy": self.remedy,
        }


@dataclass(frozen=True)
class SetAside:
    """Rows that were not taken in, with their reasons and without their values.

    Parameters
    ----------
    rows : tuple of int
        Row numbers in the source, ascending; where columns are levels, a row appears once for
        each level that is set aside.
    reasons : tuple of (int, str, str)
        Row number, rule and column; a row appears as often as it has reasons.

    Examples
    --------
    >>> aside = SetAside((4,), ((4, "required_missing", "Rank"), (4, "order", "Left")))
    >>> aside.by_rule
    {'required_missing': 1, 'order': 1}
    """

    rows: tuple[int, ...] = ()
    reasons: tuple[tuple[int, str, str], ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def by_rule(self) -> dict[str, int]:
        """How many reasons each rule gave."""
        counts: dict[str, int] = {}
        for _, rule, _ in self.reasons:
            counts[rule] = counts.get(rule, 0) + 1
        return counts


class Findings:
    """Collects the problems of one return while its rows are checked.

    Parameters
    ----------
    numbers : ndarray of int64, shape (n,)
        Row numbers of the source.
    source : str
        Name of the file.
    """

    def __init__(self, numbers: np.ndarray[Any, Any], source: str = "") -> None:
        self.numbers = numbers
        self.source = source
        self.problems: list[Problem] = []
        self.in_error = np.zeros(len(numbers), dtype=bool)
        self._no_rows = np.zeros(len(numbers), dtype=bool)
        self._reasons: list[tuple[np.ndarray[Any, Any], str, str]] = []

    def report(
        self,
        rule: str,
        column: str,
        at: np.ndarray[Any, Any],
        message: str,
        *,
        allowed: str = "",
        remedy: str = "",
        severity: Severity = "error",
    ) -> None:
        """Note the rows where a rule is broken; ``at`` is a mask of shape (n,)."""
        places = np.flatnonzero(at & ~self._no_rows)
        if not len(places):
            return
        rows = self.numbers[places]
        shown = tuple(int(row) for row in rows[:SHOWN_ROWS])
        self.problems.append(
            Problem(
                rule, column, len(places), shown, message, allowed, remedy, severity, self.source
            )
        )
        if severity == "error":
            self.in_error[places] = True
            self._reasons.append((rows, rule, column))

    def without_value(self, column: str) -> np.ndarray[Any, Any]:
        """Mask of the rows whose cell in a column was told to hold an error and no value."""
        rows = [
            rows for rows, rule, name in self._reasons if (rule, name) == ("cell_error", column)
        ]
        return np.isin(self.numbers, np.concatenate(rows)) if rows else np.zeros_like(self.in_error)

    def pass_over(self, at: np.ndarray[Any, Any]) -> None:
        """Look no further at rows that are no rows of the return, such as sums of others."""
        self._no_rows |= at

    def note(self, rule: str, column: str, message: str, *, remedy: str = "") -> None:
        """Warn of something that has no row, such as a missing month."""
        self.problems.append(
            Problem(rule, column, 0, (), message, "", remedy, "warning", self.source)
        )

    def foreseen(self, rules: frozenset[str]) -> int:
        """Number of rows set aside whose every reason is one of the rules."""
        other = np.zeros(0, dtype=np.int64)
        for rows, rule, _ in self._reasons:
            if rule not in rules:
                other = np.union1d(other, rows)
        aside = self.numbers[self.in_error]
        return int((~np.isin(aside, other)).sum())

    def set_aside(self) -> SetAside:
        """The rows in error with every reason."""
        reasons = sorted(
            {(int(row), rule, column) for rows, rule, column in self._reasons for row in rows}
        )
        rows = tuple(int(row) for row in self.numbers[self.in_error])
        return SetAside(tuple(sorted(rows)), tuple(reasons))


def _told(problems: Sequence[object]) -> str:
    lines = [str(problem) for problem in problems[:SHOWN_PROBLEMS]]
    more = len(problems) - SHOWN_PROBLEMS
    return "\n".join([*lines, *([f"… and {more} more"] if more > 0 else [])])


class ReturnRefused(UnusableDocument):
    """A return that is not taken in at all.

    Parameters
    ----------
    message : str
        Why it is refused.
    problems : iterable of Problem
        Every problem found.
    set_aside : SetAside
        The rows in error, with every reason.

    Examples
    --------
    >>> print(ReturnRefused("The return is refused: no row is left"))
    The return is refused: no row is left
    """

    def __init__(
        self,
        message: str,
        problems: Iterable[Problem] = (),
        set_aside: SetAside = SetAside(),
    ) -> None:
        self.problems = tuple(problems)
        self.set_aside = set_aside
        super().__init__("\n".join(part for part in (message, _told(self.problems)) if part))


class UnusableSchema(UnusableDocument):
    """A schema file that does not make a schema; one sentence per problem."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(_told(self.problems))


class UnusableMapping(UnusableDocument):
    """A mapping that does not fit its schema or is not confirmed; one sentence per problem."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(_told(self.problems))


class UnreadableReturn(UnreadableDocument):
    """The file of a return cannot be opened or is not what its name says."""
