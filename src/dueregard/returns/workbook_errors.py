"""Cells of an XLSX sheet whose formula gave an error, which readers of workbooks take for blank."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib

_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>(.*?)</(?:\w+:)?c>', re.S
)
_VALUE = re.compile(rb"<(?:\w+:)?v>(#[^<]{1,20})</(?:\w+:)?v>")


def error_cells(data: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """Return the errors of a sheet by row and column, both counted from 0.

    Only XLSX is looked into; any other workbook has none here.

    Parameters
    ----------
    data : bytes
        The file.
    sheet : str
        Name of the sheet.

    Examples
    --------
    >>> error_cells(b"no workbook", "Sheet1")
    {}
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            part = _part(book, sheet)
            content = book.read(part) if part else b""
    except (zipfile.BadZipFile, KeyError, OSError, UnicodeDecodeError, zlib.error):
        return {}
    if b't="e"' not in content:
        return {}
    found = {}
    for letters, row, inside in _ERROR.findall(content):
        if value := _VALUE.search(inside):
            found[int(row) - 1, _column(letters.decode())] = html.unescape(value[1].decode())
    return found


def _part(book: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the part of a workbook that holds a sheet."""
    if "xl/workbook.xml" not in book.namelist():
        return None
    ids = {
        html.unescape(_attribute(tag, "name")): _attribute(tag, r"\w+:id")
        for tag in _SHEET.findall(book.read("xl/workbook.xml").decode())
    }
    targets = {
        _attribute(tag, "Id"): _attribute(tag, "Target")
        for tag in _RELATION.findall(book.read("xl/_rels/workbook.xml.rels").decode())
    }
    target = targets.get(ids.get(sheet, ""))
    if not target:
        return None
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
