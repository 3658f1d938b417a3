"""Statistics turned back into counts, again and again until nothing more is learned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dueregard.exceptions import UnusableDocument

from .facts import Fact, Knowledge, Quantity
from .inversion import combinations, printed_so
from .joint import joint
from .operands import Range
from .polytope import Floats, Polytope, Propagation, Row, build
from .programme import Impossible
from .recomputing import Recipe
from .solving import solve
from .statement import Statement

#: How often all statistics are looked at, at most.
MOST_ROUNDS = 5
#: Up to this many unknowns in all, ranges are those of the programme, not of propagation alone.
FEW_UNKNOWNS = 400
#: Of more unknowns, this many are asked of the programme where a statistic needs it.
MOST_ASKED = 40
#: Ranges of as many combinations as this need no narrowing by the programme.
_ENOUGH = 1_000


@dataclass
class TurnedBack:
    """What statistics say of the counts behind them.

    Parameters
    ----------
    quantities : list of Quantity
        All quantities: those there were, and then the unknowns of lists of combinations.
    facts : list of Fact
    few : mapping of quantity to (counts, fact)
        Counts of which a statistic leaves fewer than lie between the least and the most.
    loose : set of Statement numbers
        Statistics of which the facts say less than an outsider can learn.
    unused : set of Statement numbers
        Those that could not be looked at.
    """

    quantities: list[Quantity]
    facts: list[Fact] = field(default_factory=list)
    few: dict[int, tuple[Floats, Fact]] = field(default_factory=dict)
    loose: set[int] = field(default_factory=set)
    unused: set[int] = field(default_factory=set)


class TurningBack:
    """Turns statistics back, knowing what the tables tell.

    Parameters
    ----------
    quantities : list of Quantity
    additive : list of Fact
        What is known without statistics.
    statements : sequence of Statement
    told : callable
        The sentence of a fact.
    propagated : callable
        From a polytope to its propagation; raises where the facts contradict each other.
    """

    def __init__(
        self,
        quantities: list[Quantity],
        additive: list[Fact],
        statements: Sequence[Statement],
        told: Callable[[Fact], str],
        propagated: Callable[[Polytope, Knowledge], Propagation],
    ) -> None:
        self.quantities, self.additive, self.statements = quantities, additive, statements
        self._told, self._propagated = told, propagated

    def run(self) -> TurnedBack:
        """Return what all statistics say together."""
        found = TurnedBack(list(self.quantities))
        before: dict[int, Range] = {}
        for _ in range(MOST_ROUNDS):
            ranges, rows = self._ranges(found)
            if ranges == before:
                break
            before = ranges
            found = self._round(ranges, rows)
        return found

    def _ranges(self, found: TurnedBack) -> tuple[dict[int, Range], list[Row]]:
        """Return the range of every hidden count statistics rest on, and the facts about them."""
        knowledge = Knowledge(found.quantities, [*self.additive, *found.facts])
        polytope = build(knowledge, self._told)
        propagation = self._propagated(polytope, knowledge)
        columns = {q: c for c, q in enumerate(polytope.quantities)}
        ranges = {
            q: (float(propagation.lower[columns[q]]), float(propagation.upper[columns[q]]))
            for statement in self.statements
            for q in statement.hidden
        }
        asked = self._to_be_asked(ranges, len(columns))
        if asked:
            try:
                deduced = solve(polytope, propagation, {columns[q]: 0.0 for q in asked}, exact=True)
            except Impossible:
                raise UnusableDocument(
                    "The releases contradict each other: no counts agree with their tables and "
                    "the statistics beside them. Attack them one by one to find which."
                ) from None
            ranges |= {q: (deduced[columns[q]].lower, deduced[columns[q]].upper) for q in asked}
        rows = [
            Row(tuple(polytope.quantities[c] for c in row.columns), *_sides(row))
            for row in polytope.rows
            if 1 < len(row.columns) <= 4
        ]
        return ranges, rows

    def _to_be_asked(self, ranges: dict[int, Range], unknowns: int) -> list[int]:
        recomputed = [s for s in self.statements if s.recipe is not None and not s.linear]
        wide = [s for s in recomputed if combinations([ranges[q] for q in s.hidden]) > _ENOUGH]
        chosen = recomputed if unknowns <= FEW_UNKNOWNS else wide
        asked = list(dict.fromkeys(q for s in chosen for q in s.hidden))
        return [q for q in asked if ranges[q][0] < ranges[q][1]][:MOST_ASKED]

    def _round(self, ranges: dict[int, Range], rows: list[Row]) -> TurnedBack:
        found = TurnedBack(list(self.quantities))
        for number, statement in enumerate(self.statements):
            found.facts += statement.facts(ranges)
            if statement.recipe is not None:
                self._recomputed(number, statement, statement.recipe, ranges, rows, found)
        return found

    def _recomputed(
        self,
        number: int,
        statement: Statement,
        recipe: Recipe,
        ranges: dict[int, Range],
        rows: list[Row],
        found: TurnedBack,
    ) -> None:
        hidden = statement.hidden
        about = set(hidden)
        near = [row for row in rows if about.issuperset(row.columns)]
        try:
            alike = printed_so(recipe, statement.printed, statement.operands, hidden, ranges, near)
        except ValueError as error:
            raise UnusableDocument(f"{statement.told}: {error}.") from None
        if alike is None:
            if not statement.linear:
                found.unused.add(number)
            return
        if not len(alike):
            raise UnusableDocument(
                f"{statement.told}: no counts give this {statement.kind.replace('_', ' ')}; "
                "check method, confidence and decimals."
            )
        said = joint(hidden, alike, statement.fact, len(found.quantities))
        found.facts += said.facts
        found.quantities += said.choices
        found.few |= {q: (counts, statement.fact) for q, counts in said.few}
        if not said.complete:
            found.loose.add(number)


def _sides(row: Row) -> tuple[tuple[float, ...], float, float, int]:
    return row.coefficients, row.lower, row.upper, row.fact


def sentence(told: str, statement: Statement, *, unused: bool) -> str:
    """Return what could not be made of a statistic."""
    if unused:
        return (
            f"{told} It was not turned back: too many combinations of counts would have to be "
            "looked at. What rests on it is taken for unsafe."
        )
    return (
        f"{told} Its {len(statement.hidden)} hidden counts were bounded, but not every "
        "combination of them was told apart: an outsider may know more."
    )
