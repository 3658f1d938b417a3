"""Tables that are networks: the graph whose nodes are equations and whose arcs are cells.

In a two-way table, or a hierarchy crossed with a flat dimension, every cell stands in two
independent equations at most, once on either side. What an outsider can move is then a
circulation, and the range of a cell is a maximum flow (Cox 1995; Fischetti and Salazar 1999).
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .problem import BoolArray, IntArray, Problem

ROOT = 0


@dataclass(frozen=True)
class Graph:
    """Arcs by cell: a cell that rises carries flow from ``tail`` to ``head``.

    Node 0 stands for the world outside: cells in one equation only begin or end there.
    """

    nodes: int
    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]


def find_network(problem: Problem) -> Graph | None:
    """Read the equations as a graph, or say None when they are not one."""
    active = problem.unsafe | problem.candidate
    rows = _rows(problem, active)
    kept = _without_repeats(problem, rows)
    arcs = _orient(kept, problem.n)
    if arcs is None:
        return None
    dropped = [row for number, row in rows.items() if number not in kept]
    if not all(_follows(row, arcs, active) for row in dropped):
        return None
    return arcs


def _rows(problem: Problem, active: BoolArray) -> dict[int, dict[int, float]]:
    """Coefficients of the cells that can move, equation by equation."""
    matrix = problem.matrix
    rows: dict[int, dict[int, float]] = {}
    for row in range(matrix.shape[0]):
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        cells = {
            int(cell): float(sign)
            for cell, sign in zip(matrix.indices[span], matrix.data[span], strict=True)
            if active[cell]
        }
        if cells:
            rows[row] = cells
    return rows


def _without_repeats(
    problem: Problem, rows: dict[int, dict[int, float]]
) -> dict[int, dict[int, float]]:
    """Leave out equations that probably follow from the others (checked afterwards).

    Totals of a region across the columns follow from those of its districts: the sign is a cell
    in three equations of which one has a parent with another equation of its own.
    """
    kept = dict(rows)
    times = Counter(int(problem.parents[row]) for row in rows)
    standing: dict[int, list[int]] = defaultdict(list)
    for row, cells in rows.items():
        for cell in cells:
            standing[cell].append(row)
    for cell in sorted(standing):
        if times[cell] > 1:
            continue
        present = [row for row in standing[cell] if row in kept]
        for row in present[:]:
            parent = int(problem.parents[row])
            if len(present) > 2 and times[parent] > 1:
                del kept[row]
                present.remove(row)
                times[parent] -= 1
    return kept


def _orient(rows: dict[int, dict[int, float]], n: int) -> Graph | None:
    """Give every equation a sign so that each cell enters one and leaves another."""
    node = {row: number for number, row in enumerate(rows, start=ROOT + 1)}
    ends: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    for row, cells in rows.items():
        for cell, sign in cells.items():
            ends[cell].append((node[row], sign))
            if len(ends[cell]) > 2:
                return None
    neighbours: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for pair in ends:
        if len(pair) == 2:
            (a, sign_a), (b, sign_b) = pair
            neighbours[a].append((b, -sign_a * sign_b))
            neighbours[b].append((a, -sign_a * sign_b))
    turned = _two_colour(len(node), neighbours)
    if turned is None:
        return None
    tail = np.zeros(n, dtype=np.int32)
    head = np.zeros(n, dtype=np.int32)
    for cell, pair in enumerate(ends):
        for end, sign in pair:
            (head if sign * turned[end] > 0 else tail)[cell] = end
    return Graph(len(node) + 1, tail, head)


def _two_colour(
    nodes: int, neighbours: dict[int, list[tuple[int, float]]]
) -> dict[int, float] | None:
    turned: dict[int, float] = {}
    for start in range(1, nodes + 1):
        if start in turned:
            continue
        turned[start] = 1.0
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            for there, relation in neighbours[here]:
                wanted = turned[here] * relation
                if there not in turned:
                    turned[there] = wanted
                    waiting.append(there)
                elif turned[there] != wanted:
                    return None
    return turned


def _follows(row: dict[int, float], graph: Graph, active: BoolArray) -> bool:
    """Whether an equation follows from the graph: its coefficients differ by a potential."""
    coefficient = np.zeros(len(active))
    coefficient[list(row)] = list(row.values())
    touching: dict[int, list[int]] = defaultdict(list)
    cells: IntArray = np.flatnonzero(active)
    for cell in cells:
        touching[int(graph.tail[cell])].append(int(cell))
        touching[int(graph.head[cell])].append(int(cell))
    potential: dict[int, float] = {}
    for start in list(touching):
        if start in potential:
            continue
        potential[start] = 0.0
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            for cell in touching[here]:
                rising = int(graph.tail[cell]) == here
                there = int(graph.head[cell] if rising else graph.tail[cell])
                if there not in potential:
                    step = coefficient[cell] if rising else -coefficient[cell]
                    potential[there] = potential[here] + step
                    waiting.append(there)
    height = np.array([potential.get(node, 0.0) for node in range(graph.nodes)])
    return bool(np.all(height[graph.head[cells]] - height[graph.tail[cells]] == coefficient[cells]))
