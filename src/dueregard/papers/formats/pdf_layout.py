"""From printed lines of a PDF to paragraphs, headings, list items and tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise, takewhile

from dueregard.papers.formats.pdf import Piece
from dueregard.papers.formats.pdf_grid import is_heading_row, read_grid
from dueregard.papers.lines import Line, split_marker

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:of|/)\s*\d{1,4})?$", re.I)
_STOP = tuple('.:;?!”’"')


def lay_out(pages: list[list[Piece]]) -> list[Line]:
    """Return the lines of all pages; running heads and page numbers carry the role ``page``."""
    aside = _running(pages)
    pieces = [piece for page in pages for piece in page if id(piece) not in aside]
    lines = _lines(pieces) if pieces else []
    for page in pages:
        for piece in page:
            if id(piece) in aside:
                line = Line([piece.number], piece.text, role="page", raw=[piece.text])
                lines.append(line)
    return lines


def _running(pages: list[list[Piece]]) -> set[int]:
    """Find what the pages repeat at their edges, and page numbers."""
    edges: defaultdict[str, list[Piece]] = defaultdict(list)
    found: set[int] = set()
    for page in pages:
        if not page:
            continue
        ordered = sorted(page, key=lambda piece: -piece.base)
        outer = ordered[:2] + ordered[-2:] if len(ordered) > 3 else ordered[-1:]
        if any(is_heading_row(piece) for piece in outer[:2]):
            # Below the headings of a table that goes on there is the table, no running head.
            outer = [*takewhile(lambda piece: not is_heading_row(piece), outer), *outer[-1:]]
        for piece in outer:
            edges[_DIGITS.sub("#", piece.text)].append(piece)
        for piece in ordered[-1:] + ordered[:1]:
            if _PAGE_NUMBER.match(piece.text) and len(pages) > 1:
                found.add(id(piece))
    for same in edges.values():
        shown_on = {piece.page for piece in same}
        if len(shown_on) >= max(2, len(pages) * 0.5):
            # Running heads stand at one place; rows of a table that read alike do not.
            bases = [piece.base for piece in same]
            near = max(sum(abs(base - one) <= 3 for one in bases) for base in bases[:20])
            if near >= max(2, len(pages) * 0.5):
                found.update(id(piece) for piece in same)
    for page in pages:
        for piece in page:
            if _PAGE_NUMBER.match(piece.text) and piece.text[:4].lower() == "page":
                found.add(id(piece))
    return found


class _Page:
    """Measures of the type area, taken from all pages."""

    def __init__(self, pieces: list[Piece]) -> None:
        sizes = Counter[float]()
        for piece in pieces:
            sizes[round(piece.size, 1)] += len(piece.text)
        self.body = sizes.most_common(1)[0][0] or 11.0
        self.left = min(piece.left for piece in pieces)
        rights = sorted(piece.right for piece in pieces if len(piece.text) > 30)
        self.right = rights[int(len(rights) * 0.97)] if rights else pieces[0].right
        steps = [
            before.base - after.base
            for before, after in pairwise(pieces)
            if before.page == after.page and 0 < before.base - after.base < 4 * self.body
        ]
        tight = sorted(step for step in steps if self.body * 0.8 < step < self.body * 1.9)
        # Lines of one paragraph stand closest: not the middle, which short paragraphs shift.
        self.pitch = tight[len(tight) // 4] if tight else self.body * 1.3
        above = sorted(size for size in sizes if size > self.body * 1.08)
        self.levels = {size: place + 1 for place, size in enumerate(reversed(above))}

    def level(self, piece: Piece) -> int | None:
        """Return the heading level a size of type stands for."""
        return self.levels.get(round(piece.size, 1))


def _lines(pieces: list[Piece]) -> list[Line]:
    measures = _Page(pieces)
    lines: list[Line] = []
    table = at = 0
    before: Piece | None = None
    columns: list[float] = []
    while at < len(pieces):
        rows, used = read_grid(pieces, at, measures.pitch)
        if not used:
            rows, used = _table(pieces, at)
        if not used and columns and before is not None and pieces[at].page != before.page:
            rows, used = _table(pieces, at, columns)
        if used:
            places = [place for place, _ in pieces[at].starts]
            # A table goes on over the page when its columns begin at the same places.
            if not (lines and lines[-1].cells and _same(places, columns)):
                table += 1
            columns = places
            for cells, numbers in rows:
                text = " | ".join(cells)
                lines.append(Line(numbers, text, cells=cells, table=table, raw=[text]))
            before = pieces[at + used - 1]
            at += used
            continue
        piece = pieces[at]
        at += 1
        if before is not None and lines[-1].cells is None and _goes_on(before, piece, measures):
            line = lines[-1]
            line.text = _joined(line.text, piece.text)
            line.numbers.append(piece.number)
            line.raw.append(piece.text)
        else:
            lines.append(_line(piece, before, measures))
        before = piece
    return lines


def _line(piece: Piece, before: Piece | None, measures: _Page) -> Line:
    gap = before is None or before.page != piece.page or _step(before, piece) > 1.3 * measures.pitch
    indent = max(0, round((piece.left - measures.left) / (measures.body * 0.5)))
    line = Line([piece.number], piece.text, indent, gap, level=measures.level(piece))
    line.bold, line.page, line.raw = piece.bold, piece.page, [piece.text]
    return line


def _step(before: Piece, piece: Piece) -> float:
    return before.base - piece.base


def _joined(text: str, more: str) -> str:
    if text.endswith(("-", "\u00ad")) and more[:1].islower() and len(text) > 2:
        # A hyphen at the end of a line may be the word's own: it is kept.
        return text.rstrip("\u00ad") + more
    return f"{text} {more}"


def _goes_on(before: Piece, piece: Piece, measures: _Page) -> bool:
    """Tell whether a printed line goes on with the paragraph of the line before it."""
    if abs(before.size - piece.size) > 0.3 or before.bold != piece.bold:
        return False
    if split_marker(piece.text)[0] is not None and not _inside(before, piece, measures):
        return False
    if before.page != piece.page:
        return _fills(before, piece, measures)
    step = _step(before, piece)
    if step <= 0 or step > 1.25 * max(measures.pitch, piece.size * 1.2):
        return False
    if piece.left < before.left - 1 and split_marker(before.text)[0] is None:
        first_line_indent = before.left - piece.left < 3 * measures.body
        if not first_line_indent:
            return False
    return _fills(before, piece, measures)


def _fills(before: Piece, piece: Piece, measures: _Page) -> bool:
    """Tell whether the first word of a line had no more room on the line before it."""
    word = piece.text.split(" ", 1)[0]
    width = (piece.right - piece.left) * _weight(word) / max(_weight(piece.text), 1)
    reach = before.right + width + measures.body * 0.2
    if piece.text[0].islower() and not before.text.endswith(_STOP):
        return reach > measures.right - measures.body * 5
    return reach > measures.right - measures.body * 0.6


_NARROW = frozenset("iljtfrI.,;:'’‘|!()[] ")
_WIDE = frozenset("mwMW@%—")


def _weight(text: str) -> float:
    """Return about how wide a text is, in letters of usual width."""
    return sum(
        0.55 if one in _NARROW else 1.5 if one in _WIDE else 1.3 if one.isupper() else 1.0
        for one in text
    )


def _inside(before: Piece, piece: Piece, measures: _Page) -> bool:
    """Tell a line that only looks marked (``2011. It …``) from the start of an item."""
    marker, label, _ = split_marker(piece.text)
    full = before.right > measures.right - 2.5 * measures.body
    level = abs(piece.left - before.left) < 1 or split_marker(before.text)[0] is not None
    if not full or not level or before.text.endswith(_STOP):
        return False
    if marker == "number":
        return abs(piece.left - measures.left) > 1 and len(label) > 1
    if marker in ("bracketed", "capital"):
        # ``(B) units`` at the left edge goes on with a sentence set as tight as the rest.
        tight = before.page == piece.page and _step(before, piece) < 1.15 * measures.pitch
        return piece.left > measures.left + 1 or (tight and label.isupper())
    return marker == "bullet" and piece.left > measures.left + 1


Rows = list[tuple[tuple[str, ...], list[int]]]


def _same(places: list[float], others: list[float]) -> bool:
    return len(places) == len(others) and all(
        abs(one - other) < 6 for one, other in zip(places, others, strict=True)
    )


def _table(pieces: list[Piece], at: int, columns: list[float] | None = None) -> tuple[Rows, int]:
    """Read rows whose cells begin at the same places, from ``at`` on.

    ``columns`` are those of a table on the page before: then one row is enough.
    """
    first = pieces[at].starts
    if len(first) < 2 or (columns and not _same([place for place, _ in first], columns)):
        return [], 0
    if split_marker(pieces[at].text)[0] is not None and len(first) == 2:
        return [], 0
    places = [place for place, _ in first]
    rows: Rows = []
    used = at
    while used < len(pieces):
        piece = pieces[used]
        cells = _fit(piece, places)
        if cells is None:
            break
        if used > at and len(piece.starts) < 2:
            break
        rows.append((cells, [piece.number]))
        used += 1
    if len(rows) < 2 and not columns:
        return [], 0
    return rows, used - at


def _fit(piece: Piece, places: list[float]) -> tuple[str, ...] | None:
    """Put the parts of a line into the columns they begin at."""
    parts = piece.starts or [(piece.left, piece.text)]
    cells = [""] * len(places)
    for left, text in parts:
        near = min(range(len(places)), key=lambda at: abs(places[at] - left))
        if abs(places[near] - left) > 6 or cells[near]:
            return None
        cells[near] = text
    return tuple(cells)
