"""Crosswalks: what a category is in another classification, and where series break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from dueregard.exceptions import UsageError

from .category import Verified
from .classification import Classification
from .problems import unknown
from .whole_numbers import check_count

Kind = Literal["exact", "broader", "narrower", "split", "none"]
KINDS: tuple[Kind, ...] = ("exact", "broader", "narrower", "split", "none")


@dataclass(frozen=True)
class Break:
    """Where a series stops being comparable.

    Parameters
    ----------
    codes : tuple of str
        The codes, of either classification, whose figures cannot be set side by side.
    why : str
        What changed.
    from_ : str
        The classification, as ``id@version``, with which the new meaning begins.
    what_to_do : str
        How to compare all the same.
    """

    codes: tuple[str, ...]
    why: str
    from_: str
    what_to_do: str


@dataclass(frozen=True)
class Translated:
    """Codes in another classification.

    Parameters
    ----------
    codes : tuple of (str or None)
        One for each code given; None where it has no single counterpart.
    lost : mapping of str to int
        Codes given that have none, and how often each occurs.
    """

    codes: tuple[str | None, ...]
    lost: Mapping[str, int]


@dataclass(frozen=True)
class TranslatedCounts:
    """Counts in another classification; counts and lost add up to what was given.

    Parameters
    ----------
    counts : mapping of str to int
        Count for each code of the target.
    lost : mapping of str to int
        Counts that cannot be translated, by the code they were given under.
    incomplete : tuple of str
        Codes of the target that some of what is lost belongs to: too small as they stand.
    """

    counts: Mapping[str, int]
    lost: Mapping[str, int]
    incomplete: tuple[str, ...]


@dataclass(frozen=True)
class Crosswalk:
    """What each code of one classification is in another.

    Parameters
    ----------
    source, target : Classification
        From and to.
    mapping : mapping of str to tuple of str
        For every code of the source, kinds of missing too, its counterparts; empty for none.
    kinds : mapping of str to {"exact", "broader", "narrower", "split", "none"}
        How each counterpart relates to its code: the same people; more people; only some of the
        people; people divided among several; nobody.
    breaks : tuple of Break
        Where a series across the two stops being comparable.
    path : tuple of str
        The classifications passed on the way, from source to target.
    note : str or None
        What a reader of figures should know.
    verified : bool or "partial"
        Whether it was checked against its source.
    """

    source: Classification
    target: Classification
    mapping: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, Kind]
    breaks: tuple[Break, ...] = ()
    path: tuple[str, ...] = ()
    note: str | None = None
    verified: Verified = True

    def __repr__(self) -> str:
        return f"<Crosswalk {' → '.join(self.path)}>"

    @property
    def changes_basis(self) -> bool:
        """Whether one side is what somebody saw and the other is not.

        Figures on the two bases must not be set side by side without saying so.
        """
        return (self.source.basis == "observer") != (self.target.basis == "observer")

    def targets(self, code: str) -> tuple[str, ...]:
        """Return the counterparts of a code: none, one, or those it is divided among.

        Raises
        ------
        UnknownTerm
            When the source has no such code.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> walk = vocabulary.crosswalk("ethnicity.sde_16plus1", "ethnicity.sde_18plus1")
        >>> walk.targets("O1"), walk.targets("W9")
        (('A4',), ('W3', 'W9'))
        """
        return self.mapping[self._known(code)]

    def kind(self, code: str) -> Kind:
        """Return how the counterpart of a code relates to it.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> walk = vocabulary.crosswalk("ethnicity.sde_18plus1", "ethnicity.sde_16plus1")
        >>> walk.kind("A4"), walk.kind("W3")
        ('exact', 'broader')
        """
        return self.kinds[self._known(code)]

    def comparable(self, codes: str | Iterable[str]) -> bool:
        """Return whether none of some codes, of either classification, is at a break.

        Raises
        ------
        UnknownTerm
            When neither classification has the code.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> walk = vocabulary.crosswalk(
        ...     "ethnicity.broad_5plus1@2001", "ethnicity.broad_5plus1@2011"
        ... )
        >>> walk.comparable("B"), walk.comparable(["A", "B"])
        (True, False)
        """
        asked = [codes] if isinstance(codes, str) else list(codes)
        for code in asked:
            if code not in self.target.labels:
                self._known(code)
        return not any(code in self._broken for code in asked)

    def translate(self, codes: Iterable[str | None]) -> Translated:
        """Return codes in the target; what has no single counterpart is lost, and said to be.

        Parameters
        ----------
        codes : iterable of (str or None)
            Codes of the source; None, a label nobody could read, stays None.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> walk = vocabulary.crosswalk("ethnicity.sde_16plus1", "ethnicity.sde_18plus1")
        >>> walk.translate(["O1", "W9", "NS"])
        Translated(codes=('A4', None, 'NS'), lost=mappingproxy({'W9': 1}))
        """
        given = list(codes)
        times = Counter(given)
        found = {code: None if code is None else self._single(code) for code in times}
        lost = {c: n for c, n in times.items() if c is not None and found[c] is None}
        return Translated(tuple(map(found.__getitem__, given)), MappingProxyType(lost))

    def translate_counts(self, counts: Mapping[str, int]) -> TranslatedCounts:
        """Return counts in the target; nothing is divided by guess and nothing is dropped.

        Raises
        ------
        UnknownTerm, UsageError
            For a code the source does not have; for a count below 0, or a subtotal beside one
            of its parts.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> broad = "ethnicity.broad_5plus1"
        >>> walk = vocabulary.crosswalk(f"{broad}@2001", f"{broad}@2011")
        >>> walk.translate_counts({"W": 80, "A": 12, "O": 5})
        TranslatedCounts(counts=mappingproxy({'W': 80, 'A': 12}), lost=mappingproxy({'O': 5}), \
incomplete=('A', 'O'))
        """
        self._refuse_double(counts)
        kept: Counter[str] = Counter()
        lost: dict[str, int] = {}
        for code, count in counts.items():
            check_count(count, self.source.key, code)
            single = self._single(code)
            if single is None:
                lost[code] = count
            else:
                kept[single] += count
        short = {t for code, count in lost.items() if count for t in self.mapping[code]}
        return TranslatedCounts(
            MappingProxyType(dict(kept)),
            MappingProxyType(lost),
            tuple(code for code in self.target.labels if code in short),
        )

    def _refuse_double(self, counts: Mapping[str, int]) -> None:
        subtotals = {one.code for one in self.source.subtotals} & set(counts)
        for one in self.source.categories:
            if one.parent in subtotals and one.code in counts:
                raise UsageError(
                    f"{self.source.key}: {one.parent} is a subtotal of {one.code} and both are "
                    "given; give the parts or the subtotal"
                )

    def _single(self, code: str) -> str | None:
        kind = self.kinds[self._known(code)]
        return self.mapping[code][0] if kind in ("exact", "broader") else None

    def _known(self, code: str) -> str:
        if code not in self.mapping:
            raise unknown("code", code, self.mapping, within=self.source.key)
        return code

    @cached_property
    def _broken(self) -> frozenset[str]:
        return frozenset(code for one in self.breaks for code in one.codes)
