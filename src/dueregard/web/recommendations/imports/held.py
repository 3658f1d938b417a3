"""What the register holds of a source, in the shape a paper is compared with."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from dueregard.web.commitments.models import Answer, ChallengeItem, Entry
from dueregard.web.commitments.states import EntryKind
from dueregard.web.core.text import fold
from dueregard.web.organisation.queries import post_label
from dueregard.web.recommendations.imports.items import folded_parts
from dueregard.web.recommendations.models import Recommendation, Source


@dataclass(frozen=True, slots=True)
class HeldItem:
    """One recommendation as the register holds it; what was said of it is folded."""

    id: int
    number: str
    text: str
    stem: str = ""
    parent: str = ""
    owner: str = ""
    owner_names: frozenset[str] = frozenset()
    due_on: datetime.date | None = None
    original_due_on: datetime.date | None = None
    closure_state: str = ""
    closure_kind: str = ""
    progress: frozenset[str] = frozenset()
    next_steps: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    challenges: frozenset[str] = frozenset()
    version: int = 1

    @property
    def wording(self) -> str:
        """The text with the words that lead to its parts."""
        return f"{self.text} {self.stem}".strip()


@dataclass
class _Said:
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def held_items(source: Source | None) -> list[HeldItem]:
    """Return what the register holds of ``source`` (four queries), or nothing without one."""
    if source is None:
        return []
    found = list(
        Recommendation.objects.filter(source=source)
        .select_related(
            "commitment__owner_post__unit", "parent", "owner_body", "source__owner_body"
        )
        .order_by("depth", "position", "pk")
    )
    ids = [one.pk for one in found]
    said = _said(ids)
    return [_held(one, said[one.pk]) for one in found]


def _said(ids: list[int]) -> dict[int, _Said]:
    said: dict[int, _Said] = defaultdict(_Said)
    entries = Entry.objects.filter(commitment_id__in=ids).order_by("id")
    for commitment, kind, text in entries.values_list("commitment_id", "kind", "text"):
        said[commitment].texts[kind].append(text)
    items = ChallengeItem.objects.filter(commitment_id__in=ids)
    for commitment, text in items.values_list("commitment_id", "challenge__text"):
        said[commitment].texts["challenge"].append(text)
    answers = Answer.objects.filter(challenge__items__commitment_id__in=ids)
    for commitment, text in answers.values_list("challenge__items__commitment_id", "text"):
        # As our own papers print it, so that they say nothing new when they come back.
        said[commitment].texts[EntryKind.NOTE].append(f"Answer: {text}")
    return said


def _held(one: Recommendation, said: _Said) -> HeldItem:
    return HeldItem(
        id=one.pk,
        number=one.number,
        text=one.text,
        stem=one.stem,
        parent=one.parent.number if one.parent else "",
        owner=one.owner_printed,
        owner_names=_owner_names(one),
        due_on=one.commitment.due_on,
        original_due_on=one.commitment.original_due_on,
        closure_state=one.commitment.closure_state,
        closure_kind=one.commitment.closure_kind,
        progress=folded_parts(said.texts[EntryKind.PROGRESS]),
        next_steps=folded_parts(said.texts[EntryKind.NEXT_STEP]),
        notes=folded_parts(said.texts[EntryKind.NOTE]),
        challenges=folded_parts(said.texts["challenge"]),
        version=one.version,
    )


def _owner_names(one: Recommendation) -> frozenset[str]:
    """Return every name under which a paper may print who answers for an item, folded."""
    names = [one.owner_printed]
    if post := one.commitment.owner_post:
        names += [post.title, post_label(post)]
    for body in (one.owner_body, one.source.owner_body):
        if body is not None:
            names += [body.name, body.short_name, *body.aliases]
    return frozenset(fold(name) for name in names if name)
