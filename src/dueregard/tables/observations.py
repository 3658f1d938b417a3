"""Confidential rows for models: columns of people without identifiers, shown to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NoReturn, final

import numpy as np
import numpy.typing as npt

from .identity import Identity
from .problems import Confidential, UnusableTable
from .seal import READING, Capability

Column = npt.NDArray[Any]


@final
class Observations:
    """Columns of rows about people, for survival curves, regressions and surveys.

    Like a `FrequencyTable` it cannot be printed, formatted, iterated, turned into JSON, pickled
    or copied, and it does not say how many rows it has. The names of its columns are public.

    Parameters
    ----------
    name : str
        What the rows are called.
    columns : mapping of str to array
        One array per column, all of one length and one axis. The arrays are copied and made
        read-only; arrays of objects may hold text only.
    identity : Identity, optional
        What the rows are rows of; their name when not given.

    Raises
    ------
    UnusableTable
        Naming each column that is not one axis of numbers, dates, truth values or text, or not
        as long as the first.

    Examples
    --------
    >>> import numpy as np
    >>> rows = Observations("leavers", {"years": np.array([2.5, 11.0]), "left": [True, False]})
    >>> rows
    <Observations leavers: years, left; confidential>
    >>> rows.names
    ('years', 'left')
    >>> len(rows)
    Traceback (most recent call last):
        ...
    dueregard.tables.problems.Confidential: The rows leavers are about people and cannot be \
shown. Give them to a measure or a model, and its result to dueregard.disclosure.
    """

    __slots__ = ("__columns", "identity", "name")

    def __init__(
        self,
        name: str,
        columns: Mapping[str, npt.ArrayLike],
        identity: Identity | None = None,
    ) -> None:
        self.name = name
        self.identity = identity or Identity(name)
        arrays = {column: np.array(values) for column, values in columns.items()}
        if problems := _problems(arrays):
            raise UnusableTable(problems)
        for array in arrays.values():
            array.flags.writeable = False
        self.__columns = MappingProxyType(arrays)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.__columns)

    def _confidential(self, capability: Capability) -> Mapping[str, Column]:
        """Return the columns to `disclosure` and `measures`, which hold the right to read them."""
        if capability is not READING:
            raise self._refusal()
        return self.__columns

    def _refusal(self) -> Confidential:
        return Confidential(
            f"The rows {self.name} are about people and cannot be shown. Give them to a measure "
            "or a model, and its result to dueregard.disclosure."
        )

    def __repr__(self) -> str:
        return f"<Observations {self.name}: {', '.join(self.names)}; confidential>"

    def __str__(self) -> str:
        raise self._refusal()

    def __format__(self, spec: str) -> NoReturn:
        raise self._refusal()

    def __iter__(self) -> NoReturn:
        raise self._refusal()

    def __len__(self) -> NoReturn:
        raise self._refusal()

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, key: object) -> NoReturn:
        raise self._refusal()

    def __contains__(self, key: object) -> NoReturn:
        raise self._refusal()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise self._refusal()

    def __getstate__(self) -> NoReturn:
        raise self._refusal()

    def __init_subclass__(cls) -> NoReturn:
        raise Confidential("Confidential rows have no subclasses.")


def _problems(arrays: Mapping[str, Column]) -> list[str]:
    if not arrays:
        return ["there is no column"]
    problems = []
    length = next((array.size for array in arrays.values() if array.ndim == 1), 0)
    for name, array in arrays.items():
        if array.ndim != 1:
            problems.append(f"column {name}: it has {array.ndim} axes; one is allowed")
        elif array.size != length:
            problems.append(f"column {name}: it is not as long as the first column")
        elif array.dtype.kind not in "biufUM" and not _is_text(array):
            problems.append(
                f"column {name}: numbers, dates, true and false or text are allowed, "
                f"not {array.dtype}"
            )
    return problems


def _is_text(array: Column) -> bool:
    return array.dtype.kind == "O" and all(value.__class__ is str for value in array)
