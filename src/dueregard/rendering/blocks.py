"""The flat sequence of blocks a laid-out paper consists of. Every renderer writes these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Voice(StrEnum):
    """Whose words a passage holds. The value is the heading printed above it."""

    PROGRESS = "Progress so far"
    CHALLENGES = "Challenges"
    NEXT_STEPS = "Next steps"

    @property
    def is_scrutiny(self) -> bool:
        """Whether those who scrutinise speak, and not the owner of the recommendation."""
        return self is Voice.CHALLENGES


@dataclass(frozen=True, slots=True)
class Lead:
    """The sentence above the title: which report of which meeting."""

    text: str


@dataclass(frozen=True, slots=True)
class Title:
    """The title of the paper."""

    text: str


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One line of the header block, such as ``Report: 6a``."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class SectionHeading:
    """The heading of a section, with its letter where it has one."""

    label: str | None
    text: str
    level: int = 2

    @property
    def printed(self) -> str:
        """The heading as printed: ``B. Supporting information``."""
        return f"{self.label}. {self.text}" if self.label else self.text


@dataclass(frozen=True, slots=True)
class Subheading:
    """An unnumbered heading within a section."""

    text: str
    level: int = 3


@dataclass(frozen=True, slots=True)
class Paragraph:
    """An unnumbered paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class NumberedParagraph:
    """A paragraph with a number of the run through section B."""

    number: int
    text: str
    voice: Voice | None = None


@dataclass(frozen=True, slots=True)
class NumberedItem:
    """One of the things the members are asked to do."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class RecommendationHeading:
    """The heading of a recommendation at the top of the tree; its text follows as a paragraph."""

    ref: str
    text: str
    level: int = 3


@dataclass(frozen=True, slots=True)
class RecommendationText:
    """The verbatim text of a recommendation at the top of the tree."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class LetteredItem:
    """A part of a recommendation: its letter, or its full reference where that is ambiguous."""

    ref: str
    label: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Detail:
    """A labelled fact about a recommendation, such as ``Owner: Director of People``."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class VoiceHeading:
    """The heading that says whose words follow."""

    voice: Voice
    level: int


@dataclass(frozen=True, slots=True)
class Bullet:
    """An item of a bulleted list."""

    text: str
    voice: Voice | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said what stands above, and when; or what was answered. ``label`` may be empty."""

    label: str
    text: str
    voice: Voice

    @property
    def printed(self) -> str:
        """The line as printed: ``Asked by: Scrutiny Board, 3 March 2011``."""
        return f"{self.label}: {self.text}" if self.label else self.text


@dataclass(frozen=True, slots=True)
class Definition:
    """An abbreviation and its meaning."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row. Its first column names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def shares(self) -> tuple[int, ...]:
        """How much of the width each column should have, by its longest cell within reason."""
        columns = zip(self.columns, *self.rows, strict=True)
        return tuple(min(max(24, *map(len, column)), 60) for column in columns)


Block = (
    Lead
    | Title
    | HeaderLine
    | SectionHeading
    | Subheading
    | Paragraph
    | NumberedParagraph
    | NumberedItem
    | RecommendationHeading
    | RecommendationText
    | LetteredItem
    | Detail
    | VoiceHeading
    | Bullet
    | Attribution
    | Definition
    | Table
)
