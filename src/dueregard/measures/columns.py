"""Findings as columns: one array per quantity, so that many are made at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from .cells import Floats
from .states import State

Integers = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Coded:
    """A column of words: the words, and for each row which.

    Examples
    --------
    >>> Coded(("exact", "score"), np.array([1, 0, 1])).at(2)
    'score'
    """

    words: tuple[str, ...]
    codes: Integers

    def at(self, row: int) -> str:
        """Return the word of a row; empty where there is none."""
        code = int(self.codes[row])
        return "" if code < 0 else self.words[code]

    def taken(self, rows: Integers) -> Coded:
        """Return the same column with these rows only."""
        return Coded(self.words, self.codes[rows])


@dataclass(frozen=True)
class Columns:
    """Rows of findings as a kind of measure makes them. Confidential when its tables are.

    Parameters
    ----------
    group : Coded
        Code of the group compared.
    labels : tuple of str
        What the groups are called, in the order of ``group.words``.
    reference : str
        What the group they are held against is called.
    by : mapping of str to Coded
        Dimensions the rows are broken down by.
    numbers : mapping of str to ndarray of float
        ``value``, ``lower`` and ``upper`` always; ``p_value`` where something was tested;
        ``omnibus_p`` where several groups were tested together first; and whatever the kind has.
    words : mapping of str to Coded
        ``method`` and ``test``, and whatever the kind has.
    state : ndarray of int
        `State` of each row.
    family : ndarray of int
        Rows with the same number are adjusted together.
    above : ndarray of float
        Positive where the comparison group is higher, negative where lower: whatever way the
        estimate is turned.
    null : float
        The value that says the groups are alike: 1 for ratios, 0 for differences.
    tested : bool
        Whether the rows compare something.
    """

    group: Coded
    labels: tuple[str, ...]
    reference: str
    by: Mapping[str, Coded]
    numbers: Mapping[str, Floats]
    words: Mapping[str, Coded]
    state: npt.NDArray[np.int8]
    family: Integers
    above: Floats
    null: float = 1.0
    tested: bool = True
    notes: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        return f"<Columns of {self.size} rows>"

    @property
    def size(self) -> int:
        """How many rows there are."""
        return int(self.state.size)

    @property
    def computed(self) -> Flags:
        """Rows that have an estimate or a bound."""
        return np.asarray(self.state <= State.BOUND_ONLY)

    def taken(self, rows: Integers) -> Columns:
        """Return the same columns with these rows only."""
        return replace(
            self,
            group=self.group.taken(rows),
            by={name: coded.taken(rows) for name, coded in self.by.items()},
            numbers={name: array[rows] for name, array in self.numbers.items()},
            words={name: coded.taken(rows) for name, coded in self.words.items()},
            state=self.state[rows],
            family=self.family[rows],
            above=self.above[rows],
        )


def joined(parts: Sequence[Columns], name: str, levels: Sequence[str]) -> Columns:
    """Put columns of the same shape under each other, and say in a new dimension which is which.

    Each part is a family of its own: the parts are the same question asked in several ways.
    """
    first = parts[0]

    def coded(columns: Sequence[Coded]) -> Coded:
        words = tuple(dict.fromkeys(word for column in columns for word in column.words))
        place = {word: i for i, word in enumerate(words)}
        moved = [
            np.append(np.array([place[w] for w in c.words], dtype=np.intp), -1)[c.codes]
            for c in columns
        ]
        return Coded(words, np.concatenate(moved))

    sizes = [part.size for part in parts]
    which = np.repeat(np.arange(len(parts)), sizes)
    families = np.cumsum([0, *(int(part.family.max(initial=-1)) + 1 for part in parts[:-1])])
    return replace(
        first,
        group=coded([part.group for part in parts]),
        by={
            **{key: coded([part.by[key] for part in parts]) for key in first.by},
            name: Coded(tuple(levels), which),
        },
        numbers={k: np.concatenate([part.numbers[k] for part in parts]) for k in first.numbers},
        words={k: coded([part.words[k] for part in parts]) for k in first.words},
        state=np.concatenate([part.state for part in parts]),
        family=np.concatenate([p.family + start for p, start in zip(parts, families, strict=True)]),
        above=np.concatenate([part.above for part in parts]),
    )
