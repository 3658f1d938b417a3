"""What an attack found: the interval of every hidden cell, the verdict, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AttackedCell:
    """One hidden cell.

    Parameters
    ----------
    release, table : str
        Where it was published.
    cell : mapping of dimension to level
    lower, upper : int or None
        The counts that remain possible; None: without a ceiling.
    required_width : float
        How wide the policy wants the interval.
    safe : bool
        Whether it is wide enough, or no small count could be here.
    exact : bool
        Whether the bounds are proven. If not, both are counts that remain possible and the
        outsider's interval is at least as wide; or ``limits`` of the report says what of a
        statistic was not used.
    whole : bool
        Whether tables of whole counts reach the bounds, or are as far apart as the policy wants;
        if not, fractions do.
    counts : int or None
        How many counts remain possible, where a statistic leaves fewer than lie between the
        bounds.
    via : tuple of str
        For an unsafe cell: the facts that give it away, none of which can be left out.
    """

    release: str
    table: str
    cell: Mapping[str, str]
    lower: int
    upper: int | None
    required_width: float
    safe: bool
    exact: bool
    whole: bool
    counts: int | None = None
    via: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Dimension and level, for a person."""
        return ", ".join(f"{dimension} {level}" for dimension, level in self.cell.items())

    def as_dict(self) -> dict[str, Any]:
        """Return the cell as the command line prints it."""
        return {
            "release": self.release,
            "table": self.table,
            "cell": dict(self.cell),
            "lower": self.lower,
            "upper": self.upper,
            "via": list(self.via),
            "safe": self.safe,
            "exact": self.exact,
            "whole": self.whole,
            "counts": self.counts,
            "required_width": self.required_width,
        }


@dataclass(frozen=True)
class AttackReport:
    """The verdict over all releases together.

    Parameters
    ----------
    safe : bool
        Whether every hidden cell is.
    required_width : float
        The widest interval any of the policies asks for.
    cells : tuple of AttackedCell
        Every hidden cell of every release, in order of release, table and cell.
    limits : tuple of str
        What was published and could not be used, or not wholly, in sentences.
    """

    safe: bool
    required_width: float
    cells: tuple[AttackedCell, ...]
    limits: tuple[str, ...] = ()

    @property
    def unsafe(self) -> tuple[AttackedCell, ...]:
        """The cells that are given away."""
        return tuple(cell for cell in self.cells if not cell.safe)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as the command line prints it."""
        return {
            "safe": self.safe,
            "required_width": self.required_width,
            "cells": [cell.as_dict() for cell in self.cells],
            "limits": list(self.limits),
        }
