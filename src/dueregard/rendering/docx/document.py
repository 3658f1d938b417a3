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

from dueregard.papers.assembly import CommitteePaper, printable
from dueregard.rendering import blocks
from dueregard.rendering.blocks import Block
from dueregard.rendering.docx.styles import BULLET_INDENT, LANGUAGE, add_field, prepare, shade
from dueregard.rendering.layout import lay_out
from dueregard.rendering.wording import joined

# The earliest time a zip archive can hold: no clock may reach the bytes.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
# Between the margins of an A4 page, in centimetres.
_TEXT_WIDTH = 16
# A table of so few rows is never broken over two pages.
_SHORT_TABLE = 10
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def render_paper(paper: CommitteePaper) -> bytes:
    """Return the paper as a Word document with real headings, lists and table headers."""
    document = docx.Document()
    prepare(document)
    _set_properties(document, paper)
    _set_page(document, paper)
    writer = _Writer(document)
    for block in lay_out(paper):
        writer.add(block)
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


class _Writer:
    """Adds blocks to a document, each in its style."""

    def __init__(self, document: Document) -> None:
        self._document = document
        # Looked up once: python-docx searches every style again for each paragraph.
        self._style_ids = {style.name: style.style_id for style in document.styles}

    def add(self, block: Block) -> None:
        """Add one block at the end of the document."""
        match block:
            case blocks.SectionHeading(level=level):
                self._heading(block.printed, level)
            case blocks.Subheading() | blocks.RecommendationHeading():
                self._heading(block.text, block.level)
            case blocks.LetteredItem(label=label, text=text, level=level):
                self._heading(f"{label} {text}", level)
            case blocks.VoiceHeading(voice=voice, level=level):
                heading = self._heading(voice.value, level)
                if voice.is_scrutiny:
                    shade(heading)
            case blocks.HeaderLine(label=label, text=text):
                _label(self._paragraph("Header line"), f"{label}:", text)
            case blocks.Detail(label=label, text=text):
                _label(self._paragraph("Fact"), f"{label}:", text)
            case blocks.Definition(term=term, text=text):
                _label(self._paragraph("Fact"), f"{term} –", text)
            case blocks.Attribution():
                self._attribution(block)
            case blocks.Table():
                self._table(block)
            case _:
                self._text(block)

    def _text(self, block: Block) -> None:
        match block:
            case blocks.Title(text=text):
                self._paragraph("Title", text)
            case blocks.Lead(text=text):
                self._paragraph("Lead", text)
            case blocks.NumberedParagraph(text=text):
                self._paragraph("Numbered paragraph", text)
            case blocks.NumberedItem(text=text):
                self._paragraph("List Number", text)
            case blocks.Bullet(text=text, voice=voice):
                bullet = self._paragraph("List Bullet", text)
                bullet.paragraph_format.left_indent = BULLET_INDENT
                if voice and voice.is_scrutiny:
                    shade(bullet, bullet=True)
                    bullet.paragraph_format.keep_with_next = True
            case blocks.RecommendationText(text=text):
                self._paragraph("Normal", text).paragraph_format.keep_with_next = True
            case blocks.Paragraph(text=text):
                self._paragraph("Normal", text)

    def _paragraph(self, style: str, text: str = "") -> WordParagraph:
        return self._styled(self._document.add_paragraph(text), style)

    def _styled(self, paragraph: WordParagraph, style: str) -> WordParagraph:
        paragraph._p.style = self._style_ids[style]
        return paragraph

    def _heading(self, text: str, level: int) -> WordParagraph:
        # Word's title is no heading, so the sections begin at its level 1.
        return self._paragraph(f"Heading {level - 1}", text)

    def _attribution(self, block: blocks.Attribution) -> None:
        paragraph = self._paragraph("Attribution")
        if block.label:
            _label(paragraph, f"{block.label}:", block.text)
        else:
            paragraph.add_run(block.text).bold = True
        if block.voice.is_scrutiny:
            shade(paragraph)

    def _table(self, block: blocks.Table) -> None:
        self._paragraph("Caption", block.caption)
        table = self._document.add_table(1, len(block.columns), "Table Grid")
        table.autofit = False
        # Repeated on every page, and read out as headers by a screen reader.
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        widths = [Cm(_TEXT_WIDTH * share / sum(block.shares)) for share in block.shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for index, texts in enumerate((block.columns, *block.rows)):
            row = table.add_row() if index else table.rows[0]
            # The schema wants this before the mark of a header row.
            row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
            for cell, text, width in zip(row.cells, texts, widths, strict=True):
                cell.width = width
                paragraph = self._styled(cell.paragraphs[0], "Table text")
                paragraph.add_run(text).bold = index == 0
                if len(block.rows) <= _SHORT_TABLE and index < len(block.rows):
                    paragraph.paragraph_format.keep_with_next = True
        self._paragraph("Normal")


def _label(paragraph: WordParagraph, label: str, text: str) -> None:
    paragraph.add_run(label).bold = True
    paragraph.add_run(f" {text}")


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
