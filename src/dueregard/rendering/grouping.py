"""Blocks gathered into lists and panels, for formats that nest: HTML and PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from dueregard.rendering.blocks import (
    Attribution,
    Block,
    Bullet,
    Definition,
    Detail,
    HeaderLine,
    NumberedItem,
    NumberedParagraph,
    Voice,
    VoiceHeading,
)


@dataclass(frozen=True, slots=True)
class BulletItem:
    """A bullet and the attributions that belong to it."""

    text: str
    attributions: tuple[Attribution, ...] = ()


@dataclass(frozen=True, slots=True)
class BulletList:
    """Bullets that follow each other; ``under_paragraph``: they continue a numbered paragraph."""

    items: tuple[BulletItem, ...]
    under_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Numbered items that follow each other, from 1."""

    items: tuple[NumberedItem, ...]


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """The lines of the header block."""

    lines: tuple[HeaderLine, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Owner, status and due date of a recommendation."""

    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """The list of abbreviations."""

    definitions: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class VoicePanel:
    """A voice's heading and its words."""

    voice: Voice
    level: int
    parts: tuple[Block | BulletList, ...]


Group = Block | BulletList | NumberedList | HeaderBlock | Facts | Definitions | VoicePanel


def grouped(blocks: Sequence[Block]) -> Iterator[Group]:
    """Gather blocks that belong together; everything else passes as it is.

    Examples
    --------
    >>> (gathered,) = grouped([Bullet("one"), Bullet("two")])
    >>> [item.text for item in gathered.items]
    ['one', 'two']
    """
    position = 0
    while position < len(blocks):
        block = blocks[position]
        if isinstance(block, VoiceHeading):
            end = _end_of_voice(blocks, position)
            yield VoicePanel(block.voice, block.level, tuple(_in_panel(blocks[position + 1 : end])))
        else:
            end = position + 1
            while (
                end < len(blocks)
                and isinstance(block, _GATHERED)
                and type(blocks[end]) is type(block)
            ):
                end += 1
            numbered = position > 0 and isinstance(blocks[position - 1], NumberedParagraph)
            yield from _gather(blocks[position:end], numbered)
        position = end


_GATHERED = (Bullet, NumberedItem, HeaderLine, Detail, Definition)


def _end_of_voice(blocks: Sequence[Block], start: int) -> int:
    """Return the position after the last block of the voice whose heading is at ``start``."""
    end = start + 1
    while end < len(blocks) and isinstance(blocks[end], (Bullet, NumberedParagraph, Attribution)):
        end += 1
    return end


def _gather(run: Sequence[Block], numbered: bool) -> Iterator[Group]:
    """Gather a run of blocks of one type; ``numbered``: a numbered paragraph stands before it."""
    match run[0]:
        case Bullet():
            items = tuple(BulletItem(block.text) for block in run if isinstance(block, Bullet))
            yield BulletList(items, under_paragraph=numbered)
        case NumberedItem():
            yield NumberedList(tuple(block for block in run if isinstance(block, NumberedItem)))
        case HeaderLine():
            yield HeaderBlock(tuple(block for block in run if isinstance(block, HeaderLine)))
        case Detail():
            yield Facts(tuple(block for block in run if isinstance(block, Detail)))
        case Definition():
            yield Definitions(tuple(block for block in run if isinstance(block, Definition)))
        case _:
            yield from run


def _in_panel(blocks: Sequence[Block]) -> Iterator[Block | BulletList]:
    """Gather bullets, with what was said about each, between the paragraphs of a voice."""
    for bulleted, run in groupby(
        _with_attributions(blocks), key=lambda part: isinstance(part, BulletItem)
    ):
        if bulleted:
            items = tuple(part for part in run if isinstance(part, BulletItem))
            yield BulletList(items, under_paragraph=isinstance(blocks[0], NumberedParagraph))
        else:
            yield from (part for part in run if not isinstance(part, BulletItem))


def _with_attributions(blocks: Sequence[Block]) -> Iterator[Block | BulletItem]:
    """Attach attributions to challenges and next steps; those of progress close the entry."""
    position = 0
    while position < len(blocks):
        block = blocks[position]
        position += 1
        if not isinstance(block, Bullet):
            yield block
            continue
        attached: list[Attribution] = []
        while position < len(blocks) and block.voice is not Voice.PROGRESS:
            following = blocks[position]
            if not isinstance(following, Attribution):
                break
            attached.append(following)
            position += 1
        yield BulletItem(block.text, tuple(attached))
