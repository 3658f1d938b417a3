"""What a return must look like: its fields, keys, rules, tolerance and retention."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from dueregard.exceptions import UsageError

from .field_model import Field

ROWS = ("person", "event", "application", "response", "count")
PERIODS = ("snapshot", "interval")


@dataclass(frozen=True)
class Rule:
    """What must hold between the fields of a row.

    Parameters
    ----------
    id : str
        Name of the rule in problems.
    kind : str
        ``order``, ``stages``, ``implies``, ``within_period``, ``not_after_snapshot``,
        ``present_together`` or ``sum``.
    fields : tuple of str
        The fields it speaks of, in their order.
    says : str
        What is wrong when it is broken.
    remedy : str
        What to do.
    severity : str
        ``error`` sets the row aside, ``warning`` keeps it.
    when, then : mapping
        Of ``implies``: codes per field; in ``then`` also ``present`` or ``absent``.
    """

    id: str
    kind: str
    fields: tuple[str, ...]
    says: str
    remedy: str = ""
    severity: Literal["error", "warning"] = "error"
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    then: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Schema:
    """A declared form of return.

    Parameters
    ----------
    id, version, title : str
        Name, version and title.
    row : {"person", "event", "application", "response", "count"}
        What one row is.
    period : {"snapshot", "interval"}
        Whether rows stand at a date or fall within a period.
    fields : tuple of Field
        Its columns.
    keys : tuple of str
        Fields that no two rows share; empty where rows cannot be told apart.
    tolerance : float
        Share of rows in error above which the return is refused whole.
    rules : tuple of Rule
        What must hold within a row.
    retention_months : int
        How long rows are kept after the period, unless local policy says otherwise.
    identifiers : tuple of str
        Fields that become pseudonyms when the return is stored.
    coverage : tuple of str
        Fields whose combinations, by month, are expected to be there.
    count_field : str, optional
        Field that holds the number of a counted row.
    left_out : mapping of str to str
        Columns known and not taken in, with the reason.
    file_name : str, optional
        Pattern of file names, whose named groups are fields.
    sources : tuple of str
        Where the form comes from.
    verified : {"true", "partial", "false"}
        Whether it was checked against those sources.
    about : str
        What it is for.
    dash_is_zero : bool
        Whether its publisher says that a dash alone is zero.

    Examples
    --------
    >>> from dueregard import returns
    >>> leavers = returns.schema("leavers")
    >>> leavers.row, leavers.period, leavers.identifiers
    ('person', 'interval', ('person',))
    >>> leavers.field("reason").required
    True
    """

    id: str
    version: str
    title: str
    row: str
    period: str
    fields: tuple[Field, ...]
    keys: tuple[str, ...] = ()
    tolerance: float = 0.05
    rules: tuple[Rule, ...] = ()
    retention_months: int = 84
    identifiers: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()
    count_field: str | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)
    file_name: str | None = None
    sources: tuple[str, ...] = ()
    verified: str = "false"
    about: str = ""
    dash_is_zero: bool = False

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {one.name: one for one in self.fields}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the fields in order."""
        return tuple(one.name for one in self.fields)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._find(name) is not None

    def _find(self, name: str) -> Field | None:
        if name in self._by_name and not name.endswith("*"):
            return self._by_name[name]
        for one in self.fields:
            stem = one.name[:-1]
            if one.repeated and name.startswith(stem) and len(name) > len(stem):
                return one.named(name)
        return None

    def field(self, name: str) -> Field:
        """The field of that name.

        Raises
        ------
        UsageError
            Listing the fields there are.
        """
        found = self._find(name)
        if found is None:
            raise UsageError(
                f"The return {self.id} has no field “{name}”. Its fields: {', '.join(self.names)}"
            )
        return found

    def from_file_name(self, name: str) -> dict[str, str]:
        """Values of fields that a file's name tells.

        Examples
        --------
        >>> from dueregard import returns
        >>> form = returns.schema("stop_and_search")
        >>> form.from_file_name("2020-01-city-of-london-stop-and-search.csv")
        {'force': 'city-of-london'}
        """
        if not self.file_name or not (found := re.search(self.file_name, name)):
            return {}
        return {name: value for name, value in found.groupdict().items() if value}

    @property
    def reference(self) -> dict[str, Any]:
        """Id and version, as mappings and manifests record them."""
        return {"id": self.id, "version": self.version}
