"""The house layout of a committee paper: from its content to a flat sequence of blocks.

Paragraph numbers run on through section B and are given out here and nowhere else, so that every
format prints the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from dueregard.papers.assembly import (
    CommitteePaper,
    Implication,
    PaperHeader,
    SupportingHeading,
    paragraphs_of,
    printable,
)
from dueregard.rendering.blocks import (
    Block,
    Bullet,
    Definition,
    HeaderLine,
    Lead,
    NumberedItem,
    NumberedParagraph,
    Paragraph,
    SectionHeading,
    Subheading,
    Table,
    Title,
)
from dueregard.rendering.recommendation_tree import lay_out_tree
from dueregard.rendering.wording import date_in_words, joined

NONE = "None."
#: What a paper says of an implication nobody has written: silence is not the same as none.
NOT_STATED = "Not stated."
IMPLICATION_HEADINGS = {
    "equality": "Equality and diversity implications",
    "financial": "Financial implications",
    "legal": "Legal implications",
    "risk": "Risk implications",
}
VOICES_EXPLAINED = (
    "Under each recommendation, “Progress so far” and “Next steps” are the words of its owner. "
    "“Challenges” are the words of those who scrutinise the work; a challenge without an answer "
    "says so."
)


def lay_out(paper: CommitteePaper) -> tuple[Block, ...]:
    """Lay a paper out in the house layout.

    Parameters
    ----------
    paper
        The content.

    Returns
    -------
    tuple of Block
        Title, header block, summary and sections A onwards, in reading order.

    Examples
    --------
    >>> blocks = lay_out(CommitteePaper(PaperHeader("Fair progress", report_number="6a")))
    >>> [block.printed for block in blocks if isinstance(block, SectionHeading)][:2]
    ['Summary', 'A. Recommendations']
    """
    letters = (chr(code) for code in count(ord("A")))
    return (
        *_head(paper.header),
        SectionHeading(None, "Summary"),
        *_paragraphs_or(paper.summary, NONE),
        SectionHeading(next(letters), "Recommendations"),
        *_asked_of_members(paper),
        SectionHeading(next(letters), "Supporting information"),
        *_supporting(paper),
        *_implications(paper.implications, letters),
        SectionHeading(next(letters), "Background papers"),
        *(_bullets(paper.background_papers) or [Paragraph(NONE)]),
        SectionHeading(next(letters), "Abbreviations used"),
        *(_abbreviations(paper) or [Paragraph(NONE)]),
        SectionHeading(next(letters), "Contact details"),
        *(_contact(paper) or [Paragraph(NONE)]),
    )


def _head(header: PaperHeader) -> Iterator[Block]:
    number = printable(header.report_number or "")
    of_meeting = " ".join(
        part
        for part in (
            f"of the {date_in_words(header.meeting_date)} meeting" if header.meeting_date else "",
            f"of the {printable(header.body)}" if header.body else "",
        )
        if part
    )
    if of_meeting:
        # Without a number "of the" would read as if the meeting had written the report.
        opening = f"Report {number} {of_meeting}" if number else f"Report to{of_meeting[2:]}"
        yield Lead(f"{opening}.")
    yield Title(printable(header.title))
    if number:
        yield HeaderLine("Report", number)
    if header.date:
        yield HeaderLine("Date", date_in_words(header.date))
    if header.by:
        yield HeaderLine("By", printable(header.by))


def _paragraphs_or(texts: tuple[str, ...], otherwise: str) -> list[Block]:
    return [Paragraph(paragraph) for text in texts for paragraph in paragraphs_of(text)] or [
        Paragraph(otherwise)
    ]


def _bullets(texts: tuple[str, ...]) -> list[Block]:
    return [Bullet(printable(text)) for text in texts]


def _asked_of_members(paper: CommitteePaper) -> list[Block]:
    asked = paper.recommendations
    blocks: list[Block] = [Paragraph(printable(asked.intro))] if asked.intro else []
    blocks += [
        NumberedItem(str(number), printable(item))
        for number, item in enumerate(asked.items, start=1)
    ]
    return blocks or [Paragraph(NONE)]


def _supporting(paper: CommitteePaper) -> Iterator[Block]:
    numbers = count(1)
    for block in paper.supporting:
        if isinstance(block, SupportingHeading):
            yield Subheading(printable(block.text))
        else:
            yield NumberedParagraph(next(numbers), printable(block.text))
            yield from _bullets(block.bullets)
    yield from _where_things_stand(paper, numbers)
    yield Subheading("Progress on each recommendation")
    if not paper.tracked:
        yield Paragraph(NONE)
        return
    yield NumberedParagraph(next(numbers), VOICES_EXPLAINED)
    for node in paper.tracked:
        yield from lay_out_tree(node, numbers)


def _where_things_stand(paper: CommitteePaper, numbers: Iterator[int]) -> Iterator[Block]:
    """Lay out what members look for first: counts, changes, and what was asked and not answered."""
    yield Subheading("Where the recommendations stand")
    if paper.counts:
        total = sum(line.number for line in paper.counts)
        yield NumberedParagraph(
            next(numbers), f"This report follows {total} {_plural(total, 'recommendation')}."
        )
        rows = tuple((printable(line.words), str(line.number)) for line in paper.counts)
        yield Table(
            "Recommendations by status", ("Status", "Number"), (*rows, ("Total", str(total)))
        )
    else:
        yield Paragraph(NONE)
    yield Subheading("Changes since the last report")
    yield from _changes(paper, numbers)
    yield Subheading("Challenges not yet answered")
    yield from _unanswered(paper, numbers)


def _changes(paper: CommitteePaper, numbers: Iterator[int]) -> Iterator[Block]:
    if paper.previous_report is None and not paper.changes:
        yield NumberedParagraph(next(numbers), "This is the first report on these recommendations.")
        return
    since = f" since {printable(paper.previous_report)}" if paper.previous_report else ""
    if not paper.changes:
        yield NumberedParagraph(next(numbers), f"No status has changed{since}.")
        return
    changed = len(paper.changes)
    yield NumberedParagraph(
        next(numbers),
        f"The status of {changed} {_plural(changed, 'recommendation')} has changed{since}.",
    )
    rows = tuple(
        (printable(change.ref), printable(change.before), printable(change.after))
        for change in paper.changes
    )
    yield Table("Changes of status", ("Reference", "At the last report", "Now"), rows)


def _unanswered(paper: CommitteePaper, numbers: Iterator[int]) -> Iterator[Block]:
    unanswered = paper.unanswered_challenges
    if not unanswered:
        yield NumberedParagraph(next(numbers), "Every challenge has been answered.")
        return
    total = len(unanswered)
    yield NumberedParagraph(
        next(numbers), f"Members wait for an answer to {total} {_plural(total, 'challenge')}."
    )
    rows = tuple(
        (printable(", ".join(refs)), printable(asked.text), joined(asked.asked_by, asked.date))
        for refs, asked in unanswered
    )
    yield Table("Open challenges", ("Reference", "Challenge", "Asked by"), rows)


def _plural(number: int, noun: str) -> str:
    return noun if number == 1 else noun + "s"


def _implications(implications: tuple[Implication, ...], letters: Iterator[str]) -> Iterator[Block]:
    """Lay out the equality implications, which are always there, then the others in order."""
    equality = tuple(one.text for one in implications if one.kind == "equality")
    yield SectionHeading(next(letters), IMPLICATION_HEADINGS["equality"])
    yield from _paragraphs_or(equality, NOT_STATED)
    for one in implications:
        if one.kind != "equality":
            heading = (
                IMPLICATION_HEADINGS.get(one.kind)
                or f"{printable(one.kind).capitalize()} implications"
            )
            yield SectionHeading(next(letters), heading)
            yield from _paragraphs_or((one.text,), NOT_STATED)


def _abbreviations(paper: CommitteePaper) -> list[Block]:
    return [Definition(printable(one.short), printable(one.meaning)) for one in paper.abbreviations]


def _contact(paper: CommitteePaper) -> list[Block]:
    author = [f"Report author: {printable(paper.header.author)}"] if paper.header.author else []
    reached = [f"Contact: {printable(paper.header.contact)}"] if paper.header.contact else []
    return [Paragraph(line) for line in [*author, *reached, *map(printable, paper.contact)] if line]
