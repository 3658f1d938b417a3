"""Next steps that say nothing of their own and point elsewhere."""

from __future__ import annotations

import re

from dueregard.web.core.text import fold

_POINTS = re.compile(
    r"(as|see|refer to|please see|per|as per)( (described|set out|stated|given|noted|listed))?"
    r"( (under|in|at))?( the)? ?['\"]?(challenges?|progress|above|below|next steps?)\b.{0,20}"
    r"|as (described|set out|stated|given|noted|listed) (under|in|at)\b.{0,60}"
    r"|(as )?(above|below|before)|ditto|n/?a|none|nil|tbc|tba|-+|to follow",
)


def points_elsewhere(text: str) -> bool:
    """Return whether a next step is blank or only points elsewhere ("As challenges").

    Examples
    --------
    >>> (
    ...     points_elsewhere("As challenges."),
    ...     points_elsewhere("See ‘Challenges’"),
    ...     points_elsewhere(""),
    ... )
    (True, True, True)
    >>> points_elsewhere("As described under 2(d)")
    True
    >>> points_elsewhere("See the panel in June and agree its members.")
    False
    """
    plain = fold(text).strip(" .;:'\"()[]")
    return not plain or _POINTS.fullmatch(plain) is not None
