"""The time, in one place, so that every write of one act bears the same."""

from __future__ import annotations

import datetime

from django.utils import timezone


def now() -> datetime.datetime:
    """Return the present moment, aware of its zone."""
    return timezone.now()


def today() -> datetime.date:
    """Return today's date where the authority is."""
    return timezone.localdate()
