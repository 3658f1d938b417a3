"""People who were erased stay erased, and nobody is erased or named by a slip."""

from __future__ import annotations

import copy
import datetime
import json
import pickle

import pyarrow.parquet as pq
import pytest

from dueregard.exceptions import NotPermitted, UsageError
from dueregard.returns import SnapshotDamaged
from dueregard.returns.erasure import ERASED_PEOPLE
from dueregard.returns.pseudonyms import pseudonym

ID = "staff_2026-03_hr-system"


@pytest.fixture
def kept(store, received):
    return store.keep(received(), source="HR system")


@pytest.mark.parametrize("given", ["SECRET-0001", b"SECRET-0001", [17], [""], [None]])
def test_identifiers_are_a_list_of_texts(store, kept, given) -> None:
    with pytest.raises(UsageError, match="identifier"):
        store.erase(ID, given, reason="objection upheld")
    assert store.snapshots() == (kept,)


@pytest.mark.parametrize("reason", ["secret-0001 asked", "as (SECRET-0001) wished"])
def test_a_reason_names_nobody(store, kept, reason) -> None:
    with pytest.raises(UsageError) as refused:
        store.erase(ID, ["SECRET-0001"], reason=reason)
    assert "SECRET" not in str(refused.value)
    assert store.erase(ID, ["SECRET-0001"], reason="SECRET-00012 is a file").version == 2


def test_the_same_file_does_not_bring_people_back(store, kept, received) -> None:
    made = store.erase(ID, ["SECRET-0001"], reason="objection upheld")
    again = store.keep(received(), source="HR system")
    assert again == made
    assert pq.read_table(again.rows_path).num_rows == 3


def test_a_revision_does_not_bring_people_back_under_a_new_key(store, kept, received) -> None:
    store.erase(ID, ["SECRET-0001"], reason="objection upheld")
    store.keys.rotate()
    revised = store.keep(received(), source="HR system", note="revised")
    assert (revised.version, revised.rows, revised.state) == (3, 3, "kept")
    assert revised.manifest["erased_before"] == {"rows": 1, "blanked": 2}
    rows = pq.read_table(revised.rows_path)
    assert pseudonym("SECRET-0001", store.keys) not in [
        one for name in ("person", "manager") for one in rows[name].to_pylist()
    ]
    assert rows["manager"].null_count == 3
    assert store.open(ID, 2).state == "kept"


def test_another_snapshot_is_not_touched(store, kept, received) -> None:
    store.erase(ID, ["SECRET-0001"], reason="objection upheld")
    other = store.keep(received(period="2026-04"), source="HR system")
    assert other.rows == 4
    assert "erased_before" not in other.manifest


def test_the_marks_are_private_and_no_pseudonyms(store, kept) -> None:
    store.erase(ID, ["SECRET-0001"], reason="objection upheld")
    path = store.folder / ID / ERASED_PEOPLE
    assert oct(path.stat().st_mode)[-3:] == "600"
    (mark,) = json.loads(path.read_text())["marks"]
    assert mark != pseudonym("SECRET-0001", store.keys)


@pytest.mark.parametrize("text", ["", "[]", '{"marks": ["17"]}', '{"marks": [17]}'])
def test_damaged_marks_are_told(store, kept, received, text) -> None:
    (store.folder / ID / ERASED_PEOPLE).write_text(text)
    with pytest.raises(SnapshotDamaged, match="erased-people"):
        store.keep(received(), source="HR system")


def test_what_is_due_is_told_before_it_goes(store, kept) -> None:
    assert store.due(datetime.date(2027, 3, 31)) == ()
    assert store.due(datetime.date(2027, 4, 1)) == (kept,)
    assert store.open(ID).state == "kept"
    assert [one.id for one in store.expire(datetime.date(2027, 4, 1))] == [ID]
    assert store.due(datetime.date(2027, 4, 1)) == ()


@pytest.mark.parametrize("take", [pickle.dumps, copy.copy, copy.deepcopy])
def test_rows_as_received_are_not_copied(received, take) -> None:
    with pytest.raises(NotPermitted, match="pseudonyms"):
        take(received())
    assert "SECRET" not in f"{received()}{received()!r}"
