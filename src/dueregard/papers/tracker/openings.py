"""Where the reader of tracked items begins a new one: numbers, letters, labels that recur."""

from __future__ import annotations

import re

from dueregard.papers.desk import Desk
from dueregard.papers.labels import TRACKER, split_label
from dueregard.papers.lines import Line
from dueregard.papers.numbering import NumberRun
from dueregard.papers.tracker.ahead import LookAhead
from dueregard.papers.tracker.items import Item, flatten
from dueregard.papers.tracker.starts import Start, is_roman, next_letter

_DECIMAL_REF = re.compile(r"(?:^| )[A-Z]{0,2}(\d{1,3})\.\d{1,3}$")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN_AFTER = dict(enumerate(_ROMANS))


class Openings:
    """The state between two lines, and every way in which a line begins an item."""

    def __init__(self, desk: Desk, run: NumberRun, places: list[int]) -> None:
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
        self.opener: str | None = None
        self.ahead = LookAhead(desk, places)

    def _claim(self, line: Line, item: Item) -> None:
        self.claims.append((line, item))

    def _open(self, item: Item, line: Line) -> None:
        self.node, self.voice, self.pending, self.filled = item, None, None, False
        self.opener = None
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
        parent = self._whole_number(start.ref)
        if parent is not None:
            item.parent = parent
            parent.children.append(item)
        else:
            self.roots.append(item)
        self.root, self.letter = item, None
        if at in self.run.labels:
            item.paragraphs.append(paragraph_number(self.run.labels[at]))
        self._open(item, line)
        return True

    def _whole_number(self, ref: str) -> Item | None:
        """Return the objective or theme (``Objective 1``) that ``Action 1.2`` belongs to."""
        found = _DECIMAL_REF.search(ref)
        if found is None or not self.roots or self.roots[-1].ref is None:
            return None
        last = self.roots[-1]
        number = (last.ref or "").rpartition(" ")[2]
        return last if number == found[1] and last.ref != ref and not last.labelled else None

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
        return True

    def _leaf(self, line: Line, at: int) -> bool:
        if self.root is None or self.node is None:
            return False
        if is_roman(line) and self._sub_leaf(line, at):
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

    def _sub_leaf(self, line: Line, at: int) -> bool:
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
        if not above.children and not self.ahead.is_labelled_below(at):
            return False
        leaf = Item(f"{above.ref}({line.label})", line.number, parent=above)
        leaf.add_text(line.body)
        above.children.append(leaf)
        self._open(leaf, line)
        return True

    def _listed(self, line: Line, at: int) -> bool:
        """Read ``3. Review the scheme`` that labels follow, or a text that begins a new block."""
        if self.pending is not None and not self.filled:
            return False
        plain = line.marker in (None, "bullet")
        roles = self.ahead.roles_below(at, firm=plain)
        if not roles:
            return False
        if plain and not self._begins_block(line, roles):
            return False
        if not plain and self.letter is not None:
            return False
        if not plain and line.marker not in ("number", "decimal", "bracketed", "letter"):
            return False
        if not plain and self.node is not None and not self.node.labelled:
            return False
        item = Item(line.label or None, line.number)
        wording = line.body if line.marker else line.text
        label = split_label(wording, TRACKER)
        item.add_text(label.value if label and label.role == "text" and label.value else wording)
        parent = self._decimal_parent(line)
        if parent is not None:
            item.parent = parent
            parent.children.append(item)
        else:
            self.roots.append(item)
        self.root, self.letter = (parent or item), None
        self._open(item, line)
        return True

    def _begins_block(self, line: Line, roles: set[str]) -> bool:
        """Tell whether an unnumbered line words a new item: the last has all its labels."""
        if self.node is not None:
            return self._again(roles)
        return line.marker is not None or (line.text[-1] != ":" and len(line.text) > 15)

    def _decimal_parent(self, line: Line) -> Item | None:
        if line.marker != "decimal":
            return None
        above = line.label.rpartition(".")[0]
        return next((root for root in reversed(self.roots) if root.ref == above), None)

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


def paragraph_number(label: str) -> int | str:
    """Return a paragraph number as a number, or as printed where it is none (``4.2``)."""
    return int(label) if label.isdigit() else label
