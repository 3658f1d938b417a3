"""A committee paper as a Word document."""

from __future__ import annotations

from dueregard.rendering.docx.document import render_paper

__all__ = ["render_paper"]
