"""Pages where recommendations are linked to each other."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dueregard.web.accounts.permissions import Permission
from dueregard.web.organisation.access import needs
from dueregard.web.recommendations import services
from dueregard.web.recommendations.forms import LinkForm
from dueregard.web.recommendations.models import Link
from dueregard.web.recommendations.services.links import WORDS
from dueregard.web.recommendations.states import LinkKind
from dueregard.web.recommendations.views.drafts import begun, draft_context, submitted
from dueregard.web.recommendations.views.finding import find_item, require_manage, user_of
from dueregard.web.recommendations.views.saving import saved


@needs(Permission.MANAGE_SOURCES)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Link a recommendation to another; a circle is refused in plain words."""
    item, user = find_item(request, pk), user_of(request)
    require_manage(request, item.source, item)
    context = draft_context(user, "link", pk)
    initial = {"source": item.source_id} | begun(context)
    form = LinkForm(request.POST or None, user=user, origin=item, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("target", "kind", "note")}
        made, _ = saved(form, lambda: services.link(origin=item, by=user, **given))
        if made is not None:
            submitted(user, "link", pk)
            messages.success(request, f"{_in_words(made)}.")
            return redirect("recommendations:recommendation", pk=pk)
    context |= {"form": form, "recommendation": item}
    return render(request, "recommendations/link.html", context)


@needs(Permission.MANAGE_SOURCES)
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link away, after asking."""
    held = (
        Link.objects.filter(pk=pk)
        .select_related("origin__commitment", "origin__source", "target__commitment")
        .first()
    )
    if held is None:
        raise Http404("There is no such link.")
    item = find_item(request, held.origin_id)
    find_item(request, held.target_id)
    require_manage(request, item.source, item)
    words = _in_words(held)
    if request.method == "POST":
        services.unlink(link=held, by=user_of(request))
        messages.success(request, f"The link is gone: {words}.")
        return redirect("recommendations:recommendation", pk=item.pk)
    context = {"recommendation": item, "link": held, "words": words}
    return render(request, "recommendations/unlink.html", context)


def _in_words(held: Link) -> str:
    origin, target = held.origin.commitment.reference, held.target.commitment.reference
    return f"{origin} {WORDS[LinkKind(held.kind)]} {target}"
