"""The attack itself: releases in, what an outsider can deduce out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dueregard.exceptions import UnusableDocument

from .additivity import declared, sums
from .deduction import Deduced
from .facts import Fact, Knowledge, Occurrence, Quantity
from .offending import Offences
from .polytope import TOLERANCE, Polytope, Propagation, build
from .programme import Impossible
from .published import PublishedRelease
from .quantities import merge
from .reading import ReleaseLike, read_releases
from .report import AttackedCell, AttackReport
from .solving import solve
from .statements import Statements
from .wording import Wording

#: Counts whose offending combination is told sentence by sentence.
MOST_EXPLAINED = 100


def attack(
    releases: Sequence[ReleaseLike],
    *,
    at_risk: Callable[[str, str, Mapping[str, str]], bool] | None = None,
    exact: bool | None = None,
) -> AttackReport:
    """Deduce, as an outsider would, every hidden count of these releases taken together.

    Parameters
    ----------
    releases : sequence
        Folders or files of releases, their parsed ``release.json`` or what `read_release`
        returned. Earlier releases belong here: what two give away together counts.
    at_risk : callable, optional
        For the publisher, who knows which cells are small: given release, table and cell, says
        whether the interval must be wide. By default every hidden cell that could be small.
    exact : bool, optional
        Find the interval of every cell (True) or of the unsafe ones only (False). By default
        of every cell up to 1,000 hidden ones.

    Returns
    -------
    AttackReport

    Raises
    ------
    UnreadableDocument, UnusableDocument
        When a release cannot be opened or used, or releases contradict each other.

    Notes
    -----
    The audit problem of cell suppression: Fischetti and Salazar-González (2001), *Solving the
    cell suppression problem on tabular data with linear constraints*, Management Science 47.

    Examples
    --------
    Four officers are hidden; the row and its total give them away.

    >>> shown = {"Women": 4, "Men": 16, "Total": 20}
    >>> cells = [
    ...     {
    ...         "cell": {"sex": sex},
    ...         "state": "value" if count > 9 else "confidential",
    ...         "value": count if count > 9 else None,
    ...     }
    ...     for sex, count in shown.items()
    ... ]
    >>> report = attack(
    ...     [
    ...         {
    ...             "format": "dueregard-release/1",
    ...             "policy": {"threshold": 10},
    ...             "tables": [
    ...                 {
    ...                     "name": "officers",
    ...                     "cells": cells,
    ...                     "dimensions": [{"name": "sex", "levels": ["Women", "Men"]}],
    ...                 }
    ...             ],
    ...         }
    ...     ]
    ... )
    >>> report.safe, report.unsafe[0].lower, report.unsafe[0].upper
    (False, 4, 4)
    >>> report.unsafe[0].via
    ('Total (20) less Men (16) leaves 4 for Women (hidden).',)
    """
    return _Attack(read_releases(releases), at_risk).report(exact)


class _Attack:
    """One attack on given releases."""

    def __init__(
        self,
        releases: Sequence[PublishedRelease],
        at_risk: Callable[[str, str, Mapping[str, str]], bool] | None,
    ) -> None:
        self.releases, self._at_risk = releases, at_risk
        self._quantities, self._where = merge(releases)
        additive = [
            *sums(releases, self._where, self._quantities),
            *declared(releases, self._where),
        ]
        self._knowledge = Knowledge(self._quantities, additive)
        self._wording = Wording(releases, self._knowledge)
        self._take_in_statements(additive)
        self._polytope = build(self._knowledge, self._wording.fact)
        self._propagation = self._propagated(self._polytope)
        self._column = {q: c for c, q in enumerate(self._polytope.quantities)}

    def _take_in_statements(self, additive: list[Fact]) -> None:
        """Statistics are turned back into counts knowing what the tables alone tell."""
        if not any(table.derived for release in self.releases for table in release.tables):
            return
        polytope = build(self._knowledge, self._wording.fact)
        propagation = self._propagated(polytope)
        told = [Quantity(lower=q.lower, upper=q.upper) for q in self._quantities]
        for column, number in enumerate(polytope.quantities):
            told[number].lower = float(propagation.lower[column])
            told[number].upper = float(propagation.upper[column])
        statements = Statements(self.releases, self._where, told)
        self._knowledge.facts = [*additive, *statements.facts()]

    def _propagated(self, polytope: Polytope) -> Propagation:
        propagation = Propagation(polytope.lower, polytope.upper, polytope.rows)
        if propagation.conflict is not None:
            fact = self._knowledge.facts[polytope.rows[propagation.conflict].fact]
            raise UnusableDocument(
                f"The releases contradict themselves: {self._wording.fact(fact)} "
                "No counts agree with this and the rest."
            )
        return propagation

    def _hidden(self) -> list[tuple[int, Occurrence]]:
        hidden = [
            (number, occurrence)
            for number, quantity in enumerate(self._quantities)
            for occurrence in quantity.occurrences
            if occurrence.hidden
        ]
        return sorted(hidden, key=lambda pair: self._order(pair[1]))

    def _order(self, place: Occurrence) -> tuple[int, int, tuple[int, ...]]:
        table = self.releases[place.release].tables[place.table]
        ranks = tuple(
            d.levels.index(level) if level in d.levels else len(d.levels)
            for d, level in zip(table.dimensions, place.levels, strict=True)
        )
        return place.release, place.table, ranks

    def report(self, exact: bool | None) -> AttackReport:
        hidden = self._hidden()
        wanted: dict[int, float] = {}
        for number, place in hidden:
            if number in self._column and self._must_be_wide(place):
                column, width = self._column[number], self.releases[place.release].required_width
                wanted[column] = max(width, wanted.get(column, 0.0))
            elif number in self._column:
                wanted.setdefault(self._column[number], 0.0)
        try:
            found = solve(self._polytope, self._propagation, wanted, exact=exact)
        except Impossible:
            raise UnusableDocument(
                "The releases contradict each other: no counts agree with everything they show. "
                "Attack them one by one to find which."
            ) from None
        self._offences = Offences(self._polytope, self._propagation)
        self._told: dict[int, tuple[str, ...]] = {}
        cells = [self._cell(number, place, found, wanted) for number, place in hidden]
        widths = [release.required_width for release in self.releases]
        return AttackReport(all(cell.safe for cell in cells), max(widths), tuple(cells))

    def _must_be_wide(self, place: Occurrence) -> bool:
        release = self.releases[place.release]
        table = release.tables[place.table]
        if self._at_risk is not None:
            return self._at_risk(release.name, table.name, table.named(place.levels))
        return (table.name, place.levels) not in release.not_at_risk

    def _cell(
        self,
        number: int,
        place: Occurrence,
        found: Mapping[int, Deduced],
        wanted: Mapping[int, float],
    ) -> AttackedCell:
        release = self.releases[place.release]
        table = release.tables[place.table]
        quantity, column = self._quantities[number], self._column.get(number)
        if column is None:
            deduced = Deduced(quantity.lower, quantity.upper, True, True)
        else:
            deduced = found[column]
        width = release.required_width
        narrow = deduced.upper - deduced.lower < width - TOLERANCE
        big = release.only_small_counts and deduced.lower >= release.threshold
        safe = not (narrow and self._must_be_wide(place) and not big)
        return AttackedCell(
            release=release.name,
            table=table.name,
            cell=table.named(place.levels),
            lower=int(deduced.lower),
            upper=int(deduced.upper) if deduced.upper < float("inf") else None,
            required_width=width,
            safe=safe,
            exact=deduced.exact,
            whole=deduced.whole,
            via=() if safe else self._via(number, deduced),
        )

    def _via(self, number: int, deduced: Deduced) -> tuple[str, ...]:
        if number in self._told:
            return self._told[number]
        if number not in self._column:
            told: tuple[str, ...] = (self._wording.shown_elsewhere(number),)
        else:
            told = self._combination(self._column[number], deduced)
        self._told[number] = told
        return told

    def _combination(self, column: int, deduced: Deduced) -> tuple[str, ...]:
        thin = len(self._told) < MOST_EXPLAINED
        offence = self._offences.of(column, deduced.lower, deduced.upper, thin=thin)
        facts = [self._knowledge.facts[self._polytope.rows[i].fact] for i in offence.rows]
        if not offence.irreducible and len(facts) > 1:
            first = self._wording.fact(facts[0])
            return (f"It follows from {len(facts)} published facts together.", f"One: {first}")
        sentences = [self._wording.fact(fact) for fact in facts]
        sentences += [
            self._wording.bound(self._polytope.quantities[c], upper) for c, upper in offence.bounds
        ]
        if offence.whole:
            sentences.append("Counts are whole numbers.")
        return tuple(dict.fromkeys(sentences))
