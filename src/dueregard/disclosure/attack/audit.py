"""The attack itself: releases in, what an outsider can deduce out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from dueregard.exceptions import UnusableDocument

from .additivity import declared, partial, sums
from .facts import Fact, Knowledge, Quantity
from .findings import findings
from .listing import listings
from .polytope import Polytope, Propagation, build
from .programme import Impossible
from .published import PublishedRelease
from .quantities import merge, nobody_or_many
from .reading import ReleaseLike, read_releases
from .report import AttackReport
from .solving import solve
from .statements import statements
from .turning_back import TurnedBack, TurningBack, sentence
from .unlisted import Unlisted
from .verdict import AtRisk, Known, Verdict
from .wording import Wording

_NOT_TIED = (
    "Totals that are in no row were not taken for the same in different tables: they contradict "
    "each other."
)
_NOT_NOBODY = (
    "Combinations of levels that are in no row were not taken for nobody, nor totals that are in "
    "no row for the same in different tables: with either the releases contradict each other."
)


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
    read = read_releases(releases)
    try:
        return _Attack(read, tied=True).report(at_risk, exact)
    except UnusableDocument:
        pass
    try:
        # Releases of one identity may yet be about more people than their rows.
        report = _Attack(read, tied=False).report(at_risk, exact)
        return replace(report, limits=(*report.limits, _NOT_TIED))
    except UnusableDocument as error:
        try:
            report = _Attack(read, tied=False, nobody=False).report(at_risk, exact)
        except UnusableDocument:
            # What is shown contradicts itself whatever is in no row.
            raise error from None
        return replace(report, limits=(*report.limits, _NOT_NOBODY))


class _Attack:
    """One attack on given releases."""

    def __init__(
        self, releases: Sequence[PublishedRelease], *, tied: bool, nobody: bool = True
    ) -> None:
        self.releases = list(releases)
        quantities, where = merge(releases)
        listed = listings(releases, where)
        left = partial(releases, listed, quantities)
        self._partial = tuple(left.values())
        unknown = set(left) if nobody else set(listed)
        unlisted = Unlisted(releases, listed, quantities, unknown)
        gaps = list(nobody_or_many(quantities, unlisted.left_out))
        self._findings = findings(releases, where, quantities)
        self._statements = list(statements(releases, listed, quantities, unknown))
        additive = [
            *gaps,
            *sums(listed, unknown),
            *declared(releases, where),
            *self._findings.facts,
            *(unlisted.facts() if tied else ()),
        ]
        self._wording = Wording(releases, Knowledge(quantities, additive))
        turned = self._turn_back(quantities, additive)
        knowledge = Knowledge(turned.quantities, [*additive, *turned.facts])
        self._wording = Wording(releases, knowledge)
        polytope = build(knowledge, self._wording.fact)
        propagation = self._propagated(polytope, knowledge)
        self.known = Known(
            knowledge,
            polytope,
            propagation,
            self._wording,
            turned,
            unjudged={**self._findings.unjudged, **self._unused(turned)},
            loose=frozenset(q for n in turned.loose for q in self._statements[n].hidden),
            listed=listed,
            partial=unknown,
        )

    def _turn_back(self, quantities: list[Quantity], additive: list[Fact]) -> TurnedBack:
        """Statistics are turned back into counts knowing what the tables alone tell."""
        if not self._statements:
            return TurnedBack(quantities)
        told, propagated = self._wording.fact, self._propagated
        return TurningBack(quantities, additive, self._statements, told, propagated).run()

    def _propagated(self, polytope: Polytope, knowledge: Knowledge) -> Propagation:
        propagation = Propagation(polytope.lower, polytope.upper, polytope.rows)
        if propagation.conflict is not None:
            fact = knowledge.facts[polytope.rows[propagation.conflict].fact]
            raise UnusableDocument(
                f"The releases contradict themselves: {self._wording.fact(fact)} "
                "No counts agree with this and the rest."
            )
        return propagation

    def _unused(self, turned: TurnedBack) -> dict[int, str]:
        told = {n: self._statements[n] for n in sorted(turned.unused)}
        return {
            q: sentence(self._wording.fact(statement.fact), statement, unused=True)
            for statement in told.values()
            for q in statement.hidden
        }

    def report(self, at_risk: AtRisk | None, exact: bool | None) -> AttackReport:
        """Solve, and judge every hidden cell."""
        known = self.known
        verdict = Verdict(self.releases, known, at_risk)
        try:
            found = solve(known.polytope, known.propagation, verdict.wanted(), exact=exact)
        except Impossible:
            raise UnusableDocument(
                "The releases contradict each other: no counts agree with everything they show. "
                "Attack them one by one to find which."
            ) from None
        return verdict.report(found, self._limits())

    def _limits(self) -> tuple[str, ...]:
        """Return what could not be made of what was published."""
        loose = [
            sentence(self._wording.fact(statement.fact), statement, unused=False)
            for statement in (self._statements[n] for n in sorted(self.known.turned.loose))
        ]
        told = (*self._partial, *self.known.unjudged.values(), *loose, *self._findings.limits)
        return tuple(dict.fromkeys(told))
