"""What kind of paper it is, told by what is in it."""

from __future__ import annotations

import re
from collections import Counter

from dueregard.papers.desk import Desk
from dueregard.papers.header import Head, period
from dueregard.papers.model import Kind
from dueregard.papers.recommendations import ASKED
from dueregard.papers.section_roles import section_role
from dueregard.papers.sections import find_sections
from dueregard.papers.tablesfound import FoundTable
from dueregard.papers.tracker.logs import LOG
from dueregard.papers.tracker.rows import columns_of
from dueregard.papers.tracker.starts import read_labels, read_start
from dueregard.papers.tracker.updates import DATED_UPDATE

_PRESS = re.compile(
    r"^press (?:release|notice)|\bpress release (?:no\.? ?)?\d|^news release|^media release|"
    r"^notes? (?:to|for) editors|for immediate release|press release \d",
    re.I,
)
_MINUTES = re.compile(
    r"^(?:draft )?(?:minutes|notes|record|action notes) (?:of|from) |^(?:draft )?minutes:?$|"
    r"^present:?$|^members present|^in attendance:?$|^apologies(?: for absence)?:?$",
    re.I,
)
_MINUTES_TITLE = re.compile(r"^(?:draft |confirmed |unconfirmed )?minutes (?:of|from)\b", re.I)
_RESOLVED = re.compile(r"^(?:it was )?resolved\b", re.I)
_STRATEGY = re.compile(
    r"\b(?:strategy|strategies|scheme|framework|policy statement|equality plan|objectives)\b", re.I
)
_ACTION_PLAN = re.compile(
    r"\b(?:action plan|tracker|action log|recommendations? (?:log|register|update|progress)|"
    r"progress (?:update|against|on)|delivery plan|improvement plan|action tracker)\b",
    re.I,
)


def tell_kind(desk: Desk, head: Head, tables: list[FoundTable]) -> Kind:
    """Tell the kind of a paper: its head decides, else the layout of its body."""
    texts = [line.text for line in desk.lines if line.role is None]
    opening = [line.text for line in desk.lines[:25]]
    core = {"report_number", "date", "by"} & set(head.values)
    is_report = head.lead_line is not None or (head.labelled >= 2 and len(core) >= 2)
    if any(_PRESS.search(text) for text in opening if len(text) < 160) and not is_report:
        return "press_release"
    if any(_MINUTES_TITLE.match(text) for text in opening) and head.lead_line is None:
        return "minutes"
    if is_report:
        return "committee_report"
    minutes = sum(bool(_MINUTES.match(text)) for text in texts)
    resolved = any(_RESOLVED.match(text) for text in texts)
    if minutes >= 2 or (minutes and resolved):
        return "minutes"
    roles = _section_roles(desk)
    if "recommendations" in roles and len(roles) >= 2 and not _is_tracker(desk, tables):
        return "committee_report"
    asked = any(ASKED.match(line.body or line.text) for line in desk.lines if line.role is None)
    if asked and (head.report_of or len({"body", "date", "by", "title"} & set(head.values)) >= 2):
        return "committee_report"
    if (head.labelled or head.report_of) and roles & {"recommendations", "summary", "implications"}:
        return "committee_report"
    if _is_tracker(desk, tables):
        return "tracker"
    titles = [text for text in opening if len(text) < 140]
    if any(_ACTION_PLAN.search(text) for text in titles[:8]) and (tables or _columns(desk)):
        return "tracker"
    if len(desk) > 6 and any(_STRATEGY.search(text) for text in titles[:20]):
        together = " ".join(titles[:20])
        if period(together) or sum(bool(_STRATEGY.search(text)) for text in texts) >= 3:
            return "strategy"
    if "recommendations" in roles or len(roles) >= 3 or head.labelled >= 2:
        return "committee_report"
    if tables:
        return "statistics"
    return "other"


def _section_roles(desk: Desk) -> set[str]:
    spans = find_sections(desk)
    return {span.role for span in spans if span.role not in ("supporting", "appendix")} | {
        "supporting" for span in spans if section_role(span.heading) == "supporting"
    }


def _is_tracker(desk: Desk, tables: list[FoundTable]) -> bool:
    if any(columns_of(found.table) is not None for found in tables):
        return True
    updates = starts = 0
    roles: Counter[str] = Counter()
    for line in desk.lines:
        if line.role is not None:
            continue
        if LOG.search(line.text):
            return True
        updates += bool(DATED_UPDATE.match(line.body))
        starts += read_start(line.text) is not None
        roles.update({label.role for label in read_labels(line)})
    if updates >= 3:
        return True
    told = [role for role in ("owner", "status", "progress", "due", "next_steps") if roles[role]]
    if len(told) >= 2 and (starts or roles["ref"] or roles["text"] or roles["owner"] >= 2):
        return True
    return starts >= 2 or min(roles["status"], roles["progress"]) >= 2


def _columns(desk: Desk) -> bool:
    """Tell a page set in columns of fixed width."""
    wide = sum(line.text.count("    ") >= 2 for line in desk.lines)
    return wide >= 3
