"""Rows for models are as confidential as counts."""

from __future__ import annotations

import copy
import json
import pickle

import numpy as np
import pytest

from dueregard.tables import Confidential, Identity, Observations, UnusableTable
from dueregard.tables.seal import READING, Capability

SECRET = 73921.5


@pytest.fixture
def rows() -> Observations:
    return Observations("pay", {"pay": [SECRET, 1.0], "sex": np.array(["M", "F"], dtype=object)})


@pytest.mark.parametrize(
    "show",
    [
        str,
        format,
        lambda r: f"{r:>10}",
        list,
        dict,
        len,
        iter,
        lambda r: r["pay"],
        lambda r: r[0],
        lambda r: SECRET in r,
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        lambda r: json.dumps(r, default=str),
    ],
)
def test_refuses(rows, show) -> None:
    with pytest.raises(Confidential, match="cannot be shown") as caught:
        show(rows)
    assert str(SECRET) not in str(caught.value)


def test_says_what_it_is_without_a_value(rows) -> None:
    public = {name: getattr(rows, name) for name in dir(rows) if not name.startswith("_")}
    assert str(SECRET) not in repr(public)
    assert repr(rows) == "<Observations pay: pay, sex; confidential>"
    assert rows.identity == Identity("pay")
    assert bool(rows)
    with pytest.raises(TypeError):
        vars(rows)
    with pytest.raises(TypeError):
        json.dumps(rows)


def test_opens_to_the_right_alone(rows) -> None:
    with pytest.raises(Confidential):
        rows._confidential(object.__new__(Capability))
    columns = rows._confidential(READING)
    assert columns["pay"].tolist() == [SECRET, 1.0]


def test_cannot_be_changed_from_outside() -> None:
    pay = np.array([1.0, 2.0])
    rows = Observations("pay", {"pay": pay})
    pay[0] = 99
    columns = rows._confidential(READING)
    assert columns["pay"][0] == 1
    with pytest.raises(ValueError, match="read-only"):
        columns["pay"][0] = 99
    with pytest.raises(TypeError):
        columns["pay"] = pay


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({}, "there is no column"),
        ({"a": [1, 2], "b": [1]}, "column b: it is not as long as the first column"),
        ({"a": [[1, 2]]}, "column a: it has 2 axes; one is allowed"),
        ({"a": np.array([object()])}, "column a: numbers, dates, true and false or text"),
        ({"a": np.array(["x", None], dtype=object)}, "column a: numbers, dates"),
        ({"a": 3}, "column a: it has 0 axes"),
    ],
)
def test_refused_with_the_column(columns, problem) -> None:
    with pytest.raises(UnusableTable) as caught:
        Observations("t", columns)
    assert problem in caught.value.message


def test_no_subclass() -> None:
    with pytest.raises(Confidential):
        type("Open", (Observations,), {})
