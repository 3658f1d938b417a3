"""Actions that a meeting agreed, as minutes print them: ``Action: Clerk to write by 3 May``."""

from __future__ import annotations

import re

from dueregard.papers.dates import read_date
from dueregard.papers.labels import TRACKER, split_label
from dueregard.papers.tracker.items import Item

_ACTION = re.compile(
    r"^(?:[•*-]\s*)?(?:ACTION|Action|AP)(?:S|s)?(?: (?:POINT|Point|point|required|agreed|item)s?)?"
    r"\s*(?:[Nn]o\.?\s*)?(?P<ref>\d{1,3}(?:[./]\d{1,4})*[a-z]?)?\s*"
    r"(?:[(\[](?P<owner>[^)\]]{1,60})[)\]])?\s*"
    r"(?:(?P<by>[Bb]y|for|FOR|BY)(?:\s+(?P<whom>[A-Z][^:–]{1,50}?))?\s*)?(?P<mark>[:–—-]|\.(?=\s))\s*(?P<said>.*)$",
    re.S,
)
_TO = re.compile(
    r"^(?P<owner>(?:The\s+|the\s+)?[A-Z][\w’'().&/-]*"
    r"(?:[ ,]+(?:and |of |for |the |& )*[A-Z(][\w’'().&/-]*){0,8}|(?:The|the) [a-z]+(?: [a-z]+)?)"
    r"\s+(?:to|will|would|should|agreed to|undertook to)\s+[a-z]"
)
_LED = re.compile(r"^([A-Z][^:–—]{1,60}?)\s*(?:\s[–—-]|:)\s+(\S.*)$", re.S)
_DUE = re.compile(
    r"\b(?:by|before|no later than|due(?: by| date)?:?|deadline:?|by the end of|for)\s+"
    r"(?P<due>(?:the )?(?:end (?:of )?|close of play |mid[- ])?"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri)day,? )?"
    r"(?:\d{1,2}(?:st|nd|rd|th)? (?:of )?[A-Z][a-z]+(?:,? \d{2,4})?|[A-Z][a-z]{2,8},? \d{4}"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|next meeting|[A-Z][a-z]{2,8} meeting|end of [A-Z][a-z]+))",
)
_FIELD = re.compile(
    r"(?:^|(?<=[.;,)]\s)|(?<=\s)[–—|-]\s+)(?P<label>Owner|Lead|Lead officer|Responsible|By whom|"
    r"By when|Due|Due date|Deadline|Target date|Timescale|Status)\s*:\s*(?P<value>[^;|]+?)"
    r"(?=\s*(?:$|[;|.]\s*(?:$|[A-Z])|\s[–—]\s))"
)
_IN_BRACKETS = re.compile(r"[(\[]([A-Z][^)\]]{1,60})[)\]]\s*\.?$")
_AFTER_DASH = re.compile(r"\s[–—-]\s+([A-Z][\w’'&/. -]{1,50}?)\.?$")
_WHO = re.compile(
    r"\b(?:Head|Director|Officer|Chief|Clerk|Chair|Manager|Commissioner|Inspector|Superintendent|"
    r"Constable|Secretary|Solicitor|Treasurer|Lead|Team|Unit|Secretariat|Cllr|Councillor|Members?|"
    r"Adviser|Commander|Executive|All)\b|^[A-Z]{2,6}(?: [A-Z]{2,6})*$|^[A-Z]\.? ?[A-Z][a-z]+$|"
    r"^[A-Z][a-z]+ [A-Z][\w’'-]+$"
)


def read_action(text: str, line: int) -> Item | None:
    """Read a line of minutes as an action; ``None`` when it is none.

    An action may name who it falls to before its words, in brackets, after a dash, or be
    nothing but a name: its ``text`` is then empty and what was agreed stands before it.

    Examples
    --------
    >>> item = read_action("Action: Head of Training to publish the figures by 3 May 2014.", 9)
    >>> item.owners, item.due, item.text
    (['Head of Training'], '3 May 2014', 'Head of Training to publish the figures by 3 May 2014.')
    >>> read_action("Action was taken at once.", 9) is None
    True
    """
    match = _ACTION.match(text)
    if match is None or (match["mark"] == "." and not match["ref"]):
        return None
    ref = match["ref"]
    item = Item(f"Action {ref}" if ref else None, line)
    item.labelled = 1
    said = match["said"].strip()
    if match["owner"]:
        item.owners.append(match["owner"].strip())
    if match["whom"]:
        item.owners.append(match["whom"].strip())
    said = _fields(item, said)
    if not item.owners and is_who(said):
        item.owners.append(said.rstrip("."))
        return item
    if not item.owners and (led := _LED.match(said)) and is_who(led[1]):
        item.owners.append(led[1])
        said = led[2]
    if said:
        item.add_text(said)
    if not item.owners:
        item.owners.extend(_owner(said))
    if item.due is None and (due := _DUE.search(said)):
        item.due = due["due"]
    return item


def is_who(text: str) -> bool:
    """Tell a text that is a person, a post or several, and nothing else."""
    parts = re.split(r"\s*(?:,|;|/|&|\band\b)\s*", text.rstrip(". "))
    return bool(text) and all(
        part
        and len(part) < 50
        and len(part.split()) <= 7
        and _WHO.search(part)
        and part[0].isupper()
        and not re.search(r"[()]| (?:to|the|a|an|on|with) ", part)
        for part in parts
    )


def _fields(item: Item, said: str) -> str:
    """Take ``Owner: …`` and ``By when: …`` out of a line, and return the rest."""
    for match in _FIELD.finditer(said):
        label = split_label(f"{match['label']}: {match['value']}", TRACKER)
        if label is not None:
            item.set(label.role, label.value.strip(), label.printed)
    return re.sub(r"\.[\s.]*$", ".", _FIELD.sub("", said).strip(" ;|–—"))


def _owner(said: str) -> list[str]:
    if match := _TO.match(said):
        return [match["owner"]]
    for pattern in (_IN_BRACKETS, _AFTER_DASH):
        match = pattern.search(said)
        if match is not None and is_who(match[1]) and read_date(match[1]) is None:
            return [match[1]]
    return []
