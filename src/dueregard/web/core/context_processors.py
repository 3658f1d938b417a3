"""What the frame of every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from dueregard.web.core.components import Link
from dueregard.web.core.registry import NavigationItem, navigation

SERVICE_NAME = "Due Regard"

#: Links of the footer; a page that an installation does not have is left out.
HELP_PAGES = (("Help", "core:help"), ("Accessibility", "core:accessibility"))


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the names, the service navigation and the help links of the page frame."""
    return {
        "service_name": SERVICE_NAME,
        "authority_name": getattr(settings, "AUTHORITY_NAME", ""),
        "navigation": _navigation(request),
        "help_links": [Link(title, href) for title, name in HELP_PAGES if (href := _address(name))],
    }


def _navigation(request: HttpRequest) -> list[Link]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    shown = [
        (item, href)
        for item in sorted(navigation, key=lambda each: each.order)
        if (href := _address(item.url_name))
        and (not item.permission or user.has_perm(item.permission))
    ]
    current = _current(request.path, shown)
    return [Link(text=item.title, href=href, current=item is current) for item, href in shown]


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        # An app may be absent in a small installation; its link is then not there either.
        return ""


def _current(path: str, shown: list[tuple[NavigationItem, str]]) -> NavigationItem | None:
    """Return the item whose address, or one of its prefixes, is the longest start of ``path``."""
    best: NavigationItem | None = None
    longest = 0
    for item, href in shown:
        for prefix in (href, *item.prefixes):
            matches = path == prefix if prefix == "/" else path.startswith(prefix)
            if matches and len(prefix) > longest:
                best, longest = item, len(prefix)
    return best
