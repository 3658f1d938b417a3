"""Group disclosure: rows of which an outsider learns that everybody gave one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .deduction import Deduced
from .published import HIDDEN, Levels, PublishedRelease, PublishedTable
from .wording import cell_name

if TYPE_CHECKING:
    from .verdict import Known


def one_answer(
    releases: Sequence[PublishedRelease], known: Known, found: Mapping[int, Deduced]
) -> dict[tuple[int, int, Levels], str]:
    """Return the hidden cells of rows that are all one answer, with the sentence that says so.

    A row is, when all its answers but one are known to be given by nobody. Looked at are releases
    whose policy has ``group_disclosure``, and rows in which something is hidden.
    """
    alike: dict[tuple[int, int, Levels], str] = {}
    for r, release in enumerate(releases):
        for t, table in enumerate(release.tables):
            for k, dimension in enumerate(table.dimensions):
                if not release.is_answer(dimension.name):
                    continue
                for rest, hidden in _rows(table, k).items():
                    answer = _only_answer(known, found, (r, t), k, rest)
                    if hidden and answer is not None:
                        told = (
                            f"Everybody in {_rest(table, k, hidden[0])} is {answer}: all other "
                            f"levels of {dimension.name} are known to be nobody."
                        )
                        alike |= {(r, t, levels): told for levels in hidden}
    return alike


def _rows(table: PublishedTable, k: int) -> dict[Levels, list[Levels]]:
    """Return the rows of a table along a dimension, with what is hidden in each."""
    rows: dict[Levels, list[Levels]] = {}
    for levels in sorted(table.cells):
        hidden = rows.setdefault((*levels[:k], *levels[k + 1 :]), [])
        if table.cells[levels].state == HIDDEN:
            hidden.append(levels)
    return rows


def _only_answer(
    known: Known, found: Mapping[int, Deduced], place: tuple[int, int], k: int, rest: Levels
) -> str | None:
    """Return the one answer of a row that anybody may have given, if it is the only one."""
    listing = known.listed[place]
    dimension = listing.table.dimensions[k]
    asked, given = 0, []
    for answer in dimension.sums[dimension.total]:
        levels = (*rest[:k], answer, *rest[k:])
        cell = listing.table.cells.get(levels)
        if cell is not None and cell.state == "not_applicable":
            continue
        parts = listing.sum(levels)
        asked += cell is not None or bool(parts.terms)
        open_ = not parts.complete and (cell is not None or place in known.partial)
        if open_ or any(_most(quantity, known, found) > 0 for quantity in parts.terms):
            given.append(answer)
    return given[0] if len(given) == 1 and asked > 1 else None


def _most(number: int, known: Known, found: Mapping[int, Deduced]) -> float:
    """Return the most a count can be, as far as it is proven."""
    column = known.column.get(number)
    if column is None:
        return known.knowledge.quantities[number].upper
    if column in found and found[column].exact:
        return min(found[column].upper, float(known.propagation.upper[column]))
    return float(known.propagation.upper[column])


def _rest(table: PublishedTable, k: int, levels: Levels) -> str:
    total = tuple(
        d.total if i == k else level
        for i, (d, level) in enumerate(zip(table.dimensions, levels, strict=True))
    )
    return cell_name(table, total)
