"""The attack: what an outsider can deduce of hidden counts from everything published.

Independent of what hides the counts: it reads releases as anyone can, and never imports the
engine that made them.
"""

from .audit import attack
from .published import PublishedRelease
from .reading import read_release, read_releases, release_from
from .report import AttackedCell, AttackReport

__all__ = [
    "AttackReport",
    "AttackedCell",
    "PublishedRelease",
    "attack",
    "read_release",
    "read_releases",
    "release_from",
]
