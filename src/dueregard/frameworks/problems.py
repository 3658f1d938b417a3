"""What is wrong with a pack, told with its file and place, and the errors that carry it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dueregard.exceptions import UnusableDocument, UsageError


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in one file.

    Parameters
    ----------
    file : str
        The file's name.
    where : str
        The place in it, as keys and positions: ``requirements[2].due[0].date``.
    what : str
        What is wrong there.
    allowed : str
        What may stand there instead.

    Examples
    --------
    >>> print(Problem("local.yaml", "in_force.from", "there is no such day: 2026-02-30", "a day"))
    local.yaml, in_force.from: there is no such day: 2026-02-30; allowed: a day
    """

    file: str
    where: str
    what: str
    allowed: str

    def __str__(self) -> str:
        place = f"{self.file}, {self.where}" if self.where else self.file
        return f"{place}: {self.what}" + (f"; allowed: {self.allowed}" if self.allowed else "")


class UnusableFrameworks(UnusableDocument):
    """Packs that were opened and break the schema: every problem at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class UnknownFramework(UsageError):
    """There is no framework, version, requirement or crosswalk of that name."""
