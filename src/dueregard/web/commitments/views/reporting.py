"""An owner updates all their items on one page; what is right is saved, the rest stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments import queries, services
from dueregard.web.commitments.access import may_on
from dueregard.web.commitments.forms.drafts import initial_of
from dueregard.web.commitments.forms.statements import LONGEST, text_area
from dueregard.web.commitments.models import ChallengeItem, Commitment
from dueregard.web.commitments.pages import origins_of
from dueregard.web.commitments.queries.owned import ItemToReport
from dueregard.web.commitments.queries.people import spoken_by
from dueregard.web.commitments.status import sentence, status_tag
from dueregard.web.core import drafts
from dueregard.web.core.clock import today
from dueregard.web.core.components import Tag
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.core.forms import DateField, DueForm
from dueregard.web.core.registry import Origin
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Post


class ItemUpdateForm(DueForm):
    """What an owner says of one item; all of it may stay empty."""

    progress = text_area("What has been done", rows=4, required=False)
    next_step = text_area("What will be done next", rows=2, required=False)
    due_on = DateField(label="The next step is due", required=False)

    def clean(self) -> dict[str, Any]:
        """A date without a step says nothing."""
        data = super().clean() or {}
        if data.get("due_on") and not data.get("next_step"):
            self.add_error("next_step", "Say what will be done by then.")
        return data

    @property
    def says_something(self) -> bool:
        """Whether anything was written."""
        data = self.cleaned_data
        return bool(data.get("progress") or data.get("next_step"))


@dataclass
class Line:
    """One item of the page: how it stands, what was said, and its form."""

    item: ItemToReport
    form: ItemUpdateForm
    origin: Origin
    saved: list[str] = field(default_factory=list)
    answer_href: str = ""

    @property
    def commitment(self) -> Commitment:
        return self.item.commitment

    @property
    def sentence(self) -> str:
        return sentence(self.commitment, today())

    @property
    def tag(self) -> Tag:
        if self.item.is_reported:
            return Tag("Reported in this round", "completed")
        return status_tag(self.commitment, today())

    @property
    def last_by(self) -> str:
        return spoken_by(self.item.last) if self.item.last else ""


def update_many(request: HttpRequest) -> HttpResponseBase:
    """Show all items of one's posts, or of one post, each with room to report on it."""
    assert isinstance(request.user, User)
    user = request.user
    post = _post(request)
    items = [
        item
        for item in queries.items_to_report(user, post)
        if may_on(user, Permission.REPORT, item.commitment)
    ]
    key = _key(post)
    draft = drafts.recall(by=user, key=key)
    posted = request.POST if request.method == "POST" else None
    lines = _lines(items, posted, draft.data if draft else None)
    if request.method == "POST":
        saved, wrong = _save(lines, user)
        if not wrong:
            drafts.discard(by=user, key=key)
            _tell(request, saved)
            return redirect(_address(post))
        drafts.keep(by=user, key=key, data=_left(lines))
        if saved:
            _tell(request, saved)
    context = {
        "lines": lines,
        "forms": [line.form for line in lines],
        "post": post,
        "posts": Post.objects.filter(pk__in=access_of(user).posts).order_by("title"),
        "rounds": list({item.round.pk: item.round for item in items if item.round}.values()),
        "reported": sum(1 for item in items if item.is_reported),
        "draft": draft,
        "draft_url": reverse("commitments:update_many_draft")
        + (f"?post={post.pk}" if post else ""),
        "status_sentence": _sentence(items),
    }
    return render(request, "commitments/update_many.html", context)


@require_POST
def update_many_draft(request: HttpRequest) -> JsonResponse:
    """Keep what an owner has begun to write on the page of all items."""
    assert isinstance(request.user, User)
    data = {
        name: value[:LONGEST]
        for name, value in request.POST.items()
        if value and name.startswith("item-")
    }
    key = _key(_post(request))
    if data:
        drafts.keep(by=request.user, key=key, data=data)
    else:
        drafts.discard(by=request.user, key=key)
    return JsonResponse({"saved": True})


