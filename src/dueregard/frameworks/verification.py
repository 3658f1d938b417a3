"""Where a fact comes from, and whether somebody compared it with its source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verified(StrEnum):
    """Whether a fact was compared with the source it is cited from."""

    YES = "yes"
    PARTIAL = "partial"
    NO = "no"


#: What a pack may write for each.
STATED = {
    "true": Verified.YES,
    "yes": Verified.YES,
    "partial": Verified.PARTIAL,
    "false": Verified.NO,
    "no": Verified.NO,
}


@dataclass(frozen=True)
class Source:
    """Where facts of a pack can be read.

    Parameters
    ----------
    cite : str
        What it is; empty where the address says so.
    url : str
        Its address; empty for a paper without one.
    supports : str
        Which facts it is the source of.
    verified : Verified
        Whether it was read for them.
    """

    cite: str
    url: str
    supports: str
    verified: Verified
    unverified: str = ""


@dataclass(frozen=True)
class Basis:
    """A law or agreement that a framework rests on, and what it does for it."""

    cite: str
    role: str
    verified: Verified
    unverified: str = ""


@dataclass(frozen=True)
class UnverifiedFact:
    """A fact that was not, or only in part, compared with its source.

    Parameters
    ----------
    uid : str
        What it is a fact of: ``framework@version``, with ``#ref`` for a requirement.
    part : str
        Which part of it: ``text``, ``due``, ``level 4``, ``source`` …
    fact : str
        The fact as the pack states it.
    verified : Verified
        ``partial`` or ``no``.
    unverified : str
        What about it is not verified.
    """

    uid: str
    part: str
    fact: str
    verified: Verified
    unverified: str
