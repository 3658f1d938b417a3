"""What stands below a line: labels and voices that tell an item from a list entry."""

from __future__ import annotations

from dueregard.papers.desk import Desk
from dueregard.papers.labels import VOICES, Labelled
from dueregard.papers.tracker.starts import read_labels

_TELLING = frozenset(("owner", "status", "due", "progress", "next_steps", "date"))


class LookAhead:
    """The labels of all lines, read once.

    Parameters
    ----------
    desk : Desk
        The lines.
    places : list of int
        The places of the lines to be read.
    """

    def __init__(self, desk: Desk, places: list[int]) -> None:
        self.desk = desk
        self.labels: dict[int, list[Labelled]] = {}
        self.following: dict[int, tuple[int, ...]] = {}
        for place, at in enumerate(places):
            self.labels[at] = read_labels(desk.lines[at])
            self.following[at] = tuple(places[place + 1 : place + 4])

    def roles_below(self, at: int, *, firm: bool) -> set[str]:
        """Return the roles of the labels right below a line, before any marked line.

        With ``firm`` only labels with a colon count.
        """
        for place in self.following[at]:
            if labels := self.labels.get(place):
                return {one.role for one in labels if one.colon or not firm} & _TELLING
            line = self.desk.lines[place]
            if line.marker is not None or line.gap or len(line.text) <= 20:
                break
        return set()

    def is_labelled_below(self, at: int) -> bool:
        """Tell whether a label follows before the next marked line."""
        for place in self.following[at]:
            if self.labels.get(place):
                return True
            if self.desk.lines[place].marker is not None:
                return False
        return False

    def voice_below(self, at: int) -> bool:
        """Tell whether a voice heading stands right below a line."""
        below = self.following[at][:1]
        return any(label.role in VOICES for place in below for label in self.labels[place])
