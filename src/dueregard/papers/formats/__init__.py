"""File formats: each gives the lines of a paper, with hints where the format has them."""

from __future__ import annotations

import re
import zipfile

from dueregard.exceptions import UnreadableDocument, UnusableDocument
from dueregard.papers.formats.archive import open_archive, part
from dueregard.papers.formats.docx import read_docx
from dueregard.papers.formats.html import read_html
from dueregard.papers.formats.odt import read_odt
from dueregard.papers.formats.text import decode, from_text
from dueregard.papers.lines import Line

_HTML = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|"
    r"div|section|h[1-6]|p|table|ul|ol)\b",
    re.I | re.S,
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")
_OTHER_ZIP = {
    "xl/workbook.xml": "a spreadsheet",
    "ppt/presentation.xml": "a presentation",
}


def lines_of(data: bytes, *, name: str | None = None) -> list[Line]:
    """Return the lines of a file, its format told by its content.

    Parameters
    ----------
    data : bytes
        The content.
    name : str, optional
        The file's name, for messages only.

    Raises
    ------
    UnusableDocument
        When there is no document in the file.
    UnreadableDocument
        When it is encrypted or made to do harm.
    """
    where = name or "The file"
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise UnusableDocument(f"{where} is empty: there is nothing to read.")
    if b"%PDF-" in data[:1024]:
        from dueregard.papers.formats.pdf import read_pdf

        return read_pdf(data)
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zipped(data, where)
    if data.startswith(_COMPOUND):
        return _compound(data, where)
    if data.startswith(_PICTURES[:5]) or (data[:2] in (b"BM",) and b"\x00" in data[:32]):
        raise UnusableDocument(f"{where} is a picture: run text recognition (OCR) first.")
    if data.startswith(b"{\\rtf"):
        raise UnusableDocument(f"{where} is in Rich Text Format: save it as DOCX or ODT first.")
    text = decode(data)
    if _HTML.match(text[:4096]):
        return read_html(data)
    if re.match(r"\s*<\?xml|\s*<!DOCTYPE(?!\s+html)", text[:2048], re.I):
        raise UnusableDocument(f"{where} is XML of a kind that is not a paper.")
    return from_text(text)


def _zipped(data: bytes, where: str) -> list[Line]:
    with open_archive(data) as archive:
        names = set(archive.namelist())
        mimetype = _mimetype(archive)
    if "word/document.xml" in names:
        return read_docx(data)
    for name, kind in _OTHER_ZIP.items():
        if name in names:
            raise UnusableDocument(f"{where} is {kind}, not a paper.")
    if "spreadsheet" in mimetype or "presentation" in mimetype or "graphics" in mimetype:
        raise UnusableDocument(f"{where} is an OpenDocument file, but not a text document.")
    if "content.xml" in names or "opendocument.text" in mimetype:
        return read_odt(data)
    raise UnusableDocument(f"{where} is an archive of files, not a paper.")


def _mimetype(archive: zipfile.ZipFile) -> str:
    return (part(archive, "mimetype") or b"")[:200].decode("ascii", errors="replace")


def _compound(data: bytes, where: str) -> list[Line]:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableDocument(f"{where} is encrypted: save it without a password first.")
    raise UnusableDocument(
        f"{where} is in an old Office format (such as .doc): save it as DOCX or ODT first."
    )
