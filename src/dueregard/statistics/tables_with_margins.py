"""Fisher's test of a table of any size: by listing all tables with its margins, or by drawing.

Freeman and Halton (1951): the p-value adds up all tables no likelier than the one seen.
"""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from dueregard.statistics.discrete_tails import TIE
from dueregard.statistics.estimate import Floats

MOST_TABLES = 200_000  # listed exactly up to here
DRAWS = 99_999
DRAWN_TOGETHER = 11_111


def _log_probability_of_cells(cells: Floats) -> Floats:
    return np.asarray(-special.gammaln(cells + 1).sum(axis=-1))


def _log_constant(table: Floats) -> float:
    margins = np.concatenate([table.sum(axis=0), table.sum(axis=1)])
    return float(special.gammaln(margins + 1).sum() - special.gammaln(table.sum() + 1))


def fisher_freeman_halton(table: Floats, seed: int) -> tuple[float, float, bool]:
    """Probability of the table given its margins, p-value, and whether it is exact."""
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape, default=0) < 2:
        return 1.0, 1.0, True
    constant = _log_constant(table)
    seen = float(_log_probability_of_cells(table.ravel()))
    logs = _list_tables(table)
    if logs is not None:
        p = float(np.exp(logs[logs <= seen + TIE] + constant).sum())
        return float(np.exp(seen + constant)), min(p, 1.0), True
    return float(np.exp(seen + constant)), _drawn_p(table, seen, seed), False


def _list_tables(table: Floats) -> Floats | None:
    """Logarithms (less a constant) of the probabilities of all tables, or None if too many."""
    if table.shape[0] > table.shape[1]:
        table = table.T
    left, columns = table.sum(axis=1)[None, :], table.sum(axis=0)
    logs = np.zeros(1)
    for column in columns[:-1]:
        to_place = np.full(logs.size, column)
        for row in range(left.shape[1]):
            below = left[:, row + 1 :].sum(axis=1)
            least = np.maximum(0, to_place - below)
            most = np.minimum(left[:, row], to_place)
            ways = (most - least + 1).astype(np.intp)
            if ways.sum() > MOST_TABLES:
                return None
            start = np.repeat(np.cumsum(ways) - ways, ways)
            cell = np.repeat(least, ways) + (np.arange(start.size) - start)
            left = np.repeat(left, ways, axis=0)
            left[:, row] -= cell
            to_place = np.repeat(to_place, ways) - cell
            logs = np.repeat(logs, ways) - special.gammaln(cell + 1)
    return np.asarray(logs - special.gammaln(left + 1).sum(axis=1))


def _drawn_p(table: Floats, seen: float, seed: int) -> float:
    """Share of drawn tables no likelier than the one seen, which counts as drawn (never zero)."""
    rows, columns = table.sum(axis=1).astype(int), table.sum(axis=0).astype(int)
    source = stats.random_table(rows, columns, seed=np.random.default_rng(seed))
    extreme = 0
    for _ in range(DRAWS // DRAWN_TOGETHER):
        drawn = source.rvs(size=DRAWN_TOGETHER).reshape(DRAWN_TOGETHER, -1)
        extreme += int((_log_probability_of_cells(drawn) <= seen + TIE).sum())
    return (1 + extreme) / (1 + DRAWS)
