"""What the page of a locked sign-in says."""

from __future__ import annotations

import datetime

from django import template

from dueregard.web.core.clock import now

register = template.Library()


@register.filter
def after_wait(wait: datetime.timedelta) -> datetime.datetime:
    """Return when to try again: each try while locked starts the wait anew."""
    return now() + wait
