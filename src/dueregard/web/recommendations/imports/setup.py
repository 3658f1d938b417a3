"""What an import is about: its source or a new one, its round, its day, whose owners it has."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, field
from typing import Any

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.models import Round
from dueregard.web.commitments.states import RoundState
from dueregard.web.core.clock import today
from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation.access import access_of
from dueregard.web.recommendations.models import PaperImport, Source
from dueregard.web.recommendations.states import SourceKind


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source that acceptance will add."""

    title: str
    short_title: str
    kind: str
    unit: int
    owner_body: int | None = None
    published_by: str = ""
    published_on: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as it is kept with the import."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Setup:
    """Every answer the officer gives before the rows are compared."""

    said_on: datetime.date
    source: Source | None = None
    new_source: NewSource | None = None
    round: Round | None = None
    round_name: str = ""
    round_state: str = RoundState.CLOSED
    #: Owner as printed → the body that is meant, or the post as ``owners.POST`` and its id.
    owner_bodies: dict[str, int | str] = field(default_factory=dict)

    @property
    def stated_on(self) -> datetime.date:
        """The day the statements were made: papers for a coming meeting are dated ahead."""
        return min(self.said_on, today())

    def check(self) -> None:
        """Raise ``Refused`` when the answers contradict one another."""
        if (self.source is None) == (self.new_source is None):
            raise Refused("Choose a source, or describe a new one.", field="source")
        if self.new_source is not None:
            self._check_new_source(self.new_source)
        if self.round is not None:
            self._check_round(self.round)
        elif not self.round_name.strip():
            raise Refused("Enter a name for the round.", field="round_name")

    def _check_new_source(self, new: NewSource) -> None:
        if not new.title.strip():
            raise Refused("Enter the title of the source.", field="title")
        if new.kind not in SourceKind.values:
            raise Refused("Select what kind of source it is.", field="kind")
        if Source.objects.filter(title=new.title.strip()).exists():
            raise Refused(
                f"There is already a source with the title “{new.title.strip()}”. "
                "Choose it from the list, or give the new one another title.",
                field="title",
            )

    def _check_round(self, chosen: Round) -> None:
        if self.source is None or (chosen.scope_kind, chosen.scope_id) != (
            "source",
            self.source.pk,
        ):
            raise Refused("Choose a round of this source.", field="round_choice")
        if chosen.state != RoundState.OPEN:
            raise Refused(
                f"The round “{chosen.name}” is closed. Nothing can be added to it: choose the "
                "open round or give the paper a round of its own.",
                field="round_choice",
            )


def require_setup_permission(setup: Setup, by: User) -> None:
    """Raise ``NotPermitted`` unless ``by`` manages sources where this one is kept."""
    access = access_of(by)
    if setup.source is not None:
        access.require(Permission.MANAGE_SOURCES, setup.source.unit_id)
    elif setup.new_source is not None:
        access.require(Permission.MANAGE_SOURCES, setup.new_source.unit)


def unit_of(paper_import: PaperImport) -> int | None:
    """Return the unit that keeps the source of an import; None while it has no source."""
    if paper_import.source is not None:
        return paper_import.source.unit_id
    return paper_import.new_source["unit"] if paper_import.new_source else None


def may_manage(paper_import: PaperImport, user: User) -> bool:
    """Return whether a person may review, accept and undo this import."""
    return access_of(user).may(Permission.MANAGE_SOURCES, unit_of(paper_import))


def require_manager(paper_import: PaperImport, by: User) -> None:
    """Raise ``NotPermitted`` unless ``by`` may review this import."""
    access_of(by).require(Permission.MANAGE_SOURCES, unit_of(paper_import))
