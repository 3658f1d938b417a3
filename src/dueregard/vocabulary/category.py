"""A category of a classification, and where a fact is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .missing import MissingKind

#: Checked against its source, not checked, or checked in part.
Verified = bool | Literal["partial"]


@dataclass(frozen=True)
class Source:
    """Where a fact is from.

    Parameters
    ----------
    title : str
        The publication, statute or standard.
    link : str, optional
        Its address.
    """

    title: str
    link: str | None = None


@dataclass(frozen=True)
class Category:
    """One category of a classification.

    Parameters
    ----------
    code : str
        What is stored. Unique in its classification.
    label : str
        The official name.
    display : str
        A short name for a table or a chart.
    parent : str, optional
        Code of the group it belongs to: a subtotal of the same classification, or a category of
        the broader one.
    missing : MissingKind, optional
        Why nothing is known; None for a group of people.
    lower, upper : int, optional
        Completed years of age, both included; None at an open end.
    note : str, optional
        What a reader of figures should know.
    verified : bool or "partial"
        Whether the fact was checked against its source.
    covers : frozenset of str
        The indivisible groups it is made of, in the universe of its classification. Crosswalks
        are worked out from these.
    required : bool
        Whether labels without this category do not make up the classification.
    """

    code: str
    label: str
    display: str
    parent: str | None = None
    missing: MissingKind | None = None
    lower: int | None = None
    upper: int | None = None
    note: str | None = None
    verified: Verified = True
    covers: frozenset[str] = frozenset()
    required: bool = True
