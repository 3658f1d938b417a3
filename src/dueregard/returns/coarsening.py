"""Codes counted in fewer groups: by a crosswalk, or by a mapping of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dueregard.vocabulary import Crosswalk, crosswalk

from .conditions import NOT_RECORDED
from .tabulation import Tabulation, UnusableTabulation

#: What the engine calls a code that has no group: it is refused afterwards.
NOT_PLACED = "\N{REPLACEMENT CHARACTER}not placed"


@dataclass(frozen=True)
class Coarsening:
    """The group of each code.

    Parameters
    ----------
    tabulation : Tabulation
        What it is for.
    dimension : str
        The dimension it applies to.
    groups : mapping of str to str
        Code to group; codes that have no single group are not in it.
    to : str
        The classification of the groups.
    codes : tuple of str
        Groups of people in the order of that classification; empty where it has none.
    missing : tuple of str
        Its kinds of missing.
    """

    tabulation: Tabulation
    dimension: str
    groups: Mapping[str, str]
    to: str
    codes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def place(self, code: str) -> str:
        """Return the group of a code.

        Raises
        ------
        UnusableTabulation
            When it has none: its people are divided among several groups, or it is not known.
        """
        found = self.groups.get(code)
        if found is None and code != NOT_RECORDED:
            raise self._refusal(f"the code “{code}” has")
        return found or NOT_RECORDED

    def placed(self, group: str) -> str:
        """Return a group that the engine formed, or refuse codes it could not place."""
        if group == NOT_PLACED:
            raise self._refusal("some codes have")
        return group

    def _refusal(self, what: str) -> UnusableTabulation:
        return self.tabulation.unusable(
            f"coarsen, {self.dimension}: {what} no single group in {self.to}; "
            "count in the classification of the rows, or give a group for each code"
        )


def coarsening(
    tabulation: Tabulation, dimension: str, classification: str | None
) -> Coarsening | None:
    """Return the groups a dimension is counted in; None where it is counted as it is.

    Parameters
    ----------
    tabulation : Tabulation
        What asks for it.
    dimension : str
        The dimension.
    classification : str, optional
        The classification its codes are in.

    Raises
    ------
    UnusableTabulation
        When a classification is asked for and that of the codes is not known.
    """
    asked = tabulation.coarsen.get(dimension)
    if asked is None:
        return None
    if isinstance(asked, Mapping):
        return Coarsening(tabulation, dimension, dict(asked), "the groups given")
    if not isinstance(asked, Crosswalk):
        if classification is None:
            raise tabulation.unusable(
                f"coarsen, {dimension}: the classification of its codes is not known; give a "
                "crosswalk or a group for each code"
            )
        if asked == classification:
            return None
        asked = crosswalk(classification, asked)
    singles = {code: asked.translate([code]).codes[0] for code in asked.mapping}
    return Coarsening(
        tabulation,
        dimension,
        {code: group for code, group in singles.items() if group is not None},
        asked.target.key,
        asked.target.codes,
        tuple(one.code for one in asked.target.missing),
    )
