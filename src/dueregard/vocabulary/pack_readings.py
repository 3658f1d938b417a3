"""Readings: labels of concepts that many classifications share, written once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .labels import LabelRules, Reader
from .pack_fields import Place


@dataclass(frozen=True)
class Reading:
    """Labels of concepts, and the rules they are normalised by.

    Parameters
    ----------
    rules : LabelRules
        Words, prefixes and suffixes.
    labels : mapping of str to tuple of str
        Normalised labels of each concept.
    """

    rules: LabelRules
    labels: Mapping[str, tuple[str, ...]]


def read_reading(place: Place) -> Reading:
    """Return the reading that a mapping describes; problems are noted at their place.

    A heading stands before its members: with the heading “Asian” and the member “Indian”,
    “Asian - Indian” is read.
    """
    place.only(("words", "prefixes", "suffixes", "headings", "labels"))
    words = {k: v for k, v in place.mapping("words").items() if isinstance(v, str)}
    rules = LabelRules(words, place.texts("prefixes"), place.texts("suffixes"))
    labels: dict[str, set[str]] = {}
    for concept, written in place.lists("labels").items():
        labels.setdefault(concept, set()).update(written)
    for heading in place.each("headings", "heading"):
        heading.only(("names", "members"))
        for concept, members in heading.lists("members").items():
            labels.setdefault(concept, set()).update(
                f"{name} {member}" for name in heading.texts("names") for member in members
            )
    read = {c: tuple(sorted({rules.normalise(w) for w in ws})) for c, ws in labels.items()}
    owner: dict[str, str] = {}
    for concept, texts in read.items():
        for text in texts:
            if owner.setdefault(text, concept) != concept:
                place.problem(concept, f"“{text}” is also a label of {owner[text]}")
    return Reading(rules, read)


@dataclass(frozen=True)
class Named:
    """A code with everything that is read as it.

    Parameters
    ----------
    code : str
        The code.
    official : tuple of str
        Its code and official label.
    synonyms : tuple of str
        Declared for this classification.
    concepts : tuple of str
        Concepts of the reading whose labels it takes.
    kept : mapping of str to str
        Labels that say more than the code, and a note on each.
    """

    code: str
    official: tuple[str, ...]
    synonyms: tuple[str, ...]
    concepts: tuple[str, ...]
    kept: Mapping[str, str]


def reader_of(
    named: Iterable[Named], blank: str | None, readings: Iterable[Reading], place: Place
) -> Reader:
    """Return the reader of a classification.

    A label of its own comes before a shared one; the same label for two codes is a problem.
    """
    shared = list(readings)
    rules = shared[0].rules if shared else LabelRules()
    official: dict[str, str] = {}
    own: dict[str, str] = {}
    common: dict[str, str] = {}
    kept: dict[str, str] = {}
    for one in named:
        kept |= {rules.normalise(label): note for label, note in one.kept.items()}
        tiers = (
            (official, [rules.normalise(label) for label in one.official]),
            (own, [rules.normalise(label) for label in (*one.synonyms, *one.kept)]),
            (common, [t for r in shared for c in one.concepts for t in r.labels.get(c, ())]),
        )
        for tier, texts in tiers:
            for text in texts:
                if tier.setdefault(text, one.code) != one.code:
                    place.problem(one.code, f"the label “{text}” is also read as {tier[text]}")
    return Reader(official, {**common, **own}, blank, rules, kept)
