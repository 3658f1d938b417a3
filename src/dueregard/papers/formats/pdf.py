"""PDF files: lines with their places, from which paragraphs, headings and tables are rebuilt."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from dueregard.exceptions import UnreadableDocument, UnusableDocument
from dueregard.papers.formats.pdf_tags import tagged_lines
from dueregard.papers.lines import Line

MOST_PAGES = 5000


@dataclass(slots=True)
class Piece:
    """A printed line of a page: text, edges, height of its type, cells where columns part it.

    ``close`` parts the line also where its words stand only a little wider apart than words
    do: for tables whose columns are known from other lines.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    page: int
    bold: bool = False
    starts: list[tuple[float, str]] = field(default_factory=list)
    close: list[tuple[float, str]] = field(default_factory=list)
    number: int = 0


def read_pdf(data: bytes) -> list[Line]:
    """Return the lines of a PDF: wrapped lines joined, running heads and page numbers aside.

    Raises
    ------
    UnreadableDocument
        When it is encrypted.
    UnusableDocument
        When it is damaged, or scanned without a text layer.
    """
    from dueregard.papers.formats.pdf_layout import lay_out

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableDocument(
                "The PDF is encrypted: save it without a password first."
            ) from error
        raise UnusableDocument("The file begins like a PDF, but it is damaged.") from error
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise UnusableDocument(f"The PDF has {count} pages: at most {MOST_PAGES} are read.")
        tagged = _tagged(data, document)
        if tagged is not None:
            return tagged
        pages = [_pieces(document, at) for at in range(count)]
    finally:
        document.close()
    if not any(pages):
        raise UnusableDocument(
            "The PDF has no text in it: it was scanned. Run text recognition (OCR) first."
        )
    number = 0
    for page in pages:
        for piece in page:
            number += 1
            piece.number = number
    return lay_out(pages)


def _tagged(data: bytes, document: pdfium.PdfDocument) -> list[Line] | None:
    """Return the lines by the file's own tags; ``None`` when it has none or they are damaged."""
    try:
        return tagged_lines(data, document)
    except (RuntimeError, ValueError, TypeError, AttributeError, LookupError, OverflowError):
        # Tags of any type may stand anywhere in a damaged file; the words are still on the pages.
        return None


def _pieces(document: pdfium.PdfDocument, at: int) -> list[Piece]:
    try:
        page = document[at]
        textpage = page.get_textpage()
    except pdfium.PdfiumError:
        return []
    try:
        return _printed_lines(textpage, at)
    finally:
        textpage.close()
        page.close()


def _printed_lines(textpage: pdfium.PdfTextPage, page: int) -> list[Piece]:
    count = textpage.count_chars()
    if count <= 0:
        return []
    buffer = ctypes.create_string_buffer((count + 1) * 2)
    written = pdfium_c.FPDFText_GetText(
        textpage, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    )
    text = buffer.raw[: max(written - 1, 0) * 2].decode("utf-16-le", errors="replace")
    pieces: list[Piece] = []
    box = _Box(textpage)
    at = 0
    for printed in text.split("\n"):
        line = printed.rstrip("\r")
        piece = box.piece(line, at, page) if line.strip() else None
        if piece is not None:
            pieces.append(piece)
        at += len(printed) + 1
    return pieces


class _Box:
    """Asks pdfium for the places of characters."""

    def __init__(self, textpage: pdfium.PdfTextPage) -> None:
        self.raw = textpage.raw
        self.edges = [ctypes.c_double() for _ in range(4)]
        self.pointers = [ctypes.byref(edge) for edge in self.edges]

    def char(self, at: int) -> tuple[float, float, float, float]:
        """Return left, right, bottom and top of a character."""
        pdfium_c.FPDFText_GetCharBox(self.raw, at, *self.pointers)
        left, right, bottom, top = self.edges
        return left.value, right.value, bottom.value, top.value

    def origin(self, at: int) -> float:
        """Return the base line of a character."""
        x, y = self.edges[0], self.edges[1]
        pdfium_c.FPDFText_GetCharOrigin(self.raw, at, self.pointers[0], self.pointers[1])
        del x
        return y.value

    def piece(self, line: str, at: int, page: int) -> Piece | None:
        """Return a printed line with its place."""
        first = at + len(line) - len(line.lstrip())
        last = at + len(line.rstrip()) - 1
        left = self.char(first)[0]
        right = self.char(last)[1]
        base = self.origin(first)
        size = pdfium_c.FPDFText_GetFontSize(self.raw, first)
        weight = pdfium_c.FPDFText_GetFontWeight(self.raw, first)
        clean = line.replace("\u00a0", " ").replace("\ufffe", "-").replace("\u0002", "-")
        piece = Piece(clean.strip(), left, right, base, size, page, weight >= 600)
        piece.starts, piece.close = self._columns(line, at, size)
        return piece

    def _columns(
        self, line: str, at: int, size: float
    ) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
        """Split a line where its words stand wider apart than words do."""
        starts: list[tuple[float, str]] = []
        close: list[tuple[float, str]] = []
        begun = begin = len(line) - len(line.lstrip())
        end = len(line.rstrip())
        place = line.find(" ", begin)
        while 0 <= place < end:
            after = place
            while after < end and line[after] == " ":
                after += 1
            before_right = self.char(at + place - 1)[1]
            after_left = self.char(at + after)[0]
            if after_left - before_right > size * 0.45:
                close.append((self.char(at + begun)[0], line[begun:place].strip()))
                begun = after
            if after_left - before_right > size * 0.9:
                starts.append((self.char(at + begin)[0], line[begin:place].strip()))
                begin = after
            place = line.find(" ", after)
        if starts:
            starts.append((self.char(at + begin)[0], line[begin:end].strip()))
        if close:
            close.append((self.char(at + begun)[0], line[begun:end].strip()))
        return starts, close
