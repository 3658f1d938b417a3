"""Refusals of services, in words for the user."""

from __future__ import annotations

from typing import Any

from dueregard.exceptions import DueRegardError, NotPermitted


class Refused(DueRegardError):
    """A rule of the domain says no; ``field`` names what the user can change, if anything."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Conflict(DueRegardError):
    """Somebody saved the same thing since the user opened it.

    Attributes
    ----------
    current
        The object as it is saved now.
    submitted
        What the user wanted to save, field by field; nothing of it is lost.
    """

    def __init__(self, message: str, *, current: Any, submitted: dict[str, Any]) -> None:
        super().__init__(message)
        self.current = current
        self.submitted = submitted


__all__ = ["Conflict", "NotPermitted", "Refused"]
