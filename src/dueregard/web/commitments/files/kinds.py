"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that may be evidence."""

    content_type: str
    title: str
    extension: str


PDF = FileKind("application/pdf", "PDF document", "pdf")
PNG = FileKind("image/png", "PNG picture", "png")
JPEG = FileKind("image/jpeg", "JPEG picture", "jpg")
HTML = FileKind("text/html", "Web page", "html")
CSV = FileKind("text/csv", "CSV table", "csv")
TEXT = FileKind("text/plain", "Plain text", "txt")
JSON = FileKind("application/json", "JSON data", "json")
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = FileKind(f"{_OFFICE}.wordprocessingml.document", "Word document", "docx")
XLSX = FileKind(f"{_OFFICE}.spreadsheetml.sheet", "Excel workbook", "xlsx")
PPTX = FileKind(f"{_OFFICE}.presentationml.presentation", "PowerPoint presentation", "pptx")
_ODF = "application/vnd.oasis.opendocument"
ODT = FileKind(f"{_ODF}.text", "OpenDocument text", "odt")
ODS = FileKind(f"{_ODF}.spreadsheet", "OpenDocument spreadsheet", "ods")
ODP = FileKind(f"{_ODF}.presentation", "OpenDocument presentation", "odp")
#: Mail as programs save it: a text with headers.
EML = FileKind("message/rfc822", "E-mail message", "eml")

KINDS = (PDF, PNG, JPEG, HTML, CSV, TEXT, JSON, DOCX, XLSX, PPTX, ODT, ODS, ODP, EML)
BY_CONTENT_TYPE = {kind.content_type: kind for kind in KINDS}

#: Kinds that are all plain text: only their names tell one from another for certain.
_PLAIN = frozenset({CSV, TEXT, JSON, EML})
#: What an ending of a name says the file is. A name without one of these says nothing.
_NAMED = {kind.extension: frozenset({kind}) for kind in KINDS} | {
    "jpeg": frozenset({JPEG}),
    "htm": frozenset({HTML}) | _PLAIN,
    "html": frozenset({HTML}) | _PLAIN,
    **dict.fromkeys(("txt", "csv", "tsv", "json", "eml", "md", "log"), _PLAIN),
}

_MAGIC = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_PARTS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ppt/presentation.xml", PPTX))
_HTML = re.compile(r"\s*(<!--.*?-->\s*)*(<!doctype\s+html|<html|<head|<body)", re.I | re.S)
_MAIL = re.compile(r"(received|from|return-path|delivered-to|mime-version|date): ", re.I)
_MAIL_HEADER = re.compile(r"^(from|to|subject|date): ", re.I | re.M)
#: How much of a text is looked at: enough to tell, bounded for speed.
_LOOKED_AT = 64 * 1024
_MOST_ENTRIES = 10_000


def kind_of(data: bytes) -> FileKind | None:
    """Return what the bytes are, or None when they are nothing we take as evidence.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7 ...").title
    'PDF document'
    >>> kind_of(b"unit,women\\nNorthmoor,12\\n").extension
    'csv'
    >>> kind_of(b"MZ\\x90\\x00 a program") is None
    True
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    text = _as_text(data[:_LOOKED_AT])
    return None if text is None else _written(text)


def fits_name(kind: FileKind, name: str) -> bool:
    """Return whether content of this kind may bear this name.

    Examples
    --------
    >>> fits_name(PDF, "Figures.PDF"), fits_name(HTML, "figures.pdf"), fits_name(HTML, "figures")
    (True, False, True)
    >>> fits_name(CSV, "figures.txt"), fits_name(HTML, "figures.txt")
    (True, False)
    """
    _, dot, ending = name.rpartition(".")
    said = _NAMED.get(ending.strip().lower()) if dot else None
    return said is None or kind in said


def _packed(data: bytes) -> FileKind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist()[:_MOST_ENTRIES])
            declared = b""
            if "mimetype" in names:
                with package.open("mimetype") as part:
                    declared = part.read(200)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, OSError, KeyError):
        # Damaged, encrypted or packed in a way nobody reads: not evidence anybody could open.
        return None
    for kind in (ODT, ODS, ODP):
        if declared.strip() == kind.content_type.encode():
            return kind
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for part, kind in _PARTS if part in names), None)


def _as_text(data: bytes) -> str | None:
    if not data:
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[: len(data) // 2 * 2].decode("utf-16", errors="replace")
    if b"\x00" in data:
        return None
    text = data.decode("utf-8-sig", errors="replace")
    if text[:-3].count("\ufffd"):
        text = data.decode("cp1252", errors="replace")
    odd = sum(1 for c in text if (c < " " and c not in "\t\n\r\f") or c == "\ufffd")
    return text if odd <= len(text) // 200 else None


def _written(text: str) -> FileKind:
    if _HTML.match(text):
        return HTML
    if text.lstrip()[:1] in {"{", "["} and text.rstrip()[-1:] in {"}", "]"}:
        return JSON
    if _MAIL.match(text) and len(_MAIL_HEADER.findall(text[:8000])) >= 3:
        return EML
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    for separator in (",", ";", "\t"):
        columns = {line.count(separator) for line in lines[:-1] or lines}
        if len(lines) > 1 and len(columns) == 1 and columns != {0}:
            return CSV
    return TEXT
