"""The same paper as text, DOCX, ODT, HTML and PDF gives the same reading."""

import codecs
from functools import cache

import pytest
import rebuilt

from dueregard import papers

FORMATS = ("docx", "odt", "html", "pdf", "tagged_pdf")


@cache
def _both(folder, number, form):
    path = next(folder.glob(f"{number}_*.txt"))
    return papers.read(path), papers.read_bytes(getattr(rebuilt, f"as_{form}")(path))


def tree(document):
    return [
        (
            item.ref,
            item.parent,
            item.text,
            item.text_more,
            item.owner,
            item.status,
            item.status_printed,
            item.progress,
            item.challenges,
            item.next_steps,
            item.paragraphs,
        )
        for item in document.tracked_items
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_the_2011_report_reads_alike(shared, form):
    text, other = _both(shared / "seeds", "001", form)
    assert tree(other) == tree(text)
    assert other.numbered_paragraphs == text.numbered_paragraphs
    assert [t.rows for t in other.tables] == [t.rows for t in text.tables]
    assert [t.columns for t in other.tables] == [t.columns for t in text.tables]
    assert [s.heading for s in other.sections] == [s.heading for s in text.sections]
    assert other.background_papers == text.background_papers
    for name in ("report_number", "title", "date", "by", "body", "meeting_date", "summary"):
        assert getattr(other.header, name) == getattr(text.header, name)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("number", ["000", "002", "003"])
def test_other_reports_read_alike(shared, number, form):
    text, other = _both(shared / "seeds", number, form)
    assert other.kind == text.kind
    assert other.numbered_paragraphs == text.numbered_paragraphs
    assert [(s.label, s.heading) for s in other.sections] == [
        (s.label, s.heading) for s in text.sections
    ]
    assert [s.text for s in other.subheadings] == [s.text for s in text.subheadings]
    assert [t.rows for t in other.tables] == [t.rows for t in text.tables]
    assert other.abbreviations == text.abbreviations
    assert other.background_papers == text.background_papers
    assert other.recommendations.intro == text.recommendations.intro


@pytest.mark.parametrize("form", FORMATS)
def test_running_heads_and_page_numbers_are_counted_but_not_read(shared, form):
    _, other = _both(shared / "seeds", "001", form)
    left = {line.text for line in other.coverage.unattached}
    assert other.coverage.attached + len(other.coverage.unattached) == other.coverage.lines
    if form.endswith("pdf"):
        assert "Example Police Authority" in left
        assert all(text == "Example Police Authority" or text[:5] == "Page " for text in left)
    else:
        assert left == set()


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"]
)
def test_encodings(shared, encoding):
    path = next((shared / "seeds").glob("001_*.txt"))
    text = path.read_text("utf-8")
    data = text.encode(encoding)
    assert not data.startswith(codecs.BOM_UTF8) or encoding == "utf-8-sig"
    assert tree(papers.read_bytes(data)) == tree(papers.read(path))


def test_line_ends_of_other_systems(shared):
    path = next((shared / "seeds").glob("001_*.txt"))
    for end in ("\r\n", "\r"):
        data = path.read_text("utf-8").replace("\n", end).encode()
        assert tree(papers.read_bytes(data)) == tree(papers.read(path))


def test_hard_wrapped_text_reads_alike(shared):
    import textwrap

    path = next((shared / "seeds").glob("001_*.txt"))
    out = []
    for line in path.read_text("utf-8").split("\n"):
        out += textwrap.wrap(line, 76, break_long_words=False, break_on_hyphens=False) or [""]
    wrapped = papers.read_bytes("\n".join(out).encode())
    assert [i.ref for i in wrapped.tracked_items] == [
        i.ref for i in papers.read(path).tracked_items
    ]
    assert wrapped.numbered_paragraphs == papers.read(path).numbered_paragraphs
