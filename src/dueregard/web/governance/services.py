"""Every write to a board paper: prepare, word, issue, withdraw."""

from __future__ import annotations

import datetime
import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction

from dueregard.papers.assembly import to_json_bytes
from dueregard.web.accounts.permissions import Permission
from dueregard.web.audit.services import record, snapshot
from dueregard.web.commitments.models import Round
from dueregard.web.core import search
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.governance import wording as parts
from dueregard.web.governance.assembling import assembly_of
from dueregard.web.governance.assembling.tree import Statements
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.states import PAPER_TRANSITIONS, PaperState
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import Body, Unit
from dueregard.web.recommendations.models import Source

if TYPE_CHECKING:
    from dueregard.web.accounts.models import User

KIND = "board_paper"
#: The columns an officer may change while the paper is a draft, and what they are called.
HEADER_FIELDS = {
    "title": "title",
    "report_number": "report number",
    "meeting_of": "board or committee",
    "meeting_on": "date of the meeting",
    "by": "office the paper is from",
}


@transaction.atomic
def prepare_paper(
    *,
    source: Source,
    round: Round,
    unit: Unit,
    meeting_of: str,
    meeting_on: datetime.date,
    report_number: str,
    title: str,
    by_office: str,
    by: User,
    body: Body | None = None,
    statements: str = Statements.LATEST,
    at: datetime.datetime | None = None,
) -> BoardPaper:
    """Begin the progress report of a source and a round to a meeting."""
    access_of(by).require(Permission.EDIT_PAPERS, unit.pk)
    if (round.scope_kind, round.scope_id) != ("source", source.pk):
        raise Refused(
            f"The round “{round.name}” is not a round of {source.short_title}. "
            "Choose one of its own rounds.",
            field="round",
        )
    _refuse_second_draft(source, round, meeting_of, meeting_on)
    at = at or now()
    paper = BoardPaper(
        source=source,
        round=round,
        unit=unit,
        body=body,
        wording={"statements": _statements(statements)},
        created_by=by,
        created_at=at,
        meeting_on=meeting_on,
        **_header_texts(
            title=title, report_number=report_number, meeting_of=meeting_of, by=by_office
        ),
    )
    paper.save()
    record(by=by, verb="prepare_paper", instance=paper, after=_event_of(paper), at=at)
    _make_findable(paper, at)
    return paper


def _refuse_second_draft(source: Source, round_: Round, meeting_of: str, on: datetime.date) -> None:
    same = BoardPaper.objects.filter(
        source=source,
        round=round_,
        meeting_of=meeting_of.strip(),
        meeting_on=on,
        state=PaperState.DRAFT,
    ).first()
    if same is not None:
        raise Refused(
            f"There is a draft for this meeting already: “{same.title}”. Go on with that one, or "
            "withdraw it first.",
            field="meeting_on",
        )


@transaction.atomic
def edit_wording(
    *,
    paper: BoardPaper,
    expected_version: int | None,
    by: User,
    at: datetime.datetime | None = None,
    **wording: Any,
) -> BoardPaper:
    """Change the wording of a draft.

    Parameters
    ----------
    wording
        By key of a part (:data:`dueregard.web.governance.wording.PARTS`) its text, or None to
        follow the register again; ``statements``; ``title``, ``report_number``, ``meeting_of``,
        ``meeting_on``, ``by_office``.

    Raises
    ------
    Conflict
        If somebody saved the paper since ``expected_version``.
    """
    access_of(by).require(Permission.EDIT_PAPERS, paper.unit_id)
    _require_draft(paper, "worded")
    if "by_office" in wording:
        wording["by"] = wording.pop("by_office")
    paper.expect_version(expected_version, wording)
    before = _event_of(paper)
    kept = dict(paper.wording)
    suggested = assembly_of(paper).suggested
    for key, value in wording.items():
        if key in parts.PART:
            _word(kept, key, value, suggested.get(key, ""))
        elif key == "statements":
            kept["statements"] = _statements(value)
        elif key == "meeting_on":
            paper.meeting_on = value
        elif key not in HEADER_FIELDS:
            raise TypeError(f"a board paper has no part called {key!r}")
    for name, text in _header_texts(
        **{key: wording[key] for key in HEADER_FIELDS if key in wording and key != "meeting_on"}
    ).items():
        setattr(paper, name, text)
    paper.wording = kept
    at = at or now()
    paper.save_version(update_fields=["wording", *HEADER_FIELDS])
    record(by=by, verb="edit_wording", instance=paper, before=before, after=_event_of(paper), at=at)
    _make_findable(paper, at)
    return paper


