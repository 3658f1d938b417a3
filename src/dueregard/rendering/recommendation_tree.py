"""The layout of one recommendation and everything under it, in two voices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dueregard.papers.assembly import (
    Challenge,
    TrackedNode,
    paragraphs_of,
    printable,
    status_in_words,
)
from dueregard.rendering.blocks import (
    Attribution,
    Block,
    Bullet,
    Detail,
    LetteredItem,
    NumberedParagraph,
    RecommendationHeading,
    RecommendationText,
    Voice,
    VoiceHeading,
)
from dueregard.rendering.wording import date_in_words, joined

ANSWER = "Answer"
NOT_YET_ANSWERED = "Not yet answered."
_LETTER = re.compile(r"\([a-z]\)\Z")
# Headings go no deeper than six in HTML, Word and PDF.
_DEEPEST_ITEM = 5


def lay_out_tree(node: TrackedNode, numbers: Iterator[int]) -> Iterator[Block]:
    """Lay out a recommendation at the top of the tree.

    Parameters
    ----------
    node
        The recommendation.
    numbers
        The run of paragraph numbers, taken from as progress is printed.
    """
    ref = printable(node.ref)
    yield RecommendationHeading(ref, f"Recommendation {ref}")
    yield RecommendationText(ref, printable(node.text))
    yield from _content(node, numbers, level=3)


def _lay_out_part(
    node: TrackedNode, parent: TrackedNode, numbers: Iterator[int], level: int
) -> Iterator[Block]:
    ref = printable(node.ref)
    yield LetteredItem(ref, _label(ref, parent, level), printable(node.text), level)
    yield from _content(node, numbers, level)


def _label(ref: str, parent: TrackedNode, level: int) -> str:
    """Return the letter of a part, or its full reference where a letter could be mistaken.

    Deeper down ``(i)`` may be a letter or a numeral; after entries on the whole recommendation
    ``(a)`` would look like one more of them.
    """
    own = ref.removeprefix(printable(parent.ref))
    entries = parent.progress or parent.challenges or parent.next_steps
    clear = level == 4 and own != ref and not entries
    return own if clear and _LETTER.match(own) else ref


def _content(node: TrackedNode, numbers: Iterator[int], level: int) -> Iterator[Block]:
    """Lay out what stands under a recommendation: its facts, its voices, its parts."""
    if node.owner:
        yield Detail("Owner", printable(node.owner))
    status = status_in_words(node)
    if status:
        yield Detail("Status", printable(status))
    if node.due:
        yield Detail("Due", date_in_words(node.due))
    yield from _progress(node, numbers, level + 1)
    yield from _challenges(node, level + 1)
    yield from _next_steps(node, level + 1)
    for child in node.children:
        yield from _lay_out_part(child, node, numbers, min(level + 1, _DEEPEST_ITEM))


def _progress(node: TrackedNode, numbers: Iterator[int], level: int) -> Iterator[Block]:
    if not node.progress:
        return
    yield VoiceHeading(Voice.PROGRESS, level)
    for entry in node.progress:
        for text in entry.paragraphs:
            for paragraph in paragraphs_of(text):
                if paragraph.startswith("• "):
                    yield Bullet(paragraph.removeprefix("• "), Voice.PROGRESS)
                else:
                    yield NumberedParagraph(next(numbers), paragraph, Voice.PROGRESS)
        reported = joined(entry.author, entry.date, entry.round)
        if reported:
            yield Attribution(
                "Reported by" if entry.author else "Reported", reported, Voice.PROGRESS
            )


def _challenges(node: TrackedNode, level: int) -> Iterator[Block]:
    if not node.challenges:
        return
    yield VoiceHeading(Voice.CHALLENGES, level)
    for challenge in node.challenges:
        yield Bullet(printable(challenge.text), Voice.CHALLENGES)
        asked = joined(challenge.asked_by, challenge.date)
        if asked:
            yield Attribution(
                "Asked by" if challenge.asked_by else "Asked", asked, Voice.CHALLENGES
            )
        yield from _answers(challenge)


def _answers(challenge: Challenge) -> Iterator[Block]:
    if not challenge.answers:
        yield Attribution("", NOT_YET_ANSWERED, Voice.CHALLENGES)
    for answer in challenge.answers:
        yield Attribution(ANSWER, printable(answer.text), Voice.CHALLENGES)
        answered = joined(answer.answered_by, answer.date)
        if answered:
            yield Attribution(
                "Answered by" if answer.answered_by else "Answered", answered, Voice.CHALLENGES
            )


def _next_steps(node: TrackedNode, level: int) -> Iterator[Block]:
    if not node.next_steps:
        return
    yield VoiceHeading(Voice.NEXT_STEPS, level)
    for step in node.next_steps:
        yield Bullet(printable(step.text), Voice.NEXT_STEPS)
        if step.owner:
            yield Attribution("Step owner", printable(step.owner), Voice.NEXT_STEPS)
        if step.due:
            yield Attribution("Step due", date_in_words(step.due), Voice.NEXT_STEPS)
