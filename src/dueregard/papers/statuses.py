"""Status words of trackers: what is printed is kept, what it means is told where it can be."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dueregard.papers.model import Status

_WORDS: dict[str, Status] = {}
for _meaning, _printed in (
    (
        "completed",
        "complete|completed|closed|done|implemented|achieved|delivered|discharged|finished|"
        "fully implemented|fully complete|fully completed|action complete|action completed|"
        "implemented in full|signed off|met|fully met|actioned|complete and closed|"
        "now complete|now completed|task complete|fully achieved|fully delivered|fully discharged|"
        "action closed|closed complete|complete/closed|completed/closed|closed/complete|"
        "recommended for closure|proposed for closure|accepted and implemented|"
        "accepted and completed|accepted implemented|addressed|resolved|concluded|"
        "recommendation discharged|recommendation implemented|"
        "recommendation complete|recommendation closed|recommendation completed|discharged",
    ),
    (
        "in_progress",
        "in progress|ongoing|on-going|on going|on target|on track|on schedule|to schedule|on plan|"
        "underway|under way|open|active|"
        "being progressed|partially complete|partially completed|partly complete|partially met|"
        "partially implemented|partly implemented|substantially complete|in train|progressing|"
        "in hand|started|commenced|work in progress|in development|nearing completion|"
        "work underway|mostly complete|not yet complete|not yet completed|incomplete|not complete|"
        "outstanding|partially discharged|partially closed|partially addressed|being implemented|"
        "being addressed|in part|partial|partially|partly|substantially implemented|"
        "substantially completed|progress made|good progress|some progress|limited progress|"
        "progressing well|accepted in progress|implementation in progress|to continue|continuing|"
        "largely complete|partially achieved|partly achieved",
    ),
    (
        "not_started",
        "not started|not yet started|not commenced|not yet commenced|planned|to be started|"
        "not due|not due yet|future action|no progress|to commence|yet to commence|"
        "accepted not started|to do|awaiting start|"
        "not begun|yet to start|not yet due|not yet begun|scheduled|not implemented",
    ),
    (
        "overdue",
        "overdue|off track|off target|delayed|behind schedule|late|slipped|missed|"
        "behind target|running late|late running|overdue action|behind|delay|"
        "past due|past deadline|off schedule",
    ),
    (
        "rejected",
        "rejected|not accepted|not taken forward|will not be implemented|not to be implemented|"
        "declined|not agreed|refused|not supported",
    ),
    (
        "pointer",
        "see above|see below|as above|see another recommendation|see next recommendation|"
        "see previous recommendation|cross reference|cross reference only|see other recommendation",
    ),
):
    for _word in _printed.split("|"):
        _WORDS[_word] = _meaning  # type: ignore[assignment]

_TIDY = re.compile(r"[*†‡\[\]().:;]|\s+$")
_SPLIT = re.compile(r"\s+[–—-]\s+|[,;.:/]\s+|\s+\(")
_HYPHEN = re.compile(r"[-_\s]+")


def read_status(printed: str | None, key: Mapping[str, str] | None = None) -> Status | None:
    """Return what a printed status means, or ``None`` where the words do not say.

    A bare colour means what the paper's own key says it means; without a key it means nothing
    certain, since one body's green is "done" and another's is "on track".

    Parameters
    ----------
    printed : str or None
        The words as printed.
    key : mapping, optional
        The paper's own key: status word to explanation.

    Examples
    --------
    >>> read_status("being-progressed"), read_status("Done, though the programme is paused.")
    ('in_progress', 'completed')
    >>> read_status("Green") is None, read_status("Green", {"green": "on track"})
    (True, 'in_progress')
    """
    if not printed:
        return None
    whole = _normal(printed)
    first = _normal(_SPLIT.split(printed.strip(), maxsplit=1)[0])
    for candidate in (whole, first):
        if candidate in _WORDS:
            return _WORDS[candidate]
        if key and candidate in key and _normal(key[candidate]) != candidate:
            return _explained(key[candidate])
    rest = _SPLIT.split(printed.strip(), maxsplit=1)
    if first in {"red", "amber", "green", "blue", "yellow", "purple", "grey", "black"} and rest[1:]:
        return read_status(rest[1].rstrip(")"))
    return None


def _explained(meaning: str) -> Status | None:
    """Return what the words of a key say, also where they say more (``Complete and evidenced``)."""
    words = _normal(_SPLIT.split(meaning.strip(), maxsplit=1)[0]).split()
    for length in range(min(len(words), 5), 0, -1):
        known = _WORDS.get(" ".join(words[:length]))
        if known is not None and words[length : length + 1] not in (["by"], ["or"], ["within"]):
            return known
    return None


def is_status_word(text: str) -> bool:
    """Tell whether a short text is a status word and nothing else."""
    normal = _normal(text)
    return normal in _WORDS or normal in _COLOURS or normal in _NO_MEANING


_COLOURS = frozenset(("red", "amber", "green", "blue", "red/amber", "amber/green", "yellow"))
_NO_MEANING = frozenset(
    (
        "paused",
        "reprioritised",
        "superseded",
        "merged",
        "on hold",
        "transferred",
        "n/a",
        "no longer applicable",
        "no longer relevant",
        "no longer required",
        "not applicable",
        "at risk",
        "accepted",
        "partially accepted",
        "accepted in part",
        "accepted in principle",
        "under review",
        "under consideration",
        "replaced",
        "subsumed",
        "suspended",
        "deferred",
        "withdrawn",
    )
)


def _normal(text: str) -> str:
    return _HYPHEN.sub(" ", _TIDY.sub("", text)).strip().lower()
