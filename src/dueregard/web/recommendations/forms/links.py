"""The form of a link from one recommendation to another."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.web.accounts.models import User
from dueregard.web.core.forms import DueForm
from dueregard.web.core.text import fold
from dueregard.web.recommendations import numbering
from dueregard.web.recommendations.models import Recommendation, Source
from dueregard.web.recommendations.queries.items import visible_recommendations
from dueregard.web.recommendations.states import LinkKind

_HINTS = {
    LinkKind.SEE: "This one is answered at the other.",
    LinkKind.DUPLICATE: "Both ask the same; the other one is worked on.",
    LinkKind.SUPERSEDES: "This one takes the other’s place.",
    LinkKind.MERGED_INTO: "This one is worked on as a part of the other.",
    LinkKind.ANSWERS: "Doing this one does what the other asks.",
    LinkKind.DEPENDS_ON: "This one cannot be done before the other.",
}


class LinkForm(DueForm):
    """How this recommendation stands to another, and which one that is."""

    kind = forms.ChoiceField(
        label="How does it stand to the other one?",
        choices=LinkKind.choices,
        widget=forms.RadioSelect,
    )
    source = forms.ModelChoiceField(
        label="Source of the other one",
        queryset=Source.objects.order_by("title"),
        empty_label=None,
    )
    number = forms.CharField(
        label="Number of the other one", max_length=80, help_text="For example 2(d)."
    )
    note = forms.CharField(
        label="Note",
        max_length=300,
        required=False,
        help_text="Anything a reader should know about this link.",
    )

    def __init__(self, *args: Any, user: User, origin: Recommendation, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"source": origin.source_id})
        super().__init__(*args, **kwargs)
        self.user = user
        self.origin = origin
        self.fields["kind"].choice_hints = _HINTS  # type: ignore[attr-defined]
        self.fields["number"].width = 10  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the other recommendation; say what there is when it is not there."""
        cleaned = super().clean() or self.cleaned_data
        source, number = cleaned.get("source"), cleaned.get("number")
        if source is None or not number:
            return cleaned
        target = self._find(source, number)
        if target is None:
            self.add_error("number", self._not_there(source, number))
        else:
            cleaned["target"] = target
        return cleaned

    def _find(self, source: Source, number: str) -> Recommendation | None:
        wanted = fold(numbering.tidy(number))
        rows = visible_recommendations(self.user).filter(source=source)
        found = [
            item for item in rows.select_related("commitment", "source") if wanted in _names(item)
        ]
        return found[0] if len(found) == 1 else None

    def _not_there(self, source: Source, number: str) -> str:
        rows = visible_recommendations(self.user).filter(source=source).order_by("place")
        there = [text for text in rows.values_list("commitment__reference", flat=True) if text]
        if not there:
            return f"{source.short_title} has no recommendations yet."
        ends = there[0] if len(there) == 1 else f"from {there[0]} to {there[-1]}"
        return (
            f"{source.short_title} has no recommendation {number}. Its numbers are {ends}; "
            "write it as the source does."
        )


def _names(item: Recommendation) -> set[str]:
    return {fold(item.commitment.reference), fold(item.number)} - {""}
