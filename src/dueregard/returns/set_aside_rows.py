"""Rows that were set aside, as a file to send back to whoever made the return."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from .problems import Problem, SetAside

COLUMNS = ("file", "row", "rule", "column", "what_is_wrong", "what_is_allowed", "what_to_do")


def set_aside_csv(parts: Iterable[tuple[str, SetAside, Sequence[Problem]]]) -> str:
    """Return the rows that were set aside as CSV: one line for each reason, and no value.

    Parameters
    ----------
    parts : iterable of (str, SetAside, sequence of Problem)
        For each file its name, its rows and the problems that say what to do.

    Returns
    -------
    str
        Lines by file and row number, as the spreadsheet shows them.

    Examples
    --------
    >>> aside = SetAside((4,), ((4, "required_missing", "Rank"),))
    >>> problem = Problem("required_missing", "Rank", 1, (4,), "it is blank", "", "Fill it in")
    >>> print(set_aside_csv([("staff.csv", aside, [problem])]), end="")
    file,row,rule,column,what_is_wrong,what_is_allowed,what_to_do
    staff.csv,4,required_missing,Rank,it is blank,,Fill it in
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, aside, problems in parts:
        told = {(problem.rule, problem.column): problem for problem in problems}
        for row, rule, column in aside.reasons:
            found = told.get((rule, column))
            says = (found.message, found.allowed, found.remedy) if found else ("", "", "")
            writer.writerow([name, row, rule, *map(_text, (column, *says))])
    return out.getvalue()


def _text(cell: str) -> str:
    """Heads of columns come from the file: a spreadsheet must not take one for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
