"""The states of commitments and what leads from one to another, as data."""

from __future__ import annotations

from django.db import models


class Status(models.TextChoices):
    """Where a commitment stands. Computed from dates, entries and closures; nobody types it."""

    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETED = "completed", "Completed"
    CLOSED = "closed", "Closed otherwise"
    REJECTED = "rejected", "Rejected"
    POINTER = "pointer", "See another item"


class ClosureKind(models.TextChoices):
    """How a commitment came to its end."""

    AS_MADE = "as_made", "As made"
    DIFFERENTLY = "differently", "Differently"
    MERGED = "merged", "Merged into another"
    SUPERSEDED = "superseded", "Superseded"
    TRANSFERRED = "transferred", "Transferred to another body"
    REJECTED = "rejected", "Rejected"


class ClosureState(models.TextChoices):
    """How far a closure has come."""

    PROPOSED = "proposed", "Proposed, waiting to be verified"
    REPORTED = "reported", "Reported complete, not yet verified"
    VERIFIED = "verified", "Verified"
    REFUSED = "refused", "Refused"
    REOPENED = "reopened", "Reopened"
    WITHDRAWN = "withdrawn", "Withdrawn"


#: From each state of a closure, the states it may pass to.
CLOSURE_TRANSITIONS: dict[ClosureState, frozenset[ClosureState]] = {
    ClosureState.PROPOSED: frozenset(
        {ClosureState.VERIFIED, ClosureState.REFUSED, ClosureState.WITHDRAWN}
    ),
    ClosureState.REPORTED: frozenset(
        {ClosureState.VERIFIED, ClosureState.REFUSED, ClosureState.REOPENED}
    ),
    ClosureState.VERIFIED: frozenset({ClosureState.REOPENED}),
    ClosureState.REFUSED: frozenset(),
    ClosureState.REOPENED: frozenset(),
    ClosureState.WITHDRAWN: frozenset(),
}

#: The states of a closure that close its commitment.
CLOSING_STATES = frozenset({ClosureState.REPORTED, ClosureState.VERIFIED})


class EntryKind(models.TextChoices):
    """What a dated statement is."""

    PROGRESS = "progress", "Progress"
    NEXT_STEP = "next_step", "Next step"
    NOTE = "note", "Note"


class Voice(models.TextChoices):
    """Who speaks: the one who delivers or the one who scrutinises."""

    DELIVERER = "deliverer", "Delivering"
    SCRUTINEER = "scrutineer", "Scrutinising"


class RoundState(models.TextChoices):
    """A reporting round is open for statements, or closed and frozen."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class RequestState(models.TextChoices):
    """A request for more time, or to hand back, waits until it is decided."""

    WAITING = "waiting", "Waiting for a decision"
    GRANTED = "granted", "Granted"
    DECLINED = "declined", "Declined"


class Visibility(models.TextChoices):
    """Who may see a piece of evidence."""

    PUBLIC = "public", "Public"
    INTERNAL = "internal", "Internal"
    RESTRICTED = "restricted", "Restricted"


class ScanState(models.TextChoices):
    """What the virus scan said of a file."""

    NOT_SCANNED = "not_scanned", "Not scanned"
    CLEAN = "clean", "Clean"
    REFUSED = "refused", "Refused"
