"""Writing accepted rows into the register, through the services of the register."""

from __future__ import annotations

import datetime
import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from dueregard.web.accounts.models import User
from dueregard.web.commitments import services as commitments
from dueregard.web.commitments.models import Commitment, Round
from dueregard.web.commitments.states import ClosureKind
from dueregard.web.core.text import fold
from dueregard.web.organisation.models import Body, Post
from dueregard.web.recommendations import services as register
from dueregard.web.recommendations.imports.differences import NOT_OPEN, fresh, said, unsaid
from dueregard.web.recommendations.imports.held import HeldItem
from dueregard.web.recommendations.imports.items import ReadItem, Statement
from dueregard.web.recommendations.imports.owners import OwnerPosts
from dueregard.web.recommendations.imports.queries import rounds_of_source
from dueregard.web.recommendations.imports.suggestions import citation
from dueregard.web.recommendations.models import (
    ImportRow,
    PaperImport,
    Recommendation,
    Source,
)
from dueregard.web.recommendations.states import LinkKind

_CLOSURES = {"completed": ClosureKind.AS_MADE, "rejected": ClosureKind.REJECTED}


@dataclass
class TakingIn:
    """One acceptance: everything it writes bears the same actor, time and batch."""

    paper_import: PaperImport
    source: Source
    bodies: dict[int, Body]
    posts: OwnerPosts
    by: User
    at: datetime.datetime
    counts: Counter[str] = field(default_factory=Counter)
    round: Round | None = None
    _raised: dict[str, tuple[str, list[Commitment]]] = field(default_factory=dict)
    _closures: list[tuple[Commitment, ReadItem]] = field(default_factory=list)
    _owner_bodies: dict[int, Body | None] = field(default_factory=dict)

    @property
    def common(self) -> dict[str, Any]:
        """What every write of this acceptance is given."""
        return {"by": self.by, "at": self.at, "batch": self.paper_import.batch}

    @property
    def said_on(self) -> datetime.date:
        """The day the statements of the paper were made."""
        return self.paper_import.said_on or self.at.date()

    def open_round(self) -> Round:
        """Return the round of the paper's statements, made when the first one needs it."""
        if self.round is None:
            self.round = self.paper_import.round or commitments.open_round(
                scope_kind="source",
                scope_id=self.source.pk,
                name=free_round_name(self.source, self.paper_import.round_name),
                opens_on=self.said_on,
                state=self.paper_import.round_state,
                **self.common,
            )
        return self.round

    def add(self, row: ImportRow, item: ReadItem, parent: Recommendation | None) -> Recommendation:
        """Add a row as a new recommendation with all it says."""
        body = self._owner_body(item, parent)
        made = register.add_recommendation(
            source=self.source,
            parent=parent,
            number=item.reference,
            text=item.text,
            stem=item.stem,
            owner_body=body,
            owner_printed=item.owner[:300],
            is_pointer=item.is_pointer,
            owner_post=self._owner_post(item),
            due_on=item.due_on,
            **self.common,
        )
        self._owner_bodies[made.pk] = body
        self.counts["new"] += 1
        self._say(made.commitment, item, None, row)
        return made

    def change(self, row: ImportRow, item: ReadItem, held: HeldItem) -> Recommendation:
        """Take a row's differences over into the recommendation it was matched with."""
        found = Recommendation.objects.select_related("commitment", "source").get(pk=held.id)
        taken = set(row.differences) - set(row.left_out)
        changes: dict[str, Any] = {}
        if "text" in taken:
            changes |= {"text": item.text, "stem": item.stem}
        if "owner" in taken:
            changes["owner_printed"] = item.owner[:300]
        if changes:
            register.edit_recommendation(
                recommendation=found,
                expected_version=held.version,
                **self.common,
                **changes,
            )
            self.counts["wording"] += 1
        commitment = Commitment.objects.get(pk=found.pk)
        if "due" in taken:
            commitments.set_due_date(
                commitment=commitment,
                due_on=item.due_on,
                reason=f"As printed in {citation(self.paper_import.paper)}",
                **self.common,
            )
            self.counts["due"] += 1
        self.counts["changed"] += 1
        self._say(commitment, item, held, row)
        return found

    def _owner_post(self, item: ReadItem) -> Post | None:
        chosen = self.paper_import.owner_bodies.get(item.owner) if item.owner else None
        return self.posts.chosen(chosen) or self.posts.named(item.owner)

    def _owner_body(self, item: ReadItem, parent: Recommendation | None) -> Body | None:
        chosen = self.paper_import.owner_bodies.get(item.owner) if item.owner else None
        if post := self.posts.chosen(chosen):
            return self.bodies[post.unit.body_id]
        if chosen in self.bodies:
            return self.bodies[chosen]
        if parent is None:
            return None
        return self._owner_bodies.get(parent.pk, parent.owner_body)

    def _say(
        self, commitment: Commitment, item: ReadItem, held: HeldItem | None, row: ImportRow
    ) -> None:
        added = {
            key: fresh(item, held, key) if held else unsaid(said(item, key), frozenset())
            for key in ("progress", "challenges", "next_steps", "notes")
            if key not in row.left_out
        }
        if progress := added.get("progress"):
            text = "\n\n".join(statement.text for statement in progress)
            self._enter("progress", commitments.add_progress, commitment, text)
        for step in added.get("next_steps", ()):
            self._enter("next_steps", commitments.add_next_step, commitment, step.text)
        for note in added.get("notes", ()):
            self._enter("notes", commitments.add_note, commitment, note.text)
        for challenge in added.get("challenges", ()):
            self._gather(challenge, commitment)
        if "status" in row.left_out:
            return
        if item.status in _CLOSURES and (held is None or held.closure_state not in NOT_OPEN):
            self._closures.append((commitment, item))

    def _enter(self, what: str, add: Any, commitment: Commitment, text: str) -> None:
        add(
            commitment=commitment,
            text=text,
            said_on=self.said_on,
            round=self.open_round(),
            attribution=citation(self.paper_import.paper)[:200],
            **self.common,
        )
        self.counts[what] += 1

    def _gather(self, challenge: Statement, commitment: Commitment) -> None:
        _, items = self._raised.setdefault(fold(challenge.text), (challenge.text, []))
        if commitment not in items:
            items.append(commitment)

    def finish(self, rows: list[tuple[ReadItem, Recommendation]], taken: set[int]) -> None:
        """Raise the challenges, each once however many items it is on; then close and link.

        ``rows`` are all items of the paper that the register has now; ``taken`` are the ids of
        those of which something was taken in.
        """
        for text, items in self._raised.values():
            commitments.raise_challenge(
                commitments=items,
                text=text,
                raised_on=self.said_on,
                round=self.open_round(),
                attribution=citation(self.paper_import.paper)[:200],
                **self.common,
            )
            self.counts["challenges"] += 1
        for commitment, item in self._closures:
            commitments.report_closure(
                commitment=Commitment.objects.get(pk=commitment.pk),
                kind=_CLOSURES[item.status],
                statement=closing_words(item),
                effective_on=self.said_on,
                round=self.open_round(),
                attribution=citation(self.paper_import.paper)[:200],
                **self.common,
            )
            self.counts["closures"] += 1
        self._link(rows, taken)

    def _link(self, rows: list[tuple[ReadItem, Recommendation]], taken: set[int]) -> None:
        by_reference = {item.reference: found for item, found in rows if item.reference}
        for item, found in rows:
            target = by_reference.get(item.points_to)
            if found.pk not in taken or target is None or target.pk == found.pk:
                continue
            if found.links.filter(target=target, kind=LinkKind.SEE).exists():
                continue
            register.link(
                origin=found,
                target=target,
                kind=LinkKind.SEE,
                note=f"As printed in {citation(self.paper_import.paper)}"[:300],
                **self.common,
            )
            self.counts["links"] += 1


def free_round_name(source: Source, name: str) -> str:
    """Return ``name``, counted on when a round of the source has it: two papers of one day."""
    held = set(rounds_of_source(source).values_list("name", flat=True))
    names = (f"{name[:190]} ({number})" for number in itertools.count(2))
    return name if name not in held else next(one for one in names if one not in held)


def closing_words(item: ReadItem) -> str:
    """Return the paragraph in which the paper says that an item is done, as printed."""
    printed = fold(item.status_printed)
    for statement in item.progress:
        if printed and printed in fold(statement.text):
            return statement.text
    return item.status_printed or f"Reported as {item.status}."
