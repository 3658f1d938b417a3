"""What to look at before a paper is issued. Nothing here forbids; it asks."""

from __future__ import annotations

from dueregard.web.commitments.states import RoundState
from dueregard.web.governance import wording
from dueregard.web.governance.assembling.paper import Assembly
from dueregard.web.governance.assembling.suggestions import NOT_STATED
from dueregard.web.governance.models import BoardPaper

_MAY_BE_EMPTY = frozenset({"other", "news", "abbreviations", "background"})


def moved_on(paper: BoardPaper, suggested: dict[str, str]) -> list[wording.Part]:
    """Return the parts whose facts have changed since the officer worded them."""
    return [part for part in wording.PARTS if has_moved_on(paper, part.key, suggested)]


def has_moved_on(paper: BoardPaper, key: str, suggested: dict[str, str]) -> bool:
    """Return whether the register says something else now than when a part was worded."""
    written = paper.wording.get(key)
    return isinstance(written, dict) and written.get("register") != wording.tidy(
        suggested.get(key, "")
    )


def before_issue(paper: BoardPaper, assembly: Assembly) -> list[str]:
    """Return what somebody should know before issuing, in sentences."""
    found: list[str] = []
    if not assembly.paper.tracked:
        found.append("This paper has no recommendations in it.")
    if paper.round.state == RoundState.OPEN:
        found.append(f"The round “{paper.round.name}” is still open: owners may still report.")
    if assembly.silent:
        refs = ", ".join(assembly.silent)
        found.append(f"Nothing was reported in this round on: {refs}.")
    found += [
        f"{part.title}: the register has changed since this was worded."
        for part in moved_on(paper, assembly.suggested)
    ]
    found += [
        f"{part.title}: nothing is written, so the paper will say “Not stated.”"
        for part in wording.PARTS
        if part.key not in _MAY_BE_EMPTY and not _text(paper, part.key, assembly)
    ]
    if assembly.left_out:
        number = assembly.left_out
        found.append(
            f"{number} restricted recommendation{'' if number == 1 else 's'} "
            f"{'is' if number == 1 else 'are'} left out of this open paper and of its counts."
        )
    if NOT_STATED in assembly.suggested.values() and not paper.wording.get("equality"):
        found.append("Nobody has written what this report means for equality.")
    return found


def _text(paper: BoardPaper, key: str, assembly: Assembly) -> str:
    written = paper.wording.get(key)
    return str(written["text"]) if isinstance(written, dict) else assembly.suggested.get(key, "")
