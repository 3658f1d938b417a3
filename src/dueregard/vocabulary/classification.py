"""A classification: its categories, its kinds of missing, and the labels it reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dueregard.exceptions import UsageError

from .age_bands import AgeBands
from .category import Category, Source, Verified
from .labels import Reader, Standardised
from .missing import MissingKind
from .problems import unknown

Basis = Literal["self_defined", "observer", "recorded", "derived"]
BASES: tuple[Basis, ...] = ("self_defined", "observer", "recorded", "derived")
#: The code of a row that is the total of the others.
TOTAL = "Total"


def version_order(version: str) -> tuple[tuple[int, str], ...]:
    """Return what versions are sorted by: numbers as numbers, so that 10 comes after 9.

    Examples
    --------
    >>> sorted(["10", "9", "2021", "1.2"], key=version_order)
    ['1.2', '9', '10', '2021']
    """
    parts = re.findall(r"\d+|[^\d.]+", version)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


@dataclass(frozen=True)
class Classification:
    """A versioned list of categories.

    Parameters
    ----------
    id : str
        Its name: ``ethnicity.sde_18plus1``.
    version : str
        Which version of it.
    title : str
        Its official or usual name.
    characteristic : str or None
        The characteristic it classifies; None for ranks and the like.
    basis : {"self_defined", "observer", "recorded", "derived"}
        Whether the person said so, somebody looked, it was taken from a record, or it was
        worked out from another classification.
    categories : tuple of Category
        Groups first, then kinds of missing.
    subtotals : tuple of Category
        Groups of groups that tables may print among the others.
    sources : tuple of Source
        Where the list is from.
    verified : bool or "partial"
        Whether it was checked against its sources.
    note : str or None
        What a reader of figures should know.
    ordered : bool
        Whether the order of the groups means something.
    universe : str or None
        The indivisible groups that its categories cover.
    broader : str or None
        ``id@version`` of the classification that `parent` codes belong to.
    labels_read : Reader
        What its labels are read with.
    """

    id: str
    version: str
    title: str
    characteristic: str | None
    basis: Basis
    categories: tuple[Category, ...]
    labels_read: Reader
    subtotals: tuple[Category, ...] = ()
    sources: tuple[Source, ...] = ()
    verified: Verified = True
    note: str | None = None
    ordered: bool = False
    universe: str | None = None
    broader: str | None = None

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"<Classification {self.key}: {len(self.codes)} groups>"

    @property
    def key(self) -> str:
        """Return ``id@version``."""
        return f"{self.id}@{self.version}"

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of groups of people, without kinds of missing and subtotals."""
        return tuple(one.code for one in self.categories if one.missing is None)

    @cached_property
    def missing(self) -> tuple[Category, ...]:
        """The categories that say why nothing is known."""
        return tuple(one for one in self.categories if one.missing is not None)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The official label of every code, missing and subtotals too."""
        return {one.code: one.label for one in (*self.categories, *self.subtotals)}

    @cached_property
    def _by_code(self) -> Mapping[str, Category]:
        return {one.code: one for one in (*self.categories, *self.subtotals)}

    def category(self, code: str) -> Category:
        """Return the category of a code.

        Raises
        ------
        UnknownTerm
            When there is none.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> vocabulary.classification("ethnicity.sde_18plus1").category("B1").label
        'Black - Caribbean'
        """
        try:
            return self._by_code[code]
        except KeyError:
            raise unknown("code", code, self._by_code, within=self.key) from None

    def kind_of_missing(self, code: str) -> MissingKind | None:
        """Return why nothing is known under a code; None for a group of people.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> vocabulary.classification("ethnicity.sde_18plus1").kind_of_missing("NS")
        <MissingKind.NOT_STATED: 'not_stated'>
        """
        return self.category(code).missing

    def code_of_missing(self, kind: MissingKind) -> str | None:
        """Return the code of a kind of missing; None where the classification has none.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> vocabulary.classification("sex.female_male").code_of_missing(MissingKind.NOT_ASKED)
        'NOT_ASKED'
        """
        return next((one.code for one in self.missing if one.missing is kind), None)

    def reader(self, *, blank: MissingKind = MissingKind.NOT_RECORDED) -> Reader:
        """Return what reads the labels of this classification.

        Parameters
        ----------
        blank : MissingKind
            What an empty cell means in the source; not recorded unless told.

        Raises
        ------
        UsageError
            When the classification has no category for that kind.
        """
        code = self.code_of_missing(blank)
        if code == self.labels_read.blank:
            return self.labels_read
        if code is None:
            raise UsageError(f"{self.key}: there is no category for {blank}")
        own = self.labels_read
        return Reader(own.official, own.synonyms, code, own.rules, own.kept)

    def code_of(self, label: str | None) -> str | None:
        """Return the code a label stands for; None where it is not known. Never a guess.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> sde = vocabulary.classification("ethnicity.sde_18plus1")
        >>> sde.code_of("Asian/Asian British - Indian"), sde.code_of("Indain")
        ('A1', None)
        """
        return self.labels_read.code_of(label)

    def standardise(
        self, labels: Iterable[str | None], *, blank: MissingKind = MissingKind.NOT_RECORDED
    ) -> Standardised:
        """Return the codes of labels, with every label that is not known.

        Parameters
        ----------
        labels : iterable of (str or None)
            Any number; each distinct label is read once.
        blank : MissingKind
            What an empty cell means in the source.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> read = vocabulary.classification("sex.female_male").standardise(["Male", "", "Mael"])
        >>> read.codes, dict(read.unknown)
        (('M', 'NOT_RECORDED', None), {'Mael': 1})
        """
        if isinstance(labels, str | bytes):
            raise UsageError("labels: a list of labels is needed, not one label.")
        return self.reader(blank=blank).standardise(labels)

    @cached_property
    def bands(self) -> AgeBands | None:
        """The bands of a classification of age; None for any other.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> vocabulary.classification("age.police_workforce").bands.band_of(40)
        'a2'
        """
        banded = [c for c in self.categories if c.lower is not None or c.upper is not None]
        if not banded:
            return None
        return AgeBands(tuple(banded), self.code_of_missing(MissingKind.NOT_RECORDED))
