"""What can be wrong with a vocabulary, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from dueregard.exceptions import UnusableDocument, UsageError


class UnusableVocabulary(UnusableDocument):
    """A pack was opened and does not say what a pack says; every place is told.

    Parameters
    ----------
    problems : list of str
        One sentence for each: file, key, what is wrong and what is allowed.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class UnknownTerm(UsageError):
    """The vocabulary has no characteristic, classification or code of this name."""


def unknown(kind: str, asked: object, known: Iterable[str], *, within: str = "") -> UnknownTerm:
    """Return the error for a name that is not known, with the nearest names that are.

    Examples
    --------
    >>> print(unknown("classification", "sex.femal_male", ["sex.female_male"]))
    there is no classification “sex.femal_male”; did you mean sex.female_male?
    """
    names = sorted(known)
    near = get_close_matches(str(asked), names, n=3)
    place = f" in {within}" if within else ""
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}"
    return UnknownTerm(f"there is no {kind} “{asked}”{place}; {hint}")
