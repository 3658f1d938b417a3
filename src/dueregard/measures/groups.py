"""Which levels of a characteristic are compared, which is the reference, which are unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dueregard import vocabulary
from dueregard.tables import Dimension

from .definition import EACH, REST, Measure
from .problems import UnusableCounts


@dataclass(frozen=True)
class Groups:
    """Places of the groups on the axis of the characteristic.

    Parameters
    ----------
    compared : tuple of int
        Groups looked at.
    reference : int
        The group they are held against; -1 for all other people whose group is known.
    unknown : tuple of int
        Levels of people whose group is not known.
    not_asked : tuple of int
        Those of them who were never asked.
    known : tuple of int
        Levels without parts of people whose group is known.
    codes, labels : tuple of str
        Of every level of the axis.
    notes : tuple of str
        What to say of levels that the classification does not have.
    """

    compared: tuple[int, ...]
    reference: int
    unknown: tuple[int, ...]
    not_asked: tuple[int, ...]
    known: tuple[int, ...]
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def reference_label(self) -> str:
        """What the reference group is called."""
        return "other" if self.reference < 0 else self.labels[self.reference]


def groups_of(dimension: Dimension, measure: Measure) -> Groups:
    """Return the groups of a measure among the levels of a dimension.

    Levels are codes of the classification of the measure, or its labels.

    Raises
    ------
    UnusableCounts
        When the comparison or the reference group is not among the levels.
    """
    read = [_level(measure.classification, level) for level in dimension.levels]
    codes = tuple(code for code, _, _ in read)
    whole = [i for i, level in enumerate(dimension.levels) if level not in dimension.sums]
    unknown = tuple(i for i in whole if read[i][2])
    known = tuple(i for i in whole if not read[i][2])
    reference = -1 if measure.reference == REST else _find(codes, measure.reference, dimension)
    if measure.comparison == EACH:
        inside = _below(dimension, reference)
        compared = tuple(i for i in known if i != reference and i not in inside)
    else:
        compared = (_find(codes, measure.comparison, dimension),)
    return Groups(
        compared=compared,
        reference=reference,
        unknown=unknown,
        not_asked=tuple(i for i in unknown if read[i][2] == "not_asked"),
        known=known,
        codes=codes,
        labels=tuple(measure.words.groups.get(code, label) for code, label, _ in read),
        notes=tuple(_foreign(measure, codes, known, compared, reference)),
    )


def _foreign(
    measure: Measure,
    codes: Sequence[str],
    known: Sequence[int],
    compared: Sequence[int],
    reference: int,
) -> Iterator[str]:
    """Tell levels that are no codes, and where whoever is counted there has gone."""
    if not measure.classification:
        return
    own = set(vocabulary.classification(measure.classification).codes)
    foreign = [i for i in known if codes[i] not in own and i != reference]
    for what, places in (
        ("taken as a group of its own", [i for i in foreign if i in compared]),
        ("counted among the others", [i for i in foreign if i not in compared and reference < 0]),
        ("in no figure here", [i for i in foreign if i not in compared and reference >= 0]),
    ):
        if places:
            names = ", ".join(codes[i] for i in places)
            yield f"No code of {measure.classification}, and {what}: {names}."


def _below(dimension: Dimension, parent: int) -> set[int]:
    if parent < 0:
        return set()
    below: set[int] = set()
    todo = [dimension.levels[parent]]
    while todo:
        for part in dimension.sums.get(todo.pop(), ()):
            below.add(dimension.place[part])
            todo.append(part)
    return below


def _find(codes: Sequence[str], wanted: str, dimension: Dimension) -> int:
    if wanted in codes:
        return codes.index(wanted)
    if wanted in dimension.levels:
        return dimension.levels.index(wanted)
    there = ", ".join(dimension.levels[:12])
    raise UnusableCounts(
        [f"dimension {dimension.name}: the group {wanted} is not there; there are {there}"]
    )


@lru_cache(maxsize=4096)
def _level(classification: str, level: str) -> tuple[str, str, str]:
    """Code, label and kind of missing (empty where known) of a level."""
    if not classification:
        return level, level, level if level in set(vocabulary.MissingKind) else ""
    scheme = vocabulary.classification(classification)
    code = level if level in {c.code for c in scheme.categories} else scheme.code_of(level)
    if code is None:
        return level, level, level if level in set(vocabulary.MissingKind) else ""
    kind = scheme.kind_of_missing(code)
    return code, scheme.category(code).display, "" if kind is None else str(kind)
