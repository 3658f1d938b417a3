"""Forms for who answers, by when, and what owners ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.web.commitments.forms.statements import post_field, text_area
from dueregard.web.core.forms import DateField, DueForm, VersionedFormMixin


class AssignForm(VersionedFormMixin, DueForm):
    owner_post = post_field(
        "Owner", hint="The post that answers for it, whoever holds the post. Empty: nobody yet."
    )
    deputy_post = post_field("Deputy", hint="A post that may report on it as well.")
    reason = text_area("Why it changes", rows=3, required=False)


class AssignManyForm(DueForm):
    owner_post = post_field("Owner", required=True)
    reason = text_area(
        "Why they change hands",
        hint="Needed when somebody answers for one of them already.",
        rows=3,
        required=False,
    )


class DueDateForm(VersionedFormMixin, DueForm):
    due_on = DateField(
        label="Due date", help_text="The last day of the work. Empty: no date.", required=False
    )
    reason = text_area(
        "Why it changes", hint="Needed when there is a date already.", rows=3, required=False
    )


class ExtensionForm(DueForm):
    to_date = DateField(label="New due date")
    reason = text_area("Why more time is needed", rows=4)


class HandBackForm(DueForm):
    reason = text_area(
        "Why it is not yours to deliver", hint="Say whose it is, if you know.", rows=4
    )


def decision_field(label: str, yes: str, no: str) -> forms.ChoiceField:
    """Return a choice between two decisions."""
    return forms.ChoiceField(
        label=label, choices=[("yes", yes), ("no", no)], widget=forms.RadioSelect
    )


class DecideExtensionForm(DueForm):
    decision = decision_field("Decision", "Grant more time", "Decline")
    reason = text_area("Reason", hint="Needed when you decline.", rows=3, required=False)


class DecideHandBackForm(DueForm):
    decision = decision_field("Decision", "Take it back from this post", "Leave it where it is")
    new_owner_post = post_field("Who answers for it now", hint="Empty: nobody yet.")
    reason = text_area(
        "Reason", hint="Needed when you leave it where it is.", rows=3, required=False
    )


class ReasonForm(DueForm):
    """One question: why."""

    reason = text_area("Reason", rows=4)

    def __init__(self, *args: Any, label: str = "Reason", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


class OpenRoundForm(DueForm):
    name = forms.CharField(label="Name", help_text="For example, Spring 2026", max_length=200)
    opens_on = DateField(label="Opens on")
    due_on = DateField(label="Reports are due by", required=False)
