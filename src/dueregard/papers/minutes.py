"""Minutes: who was there, the minutes with their agenda items, what was resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dueregard.papers.actions import is_who, read_action
from dueregard.papers.dates import DAY_MONTH_YEAR
from dueregard.papers.desk import Desk
from dueregard.papers.draft import Draft
from dueregard.papers.lines import Line
from dueregard.papers.model import Attendance, Minute, RecommendationItem, Subheading
from dueregard.papers.sections import looks_like_heading

MINUTES_OF = re.compile(
    r"^(?:draft |confirmed |unconfirmed )?(?:minutes|notes|record) (?:of|from)\b", re.I
)
_MEETING = re.compile(
    r"^(?:draft |confirmed |unconfirmed )?(?:minutes|notes|record) (?:of|from) (?:the |a )?"
    r"(?:proceedings of (?:the |a )?)?(?:(?:ordinary |special |annual )?meeting of (?:the )?)?"
    r"(.+?)(?:,)?\s+(?:meeting\s+)?(?:held|which met|on|at)\b",
    re.I,
)
_AGENDA = re.compile(r"^\(?agenda item(?: no\.?)?\s*:?\s*(\d{1,3}[a-z]?)\)?$", re.I)
_RESOLVED = re.compile(
    r"^(?:it was (?:then )?|the (?:committee|board|authority|panel|cabinet|council)\s+)?"
    r"(?:resolved|agreed|decision|decided)\b\s*(?:[–—:-]|unanimously\b)*\s*(.*)$",
    re.I,
)
_FIRM = re.compile(
    r"^(?:it was (?:then )?)?(?:RESOLVED|Resolved)\b|^(?:AGREED|DECISION)\b|^Agreed\s*[–—:-]"
)
_THAT = re.compile(r"^that\s*[,:–—-]+\s*(?=\S)")
_MARKED = re.compile(r"^(?:resolved|agreed)?[\s:–—-]*(?:that)?[\s:–—-]*$", re.I)
_APOLOGY = re.compile(r"^apolog", re.I)


@dataclass(slots=True)
class _Minute:
    line: int
    number: str | None
    heading: str
    agenda_item: str | None = None
    resolved: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    last: str = ""

    def freeze(self) -> Minute:
        return Minute(
            self.number,
            self.heading,
            self.agenda_item,
            tuple(self.resolved),
            tuple(self.text),
            self.line,
        )


def read_minutes(draft: Draft) -> None:
    """Read minutes into the draft."""
    _meeting(draft)
    desk = draft.desk
    _mark_plain_numbers(desk)
    first = _first_minute(desk)
    _attendance(draft, first)
    current: _Minute | None = None
    minutes: list[_Minute] = []
    resolving = False
    for at in range(len(desk)):
        line = desk.lines[at]
        if line.role is not None:
            continue
        if _is_minute_heading(desk, at):
            current = _Minute(line.number, line.label, line.body)
            minutes.append(current)
            desk.take(line, "minute")
            resolving = False
        elif (agenda := _AGENDA.match(line.text)) and current is not None:
            current.agenda_item = agenda[1]
            desk.take(line, "minute")
        elif _act(draft, line, current, desk.lines[at + 1] if at + 1 < len(desk) else None):
            resolving = False
        elif _FIRM.match(line.text):
            resolving = _resolve(draft, line, current)
        elif resolving and (line.marker is not None or draft.resolutions[-1:] == []):
            _resolved_item(draft, line, current)
        elif not minutes and _is_heading(desk, at):
            draft.subheadings.append(Subheading(line.text, line.number))
            desk.take(line, "subheading")
            resolving = False
        else:
            resolving = False
            if current is not None:
                current.text.append(line.text)
                current.last = line.text
            desk.take(line, "minute")
    draft.minutes = [minute.freeze() for minute in minutes]


def _meeting(draft: Draft) -> None:
    """Read body and date of the meeting from the title."""
    head = draft.head
    title = head.values.get("title", "")
    match = _MEETING.match(title)
    line = head.lines.get("title")
    if line is None:
        return
    if match:
        head.set("body", match[1].strip(" ,"), line)
    if dates := list(DAY_MONTH_YEAR.finditer(title)):
        head.values["date"] = dates[-1][0]
        head.lines["date"] = line
    if "date" in head.values:
        head.set("meeting_date", head.values["date"], head.lines["date"])


_PLAIN = re.compile(r"^(\d{1,3})\s+([A-Z].{2,110})$")


def _mark_plain_numbers(desk: Desk) -> None:
    """Take ``1 Minutes of the last meeting`` for a numbered heading, where such numbers run on."""
    found = [
        (line, match)
        for line in desk.lines
        if line.role is None and line.marker is None and (match := _PLAIN.match(line.text))
    ]
    last = 0
    for line, match in found:
        if last < int(match[1]) <= last + 2 and looks_like_heading(match[2], 110):
            last = int(match[1])
            line.marker, line.label, line.body = "number", match[1], match[2]


def _first_minute(desk: Desk) -> int:
    return next((at for at in range(len(desk)) if _is_minute_heading(desk, at)), 0)


def _is_minute_heading(desk: Desk, at: int) -> bool:
    line = desk.lines[at]
    if line.role is not None or line.marker not in ("number", "decimal") or line.indent > 1:
        return False
    if not looks_like_heading(line.body, 130):
        return False
    after = desk.lines[at + 1] if at + 1 < len(desk) else None
    return line.gap and (after is None or after.gap or line.level is not None)


def _is_heading(desk: Desk, at: int) -> bool:
    line = desk.lines[at]
    text = line.text.rstrip(":")
    return line.marker is None and line.gap and looks_like_heading(text, 90)


_LISTED = re.compile(
    r"^(?:(?:members |also )?present|in attendance|attendance|attendees|members|"
    r"(?:\w+ )?officers|(?:co-opted |independent )members|councillors)\b",
    re.I,
)


_INLINE = re.compile(
    r"^((?:(?:members|officers|councillors|also|others?|staff|board members|mpa officers|"
    r"mps officers) )?(?:present|in attendance|attending|attended|attendance)|"
    r"apologies(?: for absence)?|(?:mpa |mps |council )?officers|members|councillors|guests|"
    r"observers)\s*[:–—-]\s*(\S.*)$",
    re.I | re.S,
)


def _attendance(draft: Draft, first: int) -> None:
    """Count the people listed before the first minute, under the headings they stand under."""
    desk = draft.desk
    groups: list[tuple[Line | None, list[Line]]] = [(None, [])]
    bulleted = any(line.marker == "bullet" for line in desk.free(0, first))
    counted: list[Attendance] = []
    for line in desk.free(0, first):
        if (inline := _INLINE.match(line.text)) and line.number > _title_line(draft):
            desk.take(line, "attendance")
            if not _APOLOGY.match(line.text):
                counted.append(Attendance(inline[1], _people(inline[2]), line.number))
            groups.append((None, []))
            continue
        listed = groups[-1][0] is not None and _LISTED.match(groups[-1][0].text)
        heading = looks_like_heading(line.text.rstrip(":"), 80)
        if line.marker == "bullet" or (
            listed
            and not bulleted
            and heading
            and not _LISTED.match(line.text)
            and not _APOLOGY.match(line.text)
        ):
            groups[-1][1].append(line)
        elif heading and line.marker is None and not _APOLOGY.match(line.text):
            groups.append((line, []))
        else:
            continue
        desk.take(line, "attendance")
    counted += [
        Attendance(heading.text if heading else None, _count(people), people[0].number)
        for heading, people in groups
        if people
    ]
    draft.attendance = sorted(counted, key=lambda group: group.line)


def _count(lines: list[Line]) -> int:
    """Count people listed one a line, or all on the one line below their heading."""
    return _people(lines[0].text) if len(lines) == 1 else len(lines)


def _title_line(draft: Draft) -> int:
    line = draft.head.lines.get("title")
    return line.number if line is not None else 0


def _people(names: str) -> int:
    """Count people named on one line; words in brackets say who they are."""
    plain = re.sub(r"\([^)]*\)", "", names)
    return len([one for one in re.split(r"[,;]|\band\b|&", plain) if one.strip(" .")])


def _act(draft: Draft, line: Line, current: _Minute | None, after: Line | None) -> bool:
    """Read an action that the meeting agreed; return whether the line is one."""
    item = read_action(line.text, line.number)
    if item is None:
        return False
    if item.text is None and not item.owners:
        # "Action:" alone, with what is to be done on the next line.
        if after is None or after.role is not None:
            return False
        if is_who(after.text):
            item.owners.append(after.text)
        else:
            item = read_action(f"Action: {after.text}", line.number) or item
        draft.desk.take(after, "tracked")
    if item.text is None and current is not None and (current.resolved or current.text):
        # "Action: Clerk" says who is to do what the paragraph before it says.
        item.add_text(current.last)
    if item.text is None:
        item.add_text(line.text)
    draft.items.append(item)
    draft.desk.take(line, "tracked")
    if current is not None:
        current.text.append(line.text)
    return True


def _resolve(draft: Draft, line: Line, current: _Minute | None) -> bool:
    """Read a resolution; return whether a list of resolutions follows."""
    draft.desk.take(line, "resolution")
    match = _RESOLVED.match(line.text)
    said = _THAT.sub("that ", match[1].strip(" ,:–—-")) if match else line.text
    if _MARKED.match(said):
        return True
    draft.resolutions.append(RecommendationItem(None, said, line.number))
    if current is not None:
        current.resolved.append(said)
        current.last = said
    return said.endswith("that")


def _resolved_item(draft: Draft, line: Line, current: _Minute | None) -> None:
    draft.desk.take(line, "resolution")
    draft.resolutions.append(RecommendationItem(line.label or None, line.body, line.number))
    if current is not None:
        current.resolved.append(line.body)
        current.last = line.body
