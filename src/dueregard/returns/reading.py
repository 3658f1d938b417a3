"""Reading the rows of a file, whatever its form."""

from __future__ import annotations

import hashlib
from pathlib import Path

from .problems import UnreadableReturn
from .reading_text import read_text
from .reading_workbook import read_parquet, read_workbook
from .source_rows import SourceRows

_ZIP, _PARQUET, _COMPOUND = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"


def read_rows(
    path: str | Path,
    *,
    sheet: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    header_row: int | None = None,
) -> SourceRows:
    """Read the rows of a CSV, XLSX, ODS or Parquet file as text.

    Parameters
    ----------
    path : path
        The file. What it is, its content decides and not its name.
    sheet : str, optional
        Sheet of a workbook; needed where several hold rows.
    delimiter : str, optional
        By default the one of comma, semicolon, tab, bar, ``^``, ``~`` and ``::`` that divides
        the lines into the same number of cells.
    encoding : str, optional
        By default told by the byte-order mark, else UTF-8, else cp1252.
    header_row : int, optional
        Row the names of columns stand in; by default the first that has
        at least half as many cells filled as the rows below it usually have.

    Returns
    -------
    SourceRows

    Raises
    ------
    UnreadableReturn
        When the file is missing, encrypted, damaged or of another kind.
    ReturnRefused
        When there is no table in it.
    """
    place = Path(path)
    try:
        data = place.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise UnreadableReturn(f"{place}: {reason}") from error
    if not data:
        raise UnreadableReturn(f"{place}: the file is empty")
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_PARQUET):
        return read_parquet(data, place.name, digest)
    if data.startswith((_ZIP, _COMPOUND)):
        return read_workbook(data, place.name, digest, sheet=sheet, header_row=header_row)
    return read_text(
        data,
        place.name,
        digest,
        delimiter=delimiter,
        encoding=encoding,
        header_row=header_row,
    )
