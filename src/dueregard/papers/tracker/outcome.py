"""What the entries of an item say about its state: completed, pointed elsewhere, still going."""

from __future__ import annotations

import re

from dueregard.papers.statuses import is_status_word
from dueregard.papers.tracker.items import Item

_COMPLETED = re.compile(
    r"^(?:this |the )?(?:action|recommendation)s?(?: is| has been| was| are| have been)?(?: now)?"
    r"(?: fully)? (?:completed|complete|closed|implemented|discharged)\b",
    re.I,
)
_REJECTED = re.compile(r"^(?:rejected|not accepted|declined)(?=[.,;:]| [–—-])", re.I)
_SENTENCE = re.compile(r"(?<=[.;:])\s+|\s+[–—-]\s+")
POINTER = re.compile(
    r"^(?:please )?(?:see|as|refer to|covered (?:by|in|under)|as described (?:in|under|at|above)|"
    r"as (?:above|below)|dealt with (?:in|under|at)|as (?:for|in|under|at|per))\b.{0,80}$",
    re.I | re.S,
)
_TARGET = re.compile(
    r"recommendation|paragraph|para\b|above|below|challenge|next|previous|progress|section|"
    r"appendix|action|item|\d\s*\([a-z]\)",
    re.I,
)


def is_pointer(text: str) -> bool:
    """Tell an entry that only points elsewhere (``See next recommendation.``).

    Examples
    --------
    >>> is_pointer("As paragraph 53."), is_pointer("As the board asked, a scheme now runs.")
    (True, False)
    """
    return len(text) < 90 and bool(POINTER.match(text)) and bool(_TARGET.search(text))


def is_bare_completion(text: str) -> bool:
    """Tell a paragraph that says nothing but that the action is completed.

    Examples
    --------
    >>> is_bare_completion("Action completed."), is_bare_completion("Action completed - a lead.")
    (True, False)
    """
    match = _COMPLETED.match(text)
    return match is not None and not text[match.end() :].strip(" .")


def tell_outcome(item: Item) -> None:
    """Set the status of an item that prints none of its own, from what its entries say."""
    if item.children or item.status_printed is not None:
        return
    progress = item.voices["progress"]
    for entry in progress:
        if match := _COMPLETED.match(entry.text):
            item.status_printed, item.status = match[0], "completed"
            return
        if match := _REJECTED.match(entry.text):
            item.status_printed = match[0]
            return
        whole = _SENTENCE.split(entry.text, maxsplit=1)[0].rstrip(". ")
        if len(whole) < 40 and is_status_word(whole) and not is_pointer(entry.text):
            item.status_printed = whole
            if whole == entry.text.rstrip(". ") and not entry.numbered and len(progress) > 1:
                progress.remove(entry)
            return
    said = any(item.voices["challenges"]) or any(item.voices["next_steps"])
    if progress and not said and all(is_pointer(entry.text) for entry in progress):
        item.status = "pointer"
    elif item.voice_heads or item.paragraphs:
        item.status = "in_progress" if progress or said else None
