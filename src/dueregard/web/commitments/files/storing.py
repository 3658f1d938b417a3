"""Keeping files: once each, by hash, under the folder of evidence."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from dueregard.web.commitments.files.kinds import fits_name, kind_of
from dueregard.web.commitments.models import StoredFile
from dueregard.web.commitments.states import ScanState
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.core.registry import Registry

#: name → ``scanner(path)`` → what it says of the file. An installation registers its own.
scanners: Registry[Callable[[Path], ScanState]] = Registry("file scanners")

_MEGABYTE = 1024 * 1024
ALLOWED = (
    "PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text, web page, e-mail, PNG and JPEG files"
)


def store(upload: UploadedFile) -> StoredFile:
    """Keep a file and return it; the same content is kept once, whoever brings it.

    Raises
    ------
    Refused
        If it is empty, too large, of a kind that is not taken or another than its name says, or
        refused by a scanner.
    """
    data = _read(upload)
    kind = kind_of(data)
    if kind is None:
        raise Refused(
            f"“{upload.name}” is not a kind of file we can keep. You can add {ALLOWED}. "
            "Files with macros, locked files and programs are not taken.",
            field="file",
        )
    if not fits_name(kind, str(upload.name)):
        raise Refused(
            f"“{upload.name}” is not what its name says: it holds a file of another kind "
            f"({kind.title}). Give it its right name, or save it anew as what it should be.",
            field="file",
        )
    digest = hashlib.sha256(data).hexdigest()
    known = StoredFile.objects.filter(sha256=digest).first()
    if known is not None and path_of(known).is_file():
        return known
    relative = f"{digest[:2]}/{digest}"
    state = _place(data, relative, str(upload.name))
    return _register(digest, len(data), kind.content_type, relative, state)


def open_file(stored: StoredFile) -> BinaryIO:
    """Open a kept file for reading.

    Raises
    ------
    Refused
        If its content is no longer in the folder of evidence.
    """
    try:
        return path_of(stored).open("rb")
    except FileNotFoundError:
        raise Refused(
            "The file is on record but its content is missing from the evidence folder. "
            "Ask an administrator to restore it from the backup."
        ) from None


def path_of(stored: StoredFile) -> Path:
    """Return where the content of a file is kept."""
    return Path(settings.MEDIA_ROOT) / stored.path


def _read(upload: UploadedFile) -> bytes:
    most = settings.EVIDENCE_MAX_BYTES
    size = upload.size or 0
    if size > most:
        raise Refused(
            f"“{upload.name}” has {size / _MEGABYTE:.0f} MB. Files may have {most // _MEGABYTE} MB "
            "at most: make it smaller, or give a link to it instead.",
            field="file",
        )
    upload.seek(0)
    data = upload.read()
    if not data:
        raise Refused(f"“{upload.name}” is empty. Choose another file.", field="file")
    return bytes(data)


def _place(data: bytes, relative: str, name: str) -> ScanState:
    """Write the content beside its place, have it scanned, then move it there in one step."""
    target = Path(settings.MEDIA_ROOT) / relative
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, waiting_name = tempfile.mkstemp(dir=target.parent, prefix=".arriving-")
    waiting = Path(waiting_name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        state = _scan(waiting)
        if state == ScanState.REFUSED:
            raise Refused(
                f"The virus scan refused “{name}”. Do not open it; tell your IT desk.",
                field="file",
            )
        waiting.chmod(0o600)
        waiting.replace(target)
    finally:
        waiting.unlink(missing_ok=True)
    return state


def _scan(path: Path) -> ScanState:
    said = [scan(path) for scan in scanners]
    if ScanState.REFUSED in said:
        return ScanState.REFUSED
    return ScanState.CLEAN if said and set(said) == {ScanState.CLEAN} else ScanState.NOT_SCANNED


def _register(digest: str, size: int, content_type: str, path: str, state: ScanState) -> StoredFile:
    values = {
        "size": size,
        "content_type": content_type,
        "path": path,
        "scan_state": state,
        "stored_at": now(),
    }
    try:
        with transaction.atomic():
            stored, _ = StoredFile.objects.get_or_create(sha256=digest, defaults=values)
    except IntegrityError:
        # Somebody brought the same content at the same moment: theirs is as good.
        stored = StoredFile.objects.get(sha256=digest)
    return stored
