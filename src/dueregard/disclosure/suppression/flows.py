"""What an outsider can move in a network: maximum flows and the cuts that limit them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order, dijkstra, maximum_flow

from .cuts import Cut, capacity_cut
from .movement import Movement
from .network import Graph
from .problem import BoolArray, FloatArray, IntArray, Problem

LARGEST = 2**29


@dataclass(frozen=True)
class _Flow:
    value: int
    residual: npt.NDArray[np.int32]
    moved: npt.NDArray[np.bool_]


class FlowOracle:
    """Answers for one unsafe cell at a time, how far it can move and what holds it back."""

    quick = True
    work = 0

    def __init__(self, problem: Problem, graph: Graph) -> None:
        self.problem = problem
        self.graph = graph
        self.cells: IntArray = np.flatnonzero(problem.unsafe | problem.candidate)
        # A cell outside every equation moves as it likes and takes no part in a flow.
        self.cells = self.cells[graph.tail[self.cells] != graph.head[self.cells]]
        self.source = graph.nodes
        self._lay_out()

    def _lay_out(self) -> None:
        """Fix the structure of the flow matrix once: two arcs per cell, one per node to start."""
        tail, head = self.graph.tail[self.cells], self.graph.head[self.cells]
        nodes = np.arange(self.graph.nodes, dtype=np.int32)
        start = np.full(len(nodes), self.source, dtype=np.int32)
        rows = np.concatenate([tail, head, start, nodes]).astype(np.int64)
        columns = np.concatenate([head, tail, nodes, start]).astype(np.int64)
        size = self.graph.nodes + 1
        codes, place = np.unique(rows * size + columns, return_inverse=True)
        self.indices = (codes % size).astype(np.int32)
        counts = np.bincount(codes // size, minlength=size)
        self.indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        self.size = size
        m = len(self.cells)
        self.rising, self.falling = place[:m], place[m : 2 * m]
        self.starting = place[2 * m : 2 * m + len(nodes)]
        self.at = np.full(self.problem.n, -1, dtype=np.int64)
        self.at[self.cells] = np.arange(m)

    def _capacities(self, x: FloatArray, p: int, scale: int) -> npt.NDArray[np.int32]:
        """Capacities at a point, without the arc of the unsafe cell itself."""
        width = int(self.problem.width[p])
        room = x[self.cells].copy()
        if self.at[p] >= 0:
            room[self.at[p]] = 0.0
        data = np.zeros(len(self.indices), dtype=np.float64)
        np.add.at(data, self.rising, np.floor(scale * width * room + 1e-6))
        fall = np.minimum(self.problem.slack[self.cells], width)
        np.add.at(data, self.falling, np.floor(scale * fall * room + 1e-6))
        return np.minimum(data, LARGEST).astype(np.int32)

    def _flow(self, data: npt.NDArray[np.int32], start: int, end: int, limit: int) -> _Flow:
        if limit <= 0 or start == end:
            return _Flow(0, data, np.zeros(len(data), dtype=bool))
        data = data.copy()
        data[self.starting[start]] = limit
        graph = sp.csr_array((data, self.indices, self.indptr), shape=(self.size, self.size))
        result = maximum_flow(graph, self.source, end)
        flow = result.flow.data
        return _Flow(int(result.flow_value), data - flow, flow > 0)

    def _side(self, flow: _Flow, start: int, end: int, far: bool) -> BoolArray:
        """Nodes on the near side of the least cut closest to the start, or to the end."""
        open_ = flow.residual > 0
        before = np.concatenate([[0], np.cumsum(open_)])
        graph = sp.csr_array(
            (np.ones(int(open_.sum())), self.indices[open_], before[self.indptr]),
            shape=(self.size, self.size),
        )
        side = np.zeros(self.size, dtype=bool)
        if far:
            side[breadth_first_order(graph.T.tocsr(), end, return_predecessors=False)] = True
            return ~side
        side[breadth_first_order(graph, start, return_predecessors=False)] = True
        return side

    def _crossing(self, side: BoolArray, p: int) -> FloatArray:
        """Capacity that each cell gives a cut when hidden."""
        width = int(self.problem.width[p])
        tail, head = side[self.graph.tail[self.cells]], side[self.graph.head[self.cells]]
        fall = np.minimum(self.problem.slack[self.cells], width)
        across = np.where(tail & ~head, width, np.where(head & ~tail, fall, 0))
        coefficient = np.zeros(self.problem.n)
        coefficient[self.cells] = across
        coefficient[p] = 0.0
        return coefficient

    def scale(self, p: int) -> int:
        """Steps per unit that keep fractional capacities within 32 bits."""
        return int(np.clip(LARGEST // max(int(self.problem.width[p]), 1), 1, 10_000))

    def cut(self, p: int, x: FloatArray, far: bool = False) -> Cut | None:
        """The capacity cut of an unsafe cell at a point, or None when it can move enough."""
        if self.at[p] < 0:
            return None
        scale = self.scale(p)
        width = int(self.problem.width[p])
        own = min(int(self.problem.slack[p]), width)
        data = self._capacities(x, p, scale)
        head, tail = int(self.graph.head[p]), int(self.graph.tail[p])
        up = self._flow(data, head, tail, width * scale)
        enough = width * scale - 1
        if up.value >= enough or up.value + own * scale < enough:
            if up.value >= enough:
                return None
            coefficient = self._crossing(self._side(up, head, tail, far), p)
            down = self._flow(data, tail, head, own * scale)
            if down.value < own * scale:
                lower = self._crossing(self._side(down, tail, head, far), p)
                return capacity_cut(self.problem, coefficient + lower, width)
            return capacity_cut(self.problem, coefficient, width - own)
        down = self._flow(data, tail, head, own * scale)
        if up.value + down.value >= enough:
            return None
        coefficient = self._crossing(self._side(up, head, tail, far), p)
        coefficient += self._crossing(self._side(down, tail, head, far), p)
        return capacity_cut(self.problem, coefficient, width)

    def movement(self, p: int, hidden: BoolArray) -> Movement:
        """How far an unsafe cell can move under a pattern, with the cells that move with it."""
        width = int(self.problem.width[p])
        if self.at[p] < 0:
            return Movement(width, np.array([p], dtype=np.int64))
        own = min(int(self.problem.slack[p]), width)
        data = self._capacities(hidden.astype(float), p, 1)
        head, tail = int(self.graph.head[p]), int(self.graph.tail[p])
        down = self._flow(data, tail, head, own)
        up = self._flow(data, head, tail, width - down.value)
        moved = up.moved | down.moved
        cells = self.cells[(moved[self.rising] | moved[self.falling]) & hidden[self.cells]]
        return Movement(up.value + down.value, cells)

    def recalled(self, p: int, hidden: BoolArray) -> Movement:
        """The same: a flow is soon found."""
        return self.movement(p, hidden)

    def widen(
        self, p: int, hidden: BoolArray, price: FloatArray, within: BoolArray | None = None
    ) -> BoolArray:
        """Hide the cheapest further cells that let an unsafe cell move enough.

        Shortest paths in the residual network, one after the other; cells already hidden cost
        nothing.
        """
        hidden = hidden.copy()
        width = int(self.problem.width[p])
        own = min(int(self.problem.slack[p]), width)
        head, tail = int(self.graph.head[p]), int(self.graph.tail[p])
        whole = self._capacities((self.problem.unsafe | self.problem.candidate).astype(float), p, 1)
        for _ in range(width + 1):
            data = self._capacities(hidden.astype(float), p, 1)
            down = self._flow(data, tail, head, own)
            up = self._flow(data, head, tail, width - down.value)
            missing = width - up.value - down.value
            if missing <= 0:
                return hidden
            path = self._cheapest_path(up, whole, hidden, price, (head, tail), missing)
            hidden[path] = True
        return hidden

    def _cheapest_path(
        self,
        up: _Flow,
        whole: npt.NDArray[np.int32],
        hidden: BoolArray,
        price: FloatArray,
        ends: tuple[int, int],
        missing: int,
    ) -> IntArray:
        shown = ~hidden[self.cells]
        length = np.full(len(self.indices), np.inf)
        length[up.residual > 0] = 1e-6
        owner = np.full(len(self.indices), -1, dtype=np.int64)
        for place in (self.rising, self.falling):
            mine = np.flatnonzero(shown & (whole[place] > 0) & np.isinf(length[place]))
            room = np.minimum(whole[place[mine]] / missing, 1.0)
            length[place[mine]] = price[self.cells[mine]] / room + 1e-6
            owner[place[mine]] = self.cells[mine]
        length[self.starting] = np.inf
        usable = np.isfinite(length)
        before = np.concatenate([[0], np.cumsum(usable)])
        graph = sp.csr_array(
            (length[usable], self.indices[usable], before[self.indptr]),
            shape=(self.size, self.size),
        )
        _, previous = dijkstra(graph, indices=ends[0], return_predecessors=True)
        path: list[int] = []
        here = ends[1]
        while here != ends[0]:
            there = int(previous[here])
            if there < 0:
                return np.flatnonzero(self.problem.candidate)
            row = slice(self.indptr[there], self.indptr[there + 1])
            place = int(self.indptr[there] + np.searchsorted(self.indices[row], here))
            if owner[place] >= 0:
                path.append(int(owner[place]))
            here = there
        return np.array(path, dtype=np.int64)
