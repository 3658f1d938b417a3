"""Reading items one line at a time: numbered recommendations, lettered leaves, labelled blocks."""

from __future__ import annotations

import re

from dueregard.papers.dates import read_date
from dueregard.papers.desk import Desk
from dueregard.papers.labels import VOICES, Labelled
from dueregard.papers.lines import Line
from dueregard.papers.numbering import NumberRun
from dueregard.papers.sections import looks_like_heading
from dueregard.papers.tracker.evidence import are_bare, are_plausible, hear_plain_progress
from dueregard.papers.tracker.items import Item, flatten
from dueregard.papers.tracker.openings import Openings, paragraph_number
from dueregard.papers.tracker.outcome import is_bare_completion
from dueregard.papers.tracker.starts import owner_alone, owner_at_end, read_start


def read_tree(
    desk: Desk, start: int, end: int, run: NumberRun, *, progress: bool = False
) -> list[Item]:
    """Read the tracked items from ``start`` to ``end`` and take their lines.

    With ``progress`` the paper says that it reports on progress: what stands below a
    recommendation without a label is then what was done, not more of its wording.

    Returns the items without a parent; none when what looked like items has neither leaves,
    labels nor voices.
    """
    places = [at for at in range(start, end) if desk.lines[at].role is None]
    reader = _TreeReader(desk, run, places)
    for place, at in enumerate(places):
        reader.read(at, places[place + 1] if place + 1 < len(places) else None)
    if progress:
        hear_plain_progress(reader.roots)
    roots = [root for root in reader.roots if root.has_content]
    if not are_bare(reader.roots) and (
        not are_plausible(roots) or len(roots) * 2 < len(reader.roots)
    ):
        return []
    kept = {id(item) for item in flatten(reader.roots)}
    for line, item in reader.claims:
        if id(item) in kept:
            desk.take(line, "tracked")
    for item in flatten(reader.roots):
        if item.text and not item.owners and (owner := owner_at_end(item.text)):
            item.owners.append(owner)
    return reader.roots


# Said of an entry, not in it.
_REMARK = re.compile(
    r"^(?:not yet answered|no answer yet|unanswered|\w+ led recommendation)\.?$", re.I
)


class _TreeReader(Openings):
    """Reads what belongs to the item begun last: labels, voices, paragraphs."""

    def read(self, at: int, after: int | None) -> None:
        """Read one line."""
        line = self.desk.lines[at]
        numbered = at in self.run.labels
        text = (line.body if numbered else line.text) or line.text
        start = read_start(text)
        if start is not None and self._begin(start, line, at):
            return
        if self._leaf(line, at) or (
            self.ahead.labels[at] and self._labelled(line, self.ahead.labels[at])
        ):
            return
        if self._listed(line, at):
            return
        if self.node is None or self._closes(line, at, after) or self._theme(line, after):
            return
        self._content(line, text, at, numbered=numbered)

    def _labelled(self, line: Line, labels: list[Labelled]) -> bool:
        return all(self._label(line, label) for label in labels)

    def _label(self, line: Line, label: Labelled) -> bool:
        if label.role in ("ref", "text"):
            return self._identity(line, label)
        node = self.node
        if node is None:
            return False
        self._claim(line, node)
        if label.role in VOICES:
            self.voice, self.pending = label.role, None
            node.voice_heads.setdefault(label.role, (label.printed, line.number))
            if node.date is None and label.role == "progress" and read_date(label.printed):
                node.date = label.printed
            if label.value:
                node.say(label.role, line.number, label.value)
            return True
        node.labelled += 1
        if node.date is None and label.role == "status" and read_date(label.printed):
            node.date = label.printed
        if label.value:
            node.set(label.role, label.value, label.printed)
            self.pending = None
        else:
            self.pending, self.filled = label.role, False
            if label.role == "other":
                self.pending = None
                node.notes.append(label.printed)
        return True

    def _identity(self, line: Line, label: Labelled) -> bool:
        """Read a label that names or words an item; begin a new one where the last has it."""
        node = self.node
        if label.role == "text" and not label.colon and label.printed.endswith("s"):
            return False
        titled = node is not None and node.heading and node.text and not node.text_more
        if label.role == "text" and node is not None and titled and not node.has_content:
            # "Recommendation 4: Vetting" is the title where a label gives the wording.
            node.heading, node.text = f"{node.heading} {node.text}", None
        taken = node is None or (
            (
                node.ref is not None
                or (self.opener != "text" and (node.text is not None or node.has_content))
            )
            if label.role == "ref"
            else (node.text is not None or any(node.voices.values()))
        )
        if taken:
            if node is not None and node.parent is not None and not node.labelled:
                return False
            item = Item(None, line.number)
            self.roots.append(item)
            self.root, self.letter = item, None
            self._open(item, line)
            self.opener = label.role
            node = item
        else:
            assert node is not None
            self._claim(line, node)
        node.labelled += 1
        if label.value:
            node.set(label.role, label.value, label.printed)
            self.pending = None
        else:
            self.pending, self.filled = label.role, False
        self.voice = None
        return True

    def _content(self, line: Line, text: str, at: int, *, numbered: bool) -> None:
        node = self.node
        if node is None:
            return
        self._claim(line, node)
        if numbered:
            node.paragraphs.append(paragraph_number(self.run.labels[at]))
            if node.text is None and self.voice is None and self.ahead.voice_below(at):
                node.add_text(text)
                return
        if _REMARK.match(text):
            node.notes.append(text)
            return
        if not node.owners and self.voice is None and (owner := owner_alone(text)):
            node.owners.append(owner)
            node.labelled += 1
            return
        if self.pending is not None and not numbered:
            if not self.filled or (self.pending == "owner" and line.marker == "bullet"):
                node.set(self.pending, line.body if line.marker == "bullet" else text, "")
                self.filled = True
                if self.pending != "text" and line.marker != "bullet":
                    self.pending = None
                return
            if self.pending == "text":
                node.add_text(line.body if line.marker == "bullet" else text)
                return
        self.pending = None
        if self.voice is None and numbered:
            self.voice = "progress"
        if self.voice is not None:
            said = line.body if line.marker == "bullet" else text
            node.say(self.voice, line.number, said, numbered=numbered)
        elif node.labelled and node.text is not None:
            node.notes.append(text)
        else:
            node.add_text(text, line)

    def _theme(self, line: Line, after: int | None) -> bool:
        """Tell the heading of a theme (``2. Culture``) from what belongs to the item before it."""
        if line.marker != "number" or after is None or not looks_like_heading(line.body, 70):
            return False
        below = self.desk.lines[after]
        if below.marker != "decimal" or not below.label.startswith(f"{line.label}."):
            return False
        self.node = None
        return True

    def _closes(self, line: Line, at: int, after: int | None) -> bool:
        """Tell whether a line ends the tree: a closing paragraph, or a new heading."""
        node = self.node
        if node is None:
            return False
        numbered = at in self.run.labels
        said = node.voices["progress"]
        if numbered and self.voice == "progress" and said and is_bare_completion(said[-1].text):
            self.node = None
            return True
        if numbered and self.voice in ("challenges", "next_steps"):
            entries = node.voices[self.voice]
            if entries and not any(entry.numbered for entry in entries):
                self.node = None
                return True
        heading = (
            not numbered
            and line.marker is None
            and line.gap
            and line.text[-1] != "?"
            and (self.voice is None or bool(node.voices[self.voice]))
            and self.pending is None
            and (bool(node.paragraphs) or line.level is not None)
            and looks_like_heading(line.text, 70)
            and after is not None
            and after in self.run.labels
        )
        if heading:
            self.node = None
        return heading
