"""Bands of age: completed years to the code of a band, one at a time or a whole column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np
import numpy.typing as npt

from dueregard.exceptions import UsageError

from .category import Category


@dataclass(frozen=True)
class AgeBands:
    """The bands of a classification of age.

    Parameters
    ----------
    categories : tuple of Category
        The bands, youngest first, without gaps or overlaps.
    blank : str or None
        The code of an age that is not held.
    """

    categories: tuple[Category, ...]
    blank: str | None = None

    @overload
    def band_of(self, age: float) -> str: ...
    @overload
    def band_of(self, age: npt.NDArray[np.number]) -> npt.NDArray[np.str_]: ...
    def band_of(self, age: float | npt.NDArray[np.number]) -> str | npt.NDArray[np.str_]:
        """Return the code of the band an age falls into.

        Parameters
        ----------
        age : number or array of numbers
            Age in years at the date of the event or snapshot; part years are cut off. NaN is an
            age that is not held.

        Returns
        -------
        str or array of str
            Of the shape of `age`.

        Raises
        ------
        UsageError
            For an age below 0, above 130, or in no band; the first row is told, never the age.

        Examples
        --------
        >>> bands = AgeBands(
        ...     (
        ...         Category("a", "under 26", "under 26", upper=25),
        ...         Category("b", "26 and over", "26 and over", lower=26),
        ...     )
        ... )
        >>> bands.band_of(26)
        'b'
        >>> bands.band_of(np.array([18, 25.9, 40])).tolist()
        ['a', 'a', 'b']
        """
        ages = np.atleast_1d(np.asarray(age, dtype=float))
        absent = np.isnan(ages)
        lowers = np.array([0 if c.lower is None else c.lower for c in self.categories])
        last = self.categories[-1].upper
        ceiling = 130 if last is None else last
        years = np.floor(np.where(absent, lowers[0], ages))
        outside = (years < lowers[0]) | (years > ceiling)
        if outside.any():
            row = int(np.flatnonzero(outside)[0]) + 1
            raise UsageError(
                f"row {row}: the age is in no band; ages from {lowers[0]} to {ceiling} are"
            )
        if absent.any() and self.blank is None:
            raise UsageError(f"row {int(np.flatnonzero(absent)[0]) + 1}: there is no age")
        codes = np.array([c.code for c in self.categories] + [self.blank or ""])
        places = np.where(absent, len(lowers), np.searchsorted(lowers, years, side="right") - 1)
        found = codes[places]
        return str(found[0]) if np.ndim(age) == 0 else found


def band_labels(lower: int | None, upper: int | None) -> tuple[str, ...]:
    """Return the usual ways to write a band, so that each is read as the band it names.

    Examples
    --------
    >>> band_labels(10, 17)
    ('10-17', '10 to 17', 'aged 10 to 17')
    >>> band_labels(None, 25)
    ('under 26', '<26', '25 and under', '25 or under')
    >>> band_labels(35, None)
    ('over 34', '>34', '35+', '35 and over', '35 or over')
    """
    if upper is None and lower is not None:
        return (
            f"over {lower - 1}",
            f">{lower - 1}",
            f"{lower}+",
            f"{lower} and over",
            f"{lower} or over",
        )
    if not lower and upper is not None:
        zero = (f"0-{upper}", f"0 to {upper}") if lower == 0 else ()
        return (
            f"under {upper + 1}",
            f"<{upper + 1}",
            f"{upper} and under",
            f"{upper} or under",
            *zero,
        )
    return (f"{lower}-{upper}", f"{lower} to {upper}", f"aged {lower} to {upper}")
