"""What somebody has begun to write on these pages is kept until it is submitted."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.core import drafts
from dueregard.web.organisation.access import needs
from dueregard.web.recommendations.views.finding import user_of

#: The forms whose words are kept, with the fields that are.
KEPT: dict[str, tuple[str, ...]] = {
    "source": ("title", "short_title", "published_by", "description", "link"),
    "add": ("number", "text", "stem", "owner_printed", "priority_reason"),
    "respond": ("reason",),
    "link": ("number", "note"),
}
LONGEST = 50_000


@needs(Permission.MANAGE_SOURCES)
@require_POST
def save_draft(request: HttpRequest, name: str, pk: int) -> JsonResponse:
    """Keep what the user has begun to write; nobody else ever sees it."""
    if name not in KEPT:
        raise Http404("There is no such draft.")
    user, key = user_of(request), _key(name, pk)
    data = {field: request.POST.get(field, "")[:LONGEST] for field in KEPT[name]}
    if any(data.values()):
        drafts.keep(by=user, key=key, data=data)
    else:
        drafts.discard(by=user, key=key)
    return JsonResponse({"saved": True})


def draft_context(user: User, name: str, pk: int = 0) -> dict[str, Any]:
    """Return the draft, if there is one, and where the page sends it."""
    return {
        "draft": drafts.recall(by=user, key=_key(name, pk)),
        "draft_url": reverse("recommendations:draft", args=[name, pk]),
    }


def begun(context: dict[str, Any]) -> dict[str, Any]:
    """Return what was begun, as the first values of a form; empty boxes say nothing."""
    draft = context["draft"]
    return {name: text for name, text in draft.data.items() if text} if draft else {}


def submitted(user: User, name: str, pk: int = 0) -> None:
    """Forget a draft because it was submitted."""
    drafts.discard(by=user, key=_key(name, pk))


def _key(name: str, pk: int) -> str:
    return f"recommendations:{name}:{pk}"
