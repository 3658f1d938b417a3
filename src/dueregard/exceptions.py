"""Errors meant for the user: one clear sentence and the exit code that goes with it."""

from __future__ import annotations

from typing import ClassVar


class DueRegardError(Exception):
    """What went wrong, told to the user in one sentence.

    Parameters
    ----------
    message : str
        What is wrong, where, what is allowed and what to do about it.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


class UsageError(DueRegardError):
    """The command was asked for in a way it does not know."""

    exit_code = 2


class UnusableDocument(DueRegardError):
    """The file was opened, but there is no document in it that can be used."""

    exit_code = 10


class UnreadableDocument(DueRegardError):
    """The file cannot be opened: missing, not readable, encrypted or dangerous."""

    exit_code = 11


class NotPermitted(DueRegardError):
    """The person may not do this."""

    exit_code = 12


class RefusedByPolicy(DueRegardError):
    """The disclosure policy refuses this, or an attack found it unsafe."""

    exit_code = 13
