"""The vocabulary: characteristics, classifications, and the crosswalks between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from dueregard.exceptions import UsageError

from .characteristics import Characteristic, Equivalence
from .classification import Classification, version_order
from .crosswalk import Break, Crosswalk
from .crosswalk_paths import Crosswalks
from .disclosure_rates import DisclosureRate, disclosure_rate
from .fitting import Fit, fits
from .labels import normalise
from .pack_classifications import Shared
from .problems import unknown

NINE = "equality_act_2010"


@dataclass(frozen=True)
class Vocabulary:
    """Everything that packs declare. Made by :func:`load` and never changed.

    Parameters
    ----------
    by_code : mapping of str to Characteristic
        Characteristics, in order.
    names : mapping of str to str
        Normalised labels of characteristics, and the code of each.
    equivalence : mapping of (str, str) to Equivalence
        By characteristic and set.
    by_key : mapping of str to Classification
        Classifications by ``id@version``.
    declared : mapping of (str, str) to Crosswalk
        Declared crosswalks by the keys of both ends.
    breaks : mapping of (str, str) to tuple of Break
        Declared breaks by the keys of both ends.
    shared : Shared
        What further packs may take from.
    """

    by_code: Mapping[str, Characteristic] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    equivalence: Mapping[tuple[str, str], Equivalence] = field(default_factory=dict)
    by_key: Mapping[str, Classification] = field(default_factory=dict)
    declared: Mapping[tuple[str, str], Crosswalk] = field(default_factory=dict)
    breaks: Mapping[tuple[str, str], tuple[Break, ...]] = field(default_factory=dict)
    shared: Shared = field(default_factory=Shared)

    @cached_property
    def _walks(self) -> Crosswalks:
        return Crosswalks(self.by_key, self.declared, self.breaks)

    def __repr__(self) -> str:
        return (
            f"<Vocabulary: {len(self.by_code)} characteristics, {len(self.by_key)} classifications>"
        )

    def characteristics(self, within: str = NINE) -> tuple[Characteristic, ...]:
        """Return the characteristics of a set, in its order: the nine of 2010 unless told.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> [one.code for one in vocabulary.characteristics("strands_2006")]
        ['age', 'disability', 'gender', 'race', 'religion_belief', 'sexual_orientation']
        """
        sets = {name for one in self.by_code.values() for name in one.sets}
        if within not in sets:
            raise unknown("set of characteristics", within, sets)
        return tuple(one for one in self.by_code.values() if within in one.sets)

    def characteristic(self, name: str) -> Characteristic:
        """Return the characteristic of a code or a declared label.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> vocabulary.characteristic("faith and belief").code
        'religion_belief'
        """
        code = name if name in self.by_code else self.names.get(normalise(name))
        if code is None:
            raise unknown("characteristic", name, self.by_code)
        return self.by_code[code]

    def equivalents(self, name: str, *, within: str = NINE) -> Equivalence:
        """Return what a characteristic or strand is in another set.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> found = vocabulary.equivalents("gender", within="equality_act_2010")
        >>> found.codes, found.exact, found.data_code
        (('sex', 'gender_reassignment', 'pregnancy_maternity'), False, 'sex')
        """
        one = self.characteristic(name)
        self.characteristics(within)
        found = self.equivalence.get((one.code, within))
        if found is not None:
            return found
        if within in one.sets:
            return Equivalence((one.code,), True, None, one.code)
        return Equivalence((), False, f"{one.label} has no counterpart in {within}", None)

    def classifications(self, *, characteristic: str | None = None) -> tuple[str, ...]:
        """Return the ids of classifications, all or of one characteristic.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> vocabulary.classifications(characteristic="disability")
        ('disability.impairment', 'disability.status')
        """
        code = None if characteristic is None else self.characteristic(characteristic).code
        found = {c.id for c in self.by_key.values() if code is None or c.characteristic == code}
        return tuple(sorted(found))

    def versions(self, name: str) -> tuple[str, ...]:
        """Return the versions of a classification, oldest first.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> vocabulary.versions("ethnicity.broad_5plus1")
        ('2001', '2011')
        """
        own = [c.version for c in self.by_key.values() if c.id == name]
        found = tuple(sorted(own, key=version_order))
        if not found:
            raise unknown("classification", name, {c.id for c in self.by_key.values()})
        return found

    def classification(
        self, name: str | Classification, *, version: str | None = None
    ) -> Classification:
        """Return a classification by its id; the latest version unless told.

        Parameters
        ----------
        name : str
            Its id, or ``id@version``.
        version : str, optional
            Which version.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> vocabulary.classification("ethnicity.broad_5plus1", version="2001").key
        'ethnicity.broad_5plus1@2001'
        >>> vocabulary.classification("ethnicity.sde_19plus2")
        Traceback (most recent call last):
            ...
        dueregard.vocabulary.problems.UnknownTerm: there is no classification \
“ethnicity.sde_19plus2”; did you mean ethnicity.sde_19plus1 or ethnicity.sde_18plus1 or \
ethnicity.sde_16plus1?
        """
        if isinstance(name, Classification):
            return name
        own, _, stated = name.partition("@")
        if stated and version and stated != version:
            raise UsageError(f"classification {name}: version {version} is asked for as well")
        versions = self.versions(own)
        wanted = version or stated or versions[-1]
        if wanted not in versions:
            raise unknown("version", wanted, versions, within=own)
        return self.by_key[f"{own}@{wanted}"]

    def crosswalk(
        self,
        source: str | Classification,
        target: str | Classification,
        *,
        via: Sequence[str | Classification] = (),
    ) -> Crosswalk:
        """Return what each code of one classification is in another.

        The direct crosswalk where there is one; otherwise that over at most two others that
        loses the fewest groups. `via` names the way instead.

        Raises
        ------
        UnknownTerm
            For an id or version that is not known.
        NoCrosswalk
            When no way is declared, or none on which a single group can be translated.

        Examples
        --------
        >>> from dueregard import vocabulary
        >>> walk = vocabulary.crosswalk("ethnicity.sde_16plus1", "ethnicity.sde_18plus1")
        >>> [(b.codes, b.from_) for b in walk.breaks]
        [(('W9', 'W3'), 'ethnicity.sde_18plus1@2011'), (('O9', 'O2'), 'ethnicity.sde_18plus1@2011')]
        """
        ends = [self.classification(one).key for one in (source, *via, target)]
        return self._walks.along(ends) if via else self._walks.between(*ends)

    def disclosure_rate(
        self, counts: Mapping[str, int], classification: str | Classification
    ) -> DisclosureRate:
        """Return how many told, with the kinds of missing kept apart."""
        return disclosure_rate(counts, self.classification(classification))

    def classifications_for(
        self, labels: Iterable[str | None], *, characteristic: str | None = None
    ) -> tuple[Fit, ...]:
        """Return the classifications that labels could belong to, best fit first."""
        code = None if characteristic is None else self.characteristic(characteristic).code
        return fits(
            labels,
            (c for c in self.by_key.values() if code is None or c.characteristic == code),
        )

    def load(self, path: str | Path) -> Vocabulary:
        """Return this vocabulary with what a pack file adds; this one stays as it is."""
        from .pack_files import read
        from .packs import extended

        return extended(self, [read(path)])
