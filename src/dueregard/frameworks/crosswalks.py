"""Crosswalks: which requirement of one framework answers to which of another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .as_data import plain
from .fields import Fields, Place
from .reading_parts import SOURCE, checking, source
from .verification import Source, Verified

#: Each relation, and what it is when read the other way round.
REVERSED = {
    "equals": "equals",
    "covers": "part_of",
    "part_of": "covers",
    "related": "related",
    "successor": "predecessor",
    "predecessor": "successor",
}
RELATIONS = tuple(REVERSED)


@dataclass(frozen=True)
class CrosswalkRow:
    """One requirement beside another.

    Parameters
    ----------
    from_ref, to_ref : str
        Their references.
    relation : str
        What the second is to the first: ``equals``; the first ``covers`` it, or is ``part_of``
        it; ``related``; its ``successor`` or ``predecessor`` in law.
    note : str
        Where they differ.
    """

    from_ref: str
    to_ref: str
    relation: str
    note: str = ""
    verified: Verified = Verified.YES
    unverified: str = ""


@dataclass(frozen=True)
class Crosswalk:
    """Rows from one framework to another; `from_` and `to` are ``id@version``."""

    from_: str
    to: str
    title: str
    rows: tuple[CrosswalkRow, ...]
    sources: tuple[Source, ...] = ()
    note: str = ""

    def reversed(self) -> Crosswalk:
        """Return it read the other way round."""
        rows = tuple(
            replace(row, from_ref=row.to_ref, to_ref=row.from_ref, relation=REVERSED[row.relation])
            for row in self.rows
        )
        return replace(self, from_=self.to, to=self.from_, rows=rows)

    def targets(self, ref: str) -> tuple[CrosswalkRow, ...]:
        """Return the rows of one requirement."""
        return tuple(row for row in self.rows if row.from_ref == ref)

    def uncovered(self, refs: Iterable[str]) -> tuple[str, ...]:
        """Return those of the references that have no counterpart, in their order.

        Examples
        --------
        >>> from dueregard import frameworks
        >>> crosswalk = frameworks.crosswalk("disability-equality-duty-2005", "psed-2010-england")
        >>> crosswalk.uncovered(["49A(1)(a)", "DES.2(2)"])
        ('DES.2(2)',)
        """
        covered = {row.from_ref for row in self.rows}
        return tuple(ref for ref in refs if ref not in covered)

    def unverified(self) -> tuple[CrosswalkRow, ...]:
        """Return the rows that were not, or only in part, compared with a source."""
        return tuple(row for row in self.rows if row.verified is not Verified.YES)

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON would hold it."""
        return dict(plain(self))


KEYS = ("crosswalk", "title", "rows", "sources", "note", "verified", "unverified")
ROW = ("from", "to", "relation", "note", "verified", "unverified")


def read_crosswalk(content: object, place: Place) -> Crosswalk:
    """Return the crosswalk that a mapping describes; problems are noted in the place."""
    fields = Fields(content, place, KEYS)
    ends = fields.inner("crosswalk", ("from", "to"))
    around = fields.verified()
    why = fields.text("unverified")

    def row(inner: Fields) -> CrosswalkRow:
        return CrosswalkRow(
            inner.text("from", required=True),
            inner.text("to", required=True),
            inner.choice("relation", RELATIONS, "related", required=True),
            inner.text("note"),
            **checking(inner, around, why),
        )

    return Crosswalk(
        ends.text("from", required=True),
        ends.text("to", required=True),
        fields.text("title", required=True),
        fields.each("rows", ROW, row),
        fields.each("sources", SOURCE, source),
        fields.text("note"),
    )
