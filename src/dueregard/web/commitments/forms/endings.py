"""Forms for evidence and closure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from dueregard.web.commitments.forms.statements import shortened, text_area
from dueregard.web.commitments.models import Commitment, Evidence
from dueregard.web.commitments.states import ClosureKind, Visibility
from dueregard.web.core.forms import DateField, DueForm, VersionedFormMixin
from dueregard.web.organisation.models import Body

KIND_HINTS = {
    ClosureKind.AS_MADE: "It was done as it was asked.",
    ClosureKind.DIFFERENTLY: "What it was for was reached in another way. Say what differs.",
    ClosureKind.MERGED: "It goes on as part of another item.",
    ClosureKind.SUPERSEDED: "Something newer has taken its place.",
    ClosureKind.TRANSFERRED: "Another body carries it out now.",
    ClosureKind.REJECTED: "It will not be done. Say why.",
}


class EvidenceContentForm(DueForm):
    """Exactly one of a file, a link or a text; the service says so."""

    file = forms.FileField(
        label="File",
        help_text="PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text, web page, e-mail, PNG or "
        "JPEG; 50 MB at most. What it is, is told by its content.",
        required=False,
    )
    link = forms.URLField(label="Or a link", max_length=1000, required=False, assume_scheme="https")
    text = text_area("Or a text", rows=4, required=False)
    expires_on = DateField(
        label="Good until",
        help_text="For what goes out of date, such as figures of one year.",
        required=False,
    )


class EvidenceForm(EvidenceContentForm):
    title = forms.CharField(
        label="Title", help_text="What it shows, in a few words.", max_length=200
    )
    visibility = forms.ChoiceField(
        label="Who may see it",
        choices=Visibility.choices,
        initial=Visibility.INTERNAL,
        widget=forms.RadioSelect,
    )
    field_order = ("title", "file", "link", "text", "visibility", "expires_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visibility"].choice_hints = {  # type: ignore[attr-defined]
            Visibility.PUBLIC: "It may be named in papers that are open to everyone.",
            Visibility.INTERNAL: "Everybody who may see the item.",
            Visibility.RESTRICTED: "Only those with the right to restricted items, and the owner.",
        }


class EvidenceVersionForm(VersionedFormMixin, EvidenceContentForm):
    pass


class ChooseEvidenceForm(DueForm):
    """Choose one piece of evidence there is."""

    evidence = forms.TypedChoiceField(label="Evidence", coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, pieces: Iterable[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = [(str(p.pk), p.title) for p in pieces]  # type: ignore[attr-defined]


class EvidenceRequestForm(DueForm):
    what = text_area("Which evidence", hint="Name the piece: a minute, a table, a policy.", rows=3)
    due_on = DateField(label="By when", required=False)


class ClosureForm(DueForm):
    kind = forms.ChoiceField(
        label="How it ends", choices=ClosureKind.choices, widget=forms.RadioSelect
    )
    statement = text_area(
        "What was done",
        hint="If it was done differently: what differs, and why. If it was not done: why not.",
    )
    merged_into = forms.TypedChoiceField(
        label="Item it is merged into",
        help_text="Only if it is merged.",
        required=False,
        coerce=int,
        empty_value=None,
    )
    transferred_to = forms.TypedChoiceField(
        label="Body that takes it over",
        help_text="Only if it is transferred.",
        required=False,
        coerce=int,
        empty_value=None,
    )
    effective_on = DateField(label="Done on", help_text="Empty: today.", required=False)
    evidence = forms.MultipleChoiceField(
        label="Evidence it rests on",
        help_text="Needed when it was done, as made or differently.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        pieces: Iterable[Evidence],
        others: Iterable[Commitment],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choice_hints = {str(k): v for k, v in KIND_HINTS.items()}  # type: ignore[attr-defined]
        items = [(str(c.pk), f"{c.reference}  {shortened(c.title)}") for c in others]
        bodies = [(str(body.pk), body.name) for body in Body.objects.order_by("name")]
        _choose(self.fields["merged_into"], [("", "Choose an item"), *items])
        _choose(self.fields["transferred_to"], [("", "Choose a body"), *bodies])
        choices = [(str(piece.pk), piece.title) for piece in pieces]
        if choices:
            _choose(self.fields["evidence"], choices)
        else:
            del self.fields["evidence"]


class DecideClosureForm(DueForm):
    decision = forms.ChoiceField(
        label="Decision",
        choices=[("yes", "Verify: it is closed"), ("no", "Refuse: it stays open")],
        widget=forms.RadioSelect,
    )
    reason = text_area(
        "Reason",
        hint="Needed when you refuse: what is missing. When you verify with challenges open, "
        "say why.",
        rows=4,
        required=False,
    )


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]
