"""The words papers print in front of things: header labels, tracker labels."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TIDY = re.compile(r"[\s_]+")
_DATED = re.compile(
    r"\s*(?:(?:as )?(?:at|of|on)|[-–(])?\s*\(?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s*(?:\d{1,2},?\s*)?"
    r"(?:\d{4}|\d{2})\)?\s*$|\s*(?:(?:as )?(?:at|of|on))?\s*\(?\d{1,2}/\d{1,2}/\d{2,4}\)?\s*$",
    re.I,
)


def by_word(spec: dict[str, str]) -> dict[str, str]:
    """Return the role of each word from the words of each role, parted by bars."""
    return {word: role for role, words in spec.items() for word in words.split("|")}


TRACKER = by_word(
    {
        "ref": "mps numbering|force numbering|numbering|ref|ref no|reference|reference number|"
        "recommendation no|recommendation number|recommendation ref|rec no|rec|rec ref|number|no|"
        "action no|action number|action ref|item no|id|rec number|#|unique ref",
        "text": "rec text|rec wording|"
        "recommendation|recommendations|action|actions|objective|description|"
        "recommendation text|action required|action description|agreed action|"
        "recommendation/action|recommendation made|recommended action|what we said we would do|"
        "action point|what|recommendation wording|agreed actions|task|required action|"
        "what we will do|action to be taken|area for improvement|recommendation description",
        "owner": "owner|owners|lead|leads|lead organisation|lead organization|lead officer|"
        "responsible officer|action owner|responsible|responsibility|accountable officer|sro|who|"
        "led by|lead department|business lead|responsible body|assigned to|action lead|"
        "responsible person|lead director|executive lead|lead agency|accountable|owned by|"
        "recommendation owner|lead member|strategic lead|by whom|person responsible|lead body|"
        "responsible owner|lead person|responsible director|action by|chief officer lead|"
        "responsible lead|named lead|board lead|officer responsible|officer|management board lead|"
        "accountable lead|director|operational lead|delivery lead|lead force",
        "status": "status|rag|rag status|rag status on progress|rag rating|brag|brag rating|"
        "brag status|current status|progress status|completion status|state|overall status|"
        "implementation status|current rag|action status|recommendation status|delivery status|"
        "rag rating/status|status/rag|progress rating|progress rag|delivery confidence",
        "progress": "progress|progress so far|progress to date|progress update|update|updates|"
        "latest update|current position|position|progress made|action taken|actions taken|response|"
        "mps response|force response|management response|commentary|comments|comment|"
        "latest position|progress report|current progress|progress since last report|"
        "actions to date|progress/comments|update on progress|work to date|progress summary|"
        "latest progress|what we have done|position statement|progress notes|narrative|"
        "status update|action update|action taken to date|progress/update|what has been done|"
        "work completed|work done|achievements|implementation|progress against recommendation|"
        "current update|summary of progress|trust response|authority response|council response|"
        "progress and evidence|update/comments|notes|progress/evidence",
        "challenges": "challenges|challenge|issues|risks and challenges|barriers|issues and risks|"
        "questions for members|scrutiny questions|challenges and risks|key challenges|"
        "challenges/risks|risks and issues|risks|concerns|obstacles|outstanding issues|"
        "issues/risks|challenges and issues|issues and challenges|members' challenges",
        "next_steps": "next steps|next step|further action|further actions|next actions|what next|"
        "planned action|planned actions|future action|future actions|outstanding actions|"
        "further work|next stage|next stages|actions outstanding|outstanding action|future work|"
        "outstanding work|further action required|work outstanding|what we will do next|"
        "planned next steps|future plans|remaining actions",
        "due": "due|due date|by when|target date|deadline|timescale|timescales|completion date|"
        "target completion date|implementation date|when|milestone|milestones|revised date|target|"
        "date due|timeframe|expected completion|expected completion date|to be completed by|"
        "original target date|revised target date|planned completion date|delivery date|"
        "target completion|due by|completion by|target dates|by date|target for completion|"
        "expected date of completion|estimated completion|anticipated completion date|"
        "completion due|deadline date|forecast completion date|planned date",
        "date": "date|date of update|last updated|updated|status date|date completed|"
        "date of last update|update date|date closed|date updated|completed on|as at|"
        "position as at|status as at|reviewed|last reviewed|review date|date reported",
        "other": "priority|source|evidence|measure|success measure|outcome|outcomes|theme|category|"
        "accepted|risk rating|strand|workstream|date raised|indicator|cost|resources|"
        "success criteria|measures|impact|kpi|meeting date|minute ref|accepted/rejected|"
        "reported by|reported|asked by|asked|answer|answered by|step owner|step due|answered|"
        "date accepted|report|inspection|agreed|origin|evidence of completion|"
        "performance measure|source report|rationale|background|grade|reason",
    }
)
VOICES = frozenset(("progress", "challenges", "next_steps"))

HEADER = by_word(
    {
        "report_number": "report|report no|report number|item|item no|item number|agenda item|"
        "agenda item no|agenda item number|agenda no|paper|paper no|paper number|report ref|"
        "report reference|enclosure|agenda number|document no|paper ref|agenda ref|item ref|"
        "reference|reference no|ref|ref no|agenda reference|enc|enclosure no|attachment",
        "date": "date|date of report|report date|dated|publication date|date of paper|published|"
        "date published|paper date",
        "meeting_date": "meeting date|date of meeting|date of committee|committee date|"
        "meeting held on|date of board|board date|board meeting date|date of the meeting|"
        "date of board meeting",
        "by": "by|report of|report by|from|presented by|submitted by|joint report of|paper by|"
        "report from|presenter|presenting officer|sponsor|executive sponsor|executive lead|"
        "responsible director|sponsoring director|chief officer|lead director|"
        "report of the|director|corporate director|reporting officer|presented to committee by",
        "body": "to|committee|meeting|report to|board|committee name|name of committee|"
        "name of meeting|meeting of|for|body|to be considered by|decision maker|panel|"
        "submitted to|considered by|meeting name|forum|name of board|force|organisation|"
        "name of organisation|name of force|name of trust",
        "title": "title|subject|report title|re|title of report|title of paper|paper title|topic|"
        "subject of report|report subject|subject matter|name of report|agenda title",
        "author": "author|authors|report author|report authors|author of report|prepared by|"
        "written by|contact officer|report author(s)|author(s)|author of paper|paper author|"
        "officer contact|lead author|author and contact|author/contact|officer",
        "updated": "updated|last updated|last update|last modified",
        "other": "date range|wards|wards affected|ward(s)|portfolio|status|classification|purpose|"
        "key decision|exempt|for|public|restricted|cabinet member|portfolio holder|action|decision|"
        "time|venue|location|telephone|tel|email|e-mail|contact|security|open/exempt|"
        "freedom of information|protective marking|lead member|action required|publication|period|"
        "open or exempt|access to information|for decision|for information|for discussion",
    }
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label found at the head of a line and the value behind it (empty: on later lines)."""

    role: str
    printed: str
    value: str
    colon: bool


