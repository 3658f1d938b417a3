"""What a paper leans on: papers that came before, public evidence, shared abbreviations."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from dueregard.web.governance.assembling.phrases import day
from dueregard.web.governance.assembling.record import Record
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.states import PaperState
from dueregard.web.governance.wording import abbreviations
from dueregard.web.recommendations.models import ReceivedPaper
from dueregard.web.recommendations.states import ImportState


def papers_before(paper: BoardPaper) -> list[BoardPaper]:
    """Return the papers issued on the source for earlier rounds, latest first (one query)."""
    issued = BoardPaper.objects.filter(
        source=paper.source_id,
        state=PaperState.ISSUED,
        round__position__lt=paper.round.position,
    ).exclude(pk=paper.pk)
    return list(issued.order_by("-round__position", "-meeting_on", "-pk"))


def background_papers(record: Record, before: list[BoardPaper]) -> str:
    """Suggest the background papers: the source, what carried it, public evidence."""
    source = record.source
    published = ", ".join(
        part
        for part in (
            source.title,
            source.published_by,
            day(source.published_on) if source.published_on else "",
        )
        if part
    )
    carried = ReceivedPaper.objects.filter(
        imports__source=source, imports__state=ImportState.ACCEPTED
    ).only("report_number", "paper_date", "title", "file_name")
    received = [
        _named(each.report_number, each.paper_date, each.title or each.file_name)
        for each in carried.distinct().order_by("paper_date", "pk")
    ]
    reported = [_named(each.report_number, each.meeting_on, each.title) for each in before[::-1]]
    evidence = [each.title for each in record.evidence]
    return "\n".join(
        dict.fromkeys(" ".join(one.split()) for one in [published, *received, *reported, *evidence])
    )


def _named(number: str, on: datetime.date | None, title: str) -> str:
    numbered = f"Report {number}" if number else "Report"
    dated = f" of {day(on)}" if on is not None else ""
    return f"{numbered}{dated}: {title}"


def shared_abbreviations() -> dict[str, str]:
    """Return every abbreviation that papers read in, or officers, have defined (two queries).

    What an officer wrote counts more than what a paper printed, the latest most.
    """
    known: dict[str, str] = {}
    for read in ReceivedPaper.objects.order_by("pk").values_list(
        "document__abbreviations", flat=True
    ):
        if isinstance(read, dict):
            known.update({str(short): str(meaning) for short, meaning in read.items() if meaning})
    written = BoardPaper.objects.filter(wording__has_key="abbreviations").order_by("pk")
    for wording in written.values_list("wording__abbreviations__text", flat=True):
        if isinstance(wording, str):
            known.update({each.short: each.meaning for each in abbreviations(wording)})
    return known


def used_abbreviations(texts: Iterable[str], known: dict[str, str]) -> str:
    """Suggest the abbreviations of ``known`` that occur in ``texts``, in alphabetical order."""
    words: set[str] = set()
    whole = "\n".join(texts)
    for short in known:
        if re.search(rf"(?<!\w){re.escape(short)}(?!\w)", whole):
            words.add(short)
    return "\n".join(f"{short} – {known[short]}" for short in sorted(words, key=str.casefold))
