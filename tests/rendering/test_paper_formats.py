"""Papers as HTML, DOCX, PDF and text: complete, accessible, safe, and the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from selectolax.lexbor import LexborHTMLParser

from dueregard.papers.assembly import (
    Challenge,
    CommitteePaper,
    Implication,
    PaperHeader,
    ProgressEntry,
    TrackedNode,
)
from dueregard.rendering import docx as word
from dueregard.rendering import html, pdf, text
from dueregard.rendering.blocks import Block, Table, VoiceHeading
from dueregard.rendering.layout import lay_out
from dueregard.rendering.pdf.glyphs import showable
from dueregard.rendering.pdf_checks import check, headings

HOSTILE = (
    '<script>alert("1")</script> #set page(fill: red) $x^2$ *b* _i_ `c` \\ @ref ]] '
    "{{ 7*7 }} &amp; \x00\x0b 漢😀"
)


def _words(written: str) -> str:
    return " ".join(written.split())


def _texts(paper: CommitteePaper) -> list[str]:
    """Return every passage of a laid-out paper that a format has to show."""
    found: list[str] = []
    for block in lay_out(paper):
        if isinstance(block, Table):
            found += [cell for row in (block.columns, *block.rows) for cell in row]
        else:
            found.append(_text(block))
    return found


def _text(block: Block) -> str:
    return block.voice.value if isinstance(block, VoiceHeading) else block.text


def test_text_holds_every_passage_in_order(sample_paper):
    written, position = text.render_paper(sample_paper), 0
    for passage in _texts(sample_paper):
        position = written.index(passage, position)


def test_html_holds_every_passage_in_order(sample_paper):
    body = LexborHTMLParser(html.render_paper(sample_paper)).body
    assert body is not None
    written, position = _words(body.text(separator=" ")), 0
    for passage in _texts(sample_paper):
        position = written.index(_words(passage), position)


def test_html_is_a_complete_document_without_script(sample_paper):
    page = LexborHTMLParser(html.render_paper(sample_paper))

    assert page.css_first("html").attributes["lang"] == "en-GB"
    assert page.css_first("title").text() == sample_paper.header.title
    assert len(page.css("h1")) == len(page.css("main")) == 1
    assert not page.css("script, link, img, iframe, [style], [onclick]")
    assert all(cell.attributes["scope"] in ("col", "row") for cell in page.css("th"))
    assert all(table.css_first("caption") for table in page.css("table"))
    identifiers = [node.attributes["id"] for node in page.css("[id]")]
    assert len(identifiers) == len(set(identifiers))


def test_the_two_voices_differ_by_heading_and_by_look(sample_paper):
    page = LexborHTMLParser(html.render_fragment(sample_paper))
    scrutiny = page.css(".paper-voice--scrutiny")
    owner = page.css(".paper-voice--owner")

    assert {panel.css_first("h4, h5, h6").text() for panel in scrutiny} == {"Challenges"}
    assert {panel.css_first("h4, h5, h6").text() for panel in owner} == {
        "Progress so far",
        "Next steps",
    }


def test_word_has_real_headings_lists_numbering_and_table_headers(sample_paper):
    document = docx.Document(io.BytesIO(word.render_paper(sample_paper)))
    styles = [paragraph.style.name for paragraph in document.paragraphs]

    assert styles.count("Title") == 1
    assert {"Heading 1", "Heading 2", "Heading 3", "Heading 4", "Heading 5"} <= set(styles)
    assert styles.count("Numbered paragraph") == 14
    assert {"List Bullet", "List Number", "Caption"} <= set(styles)
    assert all(
        table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables
    )
    assert document.core_properties.title == sample_paper.header.title
    assert document.core_properties.language == "en-GB"
    languages = {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_word_holds_every_passage_in_order(sample_paper):
    document = docx.Document(io.BytesIO(word.render_paper(sample_paper)))
    written, position = (
        _words(" ".join(node.text or "" for node in document.element.iter(qn("w:t")))),
        0,
    )
    for passage in _texts(sample_paper):
        position = written.index(_words(passage), position)


def test_pdf_passes_our_checks_of_accessibility(sample_paper):
    written = pdf.render_paper(sample_paper)

    assert check(written) == ()
    assert headings(written)[:4] == (1, 2, 2, 2)


def test_the_checks_find_what_is_missing(sample_paper):
    with pikepdf.Pdf.open(io.BytesIO(pdf.render_paper(sample_paper))) as opened:
        del opened.Root["/Lang"], opened.Root["/StructTreeRoot"], opened.Root["/Metadata"]
        opened.Root.ViewerPreferences.DisplayDocTitle = False
        page = opened.pages[0]
        page.Contents = opened.make_stream(b"BT /f0 9 Tf (bare) Tj ET")
        for font in page.resources.Font.as_dict().values():
            del font.DescendantFonts[0].FontDescriptor
        spoilt = io.BytesIO()
        opened.save(spoilt)
    found = {fault.checkpoint for fault in check(spoilt.getvalue())}

    assert {"01-003", "01-005", "06-002", "06-003", "07-001", "11-006", "14-002", "31-009"} <= found


@pytest.mark.parametrize(
    "render", [html.render_paper, word.render_paper, pdf.render_paper, text.render_paper]
)
def test_the_same_paper_gives_the_same_bytes(sample_paper, render):
    other = replace(sample_paper, header=PaperHeader("In between"))
    first = render(sample_paper)
    render(other)

    assert render(sample_paper) == first


def test_word_files_hold_no_time_of_writing(sample_paper):
    with zipfile.ZipFile(io.BytesIO(word.render_paper(sample_paper))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2025-10-16T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.fixture
def hostile_paper() -> CommitteePaper:
    node = TrackedNode(
        HOSTILE,
        HOSTILE,
        owner=HOSTILE,
        status_words=HOSTILE,
        progress=(ProgressEntry((HOSTILE,), author=HOSTILE, round=HOSTILE),),
        challenges=(Challenge(HOSTILE, asked_by=HOSTILE),),
    )
    return CommitteePaper(
        PaperHeader(HOSTILE, HOSTILE, by=HOSTILE, body=HOSTILE, author=HOSTILE, contact=HOSTILE),
        summary=(HOSTILE,),
        tracked=(node,),
        implications=(Implication(HOSTILE, HOSTILE),),
        previous_report=HOSTILE,
    )


def test_text_of_users_is_shown_and_never_obeyed_in_html(hostile_paper):
    page = LexborHTMLParser(html.render_paper(hostile_paper))

    assert not page.css("script")
    assert '<script>alert("1")</script>' in page.css_first("h1").text()


def test_text_of_users_is_shown_and_never_obeyed_in_word(hostile_paper):
    document = docx.Document(io.BytesIO(word.render_paper(hostile_paper)))

    assert any(
        "<script>" in paragraph.text and "漢😀" in paragraph.text
        for paragraph in document.paragraphs
    )


def test_text_of_users_is_shown_and_never_obeyed_in_pdf(hostile_paper):
    written = pdf.render_paper(hostile_paper)

    assert check(written) == ()
    with pikepdf.Pdf.open(io.BytesIO(written)) as opened:
        assert "#set page(fill: red) $x^2$ *b* _i_ `c`" in str(opened.docinfo["/Title"])


def test_a_paper_with_nothing_but_a_title_is_written_in_every_format():
    bare = CommitteePaper(PaperHeader("Nothing yet"))

    assert text.render_paper(bare).startswith("Nothing yet\n")
    assert docx.Document(io.BytesIO(word.render_paper(bare))).paragraphs[0].text == "Nothing yet"
    assert check(pdf.render_paper(bare)) == ()
    assert "<h1>Nothing yet</h1>" in html.render_fragment(bare)


def test_letters_of_european_languages_are_kept_on_the_page():
    kept = "Ġużeppi Łukasz Ðorđe Siân Ŵyn ‘quoted’ – £ € ½ αβγ ЖЩ"

    assert showable(kept) == kept
    assert re.fullmatch("a\N{REPLACEMENT CHARACTER}b", showable("a漢b"))
