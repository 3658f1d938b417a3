"""The content of a paper as plain values, in the shape the page template reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dueregard.papers.assembly import CommitteePaper, printable
from dueregard.rendering import blocks
from dueregard.rendering.grouping import (
    BulletList,
    Definitions,
    Facts,
    Group,
    HeaderBlock,
    NumberedList,
    VoicePanel,
    grouped,
)
from dueregard.rendering.layout import lay_out
from dueregard.rendering.wording import joined

# A column up to so many characters wide needs no more than it takes.
_NARROW = 30


def content_of(paper: CommitteePaper) -> dict[str, Any]:
    """Return everything the template prints: title, author, running title, groups of blocks."""
    header = paper.header
    number = f"Report {header.report_number}" if header.report_number else None
    return {
        "title": printable(header.title) or "Untitled report",
        "author": printable(header.by or ""),
        "running": joined(number, header.title),
        "groups": [_group(group) for group in grouped(lay_out(paper))],
    }


def _group(group: Group) -> dict[str, Any]:
    match group:
        case blocks.Title(text=text):
            return {"kind": "heading", "level": 1, "text": text}
        case blocks.SectionHeading(level=level):
            return {"kind": "heading", "level": level, "text": group.printed}
        case (
            blocks.Subheading(text=text, level=level)
            | blocks.RecommendationHeading(text=text, level=level)
        ):
            return {"kind": "heading", "level": level, "text": text}
        case blocks.LetteredItem(label=label, text=text, level=level):
            return {"kind": "heading", "level": level, "text": f"{label} {text}"}
        case blocks.NumberedParagraph(number=number, text=text):
            return {"kind": "numbered", "number": number, "text": text}
        case blocks.Lead(text=text):
            return {"kind": "lead", "text": text}
        case blocks.Paragraph(text=text) | blocks.RecommendationText(text=text):
            return {"kind": "paragraph", "text": text}
        case blocks.Attribution(label=label, text=text):
            return {"kind": "attribution", "label": label, "text": text}
        case blocks.Table():
            return _table(group)
        case VoicePanel():
            return {
                "kind": "panel",
                "heading": group.voice.value,
                "scrutiny": group.voice.is_scrutiny,
                "level": group.level,
                "parts": [_group(part) for part in group.parts],
            }
        case _:
            return _list(group)


def _list(group: Group) -> dict[str, Any]:
    match group:
        case BulletList(items=items):
            return {
                "kind": "bullets",
                "items": [
                    {"text": item.text, "notes": _lines(item.attributions)} for item in items
                ],
                "indented": group.under_paragraph,
            }
        case NumberedList(items=items):
            return {"kind": "items", "items": [item.text for item in items]}
        case HeaderBlock(lines=lines):
            return {"kind": "header", "lines": _lines(lines)}
        case Facts(details=details):
            return {"kind": "facts", "lines": _lines(details)}
        case Definitions(definitions=definitions):
            return {
                "kind": "definitions",
                "lines": [{"label": one.term, "text": one.text} for one in definitions],
            }
        case _:
            raise TypeError(f"no layout on the page for {type(group).__name__}")


def _lines(
    lines: Sequence[blocks.Attribution | blocks.HeaderLine | blocks.Detail],
) -> list[dict[str, str]]:
    return [{"label": line.label, "text": line.text} for line in lines]


def _table(table: blocks.Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": table.caption,
        "columns": table.columns,
        "rows": table.rows,
        # A table of narrow columns only is not stretched over the page.
        "shares": table.shares if max(table.shares) > _NARROW else None,
    }
