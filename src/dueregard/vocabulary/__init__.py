"""Characteristics, classifications, kinds of missing, and the crosswalks between them.

Everything is versioned data in YAML packs, with sources and whether each fact was checked.
The functions here use the vocabulary that comes with the library; :func:`load` adds local
characteristics, classifications, synonyms and crosswalks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .age_bands import AgeBands
from .category import Category, Source
from .characteristics import Characteristic, Equivalence
from .classification import TOTAL, Classification
from .crosswalk import Break, Crosswalk, Translated, TranslatedCounts
from .crosswalk_paths import NoCrosswalk
from .disclosure_rates import DisclosureRate
from .fitting import Fit
from .labels import Reader, Standardised, normalise
from .missing import MissingKind
from .packs import load, shipped_vocabulary
from .problems import UnknownTerm, UnusableVocabulary
from .vocabulary import NINE, Vocabulary

__all__ = [
    "TOTAL",
    "AgeBands",
    "Break",
    "Category",
    "Characteristic",
    "Classification",
    "Crosswalk",
    "DisclosureRate",
    "Equivalence",
    "Fit",
    "MissingKind",
    "NoCrosswalk",
    "Reader",
    "Source",
    "Standardised",
    "Translated",
    "TranslatedCounts",
    "UnknownTerm",
    "UnusableVocabulary",
    "Vocabulary",
    "characteristic",
    "characteristics",
    "classification",
    "classifications",
    "classifications_for",
    "crosswalk",
    "disclosure_rate",
    "equivalents",
    "load",
    "normalise",
    "shipped_vocabulary",
    "versions",
]


def characteristics(within: str = NINE) -> tuple[Characteristic, ...]:
    """Return the characteristics of a set: see :meth:`Vocabulary.characteristics`."""
    return shipped_vocabulary().characteristics(within)


def characteristic(name: str) -> Characteristic:
    """Return the characteristic of a code or label: see :meth:`Vocabulary.characteristic`."""
    return shipped_vocabulary().characteristic(name)


def equivalents(name: str, *, within: str = NINE) -> Equivalence:
    """Return what a characteristic is in another set: see :meth:`Vocabulary.equivalents`."""
    return shipped_vocabulary().equivalents(name, within=within)


def classifications(*, characteristic: str | None = None) -> tuple[str, ...]:
    """Return the ids of classifications: see :meth:`Vocabulary.classifications`."""
    return shipped_vocabulary().classifications(characteristic=characteristic)


def versions(name: str) -> tuple[str, ...]:
    """Return the versions of a classification: see :meth:`Vocabulary.versions`."""
    return shipped_vocabulary().versions(name)


def classification(name: str | Classification, *, version: str | None = None) -> Classification:
    """Return a classification by its id: see :meth:`Vocabulary.classification`."""
    return shipped_vocabulary().classification(name, version=version)


def crosswalk(
    source: str | Classification,
    target: str | Classification,
    *,
    via: Sequence[str | Classification] = (),
) -> Crosswalk:
    """Return what each code is in another classification: see :meth:`Vocabulary.crosswalk`."""
    return shipped_vocabulary().crosswalk(source, target, via=via)


def disclosure_rate(
    counts: Mapping[str, int], classification: str | Classification
) -> DisclosureRate:
    """Return how many told, with the kinds of missing kept apart.

    See :func:`dueregard.vocabulary.disclosure_rates.disclosure_rate`.
    """
    return shipped_vocabulary().disclosure_rate(counts, classification)


def classifications_for(
    labels: Iterable[str | None], *, characteristic: str | None = None
) -> tuple[Fit, ...]:
    """Return the classifications that labels could belong to, best fit first.

    See :func:`dueregard.vocabulary.fitting.fits`.
    """
    return shipped_vocabulary().classifications_for(labels, characteristic=characteristic)
