"""Forms for what people say: progress, next steps, notes, challenges, answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict

from dueregard.web.commitments.models import Commitment
from dueregard.web.core.components import ConflictRow
from dueregard.web.core.exceptions import Conflict
from dueregard.web.core.forms import DateField, DueForm, VersionedFormMixin
from dueregard.web.organisation.queries import post_choices

LONGEST = 10_000


def text_area(
    label: str, *, hint: str = "", rows: int = 7, required: bool = True
) -> forms.CharField:
    """Return a field for a statement.

    The bound is a validator: a count of 10,000 characters under every box would help nobody.
    """
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        validators=[MaxLengthValidator(LONGEST)],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def post_field(label: str, *, hint: str = "", required: bool = False) -> forms.TypedChoiceField:
    """Return a field to choose a post; its choices are read when the form is made."""
    return forms.TypedChoiceField(
        label=label,
        help_text=hint,
        required=required,
        choices=lambda: [("", "Choose a post"), *post_choices()],
        coerce=int,
        empty_value=None,
    )


class ProgressForm(DueForm):
    text = text_area(
        "What has been done",
        hint="Say what changed, for whom, since when. Whoever reads it was not there.",
    )


class NextStepForm(DueForm):
    text = text_area(
        "What will be done next", hint="One step, so that it can be seen when it is done.", rows=5
    )
    owner_post = post_field("Who does it", hint="Leave empty if the owner does.")
    due_on = DateField(label="By when", required=False)


class NoteForm(DueForm):
    text = text_area("Note", hint="For what is neither progress nor a challenge.", rows=5)


class CorrectionForm(DueForm):
    text = text_area("Corrected text", hint="What was said first stays on record beside it.")


class ChallengeForm(DueForm):
    text = text_area("Challenge", hint="Ask one thing. It stays open until it is answered.", rows=5)
    commitments = forms.MultipleChoiceField(
        label="Is it about other items too?",
        help_text="One answer will answer it on all of them.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, others: list[Commitment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not others:
            del self.fields["commitments"]
            return
        field = self.fields["commitments"]
        field.choices = [(str(c.pk), f"{c.reference}  {shortened(c.title)}") for c in others]  # type: ignore[attr-defined]


class AnswerForm(VersionedFormMixin, DueForm):
    """An answer; its version is the number of answers there were when the page was opened."""

    text = text_area(
        "Your answer", hint="Answer what was asked. It goes to the next paper as you write it."
    )

    def take_version(self, conflict: Conflict) -> None:
        """Let the next save add to the answers that are shown now."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["version"] = str(conflict.current.answers.count())
        self.data = data

    def conflict_rows(self, conflict: Conflict) -> list[ConflictRow]:
        """Return what the person wrote beside what others answered meanwhile."""
        theirs = list(conflict.current.answers.order_by("pk"))[self.expected_version or 0 :]
        said = "\n\n".join(answer.text for answer in theirs)
        return [ConflictRow("Answer", conflict.submitted["text"], said)]


class LinkChallengeForm(DueForm):
    commitment = forms.TypedChoiceField(label="Which item is it about too?", coerce=int)

    def __init__(self, *args: Any, others: list[Commitment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commitment"]
        choices = [(str(c.pk), f"{c.reference}  {shortened(c.title)}") for c in others]
        field.choices = [("", "Choose an item"), *choices]  # type: ignore[attr-defined]


def shortened(text: str, most: int = 90) -> str:
    """Return the beginning of a text for a choice; no word is cut."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]}…"
