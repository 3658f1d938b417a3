"""A committee paper as canonical JSON: the stored form, and a format for other programs."""

from __future__ import annotations

from dueregard.papers.assembly import CommitteePaper, to_json_bytes


def render_paper(paper: CommitteePaper) -> bytes:
    """Return the paper as canonical JSON in UTF-8; the same paper always gives the same bytes."""
    return to_json_bytes(paper)
