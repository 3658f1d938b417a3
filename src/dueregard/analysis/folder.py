"""A folder that is there whole or not at all."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dueregard.exceptions import UnreadableDocument, UsageError

MARK = "provenance.json"


def check_target(out: Path) -> None:
    """Refuse a folder that holds what no analysis wrote, before any work is done.

    Raises
    ------
    UsageError
        When it is a file, or a folder with other content: nothing of it is ever deleted.
    """
    if out.is_file():
        raise UsageError(f"{out}: it is a file; name a folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise UsageError(
            f"{out}: it holds files that no analysis wrote; name a new folder, or empty this one."
        )


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Give a folder to write in, which takes the place of `out` when all is written.

    Whatever stops the work, Ctrl-C included, leaves `out` as it was and nothing beside it.

    Parameters
    ----------
    out : Path
        The folder to be; an analysis that is there already is replaced as one.

    Raises
    ------
    UnreadableDocument
        When it cannot be written.
    """
    check_target(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        working = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise UnreadableDocument(f"{out}: cannot be written ({error.strerror}).") from None
    try:
        working.chmod(0o755)
        yield working
        _take_place(working, out)
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _take_place(working: Path, out: Path) -> None:
    before = out.with_name(f".{out.name}-before")
    shutil.rmtree(before, ignore_errors=True)
    if out.exists():
        out.rename(before)
    try:
        working.rename(out)
    except OSError:
        if before.exists():
            before.rename(out)
        raise
    shutil.rmtree(before, ignore_errors=True)


def checksums(folder: Path) -> Mapping[str, str]:
    """Return the SHA-256 of every file below a folder, by its path.

    Parameters
    ----------
    folder : Path
        A folder that has been written.
    """
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def checksum_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces.

    Parameters
    ----------
    path : Path
        A file of any size.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
