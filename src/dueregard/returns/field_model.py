"""One field of a schema: what it holds, how it is recognised, how it is worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "category", "date", "month", "integer", "number", "boolean", "identifier"]
KINDS: tuple[Kind, ...] = (
    "text",
    "category",
    "date",
    "month",
    "integer",
    "number",
    "boolean",
    "identifier",
)


@dataclass(frozen=True)
class Code:
    """A code of a field that has its own short list.

    Parameters
    ----------
    code, label : str
        What is kept, and what people call it.
    synonyms : tuple of str
        Other labels that mean it.
    missing : str, optional
        Kind of missing value (`dueregard.vocabulary.MissingKind`) when it is one.
    """

    code: str
    label: str
    synonyms: tuple[str, ...] = ()
    missing: str | None = None


@dataclass(frozen=True)
class BlankRule:
    """What a blank means in rows that meet a condition.

    Parameters
    ----------
    when : mapping of str to tuple of str
        Field to the codes that meet the condition.
    kind : str
        Kind of missing value a blank then is.
    """

    when: Mapping[str, tuple[str, ...]]
    kind: str


@dataclass(frozen=True)
class Derivation:
    """How a field is worked out from others when the source has no column for it.

    Parameters
    ----------
    how : str
        ``age``, ``age_band``, ``years_between``, ``service_band``, ``month`` or ``group``.
    sources : tuple of str
        Fields it is worked out from.
    at : str, optional
        Field that dates the row; by default the snapshot date, or the end of the period.
    groups : mapping of str to str, optional
        Code to group, for ``group``.
    """

    how: str
    sources: tuple[str, ...]
    at: str | None = None
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """One column of a return in canonical form.

    Parameters
    ----------
    name : str
        Canonical name; a name that ends in ``*`` stands for any number of columns.
    title : str
        What people call it.
    kind : str
        One of `KINDS`. A boolean keeps ``None`` where nothing is recorded.
    required : bool
        Whether the source must have it and every row must fill it.
    classification : str, optional
        Id of a classification of `dueregard.vocabulary`.
    codes : tuple of Code
        The field's own list, where no classification is shared.
    synonyms : tuple of str
        Heads of columns known to mean this field.
    minimum, maximum : float, optional
        Bounds of numbers; of a date, years.
    derived : Derivation, optional
        How it is worked out.
    sensitive : bool
        Whether it is special category data.
    blank : str
        Kind of missing value a blank category is.
    blank_when : tuple of BlankRule
        Rows in which a blank is of another kind.
    kept : bool
        Whether it is part of what is received, or only used to work out others.
    help : str
        What belongs in it.
    """

    name: str
    title: str
    kind: Kind
    required: bool = False
    classification: str | None = None
    codes: tuple[Code, ...] = ()
    synonyms: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    derived: Derivation | None = None
    sensitive: bool = False
    blank: str = "not_recorded"
    blank_when: tuple[BlankRule, ...] = ()
    kept: bool = True
    help: str = ""

    @property
    def repeated(self) -> bool:
        """Whether the field stands for any number of columns."""
        return self.name.endswith("*")

    def named(self, name: str) -> Field:
        """The field under the name of one of its columns."""
        values = {**self.__dict__, "name": name}
        return Field(**values)
