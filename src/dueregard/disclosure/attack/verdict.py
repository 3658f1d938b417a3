"""The verdict: which hidden cells are known too closely, and by what."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .deduction import Deduced
from .facts import INFINITY, Knowledge, Occurrence
from .listing import Listings
from .offending import Offences
from .polytope import TOLERANCE, Polytope, Propagation
from .published import PublishedRelease
from .report import AttackedCell, AttackReport
from .rows_alike import one_answer
from .turning_back import TurnedBack
from .wording import Wording

#: Counts whose offending combination is told sentence by sentence.
MOST_EXPLAINED = 100
#: Given release, table and cell: whether the interval must be wide.
AtRisk = Callable[[str, str, Mapping[str, str]], bool]


@dataclass
class Known:
    """Everything an outsider knows, before the programmes are solved.

    Parameters
    ----------
    knowledge, polytope, propagation, wording
        Quantities and facts, what of them is unknown, and words for them.
    turned : TurnedBack
        What statistics say.
    unjudged : mapping of quantity to sentence
        Hidden counts of which something says what cannot be judged.
    loose : set of int
        Quantities of which a statistic may say more than the facts do.
    listed : mapping of release and table to Listing
        What each table lists.
    partial : container of release and table
        Tables in which what is in no row is not nobody.
    """

    knowledge: Knowledge
    polytope: Polytope
    propagation: Propagation
    wording: Wording
    turned: TurnedBack
    unjudged: Mapping[int, str]
    loose: frozenset[int]
    listed: Listings
    partial: Container[tuple[int, int]]

    @cached_property
    def column(self) -> dict[int, int]:
        """Quantity to column, where the count is unknown."""
        return {q: c for c, q in enumerate(self.polytope.quantities)}

    @cached_property
    def loose_columns(self) -> frozenset[int]:
        """Columns that hang together with a quantity of ``loose``."""
        if not self.loose:
            return frozenset()
        at = {self.column[q] for q in self.loose if q in self.column}
        parts = [set(part.tolist()) for part in self.polytope.components()]
        return frozenset(c for part in parts if part & at for c in part)


class Verdict:
    """Judges every hidden cell of every release.

    Parameters
    ----------
    releases : sequence of PublishedRelease
    known : Known
    at_risk : callable or None
        As for `dueregard.disclosure.attack.attack`.
    """

    def __init__(
        self, releases: list[PublishedRelease], known: Known, at_risk: AtRisk | None
    ) -> None:
        self.releases, self.known, self._at_risk = releases, known, at_risk
        self._offences = Offences(known.polytope, known.propagation)
        self._told: dict[int, tuple[str, ...]] = {}

    @cached_property
    def hidden(self) -> list[tuple[int, Occurrence]]:
        """Every hidden cell with its quantity, in the order of the releases."""
        found = [
            (number, occurrence)
            for number, quantity in enumerate(self.known.knowledge.quantities)
            for occurrence in quantity.occurrences
            if occurrence.hidden
        ]
        return sorted(found, key=lambda pair: self._order(pair[1]))

    def _order(self, place: Occurrence) -> tuple[int, int, tuple[int, ...]]:
        table = self.releases[place.release].tables[place.table]
        ranks = tuple(
            d.levels.index(level) if level in d.levels else len(d.levels)
            for d, level in zip(table.dimensions, place.levels, strict=True)
        )
        return place.release, place.table, ranks

    def wanted(self) -> dict[int, float]:
        """Return the columns to be solved, with the width that each must have."""
        wanted: dict[int, float] = {}
        for number, place in self.hidden:
            column = self.known.column.get(number)
            if column is not None:
                width = self.releases[place.release].required_width
                width = width if self._must_be_wide(place) else 0.0
                if width and number in self.known.turned.few:
                    # How many counts remain takes both bounds, however wide they are.
                    width = INFINITY
                wanted[column] = max(width, wanted.get(column, 0.0))
        return wanted

    def _must_be_wide(self, place: Occurrence) -> bool:
        release = self.releases[place.release]
        table = release.tables[place.table]
        if self._at_risk is not None:
            return self._at_risk(release.name, table.name, table.named(place.levels))
        return (table.name, place.levels) not in release.not_at_risk

    def report(self, found: Mapping[int, Deduced], limits: tuple[str, ...]) -> AttackReport:
        """Return the verdict, given the interval of every column."""
        alike = one_answer(self.releases, self.known, found)
        cells = [self._cell(number, place, found, alike) for number, place in self.hidden]
        widest = max(release.required_width for release in self.releases)
        return AttackReport(all(cell.safe for cell in cells), widest, tuple(cells), limits)

    def _cell(
        self,
        number: int,
        place: Occurrence,
        found: Mapping[int, Deduced],
        alike: Mapping[tuple[int, int, tuple[str, ...]], str],
    ) -> AttackedCell:
        release = self.releases[place.release]
        table = release.tables[place.table]
        column = self.known.column.get(number)
        if column is None:
            quantity = self.known.knowledge.quantities[number]
            deduced = Deduced(quantity.lower, quantity.upper, True, True)
        else:
            deduced = found[column]
        width = release.required_width
        counts = self._counts(number, deduced)
        narrow = (counts or deduced.upper - deduced.lower + 1) - 1 < width - TOLERANCE
        big = release.only_small_counts and deduced.lower >= release.threshold
        at_risk = self._must_be_wide(place)
        row = alike.get((place.release, place.table, place.levels))
        unjudged = self.known.unjudged.get(number) if width else None
        safe = not (at_risk and (row or (not big and (narrow or unjudged))))
        via: tuple[str, ...] = ()
        if not safe:
            via = self._via(number, deduced, counts) if narrow and not big else ()
            via = (*via, *(told for told in (unjudged, row) if told))
        exact = deduced.exact and not unjudged and column not in self.known.loose_columns
        return AttackedCell(
            release=release.name,
            table=table.name,
            cell=table.named(place.levels),
            lower=int(deduced.lower),
            upper=int(deduced.upper) if deduced.upper < INFINITY else None,
            required_width=width,
            safe=safe,
            exact=exact,
            whole=deduced.whole,
            counts=counts,
            via=via,
        )

    def _counts(self, number: int, deduced: Deduced) -> int | None:
        """Return how many counts remain, where a statistic leaves gaps between them."""
        if number not in self.known.turned.few:
            return None
        counts, _ = self.known.turned.few[number]
        left = int(np.count_nonzero((counts >= deduced.lower) & (counts <= deduced.upper)))
        return left if left < deduced.upper - deduced.lower + 1 else None

    def _via(self, number: int, deduced: Deduced, counts: int | None) -> tuple[str, ...]:
        if number not in self._told:
            if number not in self.known.column:
                told: tuple[str, ...] = (self.known.wording.shown_elsewhere(number),)
            else:
                told = self._combination(self.known.column[number], deduced)
            if counts is not None:
                said = self.known.wording.fact(self.known.turned.few[number][1])
                told = tuple(dict.fromkeys((*told, said, f"Only {counts} counts print so.")))
            self._told[number] = told
        return self._told[number]

    def _combination(self, column: int, deduced: Deduced) -> tuple[str, ...]:
        known = self.known
        thin = len(self._told) < MOST_EXPLAINED
        offence = self._offences.of(column, deduced.lower, deduced.upper, thin=thin)
        facts = [known.knowledge.facts[known.polytope.rows[i].fact] for i in offence.rows]
        if not offence.irreducible and len(facts) > 1:
            first = known.wording.fact(facts[0])
            return (f"It follows from {len(facts)} published facts together.", f"One: {first}")
        sentences = [known.wording.fact(fact) for fact in facts]
        sentences += [
            known.wording.bound(known.polytope.quantities[c], upper) for c, upper in offence.bounds
        ]
        if offence.whole:
            sentences.append("Counts are whole numbers.")
        return tuple(dict.fromkeys(sentences))
