"""A committee paper as plain text in the house layout: one line a paragraph."""

from __future__ import annotations

from dueregard.papers.assembly import CommitteePaper
from dueregard.rendering.blocks import (
    Attribution,
    Block,
    Bullet,
    Definition,
    Detail,
    HeaderLine,
    Lead,
    LetteredItem,
    NumberedItem,
    NumberedParagraph,
    Paragraph,
    RecommendationHeading,
    RecommendationText,
    SectionHeading,
    Subheading,
    Table,
    Title,
    VoiceHeading,
)
from dueregard.rendering.layout import lay_out

# Lines of these blocks stand together; before any other block, and after it, comes a blank line.
_TIGHT = (
    (HeaderLine, HeaderLine),
    (RecommendationHeading, RecommendationText),
    (RecommendationText, Detail),
    (LetteredItem, Detail),
    (Detail, Detail),
    (Bullet, Bullet),
    (Bullet, Attribution),
    (Attribution, Bullet),
    (Attribution, Attribution),
    (NumberedItem, NumberedItem),
    (Definition, Definition),
)


def render_paper(paper: CommitteePaper) -> str:
    """Return the paper as plain text.

    Examples
    --------
    >>> from dueregard.papers.assembly import PaperHeader
    >>> print(
    ...     render_paper(
    ...         CommitteePaper(PaperHeader("Fair progress", report_number="6a"))
    ...     ).splitlines()[2]
    ... )
    Report: 6a
    """
    lines: list[str] = []
    previous: Block | None = None
    for block in lay_out(paper):
        if previous is not None and (type(previous), type(block)) not in _TIGHT:
            lines.append("")
        lines += _lines(block)
        previous = block
    return "\n".join(lines) + "\n"


def _lines(block: Block) -> list[str]:
    match block:
        case NumberedParagraph(number=number, text=text):
            return [f"{number}. {text}"]
        case NumberedItem(label=label, text=text):
            return [f"{label}. {text}"]
        case LetteredItem(label=label, text=text):
            return [f"{label} {text}"]
        case HeaderLine(label=label, text=text) | Detail(label=label, text=text):
            return [f"{label}: {text}"]
        case Bullet(text=text):
            return [f"  • {text}"]
        case Definition(term=term, text=text):
            return [f"{term} – {text}"]
        case VoiceHeading(voice=voice):
            return [voice.value]
        case Attribution():
            return [f"    {block.printed}"]
        case SectionHeading():
            return [block.printed]
        case Table():
            return [
                " | ".join(cell.replace("|", "¦") for cell in row)
                for row in (block.columns, *block.rows)
            ]
        case (
            Lead()
            | Title()
            | Subheading()
            | Paragraph()
            | RecommendationHeading()
            | RecommendationText()
        ):
            return [block.text]
