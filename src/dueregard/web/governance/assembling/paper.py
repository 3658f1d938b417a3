"""The whole paper: what the register suggests, what the officer wrote, put together."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from dueregard.papers.assembly import (
    CommitteePaper,
    Implication,
    PaperHeader,
    StatusCount,
    TrackedNode,
    count_statuses,
)
from dueregard.web.core.clock import today as the_day
from dueregard.web.governance import wording
from dueregard.web.governance.assembling import sources, suggestions
from dueregard.web.governance.assembling.changes import changes_since_last
from dueregard.web.governance.assembling.moments import moment_of
from dueregard.web.governance.assembling.phrases import day
from dueregard.web.governance.assembling.record import read_record
from dueregard.web.governance.assembling.standing import COUNTING_ORDER
from dueregard.web.governance.assembling.suggestions import Facts
from dueregard.web.governance.assembling.tree import (
    Statements,
    leaves_of,
    tracked_nodes,
)
from dueregard.web.governance.models import BoardPaper


@dataclass(frozen=True)
class Assembly:
    """A paper as it would be issued now, and the text the register suggests for each part."""

    paper: CommitteePaper
    suggested: dict[str, str]
    silent: tuple[str, ...]
    left_out: int = 0


def assemble(paper: BoardPaper, *, on: datetime.date | None = None) -> CommitteePaper:
    """Return the paper as the register and the officer's wording make it on a day."""
    return assembly_of(paper, on=on).paper


def assembly_of(paper: BoardPaper, *, on: datetime.date | None = None) -> Assembly:
    """Return the assembled paper with what the register suggests for its parts."""
    record = read_record(paper.source)
    now = moment_of(paper.round, record.rounds, on or the_day())
    changes = changes_since_last(record, paper.round, now)
    tracked = tracked_nodes(record, now, statements_of(paper))
    before = sources.papers_before(paper)
    last = None
    if changes.before is not None:
        told = next((p for p in before if p.round_id == changes.before.pk), None)
        last = (
            f"report {told.report_number} of {day(told.meeting_on)}"
            if told
            else f"the round “{changes.before.name}”"
        )
    facts = Facts(paper, record, now, changes, tracked, last)
    suggested = _suggested(facts, before)
    texts = {key: said(paper, key, text) for key, text in suggested.items()}
    whole = [*texts.values(), *_words_of(tracked), paper.title, paper.by]
    suggested["abbreviations"] = sources.used_abbreviations(whole, sources.shared_abbreviations())
    texts["abbreviations"] = said(paper, "abbreviations", suggested["abbreviations"])
    built = CommitteePaper(
        header=_header(paper),
        summary=wording.prose(texts["summary"]),
        recommendations=wording.asked_of_members(texts["asks"]),
        supporting=(
            *wording.supporting(texts["background"]),
            *wording.supporting(texts["news"]),
        ),
        counts=_counts(tracked),
        previous_report=last,
        changes=changes.statuses,
        tracked=tracked,
        implications=_implications(texts),
        background_papers=wording.lines(texts["background_papers"]),
        abbreviations=wording.abbreviations(texts["abbreviations"]),
        contact=wording.lines(texts["contact"]),
    )
    return Assembly(built, suggested, changes.silent, record.left_out)


def statements_of(paper: BoardPaper) -> Statements:
    """Return how much of what was said the paper repeats."""
    return Statements(paper.wording.get("statements", Statements.LATEST))


def said(paper: BoardPaper, key: str, suggested: str) -> str:
    """Return the officer's text of a part, or the register's where the officer wrote none."""
    written = paper.wording.get(key)
    return str(written["text"]) if isinstance(written, dict) else suggested


def _suggested(facts: Facts, before: list[BoardPaper]) -> dict[str, str]:
    return {
        "summary": suggestions.summary(facts),
        "asks": suggestions.asks(facts),
        "background": suggestions.background(facts),
        "news": suggestions.news(facts),
        "equality": suggestions.equality(facts),
        "financial": "",
        "legal": "",
        "risk": suggestions.risk(facts),
        "other": "",
        "background_papers": sources.background_papers(facts.record, before),
        "contact": suggestions.contact(facts),
    }


def _counts(tracked: tuple[TrackedNode, ...]) -> tuple[StatusCount, ...]:
    """Count the leaves by status, the completed first."""
    counted = count_statuses(leaves_of(tracked))
    return tuple(sorted(counted, key=lambda line: COUNTING_ORDER.index(line.words)))


def _header(paper: BoardPaper) -> PaperHeader:
    return PaperHeader(
        title=paper.title,
        report_number=paper.report_number or None,
        date=paper.meeting_on,
        by=paper.by or None,
        body=paper.meeting_of or None,
        meeting_date=paper.meeting_on,
    )


def _implications(texts: dict[str, str]) -> tuple[Implication, ...]:
    """Return the implications; "other" ones are left out of the paper when there are none."""
    return tuple(
        Implication(kind, texts[kind])
        for kind in wording.IMPLICATIONS
        if kind != "other" or texts[kind]
    )


def _words_of(tracked: tuple[TrackedNode, ...]) -> Iterator[str]:
    for node in (node for top in tracked for node in top.walk()):
        yield node.text
        yield node.owner or ""
        yield from (paragraph for entry in node.progress for paragraph in entry.paragraphs)
        yield from (challenge.text for challenge in node.challenges)
        yield from (answer.text for challenge in node.challenges for answer in challenge.answers)
        yield from (step.text for step in node.next_steps)
