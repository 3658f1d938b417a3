"""Sources with how far they are."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from dueregard.web.accounts.models import User
from dueregard.web.commitments.access import visible_to
from dueregard.web.commitments.models import Round
from dueregard.web.commitments.states import RoundState
from dueregard.web.commitments.status import StatusCounts, counts_of
from dueregard.web.core.clock import today as clock_today
from dueregard.web.recommendations.models import Source
from dueregard.web.recommendations.queries.changes import SCOPE


@dataclass(frozen=True)
class SourceSummary:
    """A source, its counts by leaf as one person may see them, and its open round."""

    source: Source
    counts: StatusCounts
    challenged: int
    open_round: Round | None


def source_summaries(user: User, *, today: datetime.date | None = None) -> list[SourceSummary]:
    """Return every source with its counts (three queries, beside the person's access)."""
    today = today or clock_today()
    counts: dict[int, StatusCounts] = defaultdict(StatusCounts)
    challenged: dict[int, int] = defaultdict(int)
    for leaf in (
        visible_to(user)
        .filter(is_leaf=True, recommendation__isnull=False)
        .select_related("recommendation")
    ):
        source = leaf.recommendation.source_id
        counts[source] += counts_of(leaf, today)
        challenged[source] += int(leaf.open_challenges > 0)
    rounds = {
        each.scope_id: each
        for each in Round.objects.filter(scope_kind=SCOPE, state=RoundState.OPEN)
    }
    return [
        SourceSummary(source, counts[source.pk], challenged[source.pk], rounds.get(source.pk))
        for source in Source.objects.select_related("owner_body").order_by("-published_on", "title")
    ]
