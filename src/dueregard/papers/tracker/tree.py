"""Reading items one line at a time: numbered recommendations, lettered leaves, labelled blocks."""

from __future__ import annotations

import re

from dueregard.papers.dates import read_date
from dueregard.papers.desk import Desk
from dueregard.papers.labels import VOICES, Labelled
from dueregard.papers.lines import Line
from dueregard.papers.numbering import NumberRun
from dueregard.papers.sections import looks_like_heading
from dueregard.papers.tracker.items import Item, flatten
from dueregard.papers.tracker.outcome import is_bare_completion
from dueregard.papers.tracker.starts import (
    Start,
    is_roman,
    next_letter,
    owner_at_end,
    read_labels,
    read_start,
)


def read_tree(desk: Desk, start: int, end: int, run: NumberRun) -> list[Item]:
    """Read the tracked items from ``start`` to ``end`` and take their lines.

    Returns the items without a parent; none when what looked like items has neither leaves,
    labels nor voices.
    """
    reader = _TreeReader(desk, run)
    places = [at for at in range(start, end) if desk.lines[at].role is None]
    reader.look_ahead(places)
    for place, at in enumerate(places):
        reader.read(at, places[place + 1] if place + 1 < len(places) else None)
    roots = [root for root in reader.roots if root.has_content]
    if not _bare(reader.roots) and (
        not _plausible(roots) or len(roots) * 2 < len(reader.roots)
    ):
        return []
    kept = {id(item) for item in flatten(reader.roots)}
    for line, item in reader.claims:
        if id(item) in kept:
            desk.take(line, "tracked")
    return reader.roots


def _bare(roots: list[Item]) -> bool:
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


def _plausible(roots: list[Item]) -> bool:
    if any(root.children for root in roots) and any(
        any(leaf.voices.values()) or leaf.labelled for item in roots for leaf in item.children
    ):
        return True
    return sum(bool(root.labelled or root.voice_heads) for root in roots) >= 1


