"""The forms of board papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from dueregard.web.commitments.models import Round
from dueregard.web.core.components import ConflictRow
from dueregard.web.core.exceptions import Conflict
from dueregard.web.core.forms import DateField, DueForm, VersionedFormMixin
from dueregard.web.governance.assembling.paper import said
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.services import HEADER_FIELDS
from dueregard.web.governance.wording import PARTS, fingerprint, tidy
from dueregard.web.organisation.models import Unit
from dueregard.web.recommendations.models import Source

_STATEMENTS = [
    ("latest", "The latest on each recommendation"),
    ("all", "Everything said so far"),
]
_STATEMENT_HINTS = {
    "latest": "What was said last, and every challenge that is unanswered or new",
    "all": "Each round’s progress, next steps and challenges",
}


class ChooseSourceForm(DueForm):
    """Which source the paper reports on."""

    source = forms.ModelChoiceField(
        queryset=Source.objects.none(),
        label="What does the paper report on?",
        empty_label="Choose a source",
    )

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]


class HeaderFields(DueForm):
    """The header of a paper: which meeting, which number, from whom."""

    title = forms.CharField(label="Title of the paper", max_length=300)
    report_number = forms.CharField(
        label="Report number", max_length=20, help_text="The item on the agenda, such as 6a."
    )
    meeting_of = forms.CharField(label="Board or committee", max_length=200)
    meeting_on = DateField(label="Date of the meeting")
    by = forms.CharField(
        label="By",
        max_length=200,
        help_text="The office the paper is from, such as Chief Executive.",
    )
    statements = forms.ChoiceField(
        label="What to show under each recommendation",
        choices=_STATEMENTS,
        widget=forms.RadioSelect,
        initial="latest",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statements"].choice_hints = _STATEMENT_HINTS  # type: ignore[attr-defined]
        self.fields["report_number"].width = 5  # type: ignore[attr-defined]


class PreparePaperForm(HeaderFields):
    """A new paper on a source that has been chosen."""

    round = forms.ModelChoiceField(
        queryset=Round.objects.none(), label="Reporting round", empty_label=None
    )
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(),
        label="Unit that prepares the paper",
        empty_label=None,
    )
    field_order = ["round", "unit"]

    def __init__(self, *args: Any, rounds: QuerySet[Round], units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class EditPaperForm(VersionedFormMixin, HeaderFields):
    """The header and the wording of every part.

    A part is shown with the officer's text or, where there is none, with the register's; a
    hidden mark tells on the way back whether the register's text was left as it was, so that a
    part nobody touched goes on following the register.
    """

    def __init__(
        self, *args: Any, paper: BoardPaper, suggested: dict[str, str], **kwargs: Any
    ) -> None:
        initial = {name: getattr(paper, name) for name in HEADER_FIELDS}
        initial["statements"] = paper.wording.get("statements", "latest")
        for part in PARTS:
            text = suggested.get(part.key, "")
            initial[part.key] = said(paper, part.key, text)
            if not isinstance(paper.wording.get(part.key), dict):
                initial[_mark(part.key)] = fingerprint(text)
        initial.update(kwargs.pop("initial", {}))
        kwargs.setdefault("version", paper.version)
        super().__init__(*args, initial=initial, **kwargs)
        for part in PARTS:
            field = forms.CharField(
                label=part.title,
                help_text=part.hint,
                required=False,
                strip=False,
                widget=forms.Textarea(attrs={"rows": part.rows, "spellcheck": "true"}),
            )
            field.hide_optional = True  # type: ignore[attr-defined]
            self.fields[part.key] = field
            self.fields[_mark(part.key)] = forms.CharField(required=False, widget=forms.HiddenInput)

    def wording(self, *, follow: str = "") -> dict[str, Any]:
        """Return what was submitted, None for each part that follows the register."""
        data = self.cleaned_data
        changes: dict[str, Any] = {name: data[name] for name in (*HEADER_FIELDS, "statements")}
        changes["by_office"] = changes.pop("by")
        for part in PARTS:
            text = tidy(data[part.key])
            untouched = fingerprint(text) == data[_mark(part.key)]
            changes[part.key] = None if untouched or part.key == follow else text
        return changes

    def conflict_rows(self, conflict: Conflict) -> list[ConflictRow]:
        """Return the parts, too, on which two people disagree."""
        rows = super().conflict_rows(conflict)
        current = conflict.current.wording
        for part in PARTS:
            yours = conflict.submitted.get(part.key)
            theirs = current.get(part.key)
            saved = str(theirs["text"]) if isinstance(theirs, dict) else None
            if yours != saved:
                rows.append(ConflictRow(part.title, _shown(yours), _shown(saved)))
        return rows


def _mark(key: str) -> str:
    return f"{key}_as_suggested"


def _shown(text: str | None) -> str:
    return "As the register says" if text is None else text


class ReasonForm(VersionedFormMixin, DueForm):
    """Why a paper is withdrawn."""

    reason = forms.CharField(
        label="Why is it withdrawn?",
        help_text="Everybody who can read the paper sees the reason.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class IssueForm(VersionedFormMixin, DueForm):
    """The confirmation: which version and which content were shown."""

    checksum = forms.CharField(widget=forms.HiddenInput)


class VerifyForm(DueForm):
    """A file to hold against the paper as issued."""

    file = forms.FileField(
        label="File to check",
        help_text="A file of this paper that you were sent or have kept.",
    )
