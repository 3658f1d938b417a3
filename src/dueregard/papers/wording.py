"""Wording that changes within a paper: abbreviations left unexplained, names, styles of lists."""

from __future__ import annotations

import re
from collections import defaultdict

from dueregard.papers.draft import Draft
from dueregard.papers.lines import Line

_SHORT = re.compile(r"\b[A-Z][A-Z&]{1,8}(?=s?\b)")
_DEFINED = re.compile(r"\(([A-Z][A-Z&]{1,8})s?\)")
_EXPLAINED = re.compile(r"\b([A-Z][A-Z&]{1,8})s? \(([A-Z][a-z]\w*(?:[ -]\w+){1,7})\)")
_COMMON = (
    "UK GB EU US USA NHS BBC HM MP MPs CV PDF HTML AM PM BC AD TV ID IT OK DVD CD ISBN VAT PO "
    "NE NW SE SW WC EC TBC NB RAG BRAG URL FAQ II III IV VI VII VIII IX XI XII ASAP GP QC KC "
    "OBE MBE CBE JP RESOLVED AGREED NOTED RECOMMENDED ACTION ACTIONS GROUP DECISION ITEM APPENDIX "
    "DRAFT NOT MUST ALL NONE NEW ANNEX REPORT DNA SMART"
)
_KNOWN = frozenset(_COMMON.split())
_HEAD_NOUN = re.compile(
    r"\b(?:Sub-?[Cc]ommittee|Committee|Board|Directorate|Framework|Programme|Strategy|Scheme|Panel)\b"
)
_SMALL = frozenset(("and", "or", "of", "the", "&", "for", "in", "on", "to"))
_PARTED = re.compile(r"^[A-Z][^–—:.-]{2,70}?((?:\s[–—-]|[–—]|-(?=\s))\s?)(?=[\w‘“'])")
_STOP = re.compile(r"[.!?]$")


def note_wording(draft: Draft) -> None:
    """Note abbreviations left unexplained, names in two forms and lists in two styles."""
    lines = [line for line in draft.desk.lines if line.role not in ("furniture", "contact")]
    _abbreviations(draft, lines)
    _names(draft, lines)
    _lists(draft, lines)


def _abbreviations(draft: Draft, lines: list[Line]) -> None:
    defined: dict[str, int] = {}
    meanings: defaultdict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    first: dict[str, int] = {}
    lettered = {short.rstrip("s") for short in draft.abbreviations}
    for line in lines:
        text = line.text
        if "(" in text:
            for match in _DEFINED.finditer(text):
                before = " ".join(text[: match.start()].split()[-10:])
                _define(defined, meanings, match[1], before, line.number)
            for match in _EXPLAINED.finditer(text):
                _define(defined, meanings, match[1], match[2], line.number)
        if text.isupper():
            continue
        for match in _SHORT.finditer(text):
            if match[0] not in first and _stands_alone(text, match.start(), match.end()):
                first[match[0]] = line.number
    words = f" {' '.join(line.text for line in lines)} "
    for short, line_number in first.items():
        if short in _KNOWN or short in lettered or short.rstrip("S") in lettered:
            continue
        if len(short) > 2 and f" {short.lower()} " in words:
            continue  # a word in capitals: "ALL staff", "RESOLVED"
        if short not in defined:
            draft.desk.issue(
                "undefined_abbreviation", "info", line_number, f"“{short}” is never written out."
            )
        elif defined[short] > line_number:
            draft.desk.issue(
                "undefined_abbreviation",
                "info",
                line_number,
                f"“{short}” is used before it is written out in line {defined[short]}.",
            )
    for short, told in meanings.items():
        forms = list(told.values())
        for form, line_number in forms[1:]:
            draft.desk.issue(
                "name_variant",
                "info",
                line_number,
                f"“{short}” is written out as “{form}” here and as “{forms[0][0]}” "
                f"in line {forms[0][1]}.",
            )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell an abbreviation from part of a reference (``B/12``, ``A-C``, ``R&D``)."""
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    return not (
        before[-1:] in ("/", ".", "&", "@", "_")
        or after[:1] in ("/", "@", "_", "&")
        or (before[-1:] == "-" and not before[:1].islower())
        or (after[:1] == "-" and not after[1:].islower())
    )


def _define(
    defined: dict[str, int],
    meanings: dict[str, dict[str, tuple[str, int]]],
    short: str,
    words: str,
    line: int,
) -> None:
    """Keep where an abbreviation is written out, and as what, where its letters show it."""
    letters = [letter for letter in short if letter != "&"]
    parts = words.replace("-", " ").split()
    if any(part[0].upper() == letters[0] and part.lower() not in _SMALL for part in parts):
        defined.setdefault(short, line)
    for end in (len(parts), len(parts) - 1):
        for start in range(end):
            told = [part for part in parts[start:end] if part.lower() not in _SMALL]
            if told[:1] == parts[start : start + 1] and letters == [p[0].upper() for p in told]:
                key = " ".join(part.lower().strip(",s") for part in told)
                meanings[short].setdefault(key, (" ".join(parts[start:end]), line))
                return


def _names(draft: Draft, lines: list[Line]) -> None:
    """Note a committee, directorate or programme that is named in two ways."""
    forms: defaultdict[frozenset[str], dict[str, int]] = defaultdict(dict)
    for line in lines:
        if line.role == "header" or line.text.isupper():
            continue
        for match in _HEAD_NOUN.finditer(line.text):
            name = _name_before(line.text[: match.start()], match[0])
            words = [word.lower().strip(",") for word in name.split()]
            stems = frozenset(word[:5] for word in words if word not in _SMALL)
            if len(stems) >= 3:
                forms[stems].setdefault(name, line.number)
    for told in forms.values():
        names = list(told.items())
        for name, line_number in names[1:]:
            draft.desk.issue(
                "name_variant",
                "info",
                line_number,
                f"“{name}” is “{names[0][0]}” in line {names[0][1]}.",
            )


def _name_before(text: str, noun: str) -> str:
    """Return a name from the capital words that lead up to its last one."""
    words: list[str] = []
    for word in reversed(text.split()[-7:]):
        bare = word.rstrip(",")
        if not (bare[:1].isupper() or bare in _SMALL) or word[-1] in ".;:)(":
            break
        words.append(word)
    while words and (words[-1].lower() in _SMALL or words[-1] in ("The", "This", "Our", "A")):
        words.pop()
    return " ".join([*reversed(words), noun])


def _lists(draft: Draft, lines: list[Line]) -> None:
    """Note lists whose entries end, or are marked, in two ways."""
    run: list[Line] = []
    for line in [*lines, None]:
        if line is not None and line.marker == "bullet" and line.cells is None:
            run.append(line)
            continue
        if len(run) >= 4:
            _list(draft, run)
        run = []


def _list(draft: Draft, run: list[Line]) -> None:
    flush = min(line.indent for line in run)
    outer = [line for line in run if line.indent == flush]
    marks = {line.text[0] for line in outer}
    inner = outer[:-1]
    stops = sum(bool(_STOP.search(line.text)) for line in inner)
    if len(marks) > 1:
        message = "The entries of this list are marked in more than one way."
    elif len(inner) >= 3 and 0 < stops < len(inner):
        message = f"{stops} of the first {len(inner)} entries of this list end in a full stop."
    elif len(parting := {found[1] for one in outer if (found := _PARTED.match(one.body))}) > 1:
        kinds = ", ".join(f"“{mark}”" for mark in sorted(parting))
        message = f"The entries of this list part their first words from the rest by {kinds}."
    else:
        return
    draft.desk.issue("list_style_mixed", "info", run[0].number, message)
