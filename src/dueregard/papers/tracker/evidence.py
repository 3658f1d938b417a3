"""Whether what looked like tracked items are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dueregard.papers.tracker.items import Item

_PROGRESS = re.compile(
    r"\b(?:progress|update|implementation|implementing|response|status|position|tracker|"
    r"follow[- ]up|monitoring)\b",
    re.I,
)


# A paragraph below a title that words the recommendation rather than what came of it.
_ASKS = re.compile(r"^that\b|^(?:the )?[\w ,’'-]{2,60}\b(?:should|must|needs? to|ought to)\b", re.I)


def tells_progress(headings: Iterable[str]) -> bool:
    """Tell from titles and headings whether what follows reports on progress.

    Examples
    --------
    >>> tells_progress(["Stop review: progress on recommendations"])
    True
    >>> tells_progress(["Recommendations of the stop review"])
    False
    """
    return any(_PROGRESS.search(heading) for heading in headings)


def are_bare(roots: list[Item]) -> bool:
    """Tell recommendations under headings of their own that nothing is reported on yet."""
    return bool(roots) and all(
        root.heading is not None
        and root.heading.lower().startswith("rec")
        and root.text is not None
        and not root.text_more
        and root.heading != root.text
        and root.bare
        for root in roots
    )


def are_plausible(roots: list[Item]) -> bool:
    """Tell items that are reported on: in leaves, under labels, or in voices."""
    if any(root.children for root in roots) and any(
        any(leaf.voices.values()) or leaf.labelled for item in roots for leaf in item.children
    ):
        return True
    if sum(bool(root.text and root.voices["progress"]) for root in roots) >= 2:
        return True
    return any(root.labelled or root.voice_heads for root in roots)


def hear_plain_progress(roots: list[Item]) -> None:
    """Take the paragraphs below recommendations for progress, where nothing else says what is.

    ``Recommendation 61: Records of stops`` with plain paragraphs below it has its wording on
    its own line; a recommendation whose heading stands alone has it in the first paragraph.
    """
    plain = [
        root
        for root in roots
        if not (root.children or root.labelled or "progress" in root.voice_heads)
    ]
    told = [root for root in plain if root.text_more and root.heading is not None]
    if not told or len(plain) * 2 < len(roots) or len(told) * 2 < len(plain):
        return
    for root in told:
        if (root.text or "").endswith(":") or len(root.more_lines) != len(root.text_more):
            continue
        worded = int(len(root.text or "") < 80 and bool(_ASKS.match(root.text_more[0])))
        for line, text in list(zip(root.more_lines, root.text_more, strict=True))[worded:]:
            root.say("progress", line.number, line.body if line.marker == "bullet" else text)
        root.text_more, root.more_lines = root.text_more[:worded], root.more_lines[:worded]
