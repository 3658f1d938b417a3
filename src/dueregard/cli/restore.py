"""``dueregard restore``: make a home folder from a backup.

Nothing of the file is believed: every name, size and checksum is compared with the manifest,
and the folder appears only when all of it was right.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from dueregard.cli.backup import DATABASE, EVIDENCE, FILES, FORMAT, MANIFEST, check_database
from dueregard.exceptions import UnreadableDocument, UnusableDocument, UsageError

_BLOCK = 1 << 20
#: A manifest of a hundred thousand files is smaller.
_MOST_MANIFEST = 64 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help="backup made by dueregard backup")
    parser.add_argument(
        "--home", metavar="NEWDIR", type=Path, required=True, help="new or empty folder to fill"
    )


def run(args: argparse.Namespace) -> int:
    """Restore the backup and say how to start it."""
    count = restore(args.file, args.home)
    print(f"{count} files restored and checked. Start it with: dueregard serve --home {args.home}")
    return 0


def restore(file: Path, home: Path) -> int:
    """Make the folder ``home`` from the backup ``file``; return the number of files.

    Raises
    ------
    UsageError
        If ``home`` has something in it.
    UnreadableDocument
        If ``file`` is missing or not a backup, or ``home`` cannot be written.
    UnusableDocument
        If ``file`` is a backup that is damaged or was tampered with.
    """
    home = home.resolve()
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise UsageError(f"{home} is not an empty folder. Restore into a new one.")
    if not file.is_file():
        raise UnreadableDocument(f"{file} is not there.")
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{home.name}-", dir=home.parent))
    except OSError as error:
        raise UnreadableDocument(f"{home} cannot be made: {error.strerror or error}.") from error
    try:
        count = _unpack(file, scratch)
        _check(scratch / DATABASE)
        for name in (EVIDENCE, "mail", "static"):
            (scratch / name).mkdir(mode=0o700, exist_ok=True)
        if home.exists():
            home.rmdir()
        scratch.rename(home)
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise UnreadableDocument(f"{file} is not a whole backup: {error}.") from error
    except OSError as error:
        raise UnreadableDocument(f"{home} cannot be made: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return count


def _unpack(file: Path, folder: Path) -> int:
    with tarfile.open(file, "r|gz") as archive:
        first = archive.next()
        if first is None or first.name != MANIFEST or not first.isfile():
            raise UnreadableDocument(f"{file} is not a backup made by dueregard backup.")
        expected = _read_manifest(archive, first)
        _refuse_too_large(expected, folder)
        while (entry := archive.next()) is not None:
            declared = expected.pop(entry.name, None)
            if declared is None or not entry.isfile() or not is_safe(entry.name):
                raise UnusableDocument(
                    f"The backup holds “{entry.name}”, which it should not. Nothing was restored."
                )
            _write(archive, entry, folder, declared)
    if expected:
        raise UnusableDocument(
            f"The backup lacks {len(expected)} of its files, {min(expected)} among them. "
            "Nothing was restored."
        )
    return sum(1 for path in folder.rglob("*") if path.is_file())


def is_safe(name: str) -> bool:
    """Return whether a member may be written: only what a backup has, nowhere else.

    Examples
    --------
    >>> is_safe("evidence/ab/abcd"), is_safe("evidence/../secret_key"), is_safe("/etc/passwd")
    (True, False, False)
    """
    parts = PurePosixPath(name).parts
    if name in (DATABASE, *FILES):
        return True
    return (
        len(parts) > 1
        and parts[0] == EVIDENCE
        and "/".join(parts) == name
        and not any(part in ("..", ".") or "\\" in part or "\0" in part for part in parts)
    )


def _read_manifest(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> dict[str, dict[str, Any]]:
    content = archive.extractfile(entry)
    if content is None or entry.size > _MOST_MANIFEST:
        raise UnreadableDocument("The backup has no list of its files.")
    try:
        manifest = json.loads(content.read())
        files = manifest["files"]
        known = manifest["format"] == FORMAT
        whole = all(
            isinstance(each["size"], int) and each["size"] >= 0 and isinstance(each["sha256"], str)
            for each in files.values()
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnusableDocument("The list of files in the backup cannot be read.") from error
    if not known:
        raise UnusableDocument(
            f"The backup is of format {manifest['format']}, and this version reads {FORMAT}. "
            "Restore it with the version that made it."
        )
    if not whole or DATABASE not in files or "secret_key" not in files:
        raise UnusableDocument("The backup has no database or no secret key in it.")
    return dict(files)


def _refuse_too_large(expected: dict[str, dict[str, Any]], folder: Path) -> None:
    needed = sum(each["size"] for each in expected.values())
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise UnusableDocument(
            f"The backup needs {needed / 1e6:.0f} MB and {free / 1e6:.0f} MB are free."
        )


def _write(
    archive: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path, declared: dict[str, Any]
) -> None:
    path = folder / entry.name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = archive.extractfile(entry)
    digest = hashlib.sha256()
    if content is not None and entry.size == declared["size"]:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            while block := content.read(_BLOCK):
                digest.update(block)
                file.write(block)
    if digest.hexdigest() != declared["sha256"] or entry.size != declared["size"]:
        raise UnusableDocument(
            f"{entry.name} in the backup is not what was backed up. Nothing was restored."
        )


def _check(database: Path) -> None:
    try:
        connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
        try:
            check_database(connection)
            connection.execute("SELECT 1 FROM django_migrations LIMIT 1")
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise UnusableDocument(f"The database in the backup is damaged: {error}.") from error
