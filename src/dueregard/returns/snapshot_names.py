"""Names of snapshots: what people write, as folders can be called."""

from __future__ import annotations

import re

_OTHER = re.compile(r"[^a-z0-9]+")
LONGEST = 60


def slug(text: str) -> str:
    """Return one part of an id.

    Examples
    --------
    >>> slug("HR system (north)"), slug("2025/26"), slug("…")
    ('hr-system-north', '2025-26', 'x')
    """
    return _OTHER.sub("-", text.casefold()).strip("-")[:LONGEST] or "x"


def folder_name(id: str) -> str:
    """Return an id as the name of its folder; anything else is no id and names none.

    Examples
    --------
    >>> folder_name("leavers_2025-26_hr"), folder_name("../keys")
    ('leavers_2025-26_hr', '-')
    """
    return id if re.fullmatch(r"[a-z0-9_-]+", id) else "-"
