"""Web pages: the text of their blocks; scripts, styles and hidden parts are never kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dueregard.papers.formats.numbers import printed
from dueregard.papers.formats.text import decode
from dueregard.papers.labels import HEADER, TRACKER, lookup
from dueregard.papers.lines import Line, split_marker

_DROPPED = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "canvas",
        "audio",
        "video",
        "select",
        "option",
        "textarea",
        "button",
        "input",
        "dialog",
    )
)
_BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    )
)
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_MARKS = {"1": "decimal", "a": "a", "A": "A", "i": "i", "I": "I"}


@dataclass(slots=True)
class _List:
    ordered: bool
    style: str
    value: int


def read_html(data: bytes) -> list[Line]:
    """Return the lines of a web page, a line each block and each table row."""
    tree = LexborHTMLParser(decode(data))
    reader = _Reader()
    body = tree.body or tree.root
    if body is not None:
        reader.walk(body)
    return reader.lines


class _Reader:
    """Walks the page without recursion, so that no depth of nesting can exhaust the stack."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.pieces: list[str] = []
        self.level: int | None = None
        self.lists: list[_List] = []
        self.label: str | None = None
        self.tables = 0
        self.number = 0
        self.first_of_block = True
        self.aside = 0
        self.term: str | None = None
        self.in_term = False

    def walk(self, root: LexborNode) -> None:
        """Read a tree of nodes."""
        stack: list[tuple[LexborNode, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            tag = node.tag or ""
            if leaving:
                self._leave(tag)
                continue
            if tag == "-text":
                self.pieces.append(node.text_content or "")
                continue
            if tag in _DROPPED or tag.startswith("-") or _hidden(node):
                continue
            if tag == "br":
                self._flush(more=True)
                continue
            if tag == "table" and self._table(node):
                continue
            self._enter(tag, node)
            stack.append((node, True))
            child = node.last_child
            while child is not None:
                stack.append((child, False))
                child = child.prev

    def _enter(self, tag: str, node: LexborNode) -> None:
        if tag in _BLOCKS:
            self._flush()
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.level = int(tag[1])
        elif tag in ("ul", "ol"):
            start = node.attributes.get("start") or "1"
            style = _MARKS.get(node.attributes.get("type") or "1", "decimal")
            value = int(start) if start.isdigit() else 1
            self.lists.append(_List(tag == "ol", style, value))
        elif tag == "li" and self.lists:
            inner = self.lists[-1]
            given = node.attributes.get("value") or ""
            if given.isdigit():
                inner.value = int(given)
            self.label = f"{printed(inner.value, inner.style)}." if inner.ordered else "•"
            inner.value += 1
        elif tag in ("nav", "footer"):
            self.aside += 1
        elif tag == "dt":
            self.in_term = True

    def _leave(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag in ("nav", "footer"):
            self.aside -= 1
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.level = None
        elif tag == "dl":
            self._term_alone()

    def _flush(self, *, more: bool = False) -> None:
        text = _SPACE.sub(" ", "".join(self.pieces)).strip()
        self.pieces = []
        if text:
            self._line(text)
            self.first_of_block = False
        if not more:
            self.first_of_block = True

    def _line(self, text: str) -> None:
        if self.in_term:
            self.in_term = False
            self._term_alone()
            self.term = text
            return
        if self.term is not None:
            term, self.term = self.term, None
            if lookup(term, HEADER) is not None or lookup(term, TRACKER) is not None:
                text = f"{term.rstrip(': ')}: {text}"
            else:
                self._add(Line([0], term, level=self.level))
                self._add(Line([0], text, gap=False))
                return
        if self.label is not None:
            if split_marker(text)[0] is None:
                text = f"{self.label} {text}"
            self.label = None
        line = Line([0], text, gap=self.first_of_block and not self.lists, level=self.level)
        if self.lists:
            line.depth = len(self.lists) - 1
        self._add(line)

    def _term_alone(self) -> None:
        if self.term is not None:
            term, self.term = self.term, None
            self._add(Line([0], term))

    def _add(self, line: Line) -> None:
        self.number += 1
        line.numbers, line.raw = [self.number], [line.text]
        if self.aside:
            line.role = "furniture"
        self.lines.append(line)

    def _table(self, node: LexborNode) -> bool:
        """Read a table of data; one that only lays out the page is walked like any block."""
        if node.css_first("table table") is not None:
            return False
        rows = [_cells(row) for row in node.css("tr")]
        rows = [row for row in rows if any(row)]
        if not rows or max(len(row) for row in rows) < 2:
            return False
        self._flush()
        self._term_alone()
        caption = node.css_first("caption")
        if caption is not None and (text := _SPACE.sub(" ", _inner(caption)).strip()):
            self._add(Line([0], text))
        self.tables += 1
        for cells in rows:
            text = " | ".join(cell.replace("\n", " ") for cell in cells)
            self._add(Line([0], text, cells=tuple(cells), table=self.tables))
        return True


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes:
        return True
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


def _cells(row: LexborNode) -> list[str]:
    cells: list[str] = []
    for cell in row.css("td, th"):
        text = "\n".join(
            piece for line in _inner(cell).split("\n") if (piece := _SPACE.sub(" ", line).strip())
        )
        span = cell.attributes.get("colspan") or "1"
        cells.append(text)
        cells.extend("" for _ in range(min(int(span), 32) - 1 if span.isdigit() else 0))
    return cells


def _inner(node: LexborNode) -> str:
    """Return the text below a node, blocks and breaks on lines of their own."""
    pieces: list[str] = []
    stack: list[tuple[LexborNode, bool]] = [(node, False)]
    while stack:
        one, leaving = stack.pop()
        tag = one.tag or ""
        if leaving:
            pieces.append("\n")
        elif tag == "-text":
            pieces.append((one.text_content or "").replace("\n", " "))
        elif tag == "br":
            pieces.append("\n")
        elif tag not in _DROPPED and not tag.startswith("-") and not _hidden(one):
            if tag in _BLOCKS and one is not node:
                pieces.append("\n")
                stack.append((one, True))
                if tag == "li":
                    pieces.append("• ")
            child = one.last_child
            while child is not None:
                stack.append((child, False))
                child = child.prev
    return "".join(pieces)
