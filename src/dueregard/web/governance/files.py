"""A paper as a file, in each format. The same content always gives the same bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dueregard.papers.assembly import CommitteePaper
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.queries import content


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its ending, what people call it, and its type on the web."""

    key: str
    name: str
    content_type: str
    note: str


FORMATS: dict[str, Format] = {
    each.key: each
    for each in (
        Format("pdf", "PDF", "application/pdf", "For the agenda; tagged for screen readers"),
        Format(
            "docx",
            "Word",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Opens in Word and LibreOffice",
        ),
        Format("html", "Web page", "text/html; charset=utf-8", "One file, needs nothing else"),
        Format("txt", "Plain text", "text/plain; charset=utf-8", "For e-mail"),
        Format("json", "JSON", "application/json", "For other programs; bears the checksum"),
    )
}


def render(paper: CommitteePaper, format_: str) -> bytes:
    """Return a paper as the bytes of a file.

    The renderers are imported when asked for: typesetting takes a moment to load, and most
    requests never need it.
    """
    if format_ == "pdf":
        from dueregard.rendering.pdf import render_paper as to_pdf

        return to_pdf(paper)
    if format_ == "docx":
        from dueregard.rendering.docx import render_paper as to_docx

        return to_docx(paper)
    if format_ == "json":
        from dueregard.rendering.json import render_paper as to_json

        return to_json(paper)
    if format_ == "html":
        from dueregard.rendering.html import render_paper as to_html

        return to_html(paper).encode("utf-8")
    from dueregard.rendering.text import render_paper as to_text

    return to_text(paper).encode("utf-8")


def file_of(paper: BoardPaper, format_: str) -> bytes:
    """Return the file of a paper; a draft says in its title that it is one."""
    made = content(paper)
    if not paper.issued_content:
        made = replace(made, header=replace(made.header, title=f"Draft: {made.header.title}"))
    return render(made, format_)


def file_name(paper: BoardPaper, format_: str) -> str:
    """Return the name a file is saved under."""
    words = re.sub(r"[^a-z0-9]+", "-", f"{paper.report_number} {paper.title}".lower()).strip("-")
    draft = "" if paper.issued_content else "draft-"
    return f"{draft}{paper.meeting_on:%Y-%m-%d}-report-{words[:60].strip('-')}.{format_}"
