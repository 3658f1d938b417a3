"""What accepting an import will do, and what it did, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from dueregard.web.core.components import Tile
from dueregard.web.core.text import fold
from dueregard.web.recommendations.imports.differences import CLOSING, said, unsaid
from dueregard.web.recommendations.imports.matching import Matched
from dueregard.web.recommendations.imports.rows import choices_of, match_rows
from dueregard.web.recommendations.imports.tree_rules import RowChoice, RowProblem, problems
from dueregard.web.recommendations.models import ImportRow, PaperImport

#: What can be taken in, singular and plural, in the order of telling.
_THINGS: tuple[tuple[str, str, str], ...] = (
    ("new", "new recommendation", "new recommendations"),
    ("changed", "recommendation already held", "recommendations already held"),
    ("progress", "progress statement", "progress statements"),
    ("challenges", "challenge", "challenges"),
    ("next_steps", "next step", "next steps"),
    ("notes", "note", "notes"),
    ("closures", "reported as complete", "reported as complete"),
    ("links", "pointer to another item", "pointers to other items"),
)


@dataclass(frozen=True)
class Plan:
    """What acceptance will do, and what still stands in its way."""

    counts: Counter[str]
    problems: list[RowProblem]
    left_out: int
    unchanged: int
    names: dict[int, str] = field(default_factory=dict)

    @property
    def takes_anything(self) -> bool:
        """Whether accepting changes the register at all."""
        return bool(self.counts)

    @property
    def tiles(self) -> list[Tile]:
        """The counts, each with its name."""
        return [
            Tile(self.counts[key], _in_a_tile(one if self.counts[key] == 1 else many))
            for key, one, many in _THINGS
            if self.counts.get(key)
        ]


def _in_a_tile(words: str) -> str:
    # The long word is wider than half a narrow screen.
    return words.replace("recommendation", "item")


def plan_of(paper_import: PaperImport) -> Plan:
    """Return what accepting an import would do as the register stands now."""
    rows = list(paper_import.rows.all())
    matched = match_rows(paper_import, rows)
    choices = choices_of(rows, [one.item for one in matched])
    numbers: set[str] = set()
    if paper_import.source is not None:
        numbers = set(paper_import.source.recommendations.values_list("number", flat=True))
    counts: Counter[str] = Counter()
    challenges: set[str] = set()
    for row, one, choice in zip(rows, matched, choices, strict=True):
        if choice.is_taken:
            counts += _counts_of(row, one, choice)
            challenges |= {fold(text) for text in _fresh(row, one, choice, "challenges")}
    if challenges:
        counts["challenges"] = len(challenges)
    return Plan(
        counts=counts,
        problems=problems(choices, numbers - {""}),
        left_out=sum(choice.decision == "skip" for choice in choices),
        unchanged=sum(choice.match == "unchanged" for choice in choices),
        names={choice.position: choice.number or choice.text[:40] for choice in choices},
    )


def _counts_of(row: ImportRow, one: Matched, choice: RowChoice) -> Counter[str]:
    """Count what one row brings; challenges are counted over all rows, each once."""
    new = choice.makes_new
    closes = new and one.item.status in CLOSING
    if not new:
        closes = "status" in row.differences and "status" not in row.left_out
    return Counter(
        {
            "new" if new else "changed": 1,
            "progress": min(1, len(_fresh(row, one, choice, "progress"))),
            "next_steps": len(_fresh(row, one, choice, "next_steps")),
            "notes": len(_fresh(row, one, choice, "notes")),
            "closures": int(closes),
            "links": int(new and bool(one.item.points_to)),
        }
    )


def _fresh(row: ImportRow, one: Matched, choice: RowChoice, key: str) -> list[str]:
    """Return the statements of a row that are not on record yet."""
    if choice.makes_new:
        return [statement.text for statement in unsaid(said(one.item, key), frozenset())]
    if key in row.left_out:
        return []
    return [added["text"] for added in row.differences.get(key, {}).get("added", ())]


def outcome_sentence(outcome: dict[str, Any]) -> str:
    """Return what an acceptance did, as a sentence.

    Examples
    --------
    >>> outcome_sentence({"new": 50, "progress": 1})
    'Taken in: 50 new recommendations, 1 progress statement.'
    >>> outcome_sentence({})
    'Nothing in this paper was new, so the register is as it was.'
    """
    parts = [
        f"{outcome[key]} {one if outcome[key] == 1 else many}"
        for key, one, many in _THINGS
        if outcome.get(key)
    ]
    if not parts:
        return "Nothing in this paper was new, so the register is as it was."
    return f"Taken in: {', '.join(parts)}."
