"""``dueregard backup``: write everything in a home folder to one file.

The database is copied with SQLite's own online backup, so it may be in use meanwhile. The file
holds the secret key: it can be read by its owner alone, and should be kept like a key.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dueregard import __version__
from dueregard.exceptions import UnreadableDocument, UnusableDocument, UsageError

DATABASE = "dueregard.sqlite3"
MANIFEST = "manifest.json"
FORMAT = 1
#: Single files of a home folder that belong into a backup; the second may be missing.
FILES = ("secret_key", "authority_name")
EVIDENCE = "evidence"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--home",
        metavar="DIR",
        type=Path,
        default=os.environ.get("DUEREGARD_HOME"),
        help="home folder to back up (default: the variable DUEREGARD_HOME)",
    )
    parser.add_argument(
        "--out",
        metavar="FILE.tar.gz",
        type=Path,
        required=True,
        help="file to write; never replaced",
    )


def run(args: argparse.Namespace) -> int:
    """Write the backup and say what is in it."""
    if args.home is None:
        raise UsageError("Name the home folder, for example: dueregard backup --home DIR")
    if os.environ.get("DATABASE_URL"):
        raise UsageError(
            "This installation keeps its data in PostgreSQL (DATABASE_URL is set). Back that up "
            "with pg_dump, and the home folder with any copying tool."
        )
    count, size = write_backup(Path(args.home), args.out)
    print(f"{args.out}: {count} files, {size / 1e6:.1f} MB. It holds secrets: keep it safe.")
    return 0


def write_backup(home: Path, out: Path) -> tuple[int, int]:
    """Write ``home`` to ``out``; return the number of files in it and the size of the file.

    Raises
    ------
    UsageError
        If ``out`` is there already or lies in the home folder.
    UnreadableDocument
        If ``home`` is not a home folder, or ``out`` cannot be written.
    UnusableDocument
        If the database is damaged.
    """
    home, out = home.resolve(), out.resolve()
    if not (home / "secret_key").is_file() or not (home / DATABASE).is_file():
        raise UnreadableDocument(f"{home} is not a Due Regard home folder with a database in it.")
    if out.is_relative_to(home):
        raise UsageError("Write the backup outside the home folder, best to another disk.")
    if out.exists():
        raise UsageError(f"{out} is there already. Choose another name.")
    part = out.with_name(out.name + ".part")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=home) as scratch:
            copy = Path(scratch, DATABASE)
            copy_database(home / DATABASE, copy)
            # The database first: whatever evidence it names is in the folder by now.
            members = {DATABASE: copy, **dict(_files(home))}
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                _write(file, members)
                file.flush()
                os.fsync(file.fileno())
        part.rename(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UnreadableDocument(f"{out} cannot be written: {error.strerror or error}.") from error
    return len(members), out.stat().st_size


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database that may be in use, whole and checked."""
    try:
        reader = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)
        writer = sqlite3.connect(target)
        try:
            reader.backup(writer)
            check_database(writer)
        finally:
            writer.close()
            reader.close()
    except sqlite3.DatabaseError as error:
        raise UnusableDocument(f"The database {source} is damaged: {error}.") from error


def check_database(connection: sqlite3.Connection) -> None:
    """Raise ``UnusableDocument`` unless the database is whole."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise UnusableDocument(f"The database is damaged: {found}.")


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(home: Path) -> Iterator[tuple[str, Path]]:
    for name in FILES:
        if (home / name).is_file():
            yield name, home / name
    for path in sorted((home / EVIDENCE).rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(home).as_posix(), path


def _write(file: io.BufferedWriter, members: dict[str, Path]) -> None:
    manifest = {
        "format": FORMAT,
        "version": __version__,
        "files": {
            name: {"sha256": checksum(path), "size": path.stat().st_size}
            for name, path in members.items()
        },
    }
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
        data = json.dumps(manifest, indent=1, sort_keys=True).encode()
        archive.addfile(_entry(MANIFEST, len(data)), io.BytesIO(data))
        for name, path in members.items():
            with path.open("rb") as content:
                archive.addfile(_entry(name, path.stat().st_size), content)


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry
