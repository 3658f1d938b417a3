"""Snapshots are immutable, whole or not there, checksummed, and hold no identifiers."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import json
import os
import shutil
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from dueregard import returns
from dueregard.exceptions import UsageError
from dueregard.returns import (
    KeyRing,
    Mapping,
    SnapshotDamaged,
    SnapshotEnded,
    SnapshotStore,
    Tabulation,
    UnknownSnapshot,
    UnusableTabulation,
    duckdb_engine,
    pseudonym,
    tabulate,
)
from dueregard.returns.coverage import Coverage
from dueregard.returns.durable_files import StoreBusy, locked
from dueregard.tables.seal import READING

ID = "staff_2026-03_hr-system"


@pytest.fixture
def kept(store, received):
    return store.keep(received(), source="HR system", licence="internal", note="as sent")


def files(store) -> list[str]:
    found = (path for path in store.folder.rglob("*") if path.is_file() and path.name != ".lock")
    return sorted(str(path.relative_to(store.folder)) for path in found)


def test_what_is_kept(store, kept) -> None:
    assert (kept.id, kept.version, kept.state, kept.rows) == (ID, 1, "kept", 4)
    assert kept.schema == {"id": "staff", "version": "2"}
    assert kept.until == datetime.date(2027, 3, 31)
    assert Mapping.from_yaml(kept.manifest["mapping"]).columns == {"person": "Number"}
    told = kept.manifest["received"]
    assert (told["rows_read"], told["rows_kept"], told["rows_set_aside"]) == (5, 4, 1)
    assert told["set_aside_by_rule"] == {"required_missing": 1}
    assert told["files"][0]["sha256"] == "0" * 64
    assert told["derived"] == ["month"]
    assert kept.manifest["pseudonyms"]["columns"] == ["person", "manager"]
    assert kept.key_version == 1
    assert store.snapshots() == (kept,)
    assert store.open(ID) == store.open(ID, 1) == kept
    assert str(4) not in repr(kept).replace(ID, "")


def test_no_identifier_reaches_a_file(store, kept) -> None:
    for path in store.folder.rglob("*"):
        if path.is_file():
            assert b"SECRET" not in path.read_bytes(), path.name
    rows = pq.read_table(kept.rows_path)
    assert rows["person"].to_pylist()[0] == pseudonym("SECRET-0001", store.keys)
    # Nor is it hidden in a compressed page.
    for name in rows.column_names:
        assert not any("SECRET" in str(value) for value in rows[name].to_pylist())


def test_a_person_links_across_columns_and_returns(store, kept, received) -> None:
    later = store.keep(received(period="2026-04"), source="HR system")
    one, two = (pq.read_table(snapshot.rows_path) for snapshot in (kept, later))
    assert one["person"].equals(two["person"])
    assert one["manager"][0].as_py() == one["person"][1].as_py()


def test_files_are_for_their_owner_alone(store, kept) -> None:
    for name in files(store):
        assert stat.S_IMODE((store.folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_the_system_reads_the_checksums(kept) -> None:
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=kept.path, capture_output=True)
    assert done.returncode == 0


def test_the_same_return_gives_the_same_bytes(tmp_path, store, kept, received) -> None:
    other = SnapshotStore(tmp_path / "other", store.keys)
    again = other.keep(received(), source="HR system", licence="internal", note="as sent")
    assert files(other) == files(store)
    for name in files(store):
        assert (store.folder / name).read_bytes() == (other.folder / name).read_bytes()
    assert again.checksum == kept.checksum


def test_keeping_it_twice_keeps_it_once(store, kept, received) -> None:
    again = store.keep(received(), source="HR system", licence="internal", note="as sent")
    assert again == kept
    assert len(store.snapshots()) == 1


def test_a_revision_is_a_new_version(store, kept, received) -> None:
    revised = store.keep(received(table=received().table.slice(1)), source="HR system")
    assert (revised.version, revised.rows) == (2, 3)
    assert revised.manifest["supersedes"] == [{"version": 1, "checksum": kept.checksum}]
    assert store.open(ID).version == 2
    assert store.open(ID, 1).state == "kept"
    assert revised.reference != kept.reference


def test_rows_every_engine_reads(store, received) -> None:
    moment = pa.array([datetime.datetime(2026, 3, 1, 12)] * 4, pa.timestamp("ns"))
    table = received().table.append_column("seen", moment)
    table = table.append_column("size", pa.array([1, 2, 3, 4], pa.uint8()))
    table = table.replace_schema_metadata({"note": "from elsewhere"})
    schema = pq.read_schema(store.keep(received(table=table), source="x").rows_path)
    assert schema.field("seen").type == pa.timestamp("us")
    assert schema.field("size").type == pa.int64()
    assert schema.field("ethnicity").type == pa.string()
    assert schema.field("person").metadata[b"pseudonym_key"] == b"1"
    assert b"note" not in (schema.metadata or {})


@pytest.mark.parametrize("name", ["rows.parquet", "manifest.json", "SHA256SUMS"])
def test_a_flipped_bit_is_found(store, kept, name) -> None:
    path = kept.path / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(SnapshotDamaged, match="as it was written") as caught:
        store.verify(ID)
    assert caught.value.exit_code == 11
    with pytest.raises(SnapshotDamaged):
        store.open(ID)


def test_every_byte_of_the_rows_counts(store, kept) -> None:
    path = kept.rows_path
    content = path.read_bytes()
    for place in range(0, len(content), 37):
        path.write_bytes(content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :])
        with pytest.raises(SnapshotDamaged):
            store.verify(ID)


def test_a_file_that_is_gone_is_found(store, kept) -> None:
    (kept.path / "rows.parquet").unlink()
    with pytest.raises(SnapshotDamaged, match=r"rows\.parquet"):
        store.open(ID)


@pytest.mark.parametrize("id", ["none", "../store", "", "a/b"])
def test_a_snapshot_that_is_not_there(store, kept, id) -> None:
    with pytest.raises(UnknownSnapshot):
        store.open(id)
    with pytest.raises(UnknownSnapshot):
        store.open(ID, 9)


def test_a_source_is_needed(store, received) -> None:
    with pytest.raises(UsageError, match="a snapshot needs a source"):
        store.keep(received(), source=" ")
    assert not files(store)


def test_one_writer_at_a_time(store, received) -> None:
    with locked(store.folder), pytest.raises(StoreBusy):
        store.keep(received(), source="x")


class Stopped(BaseException):
    """Stands for the end of the process."""


def stop_at(monkeypatch, step: int) -> None:
    """Raise at the n-th touch of the disk that can be seen."""
    steps = itertools.count(1)

    def stopping(function):
        def stopped(*args, **kwargs):
            if next(steps) == step:
                raise Stopped
            return function(*args, **kwargs)

        return stopped

    for owner, name in (
        (os, "fsync"),
        (pq, "write_table"),
        (Path, "rename"),
        (Path, "replace"),
        (Path, "unlink"),
    ):
        monkeypatch.setattr(owner, name, stopping(getattr(owner, name)))


@pytest.mark.parametrize("step", range(1, 12))
def test_stopped_while_keeping_nothing_is_half_written(store, received, step) -> None:
    with pytest.MonkeyPatch.context() as patch:
        stop_at(patch, step)
        try:
            store.keep(received(), source="HR system")
            stopped = False
        except Stopped:
            stopped = True
    for snapshot in store.snapshots():
        assert store.verify(snapshot.id).rows == 4
    if stopped and not store.snapshots():
        assert store.keep(received(), source="HR system").version == 1
    assert store.verify(ID).version == 1
    assert not [path for path in store.folder.iterdir() if path.name.startswith(".part")]


@pytest.mark.parametrize("step", range(1, 16))
def test_stopped_while_erasing_it_is_done_or_not(store, received, step) -> None:
    store.keep(received(), source="HR system")
    with pytest.MonkeyPatch.context() as patch:
        stop_at(patch, step)
        with contextlib.suppress(Stopped):
            store.erase(ID, ["SECRET-0001"], reason="objection upheld")
    if store.open(ID, verify=False).version == 1:
        assert store.verify(ID).rows == 4
        store.erase(ID, ["SECRET-0001"], reason="objection upheld")
    store.expire(datetime.date(2026, 4, 1))  # any writer finishes what was begun
    assert store.verify(ID).rows == 3
    assert store.open(ID, 1).state == "erased"
    assert not (store.folder / ID / "v1" / "rows.parquet").exists()


def test_a_process_that_was_killed_leaves_nothing_in_the_way(store, received) -> None:
    part = store.folder / ".part-killed"
    part.mkdir()
    (part / "rows.parquet").write_bytes(b"half")
    store.keep(received(), source="HR system")
    assert not part.exists()
    assert len(store.snapshots()) == 1


def test_rows_expire_and_their_record_stays(store, kept) -> None:
    assert store.expire(datetime.date(2027, 3, 31)) == ()
    (ended,) = store.expire(datetime.date(2027, 4, 1))
    assert ended.state == "expired"
    assert files(store) == [
        f"{ID}/v1/{name}" for name in ("SHA256SUMS", "expired.json", "manifest.json")
    ]
    assert store.verify(ID).checksum == kept.checksum
    assert json.loads((ended.path / "expired.json").read_text()) == {
        "on": "2027-04-01",
        "until": "2027-03-31",
    }
    with pytest.raises(SnapshotEnded, match="have expired"):
        _ = ended.rows_path
    assert store.expire(datetime.date(2028, 1, 1)) == ()
    with pytest.raises(SnapshotEnded):
        store.erase(ID, ["SECRET-0001"], reason="x")


def test_erasure_makes_a_version_and_ends_the_old(store, kept) -> None:
    made = store.erase(ID, ["SECRET-0001", "unknown"], reason="objection upheld")
    assert (made.version, made.rows) == (2, 3)
    assert made.manifest["erasure"] == {"rows": 1, "blanked": 2, "reason": "objection upheld"}
    assert made.manifest["supersedes"] == [{"version": 1, "checksum": kept.checksum}]
    old = store.verify(ID, 1)
    assert (old.state, old.checksum) == ("erased", kept.checksum)
    with pytest.raises(SnapshotEnded, match="use a later version"):
        _ = old.rows_path
    erased = pseudonym("SECRET-0001", store.keys).encode()
    for path in store.folder.rglob("*"):
        if path.is_file():
            assert erased not in path.read_bytes()
    rows = pq.read_table(store.open(ID).rows_path)
    assert pc.sum(pc.is_null(rows["manager"])).as_py() == 3
    assert rows.schema.field("person").metadata[b"pseudonym_key"] == b"1"


def test_erasure_reaches_every_earlier_version(store, kept, received) -> None:
    store.keep(received(table=received().table.slice(0, 3)), source="HR system")
    store.erase(ID, ["SECRET-0002"], reason="court order")
    assert [one.state for one in store.snapshots()] == ["erased", "erased", "kept"]


def test_erasure_of_nobody_is_refused(store, kept) -> None:
    with pytest.raises(UsageError, match="nothing was erased"):
        store.erase(ID, ["unknown"], reason="x")
    with pytest.raises(UsageError, match="Say why"):
        store.erase(ID, ["SECRET-0001"], reason="")
    assert store.snapshots() == (kept,)


def test_rotation_leaves_old_snapshots_usable(store, kept, received) -> None:
    store.keys.rotate()
    later = store.keep(received(period="2026-04"), source="HR system")
    assert (kept.key_version, later.key_version) == (1, 2)
    assert store.verify(ID).checksum == kept.checksum
    again = SnapshotStore(store.folder, KeyRing(store.keys.path))
    assert again.erase(ID, ["SECRET-0003"], reason="x").rows == 3
    assert again.open(ID).key_version == 1
    wanted = [Tabulation("t", by=("unit",), count="persons")]
    with duckdb_engine() as engine, pytest.raises(UsageError, match="different keys"):
        tabulate(engine, [again.open(ID), later], wanted)


def expected() -> Coverage:
    units, months = ("Ash", "Elm", "Oak"), ("2026-01", "2026-02", "2026-03")
    there = (("Ash", "2026-01"), ("Ash", "2026-03"), ("Elm", "2026-01"), ("Elm", "2026-03"))
    return Coverage(("unit", "month"), tuple(itertools.product(units, months)), there)


def cells(table) -> dict[tuple[str, ...], int | None]:
    counts = table._confidential(READING)
    levels = itertools.product(*(dimension.all_levels for dimension in table.dimensions))
    return {
        names: int(value) if there else None
        for names, value, there in zip(
            levels, counts.values.ravel(), counts.collected.ravel(), strict=True
        )
    }


def test_a_missing_submission_is_never_a_zero(store, received) -> None:
    kept = store.keep(received(), source="x", coverage=expected())
    wanted = [
        Tabulation("unit month", by=("unit", "month")),
        Tabulation("unit", by=("unit",)),
        Tabulation("month", by=("month",)),
        Tabulation("Elm", by=("month",), where={"unit": "Elm"}),
        Tabulation("quarter", by=("unit", "q"), periods={"q": ("month", "quarter")}),
    ]
    with duckdb_engine() as engine:
        tables = tabulate(engine, kept, wanted)
    found = cells(tables["unit month"])
    assert found["Ash", "2026-03"] == 2
    assert found["Ash", "2026-01"] == 0  # received, and nobody in it
    assert found["Ash", "2026-02"] is None
    assert found["Oak", "2026-03"] is None
    assert cells(tables["unit"])["Oak",] is None
    assert cells(tables["unit"])["Ash",] == 2
    assert cells(tables["month"])["2026-02",] is None
    assert cells(tables["Elm"])["2026-02",] is None
    assert cells(tables["Elm"])["2026-01",] == 1
    assert cells(tables["quarter"])["Elm", "2026-Q1"] == 2
    assert cells(tables["quarter"])["Oak", "2026-Q1"] is None


def test_counting_a_snapshot(store, kept) -> None:
    wanted = [
        Tabulation("worker", by=("worker",)),
        Tabulation("ethnicity", by=("ethnicity",), count="persons"),
        Tabulation(
            "broad", by=("ethnicity",), coarsen={"ethnicity": "ethnicity.broad_5plus1@2011"}
        ),
        Tabulation("again", by=("unit", "worker")),
    ]
    with duckdb_engine() as engine:
        tables = tabulate(engine, kept, wanted)
        for column in ("person", "manager"):
            with pytest.raises(UnusableTabulation, match="tells people apart"):
                tabulate(engine, kept, [Tabulation("t", by=(column,))])
            with pytest.raises(UnusableTabulation, match="tells people apart"):
                tabulate(engine, kept, [Tabulation("t", by=("unit",), where={column: "1"})])
    assert cells(tables["worker"]) == {("officer",): 4, ("pcso",): 0, ("Total",): 4}
    assert cells(tables["ethnicity"])["NS",] == 1
    assert cells(tables["ethnicity"])["W2",] == 0
    assert cells(tables["broad"])["A",] == 1
    assert tables["worker"].identity == tables["again"].identity
    assert tables["worker"].identity.period == "2026-03"
    assert tables["worker"].identity.snapshot == kept.reference
    assert tables["broad"].identity != tables["worker"].identity


def test_a_return_of_counts_counts_what_its_rows_say(store, received) -> None:
    base = received()
    schema = replace(base.schema, count_field="number", identifiers=(), row="count")
    table = base.table.drop_columns(["person", "manager"])
    table = table.append_column("number", pa.array([10, 20, 30, 40], pa.int64()))
    kept = store.keep(received(schema=schema, table=table), source="x")
    assert kept.key_version == 0
    with duckdb_engine() as engine:
        tables = tabulate(engine, kept, [Tabulation("t", by=("unit",))])
    assert cells(tables["t"]) == {("Ash",): 30, ("Elm",): 70, ("Total",): 100}
    with pytest.raises(UsageError, match="nothing was erased"):
        store.erase(kept.id, ["1"], reason="x")


def test_from_a_file_to_a_table(tmp_path, store) -> None:
    path = tmp_path / "leavers.csv"
    head = "Staff number,Left,Reason,Unit,Staff type,Start date,DOB,Ethnicity\n"
    row = "SECRET-{},2025-{:02d}-28,Resigned,{},Officer,2015-07-01,1985-07-01,W1\n"
    path.write_text(
        head + "".join(row.format(n, 4 + n % 3, "Ash" if n % 2 else "Elm") for n in range(40))
    )
    source = returns.read_rows(path)
    mapping = returns.suggest_mapping(source, "leavers").confirm(by="Analyst")
    received = returns.receive(source, schema="leavers", mapping=mapping, period="2025/26")
    kept = store.keep(received, source="HR system")
    assert kept.id == "leavers_2025-26_hr-system"
    assert kept.until.year > 2026
    assert "SECRET" not in str(kept.manifest)
    wanted = [
        Tabulation("unit", by=("unit", "q"), periods={"q": ("left", "quarter")}, count="persons"),
        Tabulation("reason", by=("reason",)),
    ]
    with duckdb_engine() as engine:
        tables = tabulate(engine, kept, wanted)
    assert cells(tables["unit"])["Ash", "2025-Q2"] == 20
    assert cells(tables["reason"])["Total",] == 40
