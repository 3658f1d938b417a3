"""The key to the status words of a tracker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dueregard.papers.statuses import is_status_word

if TYPE_CHECKING:
    from dueregard.papers.draft import Draft

_HEAD = re.compile(
    r"^(?:key\b.{0,40}|rag (?:status |rating )?key.{0,20}|(?:action )?status (?:key|definitions?|"
    r"categori[sz]ation|categories).{0,40}|.{0,40}\bstatus\b.{0,40}\b(?:as follows|key)):?$",
    re.I,
)
_MEANS = re.compile(r"^([A-Z][\w /-]{1,30}?)\s*(?:[=:–—-]|means|\()\s*(\S.*?)\)?$")


def read_status_key(draft: Draft) -> None:
    """Read the key, if the paper prints one, and take its lines."""
    desk = draft.desk
    for at, line in enumerate(desk.lines):
        if line.role is not None:
            continue
        if not _HEAD.match(line.text):
            continue
        desk.take(line, "status key")
        for below in desk.lines[at + 1 :]:
            text = below.body if below.marker else below.text
            if below.role is not None or len(text) > 300:
                break
            word = text.rstrip("*").strip()
            if means := _MEANS.match(text):
                draft.status_key[means[1].strip().lower()] = means[2]
                draft.status_words.append(means[1].strip())
            elif text.startswith("*"):
                pass
            elif below.marker == "bullet" or is_status_word(word):
                draft.status_words.append(word)
            else:
                break
            desk.take(below, "status key")
        return
