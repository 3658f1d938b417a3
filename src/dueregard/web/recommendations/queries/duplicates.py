"""Recommendations that ask the same in like words."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.web.accounts.models import User
from dueregard.web.recommendations.imports.similarity import SUGGEST_FROM, similarity, words
from dueregard.web.recommendations.models import Recommendation, Source
from dueregard.web.recommendations.queries.items import visible_recommendations

MOST = 5


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A recommendation that looks like the one somebody is about to add."""

    recommendation: Recommendation
    similarity: float

    @property
    def is_exact(self) -> bool:
        """Whether the two share every word that tells texts apart."""
        return self.similarity >= 1

    @property
    def sentence(self) -> str:
        """How alike the two are, in words."""
        if self.is_exact:
            return "The same words"
        return f"{round(self.similarity * 100)}% of the words are the same"


def likely_duplicates(
    text: str,
    source: Source | None = None,
    *,
    user: User | None = None,
    but: Recommendation | None = None,
    most: int = MOST,
) -> list[Duplicate]:
    """Return what the register has that looks like ``text``, the likest first (two queries).

    Parameters
    ----------
    source
        Look in this source only; in all of them without one.
    user
        Show only what this person may see.
    but
        A recommendation that is no duplicate of itself.
    """
    wanted = words(text)
    if not wanted:
        return []
    rows = visible_recommendations(user) if user else Recommendation.objects.all()
    if source is not None:
        rows = rows.filter(source=source)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    alike = {
        pk: share
        for pk, held in rows.values_list("pk", "text")
        if (share := similarity(wanted, words(held))) >= SUGGEST_FROM
    }
    best = sorted(alike, key=lambda pk: (-alike[pk], pk))[:most]
    found = Recommendation.objects.select_related("commitment", "source").in_bulk(best)
    return [Duplicate(found[pk], alike[pk]) for pk in best]
