"""Which classifications labels could belong to, best fit first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .classification import Classification


@dataclass(frozen=True)
class Fit:
    """How well a classification fits labels.

    Parameters
    ----------
    classification : Classification
        The candidate.
    unknown : tuple of str
        Labels it does not know.
    missing_required : tuple of str
        Codes it must have that no label stands for.
    merged : tuple of str
        Codes that more than one label stands for, so that a distinction would be lost.
    synonyms : int
        How many labels are read by a synonym rather than by their official name.
    """

    classification: Classification
    unknown: tuple[str, ...]
    missing_required: tuple[str, ...]
    merged: tuple[str, ...]
    synonyms: int

    @property
    def valid(self) -> bool:
        """Whether every label is known, each group is there, and no two labels fall together."""
        return not (self.unknown or self.missing_required or self.merged)


def fits(labels: Iterable[str | None], candidates: Iterable[Classification]) -> tuple[Fit, ...]:
    """Return how well each candidate that knows at least one group fits, best first.

    What somebody saw comes after what somebody says. Then valid ones come first; then those with
    fewer labels unknown, fewer groups missing, fewer distinctions lost and fewer synonyms needed;
    then by name.

    Examples
    --------
    >>> from dueregard import vocabulary
    >>> best = vocabulary.classifications_for(["Asian", "Black", "Mixed", "White", "Other"])[0]
    >>> best.classification.id, best.valid
    ('ethnicity.broad_5plus1', True)
    """
    present = tuple(dict.fromkeys(one for one in labels if one and one.strip()))
    found = [fit for one in candidates if (fit := _fit(present, one)) is not None]
    return tuple(sorted(found, key=_rank))


def _rank(fit: Fit) -> tuple[bool, bool, int, int, int, int, str]:
    return (
        fit.classification.basis == "observer",
        not fit.valid,
        len(fit.unknown),
        len(fit.missing_required),
        len(fit.merged),
        fit.synonyms,
        fit.classification.key,
    )


def _fit(present: tuple[str, ...], classification: Classification) -> Fit | None:
    read = classification.standardise(present)
    times = Counter(code for code in read.codes if code is not None)
    groups = [code for code in classification.codes if times[code]]
    if not groups:
        return None
    return Fit(
        classification,
        tuple(read.unknown),
        tuple(
            c.code
            for c in classification.categories
            if c.missing is None and c.required and not times[c.code]
        ),
        tuple(code for code in groups if times[code] > 1),
        len(read.synonyms_used),
    )
