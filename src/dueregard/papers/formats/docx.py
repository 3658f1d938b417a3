"""Word documents: paragraphs with their styles, list numbers as Word prints them, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from dueregard.exceptions import UnusableDocument
from dueregard.papers.formats.archive import open_archive, parse_xml, part
from dueregard.papers.formats.numbers import ListCounter
from dueregard.papers.lines import Line

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_LOOSE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HEADING = re.compile(r"^(?:heading|titre|überschrift)\s*(\d)$", re.I)
_BULLET_STYLE = re.compile(r"^list bullet\s*(\d?)$", re.I)
_NUMBER_STYLE = re.compile(r"^list number\s*(\d?)$", re.I)


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str | None = None
    level: int | None = None
    num: str | None = None
    ilvl: int | None = None


@dataclass(slots=True)
class _Level:
    style: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class _Lists:
    abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    nums: dict[str, str] = field(default_factory=dict)
    overrides: dict[tuple[str, int], int] = field(default_factory=dict)


def read_docx(data: bytes) -> list[Line]:
    """Return the lines of a Word document: a line each paragraph and each table row.

    Raises
    ------
    UnusableDocument, UnreadableDocument
        When the container is damaged, encrypted or made to do harm.
    """
    with open_archive(data) as archive:
        content = part(archive, "word/document.xml")
        if content is None:
            raise UnusableDocument("The file has no Word document in it.")
        root = parse_xml(content.replace(_STRICT, _LOOSE), "word/document.xml")
        styles = _styles(part(archive, "word/styles.xml"))
        lists = _lists(part(archive, "word/numbering.xml"))
        notes = part(archive, "word/footnotes.xml")
    body = root.find(f"{W}body")
    if body is None:
        raise UnusableDocument("The Word document in the file is empty.")
    reader = _Reader(styles, lists)
    reader.blocks(body)
    if notes is not None:
        reader.footnotes(parse_xml(notes.replace(_STRICT, _LOOSE), "word/footnotes.xml"))
    return reader.lines


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(f"{W}val")


def _integer(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.lstrip("-").isdigit() else default


def _styles(content: bytes | None) -> dict[str, _Style]:
    if content is None:
        return {}
    found: dict[str, _Style] = {}
    root = parse_xml(content.replace(_STRICT, _LOOSE), "word/styles.xml")
    for element in root.iter(f"{W}style"):
        style = _Style(_value(element.find(f"{W}name")) or "")
        style.based_on = _value(element.find(f"{W}basedOn"))
        if match := _HEADING.match(style.name):
            style.level = int(match[1])
        elif style.name.lower() == "title":
            style.level = 0
        properties = element.find(f"{W}pPr/{W}numPr")
        if properties is not None:
            style.num = _value(properties.find(f"{W}numId"))
            ilvl = _value(properties.find(f"{W}ilvl"))
            style.ilvl = _integer(ilvl, 0) if ilvl is not None else None
        found[element.get(f"{W}styleId") or ""] = style
    return found


def _lists(content: bytes | None) -> _Lists:
    lists = _Lists()
    if content is None:
        return lists
    root = parse_xml(content.replace(_STRICT, _LOOSE), "word/numbering.xml")
    for element in root.iter(f"{W}abstractNum"):
        levels: dict[int, _Level] = {}
        for level in element.iter(f"{W}lvl"):
            at = _integer(level.get(f"{W}ilvl"), 0)
            levels[at] = _Level(
                _value(level.find(f"{W}numFmt")) or "decimal",
                _value(level.find(f"{W}lvlText")) or "",
                _integer(_value(level.find(f"{W}start")), 1),
            )
        lists.abstract[element.get(f"{W}abstractNumId") or ""] = levels
    for element in root.iter(f"{W}num"):
        number = element.get(f"{W}numId") or ""
        lists.nums[number] = _value(element.find(f"{W}abstractNumId")) or ""
        for override in element.iter(f"{W}lvlOverride"):
            start = _value(override.find(f"{W}startOverride"))
            if start is not None:
                at = _integer(override.get(f"{W}ilvl"), 0)
                lists.overrides[number, at] = _integer(start, 1)
    return lists


class _Reader:
    """Walks the body and keeps the counters of its lists."""

    def __init__(self, styles: dict[str, _Style], lists: _Lists) -> None:
        self.styles = styles
        self.lists = lists
        self.lines: list[Line] = []
        self.counters: dict[str, ListCounter] = {}
        self.restarted: set[tuple[str, int]] = set()
        self.tables = 0
        self.number = 0

    def blocks(self, parent: etree._Element) -> None:
        """Read paragraphs and tables in order, also those inside content controls."""
        for element in parent:
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self._table(element)
            elif element.tag == f"{W}sdt":
                inner = element.find(f"{W}sdtContent")
                if inner is not None:
                    self.blocks(inner)
            elif element.tag in (f"{W}customXml", f"{W}ins", f"{W}smartTag"):
                self.blocks(element)

    def footnotes(self, root: etree._Element) -> None:
        """Read the notes at the end, each with its number."""
        for note in root.iter(f"{W}footnote"):
            mark = note.get(f"{W}id") or ""
            text = " ".join(_text(p).strip() for p in note.iter(f"{W}p")).strip()
            if note.get(f"{W}type") is None and text:
                self._add(Line([0], f"[{mark}] {text}"))

    def _add(self, line: Line) -> None:
        self.number += 1
        line.numbers = [self.number]
        line.raw = [line.text]
        self.lines.append(line)

    def _paragraph(self, element: etree._Element) -> None:
        style, num, ilvl = self._properties(element)
        printed = _text(element)
        label = self._label(num, ilvl, style) if printed.strip() else ""
        for place, piece in enumerate(printed.split("\n")):
            text = piece.strip()
            if not text:
                continue
            if place == 0 and label:
                text = f"{label} {text}"
            line = Line([0], text, gap=place == 0 and not (num and ilvl), level=style.level)
            line.depth = ilvl if num is not None else None
            if piece and "\t" in text:
                line.text = re.sub(r"\s*\t\s*", "    ", text)
            self._add(line)

    def _properties(self, element: etree._Element) -> tuple[_Style, str | None, int]:
        """Return style, list and level of a paragraph, its own before its style's."""
        named = element.find(f"{W}pPr/{W}pStyle")
        style = self.styles.get(_value(named) or "", _Style())
        num, ilvl, level = None, None, style.level
        seen = 0
        base: _Style | None = style
        while base is not None and seen < 20:
            num = num if num is not None else base.num
            ilvl = ilvl if ilvl is not None else base.ilvl
            level = level if level is not None else base.level
            base = self.styles.get(base.based_on) if base.based_on else None
            seen += 1
        own = element.find(f"{W}pPr/{W}numPr")
        if own is not None:
            num = _value(own.find(f"{W}numId")) or num
            ilvl = _integer(_value(own.find(f"{W}ilvl")), ilvl or 0)
        outline = _value(element.find(f"{W}pPr/{W}outlineLvl"))
        if level is None and outline is not None and _integer(outline, 9) < 9:
            level = _integer(outline, 0) + 1
        if num == "0":
            num = None
        result = _Style(style.name, None, level)
        return result, num, ilvl or 0

    def _label(self, num: str | None, ilvl: int, style: _Style) -> str:
        if num is None or num not in self.lists.nums:
            return "•" if _BULLET_STYLE.match(style.name) and num is None else ""
        key = self.lists.nums[num]
        levels = self.lists.abstract.get(key, {})
        level = levels.get(ilvl)
        if level is None or level.style == "none":
            return ""
        if level.style == "bullet":
            return "•"
        counter = self.counters.setdefault(key, ListCounter())
        start = level.start
        if (num, ilvl) in self.lists.overrides and (num, ilvl) not in self.restarted:
            self.restarted.add((num, ilvl))
            start = self.lists.overrides[num, ilvl]
            counter.values.pop(ilvl, None)
        counter.step(ilvl, start)
        styles = {at: one.style for at, one in levels.items()}
        starts = {at: one.start for at, one in levels.items()}
        return counter.label(level.text, styles, starts).strip()

    def _table(self, element: etree._Element) -> None:
        rows = [list(_cells(row)) for row in element.iter(f"{W}tr") if _owner(row) is element]
        if rows and max(len(row) for row in rows) == 1:
            for row in element.iter(f"{W}tr"):
                if _owner(row) is element:
                    for cell in row.iter(f"{W}tc"):
                        self.blocks(cell)
            return
        self.tables += 1
        for cells in rows:
            if any(cells):
                text = " | ".join(cell.replace("\n", " ") for cell in cells)
                self._add(Line([0], text, cells=tuple(cells), table=self.tables))


