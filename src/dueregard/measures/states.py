"""What can be said of a row of findings, and why nothing can."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from .cells import Known


class Verdict(StrEnum):
    """What a finding comes to: of the comparison group, beside the reference group.

    ``cannot tell`` is a result: the numbers leave both open. ``described`` belongs to measures
    that describe and compare nothing.
    """

    HIGHER = "higher"
    LOWER = "lower"
    CANNOT_TELL = "cannot tell"
    NOT_COMPUTED = "not computed"
    DESCRIBED = "described"


class State(IntEnum):
    """Whether a row could be computed, and if not, why."""

    COMPUTED = 0
    BOUND_ONLY = 1
    NO_EVENTS = 2
    TOO_FEW = 3
    EMPTY_GROUP = 4
    INCONSISTENT = 5
    NOT_APPLICABLE = 6
    NOT_IN_TABLE = 7
    NOT_COLLECTED = 8
    HIDDEN = 9
    NOT_FITTED = 10
    NOT_SEEN = 11
    NOT_RECORDED = 12

    @property
    def computed(self) -> bool:
        """Whether there is an estimate or a bound."""
        return self in (State.COMPUTED, State.BOUND_ONLY)

    @property
    def reason(self) -> str:
        """Why there is no estimate, or only a bound; empty when there is one.

        Examples
        --------
        >>> State.NOT_COLLECTED.reason
        'no count was submitted, which is not a count of zero'
        """
        return _REASONS[self]


_REASONS = {
    State.COMPUTED: "",
    State.BOUND_ONLY: "the group the ratio is divided by has no events, so that only one limit "
    "can be given",
    State.NO_EVENTS: "there is no event in either group",
    State.TOO_FEW: "a group has fewer people than the measure asks for",
    State.EMPTY_GROUP: "a group has nobody in it",
    State.INCONSISTENT: "there are more events than people: the two tables do not count the same "
    "people, or were rounded",
    State.NOT_APPLICABLE: "there can be nobody here",
    State.NOT_IN_TABLE: "a table does not have this group, and does not say whether that is a zero",
    State.NOT_COLLECTED: "no count was submitted, which is not a count of zero",
    State.HIDDEN: "a count it rests on is hidden so that nobody can be identified",
    State.NOT_FITTED: "the people are too few or too alike for what is to be set beside them",
    State.NOT_SEEN: "nobody of a group was seen for so long",
    State.NOT_RECORDED: "nobody at all was recorded as such, and where others assign the group "
    "that means that it is not recorded, not that there is none",
}

#: What an unknown count makes of a row.
OF_KNOWN = {
    Known.COUNTED: State.COMPUTED,
    Known.NOT_APPLICABLE: State.NOT_APPLICABLE,
    Known.NOT_IN_TABLE: State.NOT_IN_TABLE,
    Known.NOT_COLLECTED: State.NOT_COLLECTED,
    Known.HIDDEN: State.HIDDEN,
}
