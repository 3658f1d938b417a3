"""How many told: the disclosure rate, with the kinds of missing kept apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dueregard.exceptions import UsageError

from .classification import Classification
from .missing import MissingKind
from .whole_numbers import check_count


@dataclass(frozen=True)
class DisclosureRate:
    """How many of those asked told.

    Parameters
    ----------
    stated : int
        People in a group.
    non_disclosed : mapping of MissingKind to int
        People asked, or due to be asked, of whom nothing is known, by kind.
    not_asked : int
        People never asked; in neither part of the rate.
    rate : float or None
        Stated as a share of all but those not asked; None where there is nobody.
    smaller_groups : tuple of str
        Codes of groups, present in the counts, that are smaller than the non-disclosure.
    warnings : tuple of str
        What must be said beside figures that rest on these counts.
    """

    stated: int
    non_disclosed: Mapping[MissingKind, int]
    not_asked: int
    rate: float | None
    smaller_groups: tuple[str, ...]
    warnings: tuple[str, ...]


def disclosure_rate(counts: Mapping[str, int], classification: Classification) -> DisclosureRate:
    """Return how many told, how many did not and why, and what follows.

    Parameters
    ----------
    counts : mapping of str to int
        Count for each code; groups with several parts by their parts, never by a subtotal.
    classification : Classification
        What the codes belong to.

    Raises
    ------
    UnknownTerm
        For a code the classification does not have.
    UsageError
        For a count below 0, or a subtotal.

    Examples
    --------
    >>> from dueregard import vocabulary
    >>> rate = vocabulary.disclosure_rate(
    ...     {"D": 30, "ND": 800, "PNS": 90, "NOT_RECORDED": 40, "NOT_ASKED": 40},
    ...     "disability.status",
    ... )
    >>> rate.stated, rate.not_asked, round(rate.rate, 3), rate.smaller_groups
    (830, 40, 0.865, ('D',))
    """
    stated = not_asked = 0
    hidden: Counter[MissingKind] = Counter()
    subtotals = {one.code for one in classification.subtotals}
    for code, count in counts.items():
        kind = classification.kind_of_missing(code)
        check_count(count, classification.key, code)
        if code in subtotals:
            raise UsageError(
                f"{classification.key}, code {code}: it is a subtotal and would be counted twice; "
                "give its parts"
            )
        if kind is None:
            stated += count
        elif kind.counts_as_non_disclosure:
            hidden[kind] += count
        else:
            not_asked += count
    asked = stated + hidden.total()
    silent = hidden.total()
    smaller = tuple(c for c in classification.codes if counts.get(c, silent) < silent)
    kinds = {kind: hidden[kind] for kind in MissingKind if kind.counts_as_non_disclosure}
    return DisclosureRate(
        stated,
        MappingProxyType(kinds),
        not_asked,
        stated / asked if asked else None,
        smaller,
        _warnings(classification, smaller, asked, not_asked),
    )


def _warnings(
    classification: Classification, smaller: tuple[str, ...], asked: int, not_asked: int
) -> tuple[str, ...]:
    said = []
    if smaller:
        names = ", ".join(classification.category(code).display for code in smaller)
        said.append(
            f"More people did not say than are in: {names}. Their shares could be quite different."
        )
    if not asked:
        said.append("Nobody was asked, so there is no disclosure rate.")
    elif not_asked:
        said.append("People who were not asked are left out of the rate.")
    return tuple(said)
