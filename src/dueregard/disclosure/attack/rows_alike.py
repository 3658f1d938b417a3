"""Group disclosure: rows of which an outsider learns that everybody gave one answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    where = _numbers(known)
    for r, release in enumerate(releases):
        for t, table in enumerate(release.tables):
            for k, dimension in enumerate(table.dimensions):
                if not release.is_answer(dimension.name):
                    continue
                for line in _lines(table, k):
                    hidden = [levels for levels in line.values() if _hides(table, levels)]
                    answer = _only_answer(table, k, line, (r, t), where, known, found)
                    if hidden and answer is not None:
                        told = (
                            f"Everybody in {_rest(table, k, line[answer])} is {answer}: all other "
                            f"levels of {dimension.name} are known to be nobody."
                        )
                        alike |= {(r, t, levels): told for levels in hidden}
    return alike


def _numbers(known: Known) -> dict[tuple[int, int, Levels], int]:
    return {
        (o.release, o.table, o.levels): number
        for number, quantity in enumerate(known.knowledge.quantities)
        for o in quantity.occurrences
    }


def _lines(table: PublishedTable, k: int) -> Iterator[dict[str, Levels]]:
    lines: dict[Levels, dict[str, Levels]] = {}
    for levels in sorted(table.cells):
        lines.setdefault((*levels[:k], *levels[k + 1 :]), {})[levels[k]] = levels
    yield from lines.values()


def _hides(table: PublishedTable, levels: Levels) -> bool:
    return table.cells[levels].state == HIDDEN


def _only_answer(
    table: PublishedTable,
    k: int,
    line: Mapping[str, Levels],
    place: tuple[int, int],
    where: Mapping[tuple[int, int, Levels], int],
    known: Known,
    found: Mapping[int, Deduced],
) -> str | None:
    """Return the one answer of a row that anybody may have given, if it is the only one."""
    dimension = table.dimensions[k]
    answers = [level for level in dimension.sums[dimension.total] if level in line]
    asked = [level for level in answers if table.cells[line[level]].state != "not_applicable"]
    given = [level for level in asked if _most(where.get((*place, line[level])), known, found) > 0]
    return given[0] if len(given) == 1 and len(asked) > 1 else None


def _most(number: int | None, known: Known, found: Mapping[int, Deduced]) -> float:
    """Return the most a count can be, as far as it is proven."""
    if number is None:
        return 1.0
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
