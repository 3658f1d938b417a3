"""What is wrong with a catalogue, a measure asked for, or the counts it was given."""

from __future__ import annotations

from collections.abc import Iterable

from dueregard.exceptions import UnusableDocument, UsageError

SHOWN = 100


class _Unusable(UnusableDocument):
    """What cannot be used, with one sentence per problem, its place first."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - SHOWN
        lines = [*self.problems[:SHOWN], *([f"… and {more} more"] if more > 0 else [])]
        super().__init__("\n".join(lines))


class UnusableMeasures(_Unusable):
    """A catalogue that was opened and does not say what a catalogue says.

    Parameters
    ----------
    problems : iterable of str
        One sentence per problem, with its place first.

    Examples
    --------
    >>> print(UnusableMeasures(["ours.yaml, measure 2, kind: it is missing"]))
    ours.yaml, measure 2, kind: it is missing
    """


class UnusableCounts(_Unusable):
    """Tables that do not fit the measure: one is missing, or their dimensions do not agree.

    Parameters
    ----------
    problems : iterable of str
        One sentence per problem, with its place first.
    """


class UnknownMeasure(UsageError):
    """A measure was asked for that no catalogue has."""


class UnusableSetting(UsageError, ValueError):
    """A number of looks, or a way to allow for many comparisons, that there cannot be."""
