"""A committee paper as tagged PDF, to the PDF/UA-1 standard for accessibility."""

from __future__ import annotations

from dueregard.rendering.pdf.typesetting import render_paper

__all__ = ["render_paper"]
