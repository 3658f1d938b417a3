"""Which cells to hide: the least costly pattern that the attack cannot undo."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dueregard.exceptions import RefusedByPolicy

from .declared import said
from .joined import Joined
from .policy import DisclosurePolicy
from .suppression import Effort, Infeasible, suppress
from .system import BoolArray, CellSystem, FloatArray

ROUNDS = 12
NAMED = 10
CHEAP_ONES = (
    "No pattern of single cells withstood the attack, so that all cells up to a price are hidden. "
    "Some of them could be shown if fewer tables were released together."
)
EXPLAINED = 2
MERGED = 3
WITH_EARLIER = (
    "What was found without earlier releases does not withstand the attack beside them; the search "
    "was repeated with their cells."
)
GAP_STEP = 0.05
NEAR = 1e-9


@dataclass(frozen=True)
class Breach:
    """A hidden quantity that an outsider can deduce too closely.

    Parameters
    ----------
    identity : str
        Canonical string of the quantity.
    words : str
        The offending combination in words.
    brief : str
        The same without the facts it follows from.
    """

    identity: str
    words: str
    brief: str = ""


@dataclass(frozen=True)
class Hidden:
    """A pattern, and what is known of how good it is.

    Parameters
    ----------
    cells : array of bool
        Hidden cells of the system.
    cost, bound, gap : float
        Weight of the cells hidden beside the unsafe ones, the least it could be, and the
        difference relative to the cost.
    proven : bool
        Whether nothing cheaper exists.
    undecided : int
        Cells hidden beside the unsafe ones of which it is not known whether they could be shown.
    notes : tuple of str
        What the engine says of its search.
    """

    cells: BoolArray
    cost: float
    bound: float
    gap: float
    proven: bool
    undecided: int = 0
    notes: tuple[str, ...] = ()

    @property
    def gap_told(self) -> float:
        """Return the gap as it may be told: up to the next twentieth.

        Finer, it would tell of the cost, and that of hidden counts.

        Examples
        --------
        >>> Hidden(np.ones(3, dtype=bool), 7.0, 6.8, 0.0286, proven=False).gap_told
        0.05
        """
        return round(math.ceil(self.gap / GAP_STEP - NEAR) * GAP_STEP, 2)


Audit = Callable[[BoolArray], Sequence[Breach]]


class Unsafe(RefusedByPolicy):
    """No pattern withstands the attack: the combinations that give hidden counts away."""

    def __init__(self, breaches: Sequence[Breach]) -> None:
        self.breaches = tuple(breaches)
        told = [one.words for one in breaches[:EXPLAINED]]
        told += [one.brief or one.words for one in breaches[EXPLAINED:NAMED]]
        named = "\n".join(f"  {words}" for words in told)
        more = len(breaches) - NAMED
        super().__init__(
            "Nothing was released: what is shown, here and in earlier releases, gives hidden "
            f"counts away.\n{named}"
            + (f"\n  … and {more} more" if more > 0 else "")
            + f"\nMerge {_cells(breaches)} with others of their kind, or publish fewer cells."
        )


def _cells(breaches: Sequence[Breach]) -> str:
    """Name the first cells that are given away."""
    cells = list(dict.fromkeys(said(breach.identity) for breach in breaches))
    return "; ".join(cells[:MERGED]) + (" and the others" if len(cells) > MERGED else "")


def hide(
    system: CellSystem,
    policy: DisclosurePolicy,
    audit: Audit,
    *,
    also: BoolArray | None = None,
    effort: Effort | None = None,
    wider: Callable[[], Joined | None] = lambda: None,
    rather_less: bool = False,
) -> Hidden:
    """Find a pattern that the attack cannot undo.

    The attack cannot know which hidden cells are unsafe, and asks the width of all of them: a
    secondary cell that comes out too narrow is protected like an unsafe one, and the search
    begins again.

    Parameters
    ----------
    system : CellSystem
        Cells and sums.
    policy : DisclosurePolicy
        For rounding and noise, which may protect without hiding anything more.
    audit : callable
        The attack: from a pattern to its breaches.
    also : array of bool, optional
        Cells that are hidden whatever the engine finds.
    effort : Effort, optional
        How hard the engine searches.
    wider : callable, optional
        The system with the quantities of earlier releases: asked when no pattern that was found
        without them withstands the attack.
    rather_less : bool
        Whether all cells up to a price are hidden where no pattern of single cells will do.

    Returns
    -------
    Hidden
        The pattern.

    Raises
    ------
    Infeasible
        When a cell cannot be protected, in words.
    Unsafe
        When the attack still succeeds, with each combination.
    """
    forced = system.unsafe if also is None else system.unsafe | also
    lighter = policy.rounding is not None or policy.perturbation is not None or not forced.any()
    if lighter and not audit(forced):
        return Hidden(forced, 0.0, 0.0, 0.0, proven=True)
    plain = np.full(len(system.keys), float(policy.width))
    found = _withstanding(system, plain, audit, forced, effort or Effort())
    if isinstance(found, Hidden):
        return found
    if (more := wider()) is not None:
        try:
            again = _withstanding(more.system, more.wanted, audit, forced, effort or Effort())
        except Infeasible:
            raise Unsafe(found) from None
        if isinstance(again, Hidden):
            return replace(again, notes=(*again.notes, WITH_EARLIER))
    if rather_less and (last := _dear_ones_only(system, audit, forced)) is not None:
        return last
    raise Unsafe(found)


def _dear_ones_only(system: CellSystem, audit: Audit, forced: BoolArray) -> Hidden | None:
    """The fewest kinds of cells, the cheapest first, hidden altogether; None when none will do.

    Where the attack sees more than the search can (a return with submissions missing is in no
    sum), rather less is shown than nothing at all.
    """
    free = ~system.fixed & ~system.must_publish
    for price in np.unique(system.weight[free]):
        cells = np.asarray(forced | (free & (system.weight <= price)))
        if not audit(cells):
            cost = float(system.weight[cells & ~system.unsafe].sum())
            undecided = int((cells & ~system.unsafe).sum())
            return Hidden(cells, cost, 0.0, 1.0, False, undecided, (CHEAP_ONES,))
    return None


def _withstanding(
    system: CellSystem, wanted: FloatArray, audit: Audit, forced: BoolArray, effort: Effort
) -> Hidden | Sequence[Breach]:
    """A pattern that withstands the attack, or what the attack found in the last one.

    The system may have further cells behind those that are released; `forced` has none of them.
    """
    asked, n = system, len(forced)
    number = {key.text: i for i, key in enumerate(system.keys)}
    found: Sequence[Breach] = ()
    bound: float | None = None
    for _ in range(ROUNDS):
        pattern = suppress(asked, effort=effort)
        # What is asked grows, so the first bound stays a bound.
        bound = float(pattern.bound) if bound is None else bound
        cells = np.asarray(pattern.hidden, dtype=bool)
        cells[:n] |= forced
        found = audit(cells[:n])
        if not found:
            sure = bool(pattern.proven) and asked is system
            judged = _judged(system, cells, bound, sure=sure)
            left = 0 if judged.proven else int(pattern.undecided)
            notes = tuple(pattern.notes)
            return replace(judged, cells=cells[:n], undecided=left, notes=notes)
        breached = [number.get(one.identity) for one in found]
        stronger = _stronger(asked, wanted, breached, cells)
        if stronger is None:
            break
        asked = stronger
    return found


def _judged(system: CellSystem, cells: BoolArray, bound: float, *, sure: bool) -> Hidden:
    cost = float(system.weight[cells & ~system.unsafe].sum())
    gap = max(0.0, (cost - bound) / cost) if cost else 0.0
    return Hidden(cells, cost, min(bound, cost), gap, proven=sure or gap == 0.0)


def _stronger(
    system: CellSystem,
    wanted: FloatArray,
    breached: Sequence[int | None],
    hidden: BoolArray,
) -> CellSystem | None:
    """The system with breached cells asked to be as wide as they must be."""
    new = np.zeros(len(system.keys), dtype=bool)
    new[[i for i in breached if i is not None]] = True
    new &= hidden & (~system.unsafe | (system.width < wanted))
    if not new.any():
        return None
    return replace(
        system,
        unsafe=system.unsafe | new,
        width=np.where(new, np.maximum(system.width, wanted), system.width).astype(np.int64),
    )
