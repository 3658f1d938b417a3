"""Tagged PDF files: paragraphs, headings, lists and tables as their author's program marked them.

Where a PDF is tagged, nothing has to be guessed from places on the page: a paragraph that runs over
the page, a wrapped row of a table and a heading are what the structure tree says they are.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pikepdf import Array, Dictionary, Object

from dueregard.papers.lines import Line, split_marker

_HEADING = re.compile(r"/H([1-6])\Z")
_BLOCKS = frozenset(
    {
        *("/P", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/LI", "/Caption", "/TR"),
        *("/BlockQuote", "/TOCI", "/Note", "/Title", "/Sub"),
    }
)
_CELLS = frozenset({"/TD", "/TH"})
_LISTS = frozenset({"/L", "/TOC"})
_OWN_RULES = _BLOCKS | _CELLS | _LISTS | {"/Table", "/LBody", "/Lbl"}
# Below this share of the text the tags are not the whole of the document.
_ENOUGH = 0.9
_LONGEST = 1 << 16
# A line may be broken after a hyphen or stroke, or inside an address, where there was no space.
_BROKEN_INSIDE = re.compile(r"(?:\S[-–—/\u00ad]|(?:://|www\.|@)\S*[.?=&#:%_~])\Z")

Place = tuple[int, int]


@dataclass(slots=True)
class _Run:
    """A piece of text on a page, with its base line."""

    text: str
    base: float


@dataclass(slots=True)
class _Text:
    """The text of a document: by page and mark, and what stands outside the structure."""

    marked: dict[Place, list[_Run]] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)


def tagged_lines(data: bytes, document: pdfium.PdfDocument) -> list[Line] | None:
    """Return the lines of a tagged PDF; running heads and page numbers carry the role ``page``.

    Parameters
    ----------
    data : bytes
        The file.
    document : pdfium.PdfDocument
        The same file, opened.

    Returns
    -------
    list of Line, or None
        None when the file is not tagged, or its tags leave out more than a tenth of the text.
    """
    try:
        with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
            if "/StructTreeRoot" not in pdf.Root:
                return None
            text = _text_of(document)
            lines = _Reader(pdf, text).read()
    except (pikepdf.PdfError, RecursionError):
        # The tags are damaged; the words on the pages may still be whole.
        return None
    kept = sum(len(line.text) for line in lines)
    whole = kept + sum(map(len, text.aside))
    if not kept or kept < _ENOUGH * whole:
        return None
    for running in text.aside:
        lines.append(Line([0], running, role="page"))
    for number, line in enumerate(lines, start=1):
        line.numbers, line.raw = [number], [line.text]
    return lines


def _text_of(document: pdfium.PdfDocument) -> _Text:
    found = _Text()
    buffer = ctypes.create_string_buffer(2 * _LONGEST)
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()
        aside: list[_Run] = []
        for mark, run in _runs(page, textpage, buffer):
            if mark < 0:
                aside.append(run)
            else:
                found.marked.setdefault((number, mark), []).append(run)
        found.aside += _by_line(aside)
        textpage.close()
        page.close()
    return found


def _runs(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, buffer: ctypes.Array[ctypes.c_char]
) -> Iterator[tuple[int, _Run]]:
    """Yield the texts painted on a page with the number of their mark, -1 for none."""
    matrix = pdfium_c.FS_MATRIX()
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    for index in range(pdfium_c.FPDFPage_CountObjects(page)):
        painted = pdfium_c.FPDFPage_GetObject(page, index)
        if pdfium_c.FPDFPageObj_GetType(painted) != pdfium_c.FPDF_PAGEOBJ_TEXT:
            continue
        size = pdfium_c.FPDFTextObj_GetText(painted, textpage, pointer, _LONGEST)
        if not 2 < size <= 2 * _LONGEST:
            continue
        text = buffer.raw[: size - 2].decode("utf-16-le", errors="replace")
        pdfium_c.FPDFPageObj_GetMatrix(painted, matrix)
        yield pdfium_c.FPDFPageObj_GetMarkedContentID(painted), _Run(text, matrix.f)


def _by_line(runs: list[_Run]) -> list[str]:
    """Join what stands on one base line: a running head, a page number."""
    lines: dict[float, list[_Run]] = {}
    for run in runs:
        lines.setdefault(round(run.base), []).append(run)
    return [
        text
        for line in lines.values()
        if (text := " ".join("".join(run.text for run in line).split()))
    ]


def _joined(runs: list[_Run]) -> str:
    """Join runs to a text on one line; between two printed lines stands a space."""
    text = ""
    base: float | None = None
    for run in runs:
        new_line = base is not None and abs(run.base - base) > 1
        if new_line and not text.endswith(" ") and not _BROKEN_INSIDE.search(text):
            text += " "
        text += run.text.replace("\ufffe", "-").replace("\u0002", "-")
        base = run.base
    return " ".join(text.split())


class _Reader:
    """Walks the structure tree in reading order, without recursion."""

    def __init__(self, pdf: pikepdf.Pdf, text: _Text) -> None:
        self.tree = pdf.Root.StructTreeRoot
        self.roles = {
            str(name): str(role)
            for name, role in dict(self.tree.get("/RoleMap", Dictionary())).items()
        }
        self.pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self.marked = dict(text.marked)
        self.lines: list[Line] = []
        self.runs: list[_Run] = []
        self.cells: list[str] | None = None
        self.level: int | None = None
        self.depth = -1
        self.tables = 0
        self.labels: list[str] = []

    def read(self) -> list[Line]:
        """Return a line for each block, in reading order."""
        waiting: list[tuple[Object | int, int, bool]] = [(self.tree, -1, False)]
        while waiting:
            element, page, leaving = waiting.pop()
            if isinstance(element, int):
                self.runs += self.marked.pop((page, element), [])
                continue
            if "/MCID" in element:
                page = self._page(element, page)
                self.runs += self.marked.pop((page, int(element.MCID)), [])
                continue
            role = self._role(element)
            if role not in _OWN_RULES and _stands_alone(element):
                role = "/P"
            if leaving:
                self._leave(role)
                continue
            page = self._page(element, page)
            self._enter(role)
            waiting.append((element, page, True))
            waiting += ((kid, page, False) for kid in reversed(_kids(element)))
        self._flush()
        # Words with a mark that no element of the structure claims are kept all the same.
        left = (_joined(runs) for runs in self.marked.values())
        return self.lines + [Line([0], text) for text in left if text]

    def _role(self, element: Object) -> str:
        role = str(element.get("/S", ""))
        for _ in range(5):
            if role in _BLOCKS or role not in self.roles:
                break
            role = self.roles[role]
        return role

    def _page(self, element: Object, inherited: int) -> int:
        page = element.get("/Pg")
        return inherited if page is None else self.pages.get(page.objgen, inherited)

    def _enter(self, role: str) -> None:
        if role in _BLOCKS and self.cells is None:
            self._flush()
        if heading := _HEADING.match(role):
            self.level = int(heading[1])
        elif role in _LISTS:
            self.depth += 1
        elif role == "/Table":
            self._flush()
            self.tables += 1
        elif role == "/TR":
            self.cells = []
        elif role == "/LBody":
            # The label stands before the words, whatever stands between them in the tree.
            self.labels.append(_joined(self.runs))
            self.runs = []

    def _leave(self, role: str) -> None:
        if role in _CELLS and self.cells is not None:
            self.cells.append(_joined(self.runs))
            self.runs = []
        elif role == "/TR" and self.cells is not None:
            cells, self.cells = tuple(self.cells), None
            if any(cells):
                self.lines.append(Line([0], " | ".join(cells), cells=cells, table=self.tables))
        elif role in _BLOCKS and self.cells is None:
            self._flush()
            if _HEADING.match(role):
                self.level = None
        elif role == "/LBody":
            self._flush()
            self.labels.clear()
        elif role in _LISTS:
            self.depth -= 1

    def _flush(self) -> None:
        """Close the block that is open, if it has any words."""
        text = _joined(self.runs)
        self.runs = []
        if not text:
            return
        if self.labels:
            text = " ".join(part for part in (*self.labels, text) if part)
            self.labels.clear()
        line = Line([0], text, level=self.level)
        if self.depth >= 0:
            line.depth = self.depth
            line.gap = split_marker(text)[0] is None
        self.lines.append(line)


def _stands_alone(element: Object) -> bool:
    """Tell whether an inline element is set as a block of its own, as some programs do."""
    given = element.get("/A")
    listed = list(given) if isinstance(given, Array) else [given]
    return any(
        isinstance(one, Dictionary) and str(one.get("/Placement", "")) == "/Block" for one in listed
    )


def _kids(element: Object) -> list[Object | int]:
    kids = element.get("/K")
    if kids is None:
        return []
    listed = list(kids) if isinstance(kids, Array) else [kids]
    return [kid for kid in listed if isinstance(kid, (int, Dictionary))]
