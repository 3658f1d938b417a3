"""Pages on which people speak about one item."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments import services
from dueregard.web.commitments.forms import statements as forms
from dueregard.web.commitments.models import Entry
from dueregard.web.commitments.queries.people import spoken_by
from dueregard.web.commitments.queries.related import siblings
from dueregard.web.commitments.scopes import open_round_of
from dueregard.web.commitments.states import EntryKind
from dueregard.web.commitments.views.acting import ActView, draft_key, visible_or_404
from dueregard.web.core import drafts
from dueregard.web.core.forms import DueForm
from dueregard.web.organisation.models import Post

#: The forms whose text is kept as a draft, with the fields that are kept.
DRAFTS: dict[str, tuple[str, ...]] = {
    "progress": ("text",),
    "next-step": ("text", "owner_post", "due_on_day", "due_on_month", "due_on_year"),
    "note": ("text",),
    "challenge": ("text",),
    "answer": ("text",),
    "correction": ("text",),
    "closure": ("statement",),
}


class AddProgress(ActView):
    permission = Permission.REPORT
    form_class: ClassVar[type[DueForm]] = forms.ProgressForm
    template_name = "commitments/say.html"
    title = "Report progress"
    button = "Report progress"
    draft_name = "progress"

    def context(self) -> dict[str, Any]:
        last = self.commitment.entries.filter(kind=EntryKind.PROGRESS, corrected_by=None)
        latest = last.select_related("author", "author_post", "round").last()
        return {
            "round": open_round_of(self.commitment),
            "latest": latest,
            "latest_by": spoken_by(latest) if latest else "",
        }

    def act(self, form: Any) -> str:
        services.add_progress(
            commitment=self.commitment, text=form.cleaned_data["text"], by=self.user
        )
        return f"Progress on {self.commitment.reference} is on record."


class AddNextStep(AddProgress):
    form_class = forms.NextStepForm
    title = "Add a next step"
    button = "Add the next step"
    draft_name = "next-step"

    def act(self, form: Any) -> str:
        data = form.cleaned_data
        entry = services.add_next_step(
            commitment=self.commitment,
            text=data["text"],
            owner_post=chosen_post(data["owner_post"]),
            due_on=data["due_on"],
            by=self.user,
        )
        if entry.points_elsewhere:
            return (
                "The next step is on record. It only points elsewhere: readers of the next "
                "paper will not see what you will do. Add a step that says it."
            )
        return f"The next step for {self.commitment.reference} is on record."


class AddNote(ActView):
    permission = Permission.VIEW
    form_class = forms.NoteForm
    title = "Add a note"
    button = "Add the note"
    draft_name = "note"

    def act(self, form: Any) -> str:
        services.add_note(commitment=self.commitment, text=form.cleaned_data["text"], by=self.user)
        return "Your note is on record."


class CorrectEntry(ActView):
    permission = Permission.VIEW
    form_class = forms.CorrectionForm
    title = "Correct what was said"
    button = "Save the correction"
    draft_name = "correction"

    def load(self, pk: int) -> None:
        self.entry = get_object_or_404(Entry.objects.select_related("round"), pk=pk)
        self.commitment = visible_or_404(self.user, self.entry.commitment_id)
        self.entry.commitment = self.commitment

    def require(self) -> None:
        if not services.may_correct(self.user, self.entry):
            raise PermissionDenied(
                "You may not correct this. Once its round is closed, only an equality officer may."
            )

    def initial(self) -> dict[str, Any]:
        return {"text": self.entry.text}

    def act(self, form: Any) -> str:
        services.correct_entry(entry=self.entry, text=form.cleaned_data["text"], by=self.user)
        return "The correction is on record beside what was said first."


class RaiseChallenge(ActView):
    permission = Permission.CHALLENGE
    form_class = forms.ChallengeForm
    title = "Raise a challenge"
    button = "Raise the challenge"
    draft_name = "challenge"

    def form_arguments(self) -> dict[str, Any]:
        return {"others": siblings(self.commitment, self.user, Permission.CHALLENGE)}

    def act(self, form: Any) -> str:
        chosen = {int(pk) for pk in form.cleaned_data.get("commitments", ())}
        others = siblings(self.commitment, self.user, Permission.CHALLENGE)
        held = [self.commitment, *(other for other in others if other.pk in chosen)]
        challenge = services.raise_challenge(
            commitments=held, text=form.cleaned_data["text"], by=self.user
        )
        if challenge.author_id != self.user.pk or challenge.items.count() > len(held):
            return (
                "The same challenge was open on another item, so the two are linked: one answer "
                "answers both."
            )
        return "The challenge is open until it is answered."


def chosen_post(pk: int | None) -> Post | None:
    """Return the post chosen in a form."""
    return Post.objects.get(pk=pk) if pk else None


@require_POST
def save_draft(request: HttpRequest, name: str, pk: int) -> JsonResponse:
    """Keep what somebody has begun to write; nobody else ever sees it."""
    if name not in DRAFTS or not isinstance(request.user, User):
        raise Http404("There is no such draft.")
    data = {field: request.POST.get(field, "")[: forms.LONGEST] for field in DRAFTS[name]}
    key = draft_key(name, pk)
    if any(data.values()):
        drafts.keep(by=request.user, key=key, data=data)
    else:
        drafts.discard(by=request.user, key=key)
    return JsonResponse({"saved": True})
