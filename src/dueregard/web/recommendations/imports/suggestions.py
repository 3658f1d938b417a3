"""What a paper is probably about: its source, its round, whose owners it prints."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dueregard.web.core.dates import write_date
from dueregard.web.core.text import fold
from dueregard.web.organisation.models import Body
from dueregard.web.recommendations.imports.items import ReadItem
from dueregard.web.recommendations.imports.similarity import SOURCE_FROM, containment, words
from dueregard.web.recommendations.models import ReceivedPaper, Source
from dueregard.web.recommendations.states import ImportState, SourceKind

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ABOUT_PROGRESS = r"(?:progress|update[ds]?|implementation|recommendations?|monitoring|response)"
_TAIL = re.compile(rf"(?i)\s*[–—:-]\s+[^–—:]*\b{_ABOUT_PROGRESS}\b.*$")
_LEAD = re.compile(
    r"(?i)^(?:further |quarterly |annual |six[- ]monthly )?(?:progress|update|progress report|"
    r"update report|report)\s+(?:on|against)\s+(?:the\s+)?(?:implementation of\s+)?(?:the\s+)?"
    r"(?:recommendations? (?:of|from|in)\s+(?:the\s+)?)?"
)
_END = re.compile(
    r"(?i)\s+(?:recommendations?|action plan|progress report|progress|update)(?: update)?$"
)
_KINDS: tuple[tuple[str, SourceKind], ...] = (
    ("inquiry", SourceKind.INQUIRY),
    ("inspection", SourceKind.INSPECTION),
    ("inspectorate", SourceKind.INSPECTION),
    ("review", SourceKind.REVIEW),
    ("strategy", SourceKind.STRATEGY),
    ("scheme", SourceKind.STRATEGY),
    ("audit", SourceKind.REGULATOR),
)
#: Words of a title that say what every progress paper says, not which source is meant.
_PAPER_WORDS = words("progress update report recommendations recommendation implementation")


def paper_day(document: Mapping[str, Any]) -> datetime.date | None:
    """Return the day a paper speaks of as today: its own date, else that of its meeting."""
    header = document.get("header") or {}
    for key in ("date", "as_at", "meeting_date", "updated"):
        if _ISO_DAY.fullmatch(header.get(key) or ""):
            return datetime.date.fromisoformat(header[key])
    return None


def round_name(day: datetime.date | None, file_name: str) -> str:
    """Return the suggested name of the round a paper's statements belong to.

    Examples
    --------
    >>> round_name(datetime.date(2011, 5, 26), "paper.txt")
    'Report of 26 May 2011'
    """
    return f"Report of {write_date(day)}" if day else f"Report “{file_name[:150]}”"


def citation(paper: ReceivedPaper) -> str:
    """Return how a paper is named beside what was taken from it: Report 6a of 26 May 2011."""
    number = f"Report {paper.report_number}" if paper.report_number else "Report"
    if paper.paper_date:
        return f"{number} of {write_date(paper.paper_date)}"
    return number if paper.report_number else (paper.title or paper.file_name)[:200]


def source_title(title: str) -> str:
    """Return what a progress paper's title says it reports on.

    Examples
    --------
    >>> source_title("Fair Treatment Inquiry – update on the recommendations")
    'Fair Treatment Inquiry'
    >>> source_title("Progress report on the Fair Treatment Review recommendations")
    'Fair Treatment Review'
    """
    title = re.sub(r"(?i)^progress report on", "Progress on", " ".join(title.split()))
    bare = _END.sub("", _LEAD.sub("", _TAIL.sub("", title))).strip(" –—:-")
    return bare[:1].upper() + bare[1:] if len(bare) > 3 else title


def source_kind(title: str) -> SourceKind:
    """Return the kind of source a title speaks of.

    Examples
    --------
    >>> source_kind("Fair Treatment Inquiry").label
    'Inquiry report'
    """
    folded = fold(title)
    return next((kind for word, kind in _KINDS if word in folded), SourceKind.OTHER)


def likely_source(paper: ReceivedPaper, sources: Iterable[Source]) -> Source | None:
    """Return the source a paper most likely reports on: by the same file, else by its title."""
    allowed = {source.pk: source for source in sources}
    earlier = paper.file.papers.filter(
        imports__state=ImportState.ACCEPTED, imports__source__in=allowed
    ).values_list("imports__source", flat=True)
    for source_id in earlier:
        return allowed[source_id]
    summary = " ".join((paper.document.get("header") or {}).get("summary") or ())
    title = words(paper.title) - _PAPER_WORDS
    text = title + words(summary)
    scored: list[tuple[float, int]] = []
    for source in allowed.values():
        names = [words(source.title) - _PAPER_WORDS, words(source.short_title) - _PAPER_WORDS]
        best = max(max(containment(name, title), containment(name, text) * 0.8) for name in names)
        scored.append((best, -source.pk))
    best_of_all = max(scored, default=(0.0, 0))
    return allowed[-best_of_all[1]] if best_of_all[0] >= SOURCE_FROM else None


def names_of(body: Body) -> list[str]:
    """Return every name a paper may use for a body, folded."""
    return [fold(name) for name in (body.name, body.short_name, *body.aliases) if name]


def body_of_owner(printed: str, bodies: Sequence[Body]) -> Body | None:
    """Return the body an owner as printed names: exactly, else as the only one named in it."""
    folded = fold(printed)
    exact = [body for body in bodies if folded in names_of(body)]
    if exact:
        return exact[0] if len(exact) == 1 else None
    named = [body for body in bodies if _mentions(folded, body)]
    return named[0] if len(named) == 1 else None


def likely_owner_body(items: Sequence[ReadItem], bodies: Sequence[Body]) -> Body | None:
    """Return the body that the recommendations speak of most; none is guessed."""
    counts: Counter[int] = Counter()
    for item in items:
        folded = fold(item.wording)
        counts.update(body.pk for body in bodies if _mentions(folded, body))
    ranked = counts.most_common(2)
    if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        return next(body for body in bodies if body.pk == ranked[0][0])
    return None


def _mentions(folded: str, body: Body) -> bool:
    return any(
        re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) for name in names_of(body) if name
    )
