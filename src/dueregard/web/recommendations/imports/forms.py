"""The forms of imports: choose a file, say what it is about, edit a row."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments.models import Round
from dueregard.web.commitments.states import RoundState
from dueregard.web.core.clock import today
from dueregard.web.core.forms import DateField, DueForm, VersionedFormMixin
from dueregard.web.organisation.models import Body, current
from dueregard.web.organisation.queries import post_choices, unit_choices
from dueregard.web.recommendations.imports.items import read_items
from dueregard.web.recommendations.imports.owners import POST, OwnerPosts
from dueregard.web.recommendations.imports.queries import (
    open_rounds_of,
    rounds_of_source,
    sources_managed_by,
)
from dueregard.web.recommendations.imports.setup import NewSource, Setup
from dueregard.web.recommendations.imports.suggestions import (
    body_of_owner,
    likely_owner_body,
    likely_source,
    paper_day,
    round_name,
    source_kind,
    source_title,
)
from dueregard.web.recommendations.imports.tree_rules import LONGEST_NUMBER
from dueregard.web.recommendations.models import PaperImport, ReceivedPaper, Source
from dueregard.web.recommendations.states import SourceKind

NEW_SOURCE = "new"
_HIDE_OPTIONAL = ("title", "kind", "unit", "round_name")
#: Into which round the statements go: a finished one of their own, an open one, the one there is.
OWN_CLOSED, OWN_OPEN, CURRENT = "closed", "open", "current"


class PaperUploadForm(DueForm):
    """Choose a paper."""

    file = forms.FileField(
        label="Paper",
        help_text="A committee report, tracker, minutes or strategy as PDF, Word (.docx), "
        "OpenDocument (.odt), web page or plain text. Nothing enters the register until you "
        "have seen what was read and accepted it.",
        error_messages={"required": "Choose the paper you want to import"},
    )


class SheetUploadForm(DueForm):
    """Choose an edited export."""

    file = forms.FileField(
        label="Edited list",
        help_text="A list of recommendations you downloaded here, edited and saved as CSV, XLSX "
        "or ODS. Keep the columns “Id” and “Version”. Nothing changes until you have seen the "
        "differences and accepted them.",
        error_messages={"required": "Choose the list you edited"},
    )


class RowEditForm(DueForm):
    """Change the number or the wording of a row before it is taken in."""

    reference = forms.CharField(
        label="Number",
        required=False,
        max_length=LONGEST_NUMBER,
        help_text="As the source prints it, like 7(d). Leave it empty when there is none.",
    )
    text = forms.CharField(label="What is asked", widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].width = 10  # type: ignore[attr-defined]


class SetupForm(VersionedFormMixin, DueForm):
    """What a paper is about. Everything is suggested from the paper; the officer confirms."""

    source = forms.ChoiceField(
        label="Which source does this paper report on?", widget=forms.RadioSelect
    )
    title = forms.CharField(label="Title of the new source", max_length=300, required=False)
    short_title = forms.CharField(
        label="Short title",
        max_length=80,
        required=False,
        help_text="How it is called in lists. Leave it empty to use the title.",
    )
    kind = forms.ChoiceField(label="Kind of source", choices=SourceKind.choices, required=False)
    owner_body = forms.ChoiceField(
        label="Who must carry it out?",
        required=False,
        help_text="Unless the paper names another owner. Its unit gets the recommendations.",
    )
    unit = forms.ChoiceField(label="Which unit keeps the source?", required=False)
    said_on = DateField(
        label="Date of the paper",
        help_text="What the paper says was so on this day. The paper of a coming meeting is "
        "dated ahead: what it says is then kept under today’s date.",
    )
    round_choice = forms.ChoiceField(
        label="Which reporting round do its statements belong to?", widget=forms.RadioSelect
    )
    round_name = forms.CharField(
        label="Name of the round",
        max_length=200,
        required=False,
        help_text="Not needed when the statements join the round that is open now.",
    )

    def __init__(
        self,
        *args: Any,
        paper: ReceivedPaper,
        user: User,
        paper_import: PaperImport | None = None,
        chosen: Source | None = None,
        **kwargs: Any,
    ) -> None:
        self.paper = paper
        self.sources = {str(one.pk): one for one in sources_managed_by(user)}
        self.bodies = list(Body.objects.filter(current(today())).order_by("name"))
        self.posts = [(f"{POST}{key}", label) for key, label in post_choices()]
        self.items = read_items(paper.document)
        self.printed_owners = sorted({item.owner for item in self.items if item.owner})
        initial = self._suggestions(chosen, user)
        if paper_import is not None:
            initial |= self._as_set(paper_import)
        kwargs["initial"] = initial | kwargs.get("initial", {})
        kwargs.setdefault("version", paper_import.version if paper_import else None)
        super().__init__(*args, **kwargs)
        self._fill_choices(user)

    def _fill_choices(self, user: User) -> None:
        for name in _HIDE_OPTIONAL:
            self.fields[name].hide_optional = True  # type: ignore[attr-defined]
        if not self.sources:
            # Nothing to choose from: every source is a new one.
            self.fields["source"].widget = forms.HiddenInput()
        choices = [(key, one.title) for key, one in self.sources.items()]
        self._choices("source", [*choices, (NEW_SOURCE, "A new source, described below")])
        bodies = [
            ("", "Not said in the paper: leave it open"),
            *((str(b.pk), b.name) for b in self.bodies),
        ]
        self._choices("owner_body", bodies)
        units = unit_choices(user, Permission.MANAGE_SOURCES)
        self._choices("unit", [(str(key), label) for key, label in units])
        rounds = [
            (OWN_CLOSED, "A finished round of its own: nothing can be added to it later"),
            (OWN_OPEN, "A round of its own that stays open for updates"),
        ]
        if open_rounds_of(self.sources.values()).exists():
            rounds.append((CURRENT, "The round of this source that is open now"))
        self._choices("round_choice", rounds)
        for at, printed in enumerate(self.printed_owners):
            self.fields[f"owner_{at}"] = self._owner_field(printed, bodies)

    def _owner_field(self, printed: str, bodies: list[tuple[str, str]]) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=f"The paper names “{printed}” as owner. Who is that?",
            choices=[("", "Keep the words only"), ("Bodies", bodies[1:]), ("Posts", self.posts)],
            required=False,
        )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def owner_fields(self) -> list[forms.BoundField]:
        """The questions about owners as printed."""
        return [self[f"owner_{at}"] for at in range(len(self.printed_owners))]

    def _suggestions(self, chosen: Source | None, user: User) -> dict[str, Any]:
        source = chosen or likely_source(self.paper, self.sources.values())
        day = paper_day(self.paper.document)
        title = source_title(self.paper.title or self.paper.file_name)
        body = likely_owner_body(self.items, self.bodies)
        open_round = rounds_of_source(source).filter(state=RoundState.OPEN).first()
        joins = open_round is not None and day is not None and day >= open_round.opens_on
        suggested: dict[str, Any] = {
            "source": str(source.pk) if source else NEW_SOURCE,
            "title": title[:300],
            "short_title": title[:80],
            "kind": source_kind(title),
            "owner_body": str(body.pk) if body else "",
            "said_on": day,
            "round_choice": CURRENT if joins else OWN_CLOSED,
            "round_name": round_name(day, self.paper.file_name),
        }
        posts = OwnerPosts(today())
        for at, printed in enumerate(self.printed_owners):
            post = posts.named(printed)
            found = None if post else body_of_owner(printed, self.bodies)
            suggested[f"owner_{at}"] = (
                f"{POST}{post.pk}" if post else str(found.pk if found else "")
            )
        return suggested

    def _as_set(self, paper_import: PaperImport) -> dict[str, Any]:
        new = paper_import.new_source or {}
        values: dict[str, Any] = {
            "source": str(paper_import.source_id) if paper_import.source_id else NEW_SOURCE,
            "said_on": paper_import.said_on,
            "round_choice": CURRENT if paper_import.round_id else paper_import.round_state,
            "round_name": paper_import.round_name,
        }
        for name in ("title", "short_title", "kind", "unit", "owner_body"):
            if name in new:
                values[name] = str(new[name] or "")
        for at, printed in enumerate(self.printed_owners):
            values[f"owner_{at}"] = str(paper_import.owner_bodies.get(printed, ""))
        return values

    def clean(self) -> dict[str, Any]:
        """Ask for what a new source needs, and for a round that is really there."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("source") == NEW_SOURCE:
            if not cleaned.get("title"):
                self.add_error("title", "Enter the title of the new source")
            if not cleaned.get("unit"):
                self.add_error("unit", "Select which unit keeps the source")
        choice = cleaned.get("round_choice")
        if choice == CURRENT and self._open_round() is None:
            self.add_error(
                "round_choice",
                "This source has no open round. Choose a round of the paper’s own",
            )
        if choice in (OWN_CLOSED, OWN_OPEN) and not cleaned.get("round_name"):
            self.add_error("round_name", "Enter a name for the round, like “Report of 26 May 2011”")
        if choice == OWN_OPEN and self._open_round() is not None:
            self.add_error(
                "round_choice",
                "This source has an open round already, and only one can be open. Choose that "
                "round, or a finished round of the paper’s own",
            )
        return cleaned

    def _source(self) -> Source | None:
        return self.sources.get(self.cleaned_data.get("source") or "")

    def _open_round(self) -> Round | None:
        return rounds_of_source(self._source()).filter(state=RoundState.OPEN).first()

    def setup(self) -> Setup:
        """Return the answers as the service takes them."""
        data = self.cleaned_data
        source = self._source()
        joins = data["round_choice"] == CURRENT
        return Setup(
            said_on=data["said_on"],
            source=source,
            new_source=None if source else self._new_source(),
            round=self._open_round() if joins else None,
            round_name=data["round_name"],
            round_state=RoundState.OPEN if data["round_choice"] == OWN_OPEN else RoundState.CLOSED,
            owner_bodies={
                printed: chosen if chosen.startswith(POST) else int(chosen)
                for at, printed in enumerate(self.printed_owners)
                if (chosen := data.get(f"owner_{at}"))
            },
        )

    def _new_source(self) -> NewSource:
        data = self.cleaned_data
        return NewSource(
            title=data["title"].strip(),
            short_title=(data["short_title"] or data["title"]).strip()[:80],
            kind=data["kind"] or SourceKind.OTHER,
            unit=int(data["unit"]),
            owner_body=int(data["owner_body"]) if data["owner_body"] else None,
        )


__all__ = ["PaperUploadForm", "RowEditForm", "SetupForm", "SheetUploadForm"]
