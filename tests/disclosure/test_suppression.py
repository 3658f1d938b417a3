"""Secondary suppression: what is hidden, what never is, and what is said when nothing helps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dueregard.disclosure.suppression import Effort, Infeasible, suppress
from dueregard.disclosure.suppression.network import find_network
from dueregard.disclosure.suppression.problem import canonical


def cells(values, sums, *, unsafe=(), must=(), fixed=(), weight=None, width=10):
    """A system from named counts and sums of names."""
    names = tuple(values)
    place = {name: i for i, name in enumerate(names)}
    n = len(names)

    def marked(chosen):
        return np.isin(np.arange(n), [place[name] for name in chosen])

    return SimpleNamespace(
        keys=names,
        values=np.array(list(values.values()), dtype=np.int64),
        equations=tuple((place[p], tuple(place[c] for c in parts)) for p, parts in sums),
        unsafe=marked(unsafe),
        fixed=marked(fixed),
        lower=np.ones(n, dtype=np.int64),
        width=np.full(n, width),
        weight=np.array([(weight or {}).get(name, 1.0) for name in names]),
        must_publish=marked(must),
    )


def two_way(inner):
    inner = np.asarray(inner)
    full = np.block([[inner, inner.sum(1)[:, None]], [inner.sum(0)[None], inner.sum()]])
    rows, columns = ([*map(str, range(size - 1)), "T"] for size in full.shape)
    values = {r + c: int(full[i, j]) for i, r in enumerate(rows) for j, c in enumerate(columns)}
    sums = [(r + "T", [r + c for c in columns[:-1]]) for r in rows]
    sums += [("T" + c, [r + c for r in rows[:-1]]) for c in columns]
    return values, sums


TABLE, SUMS = two_way([[3, 30, 40], [50, 60, 70], [80, 90, 100]])


def hidden_names(system, pattern):
    return {system.keys[i] for i in np.flatnonzero(pattern.hidden)}


def test_one_unsafe_cell_in_a_two_way_table_takes_a_rectangle():
    system = cells(TABLE, SUMS, unsafe=["00"], weight={"02": 9, "12": 9, "22": 9, "T0": 9})
    pattern = suppress(system)
    assert hidden_names(system, pattern) in ({"00", "01", "10", "11"}, {"00", "01", "20", "21"})
    assert (pattern.cost, pattern.bound, pattern.gap, pattern.proven) == (3.0, 3.0, 0.0, True)


def test_nothing_unsafe_hides_nothing():
    pattern = suppress(cells(TABLE, SUMS))
    assert not pattern.hidden.any()
    assert pattern.proven


def test_cells_that_must_be_published_or_are_known_stay():
    system = cells(TABLE, SUMS, unsafe=["00"], must=["01", "0T"], fixed=["11"])
    pattern = suppress(system)
    assert "02" in hidden_names(system, pattern)
    assert not pattern.hidden[system.must_publish | system.fixed].any()


def test_grand_total_is_not_hidden_though_it_is_cheap():
    weight = dict.fromkeys(TABLE, 5.0) | {"TT": 0.001, "0T": 0.002, "T0": 0.002}
    system = cells(TABLE, SUMS, unsafe=["00"], weight=weight)
    assert "TT" not in hidden_names(system, suppress(system))


def test_grand_total_is_hidden_when_nothing_else_helps():
    system = cells({"a": 3, "b": 20, "all": 23}, [("all", ["a", "b"])], unsafe=["a"], must=["b"])
    pattern = suppress(system)
    assert hidden_names(system, pattern) == {"a", "all"}
    assert "hidden at the top are all" in pattern.notes[0]


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({"must": ["00"]}, "00: it must be published, yet its count is unsafe"),
        ({"fixed": ["00"]}, "00: its count is known to everybody, yet it is unsafe"),
        ({"must": ["01", "02", "0T"]}, "only cell that may be hidden in the sum of “0T”"),
    ],
)
def test_infeasible_says_which_cell_and_why(marks, words):
    with pytest.raises(Infeasible, match="This cannot be protected") as error:
        suppress(cells(TABLE, SUMS, unsafe=["00"], **marks))
    assert words in str(error.value)
    assert error.value.exit_code == 13


def test_width_that_no_hiding_reaches_is_infeasible():
    values = {"a": 2, "b": 3, "all": 5}
    system = cells(values, [("all", ["a", "b"])], unsafe=["a", "b"], must=["all"], width=10)
    with pytest.raises(Infeasible, match="even with every cell hidden"):
        suppress(system)


def test_linked_tables_are_protected_together():
    # Both tables hold the total of x: hiding b in the first alone would still give a away by c, d.
    values = {"a": 3, "b": 30, "x": 33, "c": 15, "d": 18, "y": 40, "all": 73}
    sums = [("x", ["a", "b"]), ("x", ["c", "d"]), ("all", ["x", "y"])]
    weight = {"b": 100.0, "x": 1.0, "c": 1.0, "d": 2.0, "y": 1.0}
    system = cells(values, sums, unsafe=["a"], weight=weight)
    assert hidden_names(system, suppress(system)) == {"a", "x", "c", "y"}


def test_two_way_tables_and_a_hierarchy_by_a_flat_dimension_are_networks():
    assert find_network(canonical(cells(TABLE, SUMS, unsafe=["00"]))) is not None
    areas = {"T": ["N", "S"], "N": ["n1", "n2"], "S": ["s1", "s2"]}
    leaves = {"n1": 1, "n2": 2, "s1": 3, "s2": 4}

    def count(area):
        return leaves.get(area) or sum(count(part) for part in areas[area])

    columns = {"f": 3, "m": 5, "T": 8}
    values = {
        area + column: 7 * count(area) * times
        for area in (*leaves, *areas)
        for column, times in columns.items()
    }
    sums = [(p + c, [part + c for part in parts]) for p, parts in areas.items() for c in columns]
    sums += [(area + "T", [area + "f", area + "m"]) for area in (*leaves, *areas)]
    assert find_network(canonical(cells(values, sums))) is not None


def test_three_way_table_is_not_a_network():
    bits = [(i, j, k) for i in "01T" for j in "01T" for k in "01T"]
    values = {i + j + k: 8 // 2 ** sum(x != "T" for x in (i, j, k)) for i, j, k in bits}
    sums = [("T" + j + k, ["0" + j + k, "1" + j + k]) for i, j, k in bits if i == "T"]
    sums += [(i + "T" + k, [i + "0" + k, i + "1" + k]) for i, j, k in bits if j == "T"]
    sums += [(i + j + "T", [i + j + "0", i + j + "1"]) for i, j, k in bits if k == "T"]
    assert find_network(canonical(cells(values, sums))) is None


def test_effort_must_be_positive():
    with pytest.raises(ValueError, match="rounds must be at least 1"):
        Effort(rounds=0)


def test_same_pattern_in_another_process():
    code = (
        "from tests.disclosure.test_suppression import TABLE, SUMS, cells, suppress\n"
        "pattern = suppress(cells(TABLE, SUMS, unsafe=['00', '11']))\n"
        "print(pattern.hidden.tolist(), pattern.cost)"
    )
    pattern = suppress(cells(TABLE, SUMS, unsafe=["00", "11"]))
    for seed in ("1", "2"):
        answer = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        )
        assert answer.stdout.strip() == f"{pattern.hidden.tolist()} {pattern.cost}"


@pytest.mark.parametrize("priced", [False, True])
def test_a_grand_total_is_hidden_by_its_price_only_where_that_is_asked(priced):
    system = cells({"a": 3, "b": 14, "total": 17}, [("total", ["a", "b"])], unsafe=["a"])
    system.weight = np.array([1.0, 5.0, 2.0])
    system.tops_priced = priced
    pattern = suppress(system)
    # Two patterns are possible: the 3 is hidden beside the other part or beside the total.
    others = {"b": 5.0, "total": 2.0}
    cheapest = min(others if priced else ["b"], key=lambda name: others[name])
    assert hidden_names(system, pattern) == {"a", cheapest}
    assert (pattern.cost, pattern.proven) == (others[cheapest], True)
