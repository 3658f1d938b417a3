"""Many findings: columns that refuse to be shown unless their counts may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NoReturn, final

import numpy as np

from dueregard.tables import Confidential
from dueregard.tables.seal import READING, Capability

from .cells import Floats
from .columns import Columns
from .definition import Measure
from .door_rows import DoorRow, door_rows
from .families import VERDICTS, Adjusted, Family, Looks
from .finding import Finding
from .states import State, Verdict


@dataclass(frozen=True)
class Setting:
    """What findings made together have in common."""

    measure: Measure
    confidence: float
    looks: Looks
    multiplicity: str
    confidential: bool
    people: bool = True
    policies: tuple[str, ...] = ()
    monitor: int = 0
    rounded: bool = False


@final
class Findings:
    """Findings of one measure, in rows.

    Made of confidential tables they refuse to be printed, formatted, iterated, counted, turned
    into JSON, pickled and copied, exactly as the tables do. Made of releasable tables they are
    open: ``len``, iteration and `finding` give `Finding`.

    Parameters
    ----------
    columns : Columns
        The rows.
    adjusted : Adjusted
        Adjusted p-values and verdicts.
    setting : Setting
        What they have in common.
    """

    __slots__ = ("__adjusted", "__columns", "__setting")

    def __init__(self, columns: Columns, adjusted: Adjusted, setting: Setting) -> None:
        self.__columns = columns
        self.__adjusted = adjusted
        self.__setting = setting

    @property
    def measure(self) -> Measure:
        """The measure."""
        return self.__setting.measure

    @property
    def confidential(self) -> bool:
        """Whether they rest on counts that have not been through disclosure control."""
        return self.__setting.confidential

    @property
    def by(self) -> tuple[str, ...]:
        """Dimensions the rows are broken down by."""
        return tuple(self.__columns.by)

    def _confidential(self, capability: Capability) -> Findings:
        """Return the same findings open, to whoever holds the right to read counts."""
        if capability is not READING:
            raise self._refusal()
        setting = replace(self.__setting, confidential=False)
        return Findings(self.__columns, self.__adjusted, setting)

    def _parts(self, capability: Capability) -> tuple[Columns, Adjusted, Setting]:
        """Return what the findings are made of, to adjust several together."""
        if capability is not READING:
            raise self._refusal()
        return self.__columns, self.__adjusted, self.__setting

    def _for_door(self, capability: Capability, base: int) -> tuple[DoorRow, ...]:
        """Return the rows as the door of disclosure takes them, counts rounded to a base."""
        return door_rows(self._confidential(capability), base)

    def column(self, name: str) -> Floats:
        """Return a column of numbers: ``value``, ``lower``, ``p_value``, ``q_value`` …

        Raises
        ------
        Confidential
            When the findings are.
        KeyError
            Naming the columns there are.
        """
        self._check_open()
        columns = {
            **self.__columns.numbers,
            "p_adjusted": self.__adjusted.p_adjusted,
            "q_value": self.__adjusted.q_value,
        }
        if name not in columns:
            raise KeyError(f"{name}: the columns are {', '.join(sorted(columns))}")
        found = columns[name].view()
        found.flags.writeable = False
        return found

    def verdicts(self) -> Mapping[Verdict, int]:
        """Return how many findings there are of each verdict.

        Raises
        ------
        Confidential
            When the findings are.
        """
        self._check_open()
        counts = np.bincount(self.__adjusted.verdict, minlength=len(VERDICTS))
        return MappingProxyType(dict(zip(VERDICTS, counts.tolist(), strict=True)))

    def states(self) -> Mapping[State, int]:
        """Return how many findings there are in each state.

        Raises
        ------
        Confidential
            When the findings are.
        """
        self._check_open()
        counts = np.bincount(self.__columns.state, minlength=len(State))
        return MappingProxyType(dict(zip(State, counts.tolist(), strict=True)))

    def finding(self, row: int) -> Finding:
        """Return one finding.

        Raises
        ------
        Confidential
            When the findings are.
        IndexError
            When there is no such row.
        """
        self._check_open()
        columns, adjusted, setting = self.__columns, self.__adjusted, self.__setting
        if not -columns.size <= row < columns.size:
            raise IndexError(f"there are {columns.size} findings, none at {row}")
        row %= max(columns.size, 1)
        group = int(columns.group.codes[row])
        return Finding(
            measure=setting.measure,
            group=columns.group.words[group],
            label=columns.labels[group],
            reference=columns.reference,
            by={name: coded.at(row) for name, coded in columns.by.items()},
            state=State(int(columns.state[row])),
            verdict=VERDICTS[int(adjusted.verdict[row])],
            numbers={name: float(array[row]) for name, array in columns.numbers.items()},
            words={name: coded.at(row) for name, coded in columns.words.items()},
            p_adjusted=float(adjusted.p_adjusted[row]),
            q_value=float(adjusted.q_value[row]),
            family=self._family(int(columns.family[row])),
            confidence=setting.confidence,
            looks=setting.looks,
            policy=", ".join(setting.policies),
            people=setting.people,
            rounded=setting.rounded,
            null=columns.null,
            notes=columns.notes,
        )

    def _family(self, number: int) -> Family:
        setting = self.__setting
        measure = setting.measure
        name = measure.family or f"{measure.id}, {measure.characteristic or measure.field}"
        m = self.__adjusted.sizes.get(number, 0)
        return Family(name, m, setting.multiplicity, setting.monitor or m)

    def of(self, group: str | None = None, **by: str) -> Finding:
        """Return the finding of a group in a place.

        Raises
        ------
        Confidential
            When the findings are.
        KeyError
            When there is none, or more than one.
        """
        self._check_open()
        columns = self.__columns
        rows = np.ones(columns.size, dtype=bool)
        wanted = {**({"group": group} if group is not None else {}), **by}
        for name, level in wanted.items():
            coded = (
                columns.group if name == "group" and name not in columns.by else columns.by[name]
            )
            number = coded.words.index(level) if level in coded.words else -2
            rows &= coded.codes == number
        found = np.flatnonzero(rows)
        if found.size != 1:
            raise KeyError(f"{found.size} findings for {wanted}; one is wanted")
        return self.finding(int(found[0]))

    def _check_open(self) -> None:
        if self.confidential:
            raise self._refusal()

    def _refusal(self) -> Confidential:
        return Confidential(
            f"The findings of {self.measure.id} rest on counts that have not been through "
            "disclosure control and cannot be shown. Make them of releasable tables: "
            "dueregard.disclosure.protect."
        )

    def __repr__(self) -> str:
        if self.confidential:
            return f"<Findings {self.measure.id}; confidential>"
        return f"<Findings {self.measure.id}: {self.__columns.size} rows>"

    def __str__(self) -> str:
        self._check_open()
        return "\n".join(finding.sentence for finding in self)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __iter__(self) -> Iterator[Finding]:
        self._check_open()
        return (self.finding(row) for row in range(self.__columns.size))

    def __len__(self) -> int:
        self._check_open()
        return self.__columns.size

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, row: int) -> Finding:
        return self.finding(row)

    def __contains__(self, key: object) -> NoReturn:
        raise self._refusal() if self.confidential else TypeError("look at the findings one by one")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise (
            self._refusal()
            if self.confidential
            else Confidential("Findings are made of tables; store their rows or sentences instead.")
        )

    def __init_subclass__(cls) -> NoReturn:
        raise Confidential("Findings have no subclasses.")
