"""OpenDocument text: headings, lists with their numbers, tables."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from dueregard.exceptions import UnreadableDocument, UnusableDocument
from dueregard.papers.formats.archive import open_archive, parse_xml, part
from dueregard.papers.formats.numbers import printed
from dueregard.papers.lines import Line

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def read_odt(data: bytes) -> list[Line]:
    """Return the lines of an OpenDocument text.

    Raises
    ------
    UnusableDocument, UnreadableDocument
        When the container is damaged, encrypted or made to do harm.
    """
    with open_archive(data) as archive:
        manifest = part(archive, "META-INF/manifest.xml") or b""
        if b"encryption-data" in manifest:
            raise UnreadableDocument("The file is encrypted: save it without a password first.")
        content = part(archive, "content.xml")
        styles = part(archive, "styles.xml")
    if content is None:
        raise UnusableDocument("The file has no OpenDocument text in it.")
    root = parse_xml(content, "content.xml")
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise UnusableDocument("The file is an OpenDocument file, but not a text document.")
    roots = [root] + ([parse_xml(styles, "styles.xml")] if styles else [])
    reader = _Reader(roots)
    reader.blocks(body)
    reader.notes(body)
    return reader.lines


class _Reader:
    """Walks the body."""

    def __init__(self, roots: list[etree._Element]) -> None:
        self.lines: list[Line] = []
        self.number = 0
        self.tables = 0
        self.lists: dict[str, dict[int, etree._Element]] = {}
        self.last: dict[str, int] = {}
        self.titles: set[str] = {"Title"}
        for root in roots:
            for style in root.iter(f"{TEXT}list-style"):
                levels = {
                    int(level.get(f"{TEXT}level") or 1): level
                    for level in style
                    if isinstance(level.tag, str)
                }
                self.lists[style.get(f"{STYLE}name") or ""] = levels
            for style in root.iter(f"{STYLE}style"):
                if style.get(f"{STYLE}parent-style-name") == "Title":
                    self.titles.add(style.get(f"{STYLE}name") or "")

    def blocks(self, parent: etree._Element) -> None:
        """Read headings, paragraphs, lists, tables and sections in order."""
        for element in parent:
            tag = element.tag
            if tag == f"{TEXT}h":
                level = int(element.get(f"{TEXT}outline-level") or 1)
                self._lines(_text(element), level=level)
            elif tag == f"{TEXT}p":
                title = element.get(f"{TEXT}style-name") in self.titles
                self._lines(_text(element), level=0 if title else None)
            elif tag == f"{TEXT}list":
                self._list(element, 1, element.get(f"{TEXT}style-name"))
            elif tag == f"{TABLE}table":
                self._table(element)
            elif tag == f"{TEXT}section" or tag == f"{TEXT}index-body":
                self.blocks(element)

    def notes(self, body: etree._Element) -> None:
        """Read footnotes and endnotes after the text, each with its mark."""
        for note in body.iter(f"{TEXT}note"):
            mark = note.findtext(f"{TEXT}note-citation") or ""
            texts = (_text(one).strip() for one in note.iter(f"{TEXT}p"))
            self._lines(f"[{mark}] {' '.join(texts)}")

    def _lines(
        self, text: str, *, level: int | None = None, depth: int | None = None, label: str = ""
    ) -> None:
        for place, piece in enumerate(text.split("\n")):
            shown = piece.strip()
            if not shown:
                continue
            if place == 0 and label:
                shown = f"{label} {shown}"
            self.number += 1
            gap = place == 0 and not depth
            line = Line([self.number], shown.replace("\t", "    "), gap=gap, level=level)
            line.depth, line.raw = depth, [shown]
            self.lines.append(line)

    def _list(self, element: etree._Element, level: int, style: str | None) -> None:
        style = element.get(f"{TEXT}style-name") or style
        definition = self.lists.get(style or "", {}).get(level)
        ordered = definition is not None and definition.tag == f"{TEXT}list-level-style-number"
        value = _start(definition)
        if element.get(f"{TEXT}continue-numbering") == "true" or element.get(
            f"{TEXT}continue-list"
        ):
            value = self.last.get(f"{style}/{level}", value - 1) + 1
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            given = item.get(f"{TEXT}start-value")
            value = int(given) if given and given.isdigit() else value
            label = _label(definition, value) if ordered else "•"
            for place, block in enumerate(item):
                if block.tag == f"{TEXT}list":
                    self._list(block, level + 1, style)
                elif block.tag in (f"{TEXT}p", f"{TEXT}h"):
                    shown = label if place == 0 and item.tag == f"{TEXT}list-item" else ""
                    heading = None
                    if block.tag == f"{TEXT}h":
                        heading = int(block.get(f"{TEXT}outline-level") or 1)
                        shown = shown if ordered else ""
                    self._lines(_text(block), level=heading, depth=level - 1, label=shown)
            self.last[f"{style}/{level}"] = value
            value += 1

    def _table(self, element: etree._Element) -> None:
        self.tables += 1
        for row in element.iter(f"{TABLE}table-row"):
            cells = list(_cells(row))
            while cells and not cells[-1]:
                cells.pop()
            if any(cells):
                self.number += 1
                text = " | ".join(cell.replace("\n", " ") for cell in cells)
                line = Line([self.number], text, cells=tuple(cells), table=self.tables)
                line.raw = [text]
                self.lines.append(line)


def _start(definition: etree._Element | None) -> int:
    given = None if definition is None else definition.get(f"{TEXT}start-value")
    return int(given) if given and given.isdigit() else 1


def _label(definition: etree._Element | None, value: int) -> str:
    if definition is None:
        return ""
    style = definition.get(f"{STYLE}num-format") or ""
    if not style:
        return ""
    before = definition.get(f"{STYLE}num-prefix") or ""
    after = definition.get(f"{STYLE}num-suffix") or ""
    return f"{before}{printed(value, style)}{after}"


def _cells(row: etree._Element) -> Iterator[str]:
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        times = cell.get(f"{TABLE}number-columns-repeated") or "1"
        texts = (_text(p).strip() for p in cell.iter(f"{TEXT}p", f"{TEXT}h"))
        text = "\n".join(one for one in texts if one)
        for _ in range(min(int(times) if times.isdigit() else 1, 64)):
            yield text


def _text(element: etree._Element) -> str:
    """Return the text of a paragraph as shown; notes and changes are left out."""
    pieces: list[str] = [element.text or ""]
    for child in element:
        tag = child.tag
        if tag == f"{TEXT}s":
            count = child.get(f"{TEXT}c") or "1"
            pieces.append(" " * min(int(count) if count.isdigit() else 1, 200))
        elif tag == f"{TEXT}tab":
            pieces.append("\t")
        elif tag == f"{TEXT}line-break":
            pieces.append("\n")
        elif isinstance(tag, str) and tag not in (f"{TEXT}note", f"{OFFICE}annotation"):
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces).replace("\u00a0", " ")
