"""Addresses of pages that papers point to."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from dueregard.web.core.components import Step
from dueregard.web.governance.models import BoardPaper


def address(name: str, *args: object) -> str:
    """Return the address of a page, or "" where the app that has it is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def trail_of(paper: BoardPaper) -> list[Step]:
    """Return where a paper is in the chain."""
    source = address("recommendations:source", paper.source_id)
    return [
        Step("Source", paper.source.short_title, source),
        Step("Round", paper.round.name, address("commitments:round", paper.round_id)),
        Step("Paper", f"Report {paper.report_number}", current=True),
    ]
