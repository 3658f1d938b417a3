"""The styles, numbering and language of the Word document: to edit and navigate by."""

from __future__ import annotations

from typing import cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

FONT = "Arial"
LANGUAGE = "en-GB"
INK = RGBColor(0x0B, 0x0C, 0x0C)
GREY = RGBColor(0x48, 0x48, 0x49)
_HEADING_SIZES = {1: 16, 2: 13, 3: 11.5, 4: 11, 5: 11}
# Where the thick line beside the scrutineer's words stands.
_PANEL_EDGE = Cm(0.5)
# Bullets continue the numbered paragraph above them, so they stand under its text.
BULLET_INDENT = Cm(1.6)
# What the schema puts after borders and shading in a paragraph's properties.
_AFTER_SHADING = (
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:outlineLvl",
)


def prepare(document: Document) -> None:
    """Give a new document the styles of the house."""
    _set_language(document)
    normal = _paragraph_style(document, "Normal")
    _set_font(normal, 11)
    normal.paragraph_format.space_after = Pt(8)
    normal.paragraph_format.line_spacing = 1.15
    title = _paragraph_style(document, "Title")
    _set_font(title, 22, bold=True)
    for border in list(title.element.iter(qn("w:pBdr"))):
        title.element.pPr.remove(border)
    for level, size in _HEADING_SIZES.items():
        heading = _paragraph_style(document, f"Heading {level}")
        _set_font(heading, size, bold=True)
        heading.paragraph_format.space_before = Pt(max(10, size))
        heading.paragraph_format.space_after = Pt(4)
        heading.paragraph_format.keep_with_next = True
    for name in ("Header", "Footer"):
        _set_font(_paragraph_style(document, name), 9)
    caption = _paragraph_style(document, "Caption")
    _set_font(caption, 11, bold=True)
    caption.paragraph_format.keep_with_next = True
    _add_styles(document)


def _add_styles(document: Document) -> None:
    """Add the styles a committee paper needs beyond Word's own."""
    _new(document, "Lead").font.color.rgb = GREY
    fact = _new(document, "Fact")
    fact.paragraph_format.space_after = Pt(1)
    fact.paragraph_format.keep_with_next = True
    _new(document, "Header line").paragraph_format.space_after = Pt(1)
    cell = _new(document, "Table text")
    cell.font.size = Pt(10)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    attribution = _new(document, "Attribution")
    attribution.font.size = Pt(10)
    attribution.paragraph_format.space_after = Pt(3)
    attribution.paragraph_format.left_indent = Cm(1)
    numbered = _new(document, "Numbered paragraph")
    numbering = numbered.element.get_or_add_pPr().get_or_add_numPr()
    numbering.get_or_add_ilvl().val = 0
    numbering.get_or_add_numId().val = _add_paragraph_numbering(document)


def shade(paragraph: Paragraph, *, bullet: bool = False) -> None:
    """Set the scrutineer's words apart by a thick line and a grey ground, beside their heading."""
    properties = paragraph._p.get_or_add_pPr()
    left = _element("w:left", val="single", sz="36", space="6", color="0B0C0C")
    borders = _element("w:pBdr")
    borders.append(left)
    properties.insert_element_before(borders, "w:shd", *_AFTER_SHADING)
    properties.insert_element_before(
        _element("w:shd", val="clear", color="auto", fill="F3F2F1"), *_AFTER_SHADING
    )
    hanging = Cm(0.6) if bullet else Cm(0)
    paragraph.paragraph_format.left_indent = _PANEL_EDGE + hanging
    paragraph.paragraph_format.first_line_indent = -hanging
    paragraph.paragraph_format.space_after = Pt(2)


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field such as the page number, with what is shown until the reader's program counts."""
    parts: list[tuple[str, BaseOxmlElement]] = [
        ("begin", _element("w:fldChar", fldCharType="begin")),
        ("code", _element("w:instrText")),
        ("separate", _element("w:fldChar", fldCharType="separate")),
    ]
    parts[1][1].text = instruction
    for _, part in parts:
        paragraph.add_run()._r.append(part)
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="end"))


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = cast("BaseOxmlElement", OxmlElement(tag))
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _new(document: Document, name: str) -> ParagraphStyle:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    return style


def _set_font(style: ParagraphStyle, size: float, *, bold: bool = False) -> None:
    style.font.name = FONT
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        # The theme's typeface would win over the one named here.
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)


def _set_language(document: Document) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
        language.set(qn("w:eastAsia"), LANGUAGE)


def _add_paragraph_numbering(document: Document) -> int:
    """Add the one run of paragraph numbers to the end of section B; return its identifier."""
    numbering = document.part.numbering_part.element
    identifier = str(
        1
        + max(
            (int(one.get(qn("w:abstractNumId"))) for one in numbering.iter(qn("w:abstractNum"))),
            default=0,
        )
    )
    abstract = _element("w:abstractNum", abstractNumId=identifier)
    abstract.append(_element("w:multiLevelType", val="singleLevel"))
    level = _element("w:lvl", ilvl="0")
    for tag, value in (
        ("w:start", "1"),
        ("w:numFmt", "decimal"),
        ("w:lvlText", "%1."),
        ("w:lvlJc", "left"),
    ):
        level.append(_element(tag, val=value))
    properties = _element("w:pPr")
    properties.append(_element("w:ind", left="567", hanging="567"))
    level.append(properties)
    abstract.append(level)
    # The schema wants every abstract numbering before the first numbering that uses one.
    numbering.insert(len(list(numbering.iter(qn("w:abstractNum")))), abstract)
    return int(numbering.add_num(int(identifier)).numId)
