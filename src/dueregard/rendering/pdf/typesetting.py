"""From the content of a paper to PDF/UA, by Typst, which refuses what is not accessible."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from threading import Lock

import typst

from dueregard.papers.assembly import CommitteePaper
from dueregard.rendering.pdf.content import content_of
from dueregard.rendering.pdf.glyphs import FONT_FOLDER, showable

_STANDARD: typst.PDFStandard = "ua-1"
# One compiler keeps the fonts and the parsed template in memory; it serves one thread at a time.
_COMPILING = Lock()
# Typst keeps what it computed for the last ten compilations: 100 MB for a paper of 150 pages. After
# a paper longer than this many characters, ten empty ones make it forget, for 50 ms.
_LONG = 100_000
_REMEMBERED = 10


def render_paper(paper: CommitteePaper) -> bytes:
    """Return the paper as a tagged PDF; the same paper always gives the same bytes.

    A character that our fonts cannot show is printed as U+FFFD.
    """
    content = showable(json.dumps(content_of(paper), ensure_ascii=False))
    with _COMPILING:
        written = _compiler().compile(
            _template(), format="pdf", sys_inputs={"paper": content}, pdf_standards=_STANDARD
        )
        if len(content) > _LONG:
            _forget()
    assert isinstance(written, bytes)
    return written


def _forget() -> None:
    """Compile nothing often enough that Typst lets go of what it remembers."""
    for number in range(_REMEMBERED):
        _compiler().compile(f"#let empty = {number}".encode(), format="pdf", sys_inputs={})


@cache
def _template() -> bytes:
    return files("dueregard.rendering.pdf").joinpath("paper.typ").read_bytes()


@cache
def _compiler() -> typst.Compiler:
    # Only our fonts: what the machine has installed must not change the pages.
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FOLDER]
    )
    return typst.Compiler(root=FONT_FOLDER, font_paths=fonts)
