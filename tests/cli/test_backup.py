"""Backing up a home folder and restoring it: whole, or not at all."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import stat
import tarfile
from pathlib import Path

import pytest

from dueregard.cli import main as cli
from dueregard.cli.backup import write_backup
from dueregard.cli.restore import restore
from dueregard.exceptions import DueRegardError, UnreadableDocument, UnusableDocument, UsageError


@pytest.fixture(autouse=True)
def _embedded(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def home(tmp_path) -> Path:
    home = tmp_path / "home"
    (home / "evidence" / "ab").mkdir(parents=True)
    (home / "mail").mkdir()
    (home / "secret_key").write_text("very secret")
    (home / "evidence" / "ab" / "abcd").write_bytes(b"evidence" * 1000)
    (home / "mail" / "letter").write_text("not in the backup")
    with sqlite3.connect(home / "dueregard.sqlite3") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE django_migrations (name TEXT)")
        database.execute("CREATE TABLE kept (n INTEGER)")
        database.executemany("INSERT INTO kept VALUES (?)", [(n,) for n in range(1000)])
    database.close()
    return home


@pytest.fixture
def backup(home, tmp_path) -> Path:
    out = tmp_path / "backup.tar.gz"
    write_backup(home, out)
    return out


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        return {m.name: archive.extractfile(m).read() for m in archive.getmembers()}


def rewrite(
    path: Path, content: dict[str, bytes], *, kind: bytes = tarfile.REGTYPE, odd: str = ""
) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in content.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            if name == odd:
                entry.type, entry.linkname, entry.size = kind, "/etc/passwd", 0
            archive.addfile(entry, io.BytesIO(data))
    return path


def nothing_left(tmp_path: Path) -> bool:
    return not (tmp_path / "new").exists() and not list(tmp_path.glob(".new-*"))


def test_round_trip(home, backup, tmp_path, capsys):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert cli.main(["restore", str(backup), "--home", str(tmp_path / "new")]) == 0
    assert "3 files restored and checked" in capsys.readouterr().out
    new = tmp_path / "new"
    assert (new / "secret_key").read_text() == "very secret"
    assert (new / "evidence" / "ab" / "abcd").read_bytes() == b"evidence" * 1000
    assert not (new / "mail" / "letter").exists()
    assert stat.S_IMODE((new / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(new.stat().st_mode) == 0o700
    with sqlite3.connect(new / "dueregard.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
    database.close()


def test_database_in_use(home, tmp_path):
    writer = sqlite3.connect(home / "dueregard.sqlite3", isolation_level=None)
    writer.execute("INSERT INTO kept VALUES (1000)")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO kept VALUES (1001)")
    write_backup(home, tmp_path / "b.tar.gz")
    writer.execute("ROLLBACK")
    writer.close()
    restore(tmp_path / "b.tar.gz", tmp_path / "new")
    with sqlite3.connect(tmp_path / "new" / "dueregard.sqlite3") as database:
        assert database.execute("SELECT max(n) FROM kept").fetchone() == (1000,)
    database.close()


def test_into_an_empty_folder_only(backup, tmp_path):
    (tmp_path / "empty").mkdir()
    assert restore(backup, tmp_path / "empty") == 3
    with pytest.raises(UsageError, match="not an empty folder"):
        restore(backup, tmp_path / "empty")


def test_backup_is_not_replaced(home, backup):
    with pytest.raises(UsageError, match="there already"):
        write_backup(home, backup)


def test_not_into_the_home_folder(home):
    with pytest.raises(UsageError, match="outside the home folder"):
        write_backup(home, home / "evidence" / "b.tar.gz")
    assert not list(home.glob(".backup-*"))


def test_not_a_home_folder(tmp_path, capsys):
    assert cli.main(["backup", "--home", str(tmp_path), "--out", str(tmp_path / "b")]) == 11
    assert "not a Due Regard home folder" in capsys.readouterr().err


def test_postgresql_is_for_pg_dump(home, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql:///x")
    assert cli.main(["backup", "--home", str(home), "--out", str(tmp_path / "b")]) == 2
    assert "pg_dump" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name",
    ["../outside", "/tmp/outside", "evidence/../../outside", "evidence/./x", "evidence//x",
     "other/file", "evidence/a\\..\\b", "evidence", "settings.py"],
)  # fmt: skip
def test_path_traversal(backup, tmp_path, name):
    content = members(backup)
    manifest = json.loads(content["manifest.json"])
    manifest["files"][name] = manifest["files"].pop("evidence/ab/abcd")
    content[name] = content.pop("evidence/ab/abcd")
    content["manifest.json"] = json.dumps(manifest).encode()
    evil = rewrite(
        tmp_path / "evil.tar.gz",
        dict(sorted(content.items(), key=lambda x: x[0] != "manifest.json")),
    )
    with pytest.raises(UnusableDocument, match=re.escape(f"“{name}”")):
        restore(evil, tmp_path / "new")
    assert nothing_left(tmp_path)
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE]
)
def test_no_links_or_devices(backup, tmp_path, kind):
    evil = rewrite(tmp_path / "evil.tar.gz", members(backup), kind=kind, odd="secret_key")
    with pytest.raises(UnusableDocument, match="“secret_key”, which it should not"):
        restore(evil, tmp_path / "new")
    assert nothing_left(tmp_path)


def test_changed_content(backup, tmp_path):
    content = members(backup)
    content["evidence/ab/abcd"] = b"Evidence" * 1000
    with pytest.raises(UnusableDocument, match="not what was backed up"):
        restore(rewrite(tmp_path / "evil.tar.gz", content), tmp_path / "new")
    assert nothing_left(tmp_path)


def test_missing_and_added(backup, tmp_path):
    content = members(backup)
    with pytest.raises(UnusableDocument, match="should not"):
        restore(rewrite(tmp_path / "a.tar.gz", {**content, "evidence/x": b""}), tmp_path / "new")
    content.pop("evidence/ab/abcd")
    with pytest.raises(UnusableDocument, match="lacks 1 of its files"):
        restore(rewrite(tmp_path / "b.tar.gz", content), tmp_path / "new")
    assert nothing_left(tmp_path)


def test_every_cut_is_noticed(backup, tmp_path):
    whole = backup.read_bytes()
    for length in range(0, len(whole) - 8, max(1, len(whole) // 60)):
        cut = tmp_path / "cut.tar.gz"
        cut.write_bytes(whole[:length])
        with pytest.raises(DueRegardError) as refusal:
            restore(cut, tmp_path / "new")
        assert refusal.value.exit_code in (10, 11)
    assert nothing_left(tmp_path)


def test_not_a_backup(tmp_path):
    with pytest.raises(UnreadableDocument, match="is not there"):
        restore(tmp_path / "none", tmp_path / "new")
    other = rewrite(tmp_path / "other.tar.gz", {"hello": b"x"})
    with pytest.raises(UnreadableDocument, match="not a backup"):
        restore(other, tmp_path / "new")
    text = tmp_path / "text"
    text.write_text("hello")
    with pytest.raises(UnreadableDocument, match="not a whole backup"):
        restore(text, tmp_path / "new")


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"{}", b'{"format": 1, "files": []}', b'{"format": 1, "files": {"a": 1}}',
     b'{"format": 2, "files": {}}', b'{"format": 1, "files": {}}'],
)  # fmt: skip
def test_bad_manifest(tmp_path, manifest):
    with pytest.raises(UnusableDocument):
        restore(rewrite(tmp_path / "m.tar.gz", {"manifest.json": manifest}), tmp_path / "new")
    assert nothing_left(tmp_path)


def test_damaged_database(home, tmp_path):
    path = home / "dueregard.sqlite3"
    data = bytearray(path.read_bytes())
    data[4096:12000] = b"\xff" * (12000 - 4096)
    path.write_bytes(data)
    for side in ("-wal", "-shm"):
        path.with_name(path.name + side).unlink(missing_ok=True)
    with pytest.raises(UnusableDocument, match="damaged"):
        write_backup(home, tmp_path / "b.tar.gz")
    assert not (tmp_path / "b.tar.gz").exists()
    assert not list(home.glob(".backup-*"))