def _post(request: HttpRequest) -> Post | None:
    pk = request.GET.get("post", "")
    if not (pk.isascii() and pk.isdigit()):
        return None
    return get_object_or_404(Post, pk=int(pk))


def _key(post: Post | None) -> str:
    return f"commitments:update-many:{post.pk if post else 'mine'}"


def _address(post: Post | None) -> str:
    base = reverse("commitments:update_many")
    return f"{base}?post={post.pk}" if post else base


def _lines(items: list[ItemToReport], posted: Any, draft: dict[str, str] | None) -> list[Line]:
    origins = origins_of([item.commitment for item in items])
    answers = _answer_addresses([item.commitment for item in items])
    lines = []
    for item in items:
        prefix = f"item-{item.commitment.pk}"
        kept = {
            name.removeprefix(f"{prefix}-"): value
            for name, value in (draft or {}).items()
            if name.startswith(f"{prefix}-")
        }
        form = ItemUpdateForm(posted, prefix=prefix, initial=initial_of(kept))
        origin = origins[item.commitment.pk]
        answer = answers.get(item.commitment.pk, origin.href)
        lines.append(Line(item, form, origin, answer_href=answer))
    return lines


def _answer_addresses(commitments: list[Commitment]) -> dict[int, str]:
    """Return where an item's challenge is answered, of the items that have only one open."""
    single = [item.pk for item in commitments if item.open_challenges == 1]
    waiting = ChallengeItem.objects.filter(commitment__in=single, challenge__answered_at=None)
    return {
        commitment: reverse("commitments:answer_challenge", args=[challenge])
        for commitment, challenge in waiting.values_list("commitment_id", "challenge_id")
    }


def _save(lines: list[Line], user: User) -> tuple[list[str], bool]:
    """Save each item on its own: one that is wrong does not hold the others up."""
    saved: list[str] = []
    wrong = False
    for line in lines:
        if not line.form.is_valid():
            wrong = True
        elif line.form.says_something:
            try:
                _say(line, user)
            except Refused as refusal:
                line.form.add_refusal(_renamed(refusal))
                wrong = True
            except NotPermitted as refusal:
                raise PermissionDenied(str(refusal)) from refusal
        if line.saved:
            saved.append(line.commitment.reference)
            if line.form.is_valid():
                line.form = ItemUpdateForm(prefix=line.form.prefix)
    return saved, wrong


def _say(line: Line, user: User) -> None:
    data = line.form.cleaned_data
    if data["progress"]:
        services.add_progress(commitment=line.commitment, text=data["progress"], by=user)
        line.saved.append("progress")
    if data["next_step"]:
        services.add_next_step(
            commitment=line.commitment, text=data["next_step"], due_on=data["due_on"], by=user
        )
        line.saved.append("next_step")


def _renamed(refusal: Refused) -> Refused:
    return Refused(str(refusal), field="progress" if refusal.field == "text" else refusal.field)


def _left(lines: list[Line]) -> dict[str, str]:
    """Return what was not saved, to be kept as the draft."""
    left: dict[str, str] = {}
    for line in lines:
        if line.form.is_bound and not line.form.is_valid():
            prefix = f"{line.form.prefix}-"
            left |= {k: v for k, v in line.form.data.items() if k.startswith(prefix) and v}
    return left


def _tell(request: HttpRequest, saved: list[str]) -> None:
    if saved:
        messages.success(request, f"Saved for {', '.join(saved)}.")
    else:
        messages.warning(request, "Nothing was written, so nothing was saved.")


def _sentence(items: list[ItemToReport]) -> str:
    if not items:
        return ""
    asked = [item for item in items if item.round is not None]
    done = sum(1 for item in asked if item.is_reported)
    number = f"{len(items)} open item{'' if len(items) == 1 else 's'}"
    if not asked:
        return f"You answer for {number}. No round is open: you may report at any time."
    rounds = {item.round for item in asked}
    where = "the open round" if len(rounds) == 1 else "the open rounds"
    return f"You answer for {number}. {done} of {len(asked)} reported in {where}."
