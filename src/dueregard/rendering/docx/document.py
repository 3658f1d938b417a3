"""From the blocks of a paper to a Word document with the same bytes for the same paper."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.shared import Cm
from docx.text.paragraph import Paragraph as WordParagraph

from dueregard.papers.assembly import CommitteePaper
from dueregard.rendering import blocks
from dueregard.rendering.blocks import Block
from dueregard.rendering.docx.styles import BULLET_INDENT, LANGUAGE, add_field, prepare, shade
from dueregard.rendering.layout import lay_out
from dueregard.rendering.wording import joined, printable

# The earliest time a zip archive can hold: no clock may reach the bytes.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
# A table of so few rows is never broken over two pages.
_SHORT_TABLE = 10
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def render_paper(paper: CommitteePaper) -> bytes:
    """Return the paper as a Word document with real headings, lists and table headers."""
    document = docx.Document()
    prepare(document)
    _set_properties(document, paper)
    _set_page(document, paper)
    laid_out = lay_out(paper)
    for block in laid_out:
        _add(document, block)
    written = io.BytesIO()
    document.save(written)
    return _without_clock(written.getvalue())


def _set_properties(document: Document, paper: CommitteePaper) -> None:
    header = paper.header
    made = datetime.combine(header.date, time(), UTC) if header.date else _UNDATED
    properties = document.core_properties
    # Word allows 255 characters in a property.
    properties.title = printable(header.title)[:255]
    properties.author = printable(header.by or "")[:255]
    properties.language = LANGUAGE
    properties.comments = ""
    properties.created = properties.modified = made
    properties.last_modified_by = ""
    properties.revision = 1


def _set_page(document: Document, paper: CommitteePaper) -> None:
    """Set A4, a running title and the page number."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    number = f"Report {paper.header.report_number}" if paper.header.report_number else None
    section.header.paragraphs[0].text = joined(number, paper.header.title)
    footer = section.footer.paragraphs[0]
    footer.add_run("Page ")
    add_field(footer, "PAGE", "1")
    footer.add_run(" of ")
    add_field(footer, "NUMPAGES", "1")


def _add(document: Document, block: Block) -> None:
    match block:
        case blocks.Title():
            document.add_paragraph(block.text, style="Title")
        case blocks.SectionHeading():
            document.add_heading(block.printed, block.level - 1)
        case blocks.Subheading() | blocks.RecommendationHeading():
            document.add_heading(block.text, block.level - 1)
        case blocks.LetteredItem():
            document.add_heading(f"{block.label} {block.text}", block.level - 1)
        case blocks.VoiceHeading():
            heading = document.add_heading(block.voice.value, block.level - 1)
            if block.voice.is_scrutiny:
                shade(heading)
        case blocks.HeaderLine() | blocks.Detail():
            style = "Header line" if isinstance(block, blocks.HeaderLine) else "Fact"
            _labelled(document.add_paragraph(style=style), block.label, block.text)
        case blocks.Attribution():
            _add_attribution(document, block)
        case blocks.Definition():
            _labelled(document.add_paragraph(style="Fact"), block.term, block.text, " – ")
        case blocks.Table():
            _add_table(document, block)
        case _:
            _add_paragraph(document, block)


def _add_paragraph(document: Document, block: Block) -> None:
    match block:
        case blocks.Lead():
            document.add_paragraph(block.text, style="Lead")
        case blocks.NumberedParagraph():
            document.add_paragraph(block.text, style="Numbered paragraph")
        case blocks.NumberedItem():
            document.add_paragraph(block.text, style="List Number")
        case blocks.Bullet():
            bullet = document.add_paragraph(block.text, style="List Bullet")
            bullet.paragraph_format.left_indent = BULLET_INDENT
            if block.voice and block.voice.is_scrutiny:
                shade(bullet, bullet=True)
                bullet.paragraph_format.keep_with_next = True
        case blocks.RecommendationText():
            document.add_paragraph(block.text).paragraph_format.keep_with_next = True
        case blocks.Paragraph():
            document.add_paragraph(block.text)


def _add_attribution(document: Document, block: blocks.Attribution) -> None:
    paragraph = document.add_paragraph(style="Attribution")
    if block.label:
        _labelled(paragraph, block.label, block.text)
    else:
        paragraph.add_run(block.text).bold = True
    if block.voice.is_scrutiny:
        shade(paragraph)


def _labelled(paragraph: WordParagraph, label: str, text: str, separator: str = ": ") -> None:
    paragraph.add_run(label + separator.rstrip()).bold = True
    paragraph.add_run((" " if separator.endswith(" ") else "") + text)


def _add_table(document: Document, block: blocks.Table) -> None:
    document.add_paragraph(block.caption, style="Caption")
    table = document.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, block.columns, strict=True):
        cell.paragraphs[0].style = "Table text"
        cell.paragraphs[0].add_run(name).bold = True
    # Repeated on every page, and read out as headers by a screen reader.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].style = "Table text"
            cell.paragraphs[0].text = text
    short = len(block.rows) <= _SHORT_TABLE
    for index, row in enumerate(table.rows):
        # The schema wants this before the mark of a header row.
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = short and index < len(block.rows)
    document.add_paragraph()


def _without_clock(written: bytes) -> bytes:
    """Pack the parts again in a fixed order with a fixed time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as source, zipfile.ZipFile(packed, "w") as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
