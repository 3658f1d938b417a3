"""The door: the only place where releasable tables and findings are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dueregard.tables import CellState, FrequencyTable, ReleasableFinding, ReleasableTable
from dueregard.tables.seal import Seal

from .answers import Asked, answered
from .arguments import check_arguments
from .audit import breaches
from .context import Answers, Context
from .hiding import Breach, Hidden, Unsafe, hide
from .joined import joined
from .ledger import LedgerEntry
from .permits import Permit
from .plan import Plan, make_plan, notes_of, small_when_shown
from .policy import DisclosurePolicy
from .record import entry_of, table_cells
from .suppression import Effort
from .system import BoolArray
from .telling import Telling, Told

_SEAL = Seal.claim()


@dataclass(frozen=True)
class Search:
    """What the search for a pattern knows. Confidential: it follows from hidden counts.

    Parameters
    ----------
    cost, bound : float
        Weight of the cells hidden beside the unsafe ones, and the least it could be.
    undecided : int
        Cells hidden beside the unsafe ones of which it is not known whether they could be shown.
    """

    cost: float
    bound: float
    undecided: int


@dataclass(frozen=True)
class Release:
    """Tables that have passed, and what the world is told of them.

    Parameters
    ----------
    name : str
        What the release is called.
    tables : tuple of ReleasableTable
        The tables, in the order they were given.
    record : mapping
        The content of ``release.json``: nothing in it is confidential.
    findings : tuple of ReleasableFinding
        One per statistic asked for, in that order; some may be withheld.
    notes : tuple of str
        What the person who releases should know.
    sources : mapping of int to object
        Number of a finding made of rows to the `OfFindings` that asked for it and the finding it
        was made of, without what is withheld.
    search : Search, optional
        For whoever releases, and not for publication.
    """

    name: str
    tables: tuple[ReleasableTable, ...]
    record: Mapping[str, Any]
    findings: tuple[ReleasableFinding, ...] = ()
    notes: tuple[str, ...] = ()
    sources: Mapping[int, Any] = field(default_factory=dict)
    search: Search | None = field(default=None, repr=False)

    @property
    def ledger_entry(self) -> LedgerEntry:
        """Return the entry for the release ledger."""
        return LedgerEntry(str(self.record["entry"]), self.name, self.record)


def protect(
    tables: Sequence[FrequencyTable],
    policy: DisclosurePolicy,
    *,
    name: str = "release",
    earlier: Sequence[LedgerEntry] = (),
    revisions: Sequence[Mapping[str, Any]] = (),
    sums: Sequence[Mapping[str, Any]] = (),
    statistics: Sequence[Asked] = (),
    telling: Telling | None = None,
    effort: Effort | None = None,
) -> Release:
    """Make tables releasable together: hide, round, attack, and only then let them through.

    Parameters
    ----------
    tables : sequence of FrequencyTable
        Confidential tables that are released together.
    policy : DisclosurePolicy
        What may be shown.
    name : str
        What the release is called.
    earlier : sequence of LedgerEntry
        Everything released before: the attack knows it too.
    revisions : sequence of mapping
        Bounds declared for revised quantities beside those of the policy: ``earlier_snapshot``,
        ``at_most_change``, and ``cell`` or the canonical string of a quantity as ``identity``.
    sums : sequence of mapping
        Sums that hold across releases, as after a change of the tree of units, beside those of
        the policy: ``whole`` and ``parts``, each a canonical string or a mapping with ``cell``.
    statistics : sequence of Asked
        `Statistic`, `EstimateOfTwo`, `Recomputed`, `OfMicrodata`, `OfFindings`, `Average` or
        `Curve`: percentages, rates, ratios, intervals, tests, charts, rankings, models, averages
        and curves to print beside the tables.
    telling : callable, optional
        Makes findings of the tables as they are released; it is given nothing else. They come
        after those of `statistics`.
    effort : Effort, optional
        How hard to search for the least to hide.

    Returns
    -------
    Release
        Releasable tables and their record.

    Raises
    ------
    WrongArgument
        When an argument is no list of tables, policy, ledger entries or statistics.
    UnusableTable
        When tables contradict each other or the policy names what they do not have.
    Infeasible
        When no pattern protects a cell.
    Unsafe
        When the attack succeeds whatever is hidden, with each combination in words.

    Examples
    --------
    >>> from dueregard.disclosure import preset
    >>> counts = {"North": 41, "East": 3, "South": 25, "West": 36}
    >>> table = FrequencyTable.from_records(
    ...     [{"area": area, "count": count} for area, count in counts.items()]
    ...     + [{"area": "Total", "count": 105}]
    ... )
    >>> release = protect([table], preset("published"))
    >>> [str(cell) for cell in release.tables[0]]
    ['[c]', '41', '25', '[c]', '105']
    """
    check_arguments(tables, policy, earlier, statistics)
    plan = make_plan(tables, policy, earlier, sums=sums, revisions=revisions)

    def audit(cells: BoolArray, **more: Any) -> Sequence[Breach]:
        # Whoever adds up what is shown knows the totals that are in no row, of this release; what
        # was released earlier may be about more people than its rows.
        whole = policy.unlisted_totals == "known"
        found = breaches(plan.record(cells, whole=whole, **more), name, (), plan.own_widths)
        if earlier and not found:
            found = breaches(plan.record(cells, **more), name, earlier, plan.own_widths)
        return found

    found = hide(
        plan.system,
        policy,
        audit,
        also=small_when_shown(plan),
        effort=effort,
        wider=lambda: joined(plan.system, plan.declared.sums, earlier, policy.width),
        # What was released before is not taken back by hiding more now: then say what gives away.
        rather_less=not earlier,
    )
    context = Context(
        plan.policy,
        plan.system,
        found.cells,
        plan.values,
        plan.key,
        lambda derived, findings: audit(found.cells, derived=derived, findings=findings),
        plan.unseen,
    )
    answers = answered(context, statistics)
    # Each answer was safe by itself; all of them together must be too.
    answered_so_far = {"derived": answers.derived, "findings": answers.findings}
    if statistics and (left := audit(found.cells, **answered_so_far)):
        raise Unsafe(left)
    told = () if telling is None else tuple(telling(_tables(plan, found, entry="")))
    return _release(plan, found, name, answers, told)


def _release(
    plan: Plan, found: Hidden, name: str, answers: Answers, told: Sequence[Told]
) -> Release:
    permits = [one.permit(plan.policy) for one in told]
    record = plan.record(
        found.cells,
        derived=answers.derived,
        findings=[
            *answers.findings,
            *(
                one.entry(permit)
                for one, permit in zip(told, permits, strict=True)
                if permit.granted
            ),
        ],
        gap=found.gap_told,
        proven=found.proven,
    )
    entry = entry_of(record)
    record["entry"] = entry
    words = [*answers.statements, *(_literal(one.statement) for one in told)]
    findings = tuple(
        _finding(permit, statement=statement, entry=entry)
        for permit, statement in zip([*answers.permits, *permits], words, strict=True)
    )
    return Release(
        name,
        _tables(plan, found, entry),
        record,
        findings,
        (*notes_of(plan), *found.notes),
        answers.sources,
        Search(found.cost, found.bound, found.undecided),
    )


def _tables(plan: Plan, found: Hidden, entry: str) -> tuple[ReleasableTable, ...]:
    shown = plan.shown(found.cells)
    return tuple(
        ReleasableTable(
            _SEAL,
            name=table.name,
            dimensions=table.dimensions,
            identity=plan.naming.identities[table.name],
            cells=table_cells(table, plan.naming, shown),
            policy=plan.policy.label,
            entry=entry,
        )
        for table in plan.tables
    )


def _literal(words: str) -> str:
    """Words in which no value has to be put in."""
    return words.replace("{", "{{").replace("}", "}}")


def _finding(permit: Permit, *, statement: str, entry: str) -> ReleasableFinding:
    """Make a finding releasable, given the permit that a rule has granted or withheld.

    Parameters
    ----------
    permit : Permit
        What `dueregard.disclosure.permits` and its rules allow to be shown.
    statement : str
        The finding in words; its values go in by name (``{value}``, ``{lower}``).
    entry : str
        Entry of the release ledger.

    Returns
    -------
    ReleasableFinding
        Withheld, with the reason as its sentence, when the permit says so.
    """
    if not permit.granted:
        return ReleasableFinding(
            _SEAL,
            kind=permit.kind,
            statement=f"Withheld {CellState.CONFIDENTIAL.symbol}: {permit.reason}",
            values=dict.fromkeys(permit.values),
            state=CellState.CONFIDENTIAL,
            basis=permit.basis,
            policy=permit.policy,
            entry=entry,
        )
    words = statement.format_map(permit.texts)
    return ReleasableFinding(
        _SEAL,
        kind=permit.kind,
        statement=f"{words} {permit.state.symbol}".rstrip(),
        values=permit.values,
        state=permit.state,
        basis=permit.basis,
        policy=permit.policy,
        entry=entry,
    )
