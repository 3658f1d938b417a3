"""Why a value is missing: five kinds that are never folded into one, nor into a group."""

from __future__ import annotations

from enum import StrEnum


class MissingKind(StrEnum):
    """Why nothing is known of somebody.

    ``not_asked``: the system never put the question. ``not_recorded``: asked or due, and
    nothing is held. ``prefer_not_to_say``: the person chose not to say. ``not_stated``: the
    police “not stated”, with a reason where one is held. ``unknown``: the source says unknown.

    Examples
    --------
    >>> MissingKind.PREFER_NOT_TO_SAY.counts_as_non_disclosure
    True
    >>> MissingKind.NOT_ASKED.counts_as_non_disclosure
    False
    """

    NOT_ASKED = "not_asked"
    NOT_RECORDED = "not_recorded"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"
    NOT_STATED = "not_stated"
    UNKNOWN = "unknown"

    @property
    def counts_as_non_disclosure(self) -> bool:
        """Whether it counts against the disclosure rate: all kinds but ``not_asked``."""
        return self is not MissingKind.NOT_ASKED
