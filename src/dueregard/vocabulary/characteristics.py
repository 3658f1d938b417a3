"""Characteristics: what the law protects, what it called it before, and what a body adds."""

from __future__ import annotations

from dataclasses import dataclass

from .category import Source, Verified


@dataclass(frozen=True)
class Characteristic:
    """A ground of equality.

    Parameters
    ----------
    code : str
        What is stored.
    label : str
        Its name in the law or policy.
    definition : str
        What it means, in our words.
    law : str or None
        The provision; None for a local one.
    sets : tuple of str
        The lists it belongs to: ``strands_2006``, ``equality_act_2010`` or a local one.
    verified : bool or "partial"
        Whether the fact was checked against its source.
    local : bool
        Whether a body added it.
    sources : tuple of Source
        Where the fact is from.
    """

    code: str
    label: str
    definition: str
    law: str | None
    sets: tuple[str, ...]
    verified: Verified = True
    local: bool = False
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Equivalence:
    """What one characteristic is in another list.

    Parameters
    ----------
    codes : tuple of str
        The characteristics it corresponds to; empty where there is none.
    exact : bool
        Whether they mean the same.
    note : str or None
        What differs.
    data_code : str or None
        The one characteristic that data coded the old way may be read as; None where none may.
    """

    codes: tuple[str, ...]
    exact: bool
    note: str | None
    data_code: str | None
