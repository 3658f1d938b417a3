"""How the events of commitments read in a history."""

from __future__ import annotations

from collections.abc import Callable

from dueregard.web.audit import names, presenters
from dueregard.web.audit.presenters import Reading
from dueregard.web.commitments.models import Closure, EvidenceRequest, ExtensionRequest, HandBack
from dueregard.web.core.text import excerpt

_FACTS = (
    "closure_state",
    "closure_kind",
    "closed_on",
    "has_progress",
    "last_progress_on",
    "open_challenges",
)
_DECIDED = ("state", "decided_by_id", "decided_at")


def register() -> None:
    """Register sentences and names (once, when the app is ready)."""
    presenters.register(
        "commitments.commitment",
        sentences={
            "create": "{actor} added {thing}",
            "edit": "{actor} changed {thing}",
            "assign": _with_reason("{actor} changed who answers for {thing}"),
            "set_due_date": _with_reason("{actor} changed the due date of {thing}"),
            "grant_extension": _with_reason("{actor} granted more time for {thing}"),
            "undo": "{actor} undid the import that had added an item",
            "undo_import": "{actor} undid an import that had written here",
        },
        quiet=_FACTS,
    )
    presenters.register(
        "commitments.entry",
        sentences={"add": _said, "correct": _corrected, "undo": "{actor} undid an import"},
    )
    presenters.register(
        "commitments.challenge",
        sentences={
            "raise": _raised,
            "link": lambda r: f"{r.actor} linked a challenge to another item: {_text(r)}",
            "answer": _answered,
            "undo": "{actor} undid an import",
        },
        quiet=("answered_at",),
    )
    presenters.register(
        "commitments.closure",
        sentences={
            "propose": lambda r: f"{r.actor} proposed closure: {r.after('kind').lower()}",
            "report": _reported,
            "verify": _with_decision("{actor} verified the closure"),
            "refuse": _with_decision("{actor} refused the closure"),
            "withdraw": _with_decision("{actor} withdrew the closure"),
            "reopen": lambda r: f"{r.actor} reopened it: {excerpt(r.after('reopen_reason'), 30)}",
            "undo": "{actor} undid an import",
        },
        quiet=(
            "state", "decided_at", "verified_by_id", "decision_reason", "challenges_open",
            "reopened_at", "reopened_by_id", "reopen_reason",
        ),
    )  # fmt: skip
    _register_requests()
    _register_evidence()
    presenters.register(
        "commitments.round",
        sentences={
            "open": "{actor} opened the round {thing}",
            "close": "{actor} closed the round {thing}",
            "move": "{actor} added an earlier round, so {thing} moved",
            "remind": lambda r: f"{r.actor} reminded {len(r.context.get('people', []))} people",
            "undo": "{actor} undid an import",
        },
        quiet=("state", "closed_at", "position"),
    )


def _register_requests() -> None:
    presenters.register(
        "commitments.extensionrequest",
        sentences={
            "request": lambda r: f"{r.actor} asked for more time, until {r.after('to_date')}",
            "grant": _with_decision("{actor} granted the request for more time"),
            "decline": _with_decision("{actor} declined the request for more time"),
        },
        quiet=(*_DECIDED, "decision_reason"),
    )
    presenters.register(
        "commitments.handback",
        sentences={
            "hand_back": lambda r: f"{r.actor} handed it back: {excerpt(r.after('reason'), 30)}",
            "grant": _with_decision("{actor} took it back from {thing}"),
            "decline": _with_decision("{actor} left it with {thing}"),
        },
        quiet=(*_DECIDED, "decision_reason"),
    )
    presenters.register(
        "commitments.evidencerequest",
        sentences={
            "request": lambda r: f"{r.actor} asked for evidence: {excerpt(r.after('what'), 30)}",
            "meet": "{actor} gave the evidence asked for",
            "withdraw": "{actor} no longer asks for the evidence: {thing}",
        },
        quiet=("met_at", "withdrawn_at"),
    )
    names.providers.register("commitments.handback", _hand_backs)
    names.providers.register("commitments.extensionrequest", _of_items(ExtensionRequest))
    names.providers.register("commitments.closure", _of_items(Closure))
    names.providers.register(
        "commitments.evidencerequest",
        lambda ids: {
            pk: excerpt(what, 20)
            for pk, what in EvidenceRequest.objects.filter(pk__in=ids).values_list("pk", "what")
        },
    )


def _register_evidence() -> None:
    presenters.register(
        "commitments.evidence",
        sentences={
            "add": "{actor} added evidence: {thing}",
            "add_version": "{actor} added version {number} of the evidence {thing}",
            "use": "{actor} used evidence for another item: {thing}",
            "withdraw": lambda r: (
                f"{r.actor} withdrew the evidence {r.thing}: "
                f"{excerpt(r.after('withdrawn_reason'), 30)}"
            ),
        },
        quiet=("withdrawn_at", "withdrawn_reason"),
    )


def _said(reading: Reading) -> str:
    kind = reading.after("kind").lower()
    source = reading.after("attribution")
    came = f" from {source}" if source else ""
    article = "" if kind == "progress" else "a "
    verb = "reported" if kind == "progress" else "added"
    return f"{reading.actor} {verb} {article}{kind}{came}: {_text(reading)}"


def _raised(reading: Reading) -> str:
    source = reading.after("attribution")
    if source:
        return f"{reading.actor} recorded a challenge from {source}: {_text(reading)}"
    return f"{reading.actor} raised a challenge: {_text(reading)}"


def _reported(reading: Reading) -> str:
    source = reading.after("attribution")
    where = f" in {source}" if source else ""
    return f"{reading.actor} recorded that it was reported complete{where}"


def _corrected(reading: Reading) -> str:
    return f"{reading.actor} corrected what was said to: {_text(reading)}"


def _answered(reading: Reading) -> str:
    answer = reading.context.get("answer") or {}
    said = excerpt(str(answer.get("text", "")), 30)
    source = answer.get("attribution")
    if source:
        return f"{reading.actor} recorded an answer from {source} to “{_text(reading, 14)}”: {said}"
    return f"{reading.actor} answered the challenge “{_text(reading, 14)}”: {said}"


def _text(reading: Reading, words: int = 30) -> str:
    return excerpt(reading.after("text"), words)


def _with_reason(sentence: str) -> Callable[[Reading], str]:
    def said(reading: Reading) -> str:
        plain = sentence.format(actor=reading.actor, thing=reading.thing)
        reason = reading.mentioned("reason")
        return f"{plain}: {excerpt(reason, 30)}" if reason else plain

    return said


def _with_decision(sentence: str) -> Callable[[Reading], str]:
    def said(reading: Reading) -> str:
        plain = sentence.format(actor=reading.actor, thing=reading.thing)
        reason = reading.after("decision_reason")
        return f"{plain}: {excerpt(reason, 30)}" if reason else plain

    return said


def _hand_backs(ids: list[int]) -> dict[int, str]:
    found = HandBack.objects.filter(pk__in=ids).select_related("post")
    return {one.pk: one.post.title for one in found}


def _of_items(
    model: type[ExtensionRequest] | type[Closure],
) -> Callable[[list[int]], dict[int, str]]:
    def look_up(ids: list[int]) -> dict[int, str]:
        found = model.objects.filter(pk__in=ids).select_related("commitment")
        return {one.pk: one.commitment.reference for one in found}

    return look_up
