"""Tables of recommendations in a PDF without tags, whose cells run over several lines."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from dueregard.papers.formats.pdf import Piece
from dueregard.papers.labels import TRACKER, lookup

_NEAR = 6.0
Part = tuple[int, str]
Rows = list[tuple[tuple[str, ...], list[int]]]


def read_grid(pieces: list[Piece], at: int, pitch: float) -> tuple[Rows, int]:
    """Read a table of recommendations or actions that begins at a printed line.

    The line of headings tells it; the cells lie below the headings, and a row begins where
    the text goes back to the first column.

    Returns
    -------
    tuple
        Rows with the numbers of their lines, headings first, and how many lines were used;
        nothing when no such table begins here.
    """
    head = pieces[at]
    if not is_heading_row(head):
        return [], 0
    lefts = [left for left, _ in head.starts]
    end = _end(pieces, at, lefts, pitch)
    if end - at < 3:
        return [], 0
    region = pieces[at:end]
    columns = _columns(region, lefts)
    rows = _rows(region, columns, pitch)
    if len(rows) < 2:
        return [], 0
    first = _split_headings(rows[0][0])
    body = [(cells, numbers) for cells, numbers in rows[1:] if cells != rows[0][0]]
    again = [number for cells, numbers in rows[1:] if cells == rows[0][0] for number in numbers]
    return [(first, rows[0][1] + again), *body], end - at


def is_heading_row(piece: Piece) -> bool:
    """Tell a line of headings of such a table, also where every page repeats it."""
    known = sum(lookup(text, TRACKER) is not None for _, text in piece.starts)
    return len(piece.starts) >= 3 and known >= 2


def _parts(piece: Piece) -> list[tuple[float, str]]:
    return piece.starts or [(piece.left, piece.text)]


def _end(pieces: list[Piece], at: int, lefts: list[float], pitch: float) -> int:
    """Return where the table ends: at a line across its columns, far below, or of larger type."""
    end = at + 1
    lowest = pieces[at].base
    while end < len(pieces):
        piece = pieces[end]
        if piece.size > pieces[at].size + 1.5 or piece.left < lefts[0] - _NEAR:
            break
        if piece.page != pieces[end - 1].page:
            lowest = piece.base
        if lowest - piece.base > 4 * pitch:
            break
        lowest = min(lowest, piece.base)
        following = next((left for left in lefts if left > piece.left + _NEAR), None)
        if not piece.starts and following is not None and piece.right > following + _NEAR:
            break
        if not piece.starts and piece.page != pieces[end - 1].page and following == lefts[1]:
            break
        end += 1
    return end


def _columns(region: list[Piece], lefts: list[float]) -> list[float]:
    """Return where the columns begin: below the headings, and where parts of lines often do."""
    seen: Counter[float] = Counter()
    for piece in region[1:]:
        for left, _ in piece.starts[1:]:
            if all(abs(left - one) > _NEAR for one in lefts):
                near = next((one for one in seen if abs(one - left) <= _NEAR), left)
                seen[near] += 1
    return sorted([*lefts, *(left for left, often in seen.items() if often >= 2)])


def _place(left: float, columns: list[float]) -> int:
    return max((at for at, start in enumerate(columns) if start <= left + _NEAR), default=0)


def _rows(region: list[Piece], columns: list[float], pitch: float) -> Rows:
    rows: list[list[Piece]] = []
    column = 0
    for piece in region:
        first = _place(piece.left, columns)
        if not rows:
            begins = True
        elif piece.page != rows[-1][-1].page:
            begins = first == 0
        else:
            lowest = min(one.base for one in rows[-1] if one.page == piece.page)
            step = lowest - piece.base
            back = first < column or (first == column == 0 and step > 1.12 * pitch)
            wrapped = step <= 1.12 * pitch and piece.text[0].islower()
            begins = (
                back
                and step > pitch * 0.5
                and ((first == 0 and not wrapped) or step > 1.15 * pitch)
            )
        if begins:
            rows.append([])
        rows[-1].append(piece)
        column = _place((piece.close or _parts(piece))[-1][0], columns)
    return [(_cells(row, columns), [piece.number for piece in row]) for row in rows]


def _cells(row: list[Piece], columns: list[float]) -> tuple[str, ...]:
    cells = [""] * len(columns)
    for piece in row:
        for left, text in piece.close or _parts(piece):
            at = _place(left, columns)
            cells[at] = f"{cells[at]} {text}".strip()
    return tuple(cells)


def _split_headings(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Part headings that stand too close to tell: ``Ref Recommendation`` over two columns."""
    split = list(cells)
    for at, (cell, after) in enumerate(pairwise(cells)):
        words = cell.split()
        if after or len(words) < 2:
            continue
        cuts = [
            cut
            for cut in range(1, len(words))
            if lookup(" ".join(words[:cut]), TRACKER) and lookup(" ".join(words[cut:]), TRACKER)
        ]
        cut = cuts[0] if cuts else 1
        split[at], split[at + 1] = " ".join(words[:cut]), " ".join(words[cut:])
    return tuple(split)