class _TreeReader:
    """The state between two lines."""

    def __init__(self, desk: Desk, run: NumberRun) -> None:
        self.desk = desk
        self.run = run
        self.roots: list[Item] = []
        self.claims: list[tuple[Line, Item]] = []
        self.root: Item | None = None
        self.node: Item | None = None
        self.letter: str | None = None
        self.leaf_indent = 0
        self.voice: str | None = None
        self.pending: str | None = None
        self.filled = False
        self.labels: dict[int, list[Labelled]] = {}
        self.following: dict[int, tuple[int, ...]] = {}

    def look_ahead(self, places: list[int]) -> None:
        """Read the labels of all lines once, so that a line can see what follows it."""
        for at in places:
            self.labels[at] = read_labels(self.desk.lines[at])
        for place, at in enumerate(places):
            self.following[at] = tuple(places[place + 1 : place + 4])

    def read(self, at: int, after: int | None) -> None:
        """Read one line."""
        line = self.desk.lines[at]
        numbered = at in self.run.labels
        text = line.body if numbered else line.text
        start = read_start(text)
        if start is not None and self._begin(start, line, at):
            return
        if self._leaf(line) or (self.labels[at] and self._labelled(line, self.labels[at])):
            return
        if self._listed(line, at):
            return
        if self.node is None or self._closes(line, at, after):
            return
        self._content(line, text, at, numbered=numbered)

    def _claim(self, line: Line, item: Item) -> None:
        self.claims.append((line, item))

    def _open(self, item: Item, line: Line) -> None:
        self.node, self.voice, self.pending, self.filled = item, None, None, False
        self._claim(line, item)

    def _begin(self, start: Start, line: Line, at: int) -> bool:
        if start.above is not None and self._below(start, line):
            return True
        item = Item(start.ref, line.number, heading=start.heading)
        if start.owner:
            item.owners.append(start.owner)
        if start.text:
            item.add_text(start.text)
        item.bare = not start.text
        self.roots.append(item)
        self.root, self.letter = item, None
        if at in self.run.labels:
            item.paragraphs.append(_number(self.run.labels[at]))
        self._open(item, line)
        self._owner_in_text(item)
        return True

    def _below(self, start: Start, line: Line) -> bool:
        """Read an item that prints its whole reference (``2(d)(i)``) under its parent."""
        parent = next(
            (item for item in reversed(flatten(self.roots)) if item.ref == start.above), None
        )
        if parent is None:
            return False
        item = Item(start.ref, line.number, parent=parent)
        if start.owner:
            item.owners.append(start.owner)
        item.add_text(start.text)
        parent.children.append(item)
        if parent is self.root:
            self.letter = start.ref.rpartition("(")[2].rstrip(")")
        self._open(item, line)
        self._owner_in_text(item)
        return True

    def _leaf(self, line: Line) -> bool:
        if self.root is None or self.node is None:
            return False
        if is_roman(line) and self._sub_leaf(line):
            return True
        if not next_letter(line, self.letter):
            return False
        if self.letter is not None and abs(line.indent - self.leaf_indent) > 1:
            return False
        if self.letter is None and (self.voice is not None or any(self.root.voices.values())):
            return False
        if self.letter is None and line.label not in "ab":
            return False
        self._missing_letter(line)
        if self.letter is None:
            self.leaf_indent = line.indent
        self.letter = line.label
        ref = f"{self.root.ref}({line.label})" if self.root.ref else f"({line.label})"
        leaf = Item(ref, line.number, parent=self.root)
        leaf.add_text(line.body)
        self.root.children.append(leaf)
        self._open(leaf, line)
        self._owner_in_text(leaf)
        return True

    def _missing_letter(self, line: Line) -> None:
        before = ord(self.letter[0]) if self.letter else 96
        if len(line.label) == 1 and ord(line.label) > before + 1:
            self.desk.issue(
                "missing_number",
                "warning",
                line.number,
                f"Item ({line.label}) follows without ({chr(before + 1)}).",
            )

    def _sub_leaf(self, line: Line) -> bool:
        """Read ``(i)`` under ``(a)``: an item of its own when labels or voices follow it."""
        node = self.node
        if node is None or node.parent is None or self.root is None:
            return False
        above = node if node.parent is self.root else node.parent
        expected = _ROMAN_AFTER.get(len(above.children))
        if line.label != expected or (line.label == "i" and self.letter == "h"):
            return False
        if self.voice is not None and above is node:
            return False
        if not above.children and not self._structured(line):
            return False
        leaf = Item(f"{above.ref}({line.label})", line.number, parent=above)
        leaf.add_text(line.body)
        above.children.append(leaf)
        self._open(leaf, line)
        self._owner_in_text(leaf)
        return True

    def _structured(self, line: Line) -> bool:
        at = next((at for at in self.following if self.desk.lines[at] is line), None)
        if at is None:
            return False
        for place in self.following[at]:
            if self.labels.get(place):
                return True
            if self.desk.lines[place].marker is not None:
                return False
        return False

    def _listed(self, line: Line, at: int) -> bool:
        """Read ``3. Review the scheme`` that labels follow, or a text that begins a new block."""
        if self.pending is not None and not self.filled:
            return False
        plain = line.marker in (None, "bullet")
        roles = self._labels_below(at, firm=plain)
        if not roles:
            return False
        if plain and (self.node is None or not self._again(roles)):
            if self.node is not None or (line.marker is None and not self._looks_like_item(line)):
                return False
        if not plain and self.letter is not None:
            return False
        if not plain and line.marker not in ("number", "decimal", "bracketed", "letter"):
            return False
        if not plain and self.node is not None and not self.node.labelled:
            return False
        item = Item(line.label or None, line.number)
        item.add_text(line.body if line.marker else line.text)
        parent = self._decimal_parent(line)
        if parent is not None:
            item.parent = parent
            parent.children.append(item)
        else:
            self.roots.append(item)
        self.root, self.letter = (parent or item), None
        self._open(item, line)
        self._owner_in_text(item)
        return True

    def _looks_like_item(self, line: Line) -> bool:
        return line.text[-1] != ":" and len(line.text) > 15

    def _decimal_parent(self, line: Line) -> Item | None:
        if line.marker != "decimal":
            return None
        above = line.label.rpartition(".")[0]
        return next((root for root in reversed(self.roots) if root.ref == above), None)

    def _labels_below(self, at: int, *, firm: bool) -> set[str]:
        """Return the roles of the labels right below a line, before any marked line."""
        for place in self.following[at]:
            if labels := self.labels.get(place):
                roles = {label.role for label in labels if label.colon or not firm}
                return roles & {"owner", "status", "due", "progress", "next_steps", "date"}
            if self.desk.lines[place].marker is not None:
                break
            if not self.desk.lines[place].gap and len(self.desk.lines[place].text) > 20:
                continue
            break
        return set()

    def _again(self, roles: set[str]) -> bool:
        """Tell whether the node already has what the labels below are about to give."""
        node = self.node
        if node is None or not node.labelled:
            return False
        given = {
            "owner": bool(node.owners),
            "status": node.status_printed is not None,
            "due": node.due is not None,
            "date": node.date is not None,
            "progress": bool(node.voices["progress"]),
            "next_steps": bool(node.voices["next_steps"]),
        }
        return all(given[role] for role in roles)

    def _labelled(self, line: Line, labels: list[Labelled]) -> bool:
        for label in labels:
            if not self._label(line, label):
                return False
        return True

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
            self._set(node, label.role, label.value, label.printed)
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
        taken = node is None or (
            (node.ref is not None or node.text is not None or node.has_content)
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
            node = item
        else:
            assert node is not None
            self._claim(line, node)
        node.labelled += 1
        if label.value:
            self._set(node, label.role, label.value, label.printed)
            self.pending = None
        else:
            self.pending, self.filled = label.role, False
        self.voice = None
        return True

    def _set(self, node: Item, role: str, value: str, printed: str) -> None:
        if role == "ref":
            node.ref = value
        elif role == "text":
            node.add_text(value)
            self._owner_in_text(node)
        elif role == "owner":
            node.owners.append(value)
        elif role == "status":
            node.status_printed = value if node.status_printed is None else node.status_printed
        elif role == "due":
            node.due = value if node.due is None else node.due
        elif role == "date":
            node.date = value if node.date is None else node.date
        else:
            node.notes.append(f"{printed}: {value}")

    def _content(self, line: Line, text: str, at: int, *, numbered: bool) -> None:
        node = self.node
        if node is None:
            return
        self._claim(line, node)
        if numbered:
            node.paragraphs.append(_number(self.run.labels[at]))
            if node.text is None and self.voice is None and self._voice_follows(at):
                node.add_text(text)
                return
        if _REMARK.match(text):
            node.notes.append(text)
            return
        if self.pending is not None and not numbered:
            if not self.filled or (self.pending == "owner" and line.marker == "bullet"):
                self._set(node, self.pending, line.body if line.marker == "bullet" else text, "")
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
            node.add_text(text)

    def _voice_follows(self, at: int) -> bool:
        """Tell whether a voice heading stands right below a paragraph."""
        below = self.following[at][:1]
        return any(label.role in VOICES for place in below for label in self.labels[place])

    def _closes(self, line: Line, at: int, after: int | None) -> bool:
        """Tell whether a line ends the tree: a closing paragraph, or the heading of what follows."""
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
            and self.pending is None
            and (bool(node.paragraphs) or line.level is not None)
            and looks_like_heading(line.text, 70)
            and after is not None
            and after in self.run.labels
        )
        if heading:
            self.node = None
        return heading

    def _owner_in_text(self, item: Item) -> None:
        if item.text and not item.owners and (owner := owner_at_end(item.text)):
            item.owners.append(owner)


# Said of an entry, not in it.
_REMARK = re.compile(
    r"^(?:not yet answered|no answer yet|unanswered|\w+ led recommendation)\.?$", re.I
)
_ROMAN_AFTER = dict(
    enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"])
)


def _number(label: str) -> int | str:
    return int(label) if label.isdigit() else label
