"""Our own checks of an accessible PDF, beside those Typst makes before it writes one.

They follow the conditions of the Matterhorn Protocol 1.1 (PDF Association) that a program can
decide and that matter to a committee paper. They are no validation by an independent program.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

_HEADING = re.compile(r"/H([1-6])\Z")
_SHOWS_TEXT = frozenset({"Tj", "TJ", "'", '"'})
_PAINTS = frozenset(
    {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "EI", "INLINE IMAGE"}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What a PDF lacks.

    Parameters
    ----------
    checkpoint
        The checkpoint of the Matterhorn Protocol.
    message
        What is wrong and where.
    """

    checkpoint: str
    message: str


def check(data: bytes) -> tuple[Fault, ...]:
    """Return what keeps a PDF from being accessible; nothing when all checks pass."""
    with Pdf.open(io.BytesIO(data)) as pdf:
        return tuple(
            fault
            for examine in (_metadata, _catalog, _headings, _tables, _content, _fonts, _annotations)
            for fault in examine(pdf)
        )


def headings(data: bytes) -> tuple[int, ...]:
    """Return the levels of the headings in the structure tree, in reading order."""
    with Pdf.open(io.BytesIO(data)) as pdf:
        return tuple(_heading_levels(pdf))


def _metadata(pdf: Pdf) -> Iterator[Fault]:
    with pdf.open_metadata() as metadata:
        if str(metadata.get("pdfuaid:part", "")) != "1":
            yield Fault("06-002", "The XMP metadata do not name PDF/UA-1.")
        if not metadata.get("dc:title"):
            yield Fault("06-003", "The XMP metadata have no title.")


def _catalog(pdf: Pdf) -> Iterator[Fault]:
    root = pdf.Root
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield Fault("07-001", "The window shows the file name instead of the title.")
    if not str(root.get("/Lang", "")):
        yield Fault("11-006", "The document does not name its language.")
    if not root.get("/MarkInfo", Dictionary()).get("/Marked", False):
        yield Fault("06-001", "The document is not marked as tagged.")
    if "/StructTreeRoot" not in root:
        yield Fault("01-005", "The document has no structure tree.")


def _elements(pdf: Pdf) -> Iterator[Object]:
    """Yield the elements of the structure tree in reading order."""
    waiting = [pdf.Root.get("/StructTreeRoot", Dictionary())]
    while waiting:
        element = waiting.pop()
        if "/S" in element:
            yield element
        waiting += reversed(_kids(element))


def _kids(element: Object) -> list[Object]:
    kids = element.get("/K", Array())
    listed = list(kids.as_list()) if isinstance(kids, Array) else [kids]
    return [kid for kid in listed if isinstance(kid, Dictionary)]


def _heading_levels(pdf: Pdf) -> Iterator[int]:
    for element in _elements(pdf):
        heading = _HEADING.match(str(element.S))
        if heading:
            yield int(heading[1])


def _headings(pdf: Pdf) -> Iterator[Fault]:
    levels = list(_heading_levels(pdf))
    if not levels or levels[0] != 1:
        yield Fault("14-002", "The first heading is not of level 1.")
    for before, after in pairwise(levels):
        if after > before + 1:
            yield Fault("14-003", f"A heading of level {after} follows one of level {before}.")


def _tables(pdf: Pdf) -> Iterator[Fault]:
    for table in (element for element in _elements(pdf) if str(element.S) == "/Table"):
        cells = list(_header_cells(table))
        if not cells:
            yield Fault("15-003", "A table has no header cells.")
        for cell in cells:
            if not any("/Scope" in attributes for attributes in _attributes(cell)):
                yield Fault(
                    "15-003", "A header cell does not say whether it heads a row or a column."
                )


def _header_cells(element: Object) -> Iterator[Object]:
    for kid in _kids(element):
        if str(kid.get("/S", "")) == "/TH":
            yield kid
        yield from _header_cells(kid)


def _attributes(element: Object) -> list[Object]:
    given = element.get("/A", Array())
    listed = list(given.as_list()) if isinstance(given, Array) else [given]
    return [one for one in listed if isinstance(one, Dictionary)]


def _content(pdf: Pdf) -> Iterator[Fault]:
    """Find what is painted outside both the structure and the artifacts."""
    for number, page in enumerate(pdf.pages, start=1):
        marked: list[bool] = []
        for instruction in pikepdf.parse_content_stream(page):
            operands, name = instruction.operands, str(instruction.operator)
            if name in ("BDC", "BMC"):
                marked.append(
                    operands[0] == Name.Artifact or (len(operands) > 1 and "/MCID" in operands[1])
                )
            elif name == "EMC":
                marked.pop()
            elif (name in _SHOWS_TEXT or name in _PAINTS) and not any(marked):
                yield Fault(
                    "01-003", f"Page {number} has content that is neither tagged nor an artifact."
                )
                break


def _fonts(pdf: Pdf) -> Iterator[Fault]:
    for number, page in enumerate(pdf.pages, start=1):
        for font in page.resources.get("/Font", Dictionary()).as_dict().values():
            described = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            descriptor = described.get("/FontDescriptor", Dictionary())
            if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield Fault("31-009", f"Page {number} uses a font that is not embedded.")
            if "/ToUnicode" not in font:
                yield Fault(
                    "10-001", f"Page {number} has text that cannot be mapped to characters."
                )


def _annotations(pdf: Pdf) -> Iterator[Fault]:
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in page.get("/Annots", Array()).as_list():
            if "/StructParent" not in annotation:
                yield Fault(
                    "28-002", f"Page {number} has an annotation outside the structure tree."
                )
