"""The pages for when something is wrong.

``server_error`` asks nothing of the database, the session or the user: any of them may be what
broke.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

_BAD_REQUEST = 400
_FORBIDDEN = 403
_NOT_FOUND = 404
_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show that the request cannot be understood."""
    return render(request, "400.html", status=_BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show what the user's roles do not allow, and who can help."""
    reason = str(exception) if exception is not None and exception.args else ""
    return render(request, "403.html", {"reason": reason}, status=_FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show that there is nothing at this address."""
    return render(request, "404.html", status=_NOT_FOUND)


def too_many_requests(
    request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any
) -> HttpResponse:
    """Show that sign-in is locked for a while; fits the lock-out hook of the sign-in guard."""
    return render(request, "429.html", status=_TOO_MANY_REQUESTS)


def server_error(request: HttpRequest) -> HttpResponse:
    """Show that the service failed, without touching anything that may have failed with it."""
    return HttpResponse(render_to_string("500.html"), status=_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show that a form was too old to be accepted, and how to keep what was written."""
    return render(request, "403_csrf.html", {"csrf_reason": reason}, status=_FORBIDDEN)