def _word(kept: dict[str, Any], key: str, text: str | None, suggested: str) -> None:
    """Keep an officer's text beside what the register said when it was written."""
    if text is None or parts.tidy(text) == parts.tidy(suggested):
        kept.pop(key, None)
        return
    if key == "abbreviations":
        parts.abbreviations(text)
    written = kept.get(key)
    if not isinstance(written, dict) or written["text"] != parts.tidy(text):
        kept[key] = {"text": parts.tidy(text), "register": parts.tidy(suggested)}


@transaction.atomic
def issue_paper(
    *,
    paper: BoardPaper,
    by: User,
    expected_version: int | None = None,
    expected_checksum: str | None = None,
    at: datetime.datetime | None = None,
) -> BoardPaper:
    """Issue a paper: freeze its content, whatever happens to the register afterwards.

    Parameters
    ----------
    expected_checksum
        The checksum of the content that was shown for checking; if the register has moved on
        since, nothing is issued.
    """
    access_of(by).require(Permission.ISSUE_PAPERS, paper.unit_id)
    _require_draft(paper, "issued")
    paper.expect_version(expected_version, {})
    content = content_of(paper)
    checksum = checksum_of(content)
    if expected_checksum is not None and expected_checksum != checksum:
        raise Refused(
            "The register has changed since this paper was shown to you, so it has not been "
            "issued. Read it again as it is now, then issue it."
        )
    before = _event_of(paper)
    at = at or now()
    paper.state = PaperState.ISSUED
    paper.issued_content = content
    paper.checksum = checksum
    paper.issued_by = by
    paper.issued_at = at
    paper.save_version(
        update_fields=["state", "issued_content", "checksum", "issued_by", "issued_at"]
    )
    record(by=by, verb="issue_paper", instance=paper, before=before, after=_event_of(paper), at=at)
    _make_findable(paper, at)
    return paper


@transaction.atomic
def withdraw_paper(
    *,
    paper: BoardPaper,
    reason: str,
    by: User,
    expected_version: int | None = None,
    at: datetime.datetime | None = None,
) -> BoardPaper:
    """Withdraw a paper. What was issued stays readable, marked as withdrawn, with the reason."""
    issued = paper.state == PaperState.ISSUED
    needed = Permission.ISSUE_PAPERS if issued else Permission.EDIT_PAPERS
    access_of(by).require(needed, paper.unit_id)
    if PaperState.WITHDRAWN not in PAPER_TRANSITIONS[PaperState(paper.state)]:
        raise Refused("This paper has been withdrawn already.")
    if not reason.strip():
        raise Refused(
            "Say why the paper is withdrawn; readers will see the reason.", field="reason"
        )
    paper.expect_version(expected_version, {"reason": reason})
    before = _event_of(paper)
    at = at or now()
    paper.state = PaperState.WITHDRAWN
    paper.withdrawn_at = at
    paper.withdrawn_reason = reason.strip()
    paper.save_version(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    record(
        by=by, verb="withdraw_paper", instance=paper, before=before, after=_event_of(paper), at=at
    )
    if not issued:
        search.forget(kind=KIND, object_id=paper.pk)
    return paper


def content_of(paper: BoardPaper) -> str:
    """Return the canonical JSON of a paper as it would be issued now."""
    return to_json_bytes(assembly_of(paper).paper).decode("utf-8")


def checksum_of(content: str) -> str:
    """Return the SHA-256 checksum of a paper's canonical JSON, as ``sha256sum`` prints it."""
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def _require_draft(paper: BoardPaper, done: str) -> None:
    if paper.state == PaperState.ISSUED:
        raise Refused(f"This paper has been issued. An issued paper cannot be {done}.")
    if paper.state == PaperState.WITHDRAWN:
        raise Refused(f"This paper has been withdrawn. It cannot be {done}.")


def _statements(value: str) -> str:
    try:
        return Statements(value).value
    except ValueError:
        allowed = " or ".join(Statements)
        raise Refused(f"Choose {allowed} for what is shown.", field="statements") from None


def _header_texts(**texts: str) -> dict[str, str]:
    """Return the texts of the header, tidied; none may be empty."""
    tidied = {key: " ".join(str(text).split()) for key, text in texts.items()}
    for key, text in tidied.items():
        if not text:
            raise Refused(f"Enter the {HEADER_FIELDS[key]}.", field=key)
    return tidied


def _event_of(paper: BoardPaper) -> dict[str, Any]:
    """Return the columns an event holds: the content by its checksum, not in full."""
    return {key: value for key, value in snapshot(paper).items() if key != "issued_content"}


def _make_findable(paper: BoardPaper, at: datetime.datetime) -> None:
    search.index(
        kind=KIND,
        object_id=paper.pk,
        reference=paper.report_number,
        title=paper.title,
        texts=[paper.meeting_of, paper.by],
        at=at,
    )
