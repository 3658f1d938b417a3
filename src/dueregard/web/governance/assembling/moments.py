"""What was known by the end of a reporting round."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from dueregard.web.commitments.models import Round
from dueregard.web.recommendations.models import Source

SCOPE = "source"


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of one round of a source: everything said in it or before is known.

    What was recorded outside any round of the source is known from its day on.
    """

    source_id: int
    position: int
    until: datetime.date
    is_last: bool

    def knows(self, round_: Round | None, on: datetime.date) -> bool:
        """Return whether a statement of ``round_``, dated ``on``, had been made."""
        if round_ is not None and (round_.scope_kind, round_.scope_id) == (SCOPE, self.source_id):
            return round_.position <= self.position
        return on <= self.until

    def holds(self, round_: Round | None) -> bool:
        """Return whether ``round_`` is the round that ends at this moment."""
        return (
            round_ is not None
            and (round_.scope_kind, round_.scope_id) == (SCOPE, self.source_id)
            and round_.position == self.position
        )


def rounds_of(source: Source) -> list[Round]:
    """Return the rounds of a source, earliest first (one query)."""
    found = Round.objects.filter(scope_kind=SCOPE, scope_id=source.pk)
    return list(found.order_by("position"))


def moment_of(round_: Round, rounds: Sequence[Round], today: datetime.date) -> Moment:
    """Return the moment a round ends: the day before the next one opens, or today."""
    later = [each for each in rounds if each.position > round_.position]
    until = later[0].opens_on - datetime.timedelta(days=1) if later else today
    return Moment(round_.scope_id, round_.position, max(until, round_.opens_on), not later)


def round_before(round_: Round, rounds: Sequence[Round]) -> Round | None:
    """Return the round before, if there is one."""
    earlier = [each for each in rounds if each.position < round_.position]
    return earlier[-1] if earlier else None