def _owner(row: etree._Element) -> etree._Element | None:
    above = row.getparent()
    while above is not None and above.tag != f"{W}tbl":
        above = above.getparent()
    return above


def _cells(row: etree._Element) -> Iterator[str]:
    for cell in row.findall(f"{W}tc") + row.findall(f"{W}sdt/{W}sdtContent/{W}tc"):
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and merged.get(f"{W}val") != "restart":
            yield ""
        else:
            texts = (_text(paragraph).strip() for paragraph in cell.iter(f"{W}p"))
            yield "\n".join(text for text in texts if text)


_SKIPPED = frozenset((f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{_MC}Fallback"))


def _text(element: etree._Element) -> str:
    """Return the text of a paragraph as shown: insertions in, deletions and field codes out."""
    pieces: list[str] = []
    stack: list[etree._Element] = [element]
    while stack:
        node = stack.pop()
        tag = node.tag
        if tag in _SKIPPED or (tag == f"{W}p" and node is not element):
            continue
        if tag == f"{W}t":
            pieces.append(node.text or "")
        elif tag == f"{W}tab":
            above = node.getparent()
            if above is not None and above.tag == f"{W}r":
                pieces.append("\t")
        elif tag in (f"{W}br", f"{W}cr"):
            pieces.append("\n")
        elif tag == f"{W}noBreakHyphen":
            pieces.append("-")
        elif tag == f"{W}footnoteReference":
            pieces.append(f"[{node.get(f'{W}id')}]")
        else:
            stack.extend(reversed(node))
    return "".join(pieces).replace("\u00a0", " ")
