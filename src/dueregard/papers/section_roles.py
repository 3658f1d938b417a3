"""What the sections of a paper are about, told from their headings."""

from __future__ import annotations

import re

from dueregard.papers.labels import by_word, normal

_SECTIONS = by_word(
    {
        "recommendations": "recommendation|recommendations|recommendation(s)|decision required|"
        "decisions required|recommended|recommendations to members|action required|"
        "recommendation to members|decision|decision sought|decisions sought|proposed decision|"
        "recommendations to the committee|recommendation to the committee|actions requested|"
        "recommendations to the board|"
        "action requested|recommendations to committee|recommended action|what is recommended",
        "summary": "summary|executive summary|purpose|purpose of report|purpose of the report|"
        "purpose of paper|purpose of the paper|report summary|synopsis|summary of report|"
        "reason for report|introduction and purpose|aim of report|purpose and summary|"
        "summary of the report|aim of the report|purpose of this report|summary and purpose|"
        "reason for the report|what this report is about|overview and purpose",
        "supporting": "supporting information|background|background information|introduction|"
        "report|report detail|report details|main report|details|detail|information|context|"
        "the report|introduction and background|background and context|main considerations|"
        "key issues|issues|issues for consideration|current position|progress|update|discussion|"
        "proposals|analysis|progress update|matters for consideration|supporting detail|"
        "report in detail|considerations|body of report|main body of report|proposal|"
        "information for consideration|information and analysis|main information|findings|"
        "detailed information|current situation|body of the report|progress to date|"
        "options|options considered|conclusion|conclusions|next steps|consultation",
        "background_papers": "background papers|background documents|list of background papers|"
        "background papers and appendices|list of background documents|background papers used|"
        "local government (access to information) act 1985|references|sources|background reading|"
        "supporting documents|further information|supporting papers|related documents|"
        "background papers used in preparing this report|documents relied on",
        "contact": "contact details|contact|contact officer|contact information|contacts|"
        "contact officers|report author and contact details|report author|author|contact person|"
        "contact details of author|author and contact details",
        "abbreviations": "list of abbreviations|abbreviations|glossary|abbreviations used|"
        "glossary of terms|glossary of abbreviations|list of acronyms|acronyms|"
        "list of abbreviations used|glossary of acronyms|abbreviations and acronyms",
        "appendices": "appendices|list of appendices|attachments|annexes|appendices attached|"
        "enclosures",
    }
)

_IMPLICATIONS = (
    ("equality", re.compile(r"equalit|diversity|\brace\b|equal opportunit|inclusion", re.I)),
    ("financial", re.compile(r"financ|budget|value for money|\bcost|resource", re.I)),
    ("legal", re.compile(r"\blegal|statutory|human rights|legislat", re.I)),
    ("risk", re.compile(r"\brisk", re.I)),
    ("environmental", re.compile(r"environment|sustainab|carbon|climate", re.I)),
    ("staffing", re.compile(r"staff|workforce|personnel|\bhuman resources|\bhr\b", re.I)),
    ("crime and disorder", re.compile(r"crime and disorder|section 17|community safety", re.I)),
    ("privacy", re.compile(r"privacy|data protection", re.I)),
    ("health and safety", re.compile(r"health and safety", re.I)),
    ("consultation", re.compile(r"consult|communit|communicat|stakeholder", re.I)),
    ("policy", re.compile(r"policy|policies|corporate|strategic|council plan|plan priorit", re.I)),
)
_IMPLICATION = re.compile(
    r"\b(?:implication|impact|considerations?\b|assessment)|^(?:equality|equalities|diversity|"
    r"equality and diversity|equality, diversity and inclusion|finance|financial|legal|risk|risks|"
    r"resources|human rights|value for money|environment|sustainability|data protection|staffing|"
    r"equal opportunities|race equality|crime and disorder|health and safety|met forward)$",
    re.I,
)


_ABOUT_RECOMMENDATIONS = re.compile(
    r"\d|tracker|progress|update|register|\blog\b|status|\bfrom\b|action plan|implement|is\b|are\b"
)


_PAPER = r"(?: (?:of|for|in|to)(?: (?:the|this))? (?:report|paper|briefing|item|document))?"
_BODIES = r"(?:committee|board|panel|authority|members?|cabinet|trust board|council)"
_WORDED = (
    (
        "summary",
        re.compile(
            rf"^(?:(?:executive |report )?summary|purpose|aims?|synopsis|reasons?){_PAPER}"
            r"(?:(?: and|,|/| &) (?:the )?(?:summary|introduction|overview|scope|context|"
            r"objectives|executive summary|key points)){0,2}$|^(?:key (?:points|messages)|"
            r"main points|at a glance|why is this report needed|what is this report about)$"
        ),
    ),
    (
        "recommendations",
        re.compile(
            r"^(?:officer |proposed |formal )?(?:recommendations?|decisions?|resolutions?) "
            r"(?:sought|required|requested|proposed|to (?:the )?[a-z ]{3,40}|"
            rf"for (?:the )?(?:approval|decision|consideration|{_BODIES}))$|"
            r"^what (?:decision is|decisions are|action is) (?:required|needed|being sought)$|"
            r"^actions? required (?:by|of|from) (?:the )?[a-z ]{3,30}$"
        ),
    ),
)


def section_role(heading: str) -> str | None:
    """Return what a section is about: ``recommendations``, ``supporting``, ``implications`` …"""
    plain = normal(heading)
    if plain in _SECTIONS:
        return _SECTIONS[plain]
    if len(plain) < 70:
        for role, pattern in _WORDED:
            if pattern.match(plain):
                return role
    if len(plain) <= 90 and _IMPLICATION.search(plain):
        return "implications"
    if plain.startswith(("recommendation ", "recommendations ")) and len(plain) < 60:
        return None if _ABOUT_RECOMMENDATIONS.search(plain) else "recommendations"
    return None


def implication_kind(heading: str) -> str:
    """Return the kind of an implications section: ``equality``, ``financial``, ``legal`` …"""
    for kind, pattern in _IMPLICATIONS:
        if pattern.search(heading):
            return kind
    return "other"
