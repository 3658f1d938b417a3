"""A committee paper as HTML: a standalone document, or a fragment for a page of the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files

from dueregard.papers.assembly import CommitteePaper, printable
from dueregard.rendering.blocks import (
    Attribution,
    Detail,
    HeaderLine,
    Lead,
    LetteredItem,
    NumberedParagraph,
    Paragraph,
    RecommendationHeading,
    RecommendationText,
    SectionHeading,
    Subheading,
    Table,
    Title,
)
from dueregard.rendering.grouping import (
    BulletItem,
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
from dueregard.rendering.recommendation_tree import ANSWER


@cache
def stylesheet() -> str:
    """Return the style sheet of a paper, for the document and for pages that show the fragment."""
    return files("dueregard.rendering").joinpath("paper.css").read_text("utf-8")


def render_paper(paper: CommitteePaper) -> str:
    """Return the paper as a complete HTML document that needs nothing else and runs no script."""
    title = escape(printable(paper.header.title))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{stylesheet()}</style>\n</head>\n<body>\n<main>\n"
        f"{render_fragment(paper)}</main>\n</body>\n</html>\n"
    )


def render_fragment(paper: CommitteePaper) -> str:
    """Return the paper as an ``article`` element, its title as the ``h1``."""
    written = "\n".join(line for group in grouped(lay_out(paper)) for line in _elements(group))
    return f'<article class="paper">\n{written}\n</article>\n'


def _elements(group: Group) -> Iterator[str]:
    match group:
        case Lead(text=text):
            yield f'<p class="paper-lead">{escape(text)}</p>'
        case Title(text=text):
            yield f"<h1>{escape(text)}</h1>"
        case SectionHeading(level=level):
            yield _heading(level, group.printed)
        case Subheading(text=text, level=level):
            yield _heading(level, text)
        case RecommendationHeading(ref=ref, text=text, level=level):
            yield _heading(level, text, "paper-recommendation", f"recommendation-{ref}")
        case RecommendationText(text=text):
            yield f'<p class="paper-recommendation-text">{escape(text)}</p>'
        case LetteredItem(ref=ref, label=label, text=text, level=level):
            yield _heading(level, f"{label} {text}", "paper-part", f"recommendation-{ref}")
        case Paragraph(text=text):
            yield f"<p>{escape(text)}</p>"
        case NumberedParagraph(number=number, text=text):
            shown = f'<span class="paper-number">{number}.</span> {escape(text)}'
            yield f'<p class="paper-numbered" id="paragraph-{number}">{shown}</p>'
        case Attribution():
            yield _attribution(group)
        case VoicePanel():
            yield from _panel(group)
        case Table():
            yield from _table(group)
        case _:
            yield from _lists(group)


def _lists(group: Group) -> Iterator[str]:
    match group:
        case BulletList(items=items):
            yield "<ul>"
            yield from (_bullet(item) for item in items)
            yield "</ul>"
        case NumberedList(items=items):
            yield "<ol>"
            yield from (f"<li>{escape(item.text)}</li>" for item in items)
            yield "</ol>"
        case HeaderBlock(lines=lines):
            yield from _labelled("paper-header", lines)
        case Facts(details=details):
            yield from _labelled("paper-facts", details)
        case Definitions(definitions=definitions):
            yield "<dl>"
            yield from (
                f"<dt>{escape(one.term)}</dt><dd>{escape(one.text)}</dd>" for one in definitions
            )
            yield "</dl>"


def _heading(level: int, text: str, style: str | None = None, anchor: str | None = None) -> str:
    attributes = (f' class="{style}"' if style else "") + (
        f' id="{escape(_anchor(anchor))}"' if anchor else ""
    )
    return f"<h{level}{attributes}>{escape(text)}</h{level}>"


def _anchor(words: str) -> str:
    """Make an anchor of a reference: ``7(d)`` becomes ``7-d``."""
    return "-".join("".join(sign if sign.isalnum() else " " for sign in words).split())


def _labelled(style: str, lines: Iterable[HeaderLine | Detail]) -> Iterator[str]:
    yield f'<div class="{style}">'
    yield from (
        f"<p><strong>{escape(line.label)}:</strong> {escape(line.text)}</p>" for line in lines
    )
    yield "</div>"


def _bullet(item: BulletItem) -> str:
    if not item.attributions:
        return f"<li>{escape(item.text)}</li>"
    return "\n".join(
        [f"<li><p>{escape(item.text)}</p>", *map(_attribution, item.attributions), "</li>"]
    )


def _attribution(line: Attribution) -> str:
    if not line.label:
        return f'<p class="paper-unanswered"><strong>{escape(line.text)}</strong></p>'
    style = "paper-answer" if line.label == ANSWER else "paper-attribution"
    return f'<p class="{style}"><strong>{escape(line.label)}:</strong> {escape(line.text)}</p>'


def _panel(panel: VoicePanel) -> Iterator[str]:
    speaker = "scrutiny" if panel.voice.is_scrutiny else "owner"
    yield f'<div class="paper-voice paper-voice--{speaker}">'
    yield _heading(panel.level, panel.voice.value)
    for part in panel.parts:
        yield from _elements(part)
    yield "</div>"


def _table(table: Table) -> Iterator[str]:
    yield f"<table>\n<caption>{escape(table.caption)}</caption>"
    yield (
        "<thead>\n<tr>"
        + "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
        + "</tr>\n</thead>\n<tbody>"
    )
    for first, *others in table.rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in others)
        yield f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>'
    yield "</tbody>\n</table>"
