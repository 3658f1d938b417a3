"""The list of all recommendations, and the export of one source."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dueregard.web.accounts.permissions import Permission
from dueregard.web.organisation.access import access_of, needs
from dueregard.web.recommendations.lists import RecommendationList, listed
from dueregard.web.recommendations.queries import visible_recommendations
from dueregard.web.recommendations.views.finding import find_source, may_manage


@needs(Permission.VIEW)
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """Show every recommendation the user may see."""
    may_assign = access_of(request.user).may(Permission.ASSIGN)
    listing = RecommendationList(
        listed(visible_recommendations(request.user)),
        request.GET,
        bulk_url=reverse("commitments:assign_many") if may_assign else "",
    )
    if listing.export_format:
        return listing.export()
    context = {
        "listing": listing,
        "may_import": access_of(request.user).may(Permission.MANAGE_SOURCES),
    }
    return render(request, "recommendations/recommendation_list.html", context)


@needs(Permission.VIEW)
def source_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the recommendations of one source as a file, or send it (``?export=xlsx``)."""
    source = find_source(pk)
    rows = listed(visible_recommendations(request.user).filter(source=source))
    listing = RecommendationList(rows, request.GET)
    if listing.export_format:
        return listing.export()
    context = {"source": source, "listing": listing, "may_import": may_manage(request, source)}
    return render(request, "recommendations/source_export.html", context)
