"""Receiving a paper: keep the file, read it, keep what was read."""

from __future__ import annotations

import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from dueregard.papers import Document, read_bytes
from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.services import record
from dueregard.web.commitments.files import store
from dueregard.web.core.clock import now
from dueregard.web.organisation.access import access_of
from dueregard.web.recommendations.imports.suggestions import paper_day
from dueregard.web.recommendations.models import ReceivedPaper


@transaction.atomic
def receive_paper(
    *, upload: UploadedFile, by: User, at: datetime.datetime | None = None
) -> ReceivedPaper:
    """Keep an uploaded paper with what was read from it, line by line.

    The same file read the same way is received once, however often it is uploaded.

    Raises
    ------
    UnusableDocument
        When there is no text in it to read.
    UnreadableDocument
        When it cannot be opened: encrypted, damaged, or made to do harm.
    Refused
        When the file is too large or of a kind that is not kept.
    """
    at = at or now()
    access_of(by).require(Permission.MANAGE_SOURCES)
    upload.seek(0)
    name = (upload.name or "paper")[:200]
    document = read_bytes(upload.read(), name=name)
    upload.seek(0)
    stored = store(upload)
    read = document.as_dict()
    lines = [_line(one.line, one.text, one.role) for one in document.lines]
    for paper in stored.papers.all():
        if paper.document == read and paper.lines == lines:
            return paper
    paper = _paper(document, name)
    paper.file, paper.document, paper.lines = stored, read, lines
    paper.received_by, paper.received_at = by, at
    paper.save()
    record(by=by, verb="receive", instance=paper, after=_summary(paper), at=at)
    return paper


def _line(number: int, text: str, role: str | None) -> dict[str, object]:
    return {"line": number, "text": text, "role": role}


def _paper(document: Document, name: str) -> ReceivedPaper:
    header = document.header
    return ReceivedPaper(
        file_name=name,
        kind=document.kind,
        title=(header.title or "")[:500],
        report_number=(header.report_number or "")[:40],
        body_name=(header.body or "")[:200],
        paper_date=paper_day({"header": header.as_dict()}),
    )


def _summary(paper: ReceivedPaper) -> dict[str, object]:
    """Return what the audit record holds: the text itself stays in the file, known by its hash."""
    return {
        "file": paper.file_id,
        "sha256": paper.file.sha256,
        "file_name": paper.file_name,
        "kind": paper.kind,
        "title": paper.title,
        "report_number": paper.report_number,
        "paper_date": paper.paper_date,
    }
