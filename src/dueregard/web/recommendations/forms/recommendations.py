"""The forms of a recommendation: added by hand, edited."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms

from dueregard.web.accounts.models import User
from dueregard.web.core.forms import DateField, DueForm, VersionedFormMixin
from dueregard.web.core.text import fold
from dueregard.web.recommendations.forms.fields import BodyField, BranchField, PostField, UnitField
from dueregard.web.recommendations.models import Recommendation, Source

_OWN = ("number", "text", "stem", "owner_body", "owner_printed", "priority", "priority_reason")
_SHARED = ("unit", "is_pointer", "restricted")


class RecommendationForm(DueForm):
    """What the source says, and where it stands in it."""

    parent = BranchField(
        label="Part of", required=False, help_text="The recommendation that this is a part of."
    )
    number = forms.CharField(
        label="Number",
        max_length=40,
        required=False,
        help_text="As the source prints it, for example 7(d). Leave empty if it prints none.",
    )
    text = forms.CharField(
        label="What was asked, word for word",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Copy it from the source exactly, mistakes included.",
    )
    stem = forms.CharField(
        label="Words that lead to its parts",
        max_length=200,
        required=False,
        help_text="For example “This means:”. Only if it has parts.",
    )
    owner_printed = forms.CharField(
        label="Owner as the source prints it", max_length=300, required=False
    )
    owner_body = BodyField(
        label="Body that must carry it out",
        required=False,
        empty_label="The same as for the whole source",
    )
    unit = UnitField(label="Unit that works on it", required=False)
    priority = forms.BooleanField(label="The source marks this as a priority", required=False)
    priority_reason = forms.CharField(label="Why it is a priority", max_length=300, required=False)
    is_pointer = forms.BooleanField(
        label="It is answered at another recommendation",
        required=False,
        help_text="It then has no status of its own. Link it to the one that answers it.",
    )
    restricted = forms.BooleanField(
        label="Only people with the right to restricted items may see it",
        required=False,
        help_text="Its parts are restricted with it.",
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        source: Source,
        recommendation: Recommendation | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].width = 10  # type: ignore[attr-defined]
        parent, unit = self.fields["parent"], self.fields["unit"]
        if isinstance(parent, BranchField):
            parent.offer(source, recommendation)
        if isinstance(unit, UnitField):
            unit.offer(user, nothing="The unit of the body that must carry it out")

    def clean(self) -> dict[str, Any]:
        """Ask for no reason without a priority."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("priority_reason") and not cleaned.get("priority"):
            self.add_error(
                "priority_reason",
                "You gave a reason but did not mark it as a priority. Tick the box above or "
                "take the reason out.",
            )
        return cleaned


class AddRecommendationForm(RecommendationForm):
    """A recommendation added by hand, with who answers for it where that is known."""

    owner_post = PostField(
        label="Post that answers for it", required=False, empty_label="Not known yet"
    )
    due_on = DateField(
        label="Due date", required=False, help_text="The last day of the work, if there is one."
    )

    field_order = (
        "parent", "number", "text", "stem", "owner_printed", "owner_body", "owner_post", "due_on",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        post = self.fields["owner_post"]
        if isinstance(post, PostField):
            post.offer()

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        names = ("parent", *_OWN, *_SHARED, "owner_post", "due_on")
        return {name: self.cleaned_data[name] for name in names}


class EditRecommendationForm(VersionedFormMixin, RecommendationForm):
    """A recommendation in the register; owner and due date have pages of their own."""

    field_order = ("parent", "number", "text", "stem", "owner_printed", "owner_body", "unit")

    def __init__(self, *args: Any, recommendation: Recommendation, **kwargs: Any) -> None:
        commitment = recommendation.commitment
        initial = {name: getattr(recommendation, name) for name in ("parent", *_OWN)}
        initial |= {name: getattr(commitment, name) for name in _SHARED}
        kwargs.setdefault("initial", initial)
        super().__init__(
            *args, recommendation=recommendation, version=recommendation.version, **kwargs
        )
        unit = self.fields["unit"]
        if isinstance(unit, UnitField):
            unit.offer_and_keep(kwargs["user"], commitment.unit)

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes; the place in the tree is moved by another."""
        return {name: self.cleaned_data[name] for name in (*_OWN, *_SHARED)}


def mark_of(text: str) -> str:
    """Return what stands for ``text`` in a confirmation: another text needs another one."""
    return hashlib.sha256(fold(text).encode()).hexdigest()[:16]
