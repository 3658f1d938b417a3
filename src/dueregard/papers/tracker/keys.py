"""The key to the status words of a tracker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dueregard.papers.statuses import is_status_word

if TYPE_CHECKING:
    from dueregard.papers.draft import Draft
    from dueregard.papers.lines import Line

_HEAD = re.compile(
    r"^(?:key\b.{0,40}|(?:colour|color|status|progress) key|b?rag (?:status |rating )?key.{0,20}|"
    r"(?:action )?status (?:key|definitions?|"
    r"categori[sz]ation|categories).{0,40}|.{0,40}\bstatus\b.{0,40}\b(?:as follows|key)):?$",
    re.I,
)
_MEANS = re.compile(r"^([A-Z][\w /-]{1,30}?)\s*(?:[=:–—-]|means|\()\s*(\S.*?)\)?$")


_INLINE = re.compile(r"^(?:rag )?key\s*[:–—-]\s*(.+)$", re.I)


def read_status_key(draft: Draft) -> None:
    """Read the key, if the paper prints one, and take its lines."""
    desk = draft.desk
    for at, line in enumerate(desk.lines):
        if line.role is not None:
            continue
        if inline := _INLINE.match(line.text):
            pairs = [_MEANS.match(part.strip()) for part in re.split(r"[,;|]\s+", inline[1])]
            if len(pairs) > 1 and all(pairs):
                for pair in pairs:
                    _keep(draft, pair)
                desk.take(line, "status key")
                return
        if _HEAD.match(line.text) and (below := _entries(desk.lines[at + 1 :])):
            desk.take([line, *below], "status key")
            for entry in below:
                text = entry.body if entry.marker else entry.text
                if means := _MEANS.match(text):
                    _keep(draft, means)
                elif not text.startswith("*"):
                    draft.status_words.append(text.rstrip("*").strip())
            return


def _keep(draft: Draft, means: re.Match[str] | None) -> None:
    if means is not None:
        draft.status_key[means[1].strip().lower()] = means[2]
        draft.status_words.append(means[1].strip())


def _entries(lines: list[Line]) -> list[Line]:
    """Return the lines of a key: short words with or without their meaning, and its notes."""
    found: list[Line] = []
    words = 0
    for line in lines:
        text = line.body if line.marker else line.text
        means = _MEANS.match(text)
        short = is_status_word(text.rstrip("*")) or (
            line.marker == "bullet" and len(text.split()) <= 3
        )
        known = means is not None and (is_status_word(means[1]) or means[0].count("=") == 1)
        if (
            line.role is not None
            or len(text) > 300
            or not (short or known or (words and text.startswith("*")))
        ):
            break
        words += short or known
        found.append(line)
    return found if words > 1 else []
