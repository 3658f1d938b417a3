"""A confidential table shows no count; only the door makes releasable tables."""

from __future__ import annotations

import ast
import copy
import json
import pickle
from pathlib import Path

import pytest

import dueregard.disclosure  # claims the seal
from dueregard.tables import (
    CellState,
    Confidential,
    Dimension,
    FrequencyTable,
    Identity,
    Record,
    ReleasableFinding,
    ReleasableTable,
)
from dueregard.tables.seal import READING, Capability, Seal

SOURCE = Path(dueregard.__file__).parent
SECRET = 73921


@pytest.fixture
def table() -> FrequencyTable:
    sex = Dimension("sex", ("Men", "Women"))
    return FrequencyTable("officers", [sex], [Record(("Men",), SECRET), Record(("Women",), 3)])


@pytest.mark.parametrize(
    "show",
    [
        str,
        format,
        lambda t: f"{t}",
        lambda t: f"{t:>10}",
        list,
        dict,
        len,
        iter,
        lambda t: t[0],
        lambda t: t["Men"],
        lambda t: 3 in t,
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        lambda t: json.dumps(t, default=str),
        lambda t: json.dumps(t, default=list),
        lambda t: "%s" % t,  # noqa: UP031
        lambda t: " ".join(t),
    ],
)
def test_refuses(table, show) -> None:
    with pytest.raises(Confidential, match="has not been through disclosure control"):
        show(table)


def test_refuses_json_and_vars(table) -> None:
    with pytest.raises(TypeError):
        json.dumps(table)
    with pytest.raises(TypeError):
        vars(table)


def test_says_what_it_is_without_a_count(table) -> None:
    assert str(SECRET) not in repr(table)
    assert repr(table) == "<FrequencyTable officers: sex (2 levels); confidential>"
    public = {name: getattr(table, name) for name in dir(table) if not name.startswith("_")}
    assert str(SECRET) not in repr(public)
    assert str(SECRET) not in repr(dueregard.tables.frequency.FrequencyTable.__slots__)


def test_refuses_in_a_template(table) -> None:
    from django.template import Context, Engine

    for source in ("{{ t }}", "{% for c in t %}{{ c }}{% endfor %}", "{{ t|join:', ' }}"):
        with pytest.raises(Confidential):
            Engine().from_string(source).render(Context({"t": table}))


def test_only_the_right_opens_it(table) -> None:
    for key in (None, object(), Capability(), "READING"):
        with pytest.raises(Confidential):
            table._confidential(key)
    assert table._confidential(READING).values.tolist() == [SECRET, 3, SECRET + 3]


def test_has_no_subclass() -> None:
    with pytest.raises((Confidential, TypeError)):
        type("Loose", (FrequencyTable,), {})
    with pytest.raises((Confidential, TypeError)):
        type("Loose", (ReleasableTable,), {})


def test_seal_is_claimed_once_and_cannot_be_made() -> None:
    for cheat in (Seal.claim, Seal, lambda: pickle.dumps(READING)):
        with pytest.raises(Confidential):
            cheat()


@pytest.mark.parametrize("seal", [None, object(), READING, "seal", object.__new__(Seal)])
def test_nobody_without_the_seal_makes_a_releasable_table(seal) -> None:
    with pytest.raises(Confidential):
        ReleasableTable(
            seal,
            name="t",
            dimensions=(),
            identity=Identity("t"),
            cells=(),
            policy="p",
            entry="e",
        )
    with pytest.raises(Confidential):
        ReleasableFinding(
            seal,
            kind="k",
            statement="s",
            values={},
            state=CellState.VALUE,
            basis=(),
            policy="p",
            entry="e",
        )


def test_an_empty_shell_cannot_be_filled() -> None:
    shell = object.__new__(ReleasableTable)
    with pytest.raises(Confidential):
        shell.cells = ()
    with pytest.raises(AttributeError):
        list(shell)


def _imports(path: Path) -> set[str]:
    """Every module and name a file imports, relative ones resolved."""
    parts = ("dueregard", *path.relative_to(SOURCE).with_suffix("").parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = parts[: -node.level] if node.level else ()
            module = ".".join((*base, *(node.module or "").split("."))).strip(".")
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


def test_only_disclosure_and_measures_may_read_counts() -> None:
    allowed = ("disclosure", "measures", "tables")
    offenders = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] not in allowed
        and any(name.startswith("dueregard.tables.seal") for name in _imports(path))
    ]
    assert offenders == []


def test_the_attack_cannot_read_counts() -> None:
    folder = SOURCE / "disclosure" / "attack"
    for path in folder.rglob("*.py"):
        assert not any(n.startswith("dueregard.tables.seal") for n in _imports(path)), path


def test_only_the_door_claims_the_seal() -> None:
    claims = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "Seal.claim()" in path.read_text(encoding="utf-8")
    ]
    assert claims == ["disclosure/door.py"]


def test_nobody_else_calls_the_constructor() -> None:
    calls = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("ReleasableTable", "ReleasableFinding")
    ]
    assert set(calls) == {"disclosure/door.py"}