# Whose update or comment it is: the force's own, the trust's, the board's.
_WHOSE = re.compile(
    r"^(?:the )?(?:[a-z]{2,12} )?(?:force|mps|met|police|pcc|opcc|mopac|trust|council|service|"
    r"authority|board|directorate|department|constabulary|chief constable|commissioner|officer|"
    r"lead|owner|management|government|college)(?:'s)? "
    r"(update|response|comments?|progress|position|action taken)$"
)


def normal(text: str) -> str:
    """Return a label as it is looked up: lower case, single spaces, no closing punctuation."""
    return _TIDY.sub(" ", text).strip(" \t:.*-–—\u00a0").replace("’", "'").lower()


def lookup(text: str, words: dict[str, str]) -> str | None:
    """Return the role of a label, also one with a date behind it (``Update (May 2011)``)."""
    plain = normal(text)
    if plain in words:
        return words[plain]
    if len(plain) < 60:
        undated = _DATED.sub("", plain).strip(" :.-–(")
        if undated and undated != plain and undated in words:
            return words[undated]
        if words is TRACKER and (said := _WHOSE.match(plain)):
            return words.get(said[1])
        # "Who is going to do it (Owner)": the words in brackets are the field's own
        if plain.endswith(")") and "(" in plain:
            before, _, inside = plain[:-1].rpartition("(")
            for part in (before.strip(), inside.strip()):
                if part in words:
                    return words[part]
    return None


_DASH = re.compile(r"^([A-Z][A-Za-z/ ]{2,30}?)\s+[–—-]\s+(\S.*)$", re.S)


def split_label(text: str, words: dict[str, str]) -> Labelled | None:
    """Split ``Owner: Director`` or a lone ``Progress so far`` into role and value.

    Examples
    --------
    >>> split_label("Lead officer: Head of Equality", TRACKER).role
    'owner'
    >>> split_label("Ownership of the plan is shared.", TRACKER) is None
    True
    """
    head, colon, tail = text.partition(":")
    if colon and len(head) <= 60 and (role := lookup(head, words)) is not None:
        return Labelled(role, head.strip(), tail.strip(), colon=True)
    if (dash := _DASH.match(text)) and (role := lookup(dash[1], words)) is not None:
        return Labelled(role, dash[1], dash[2], colon=True)
    if len(text) <= 60 and not colon and (role := lookup(text, words)) is not None:
        return Labelled(role, text.strip(), "", colon=False)
    return None
