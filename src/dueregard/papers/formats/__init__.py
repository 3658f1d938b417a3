"""File formats: each gives the lines of a paper, with hints where the format has them."""

from __future__ import annotations

from dueregard.exceptions import UnreadableDocument, UnusableDocument
from dueregard.papers.formats.text import read_text
from dueregard.papers.lines import Line


def lines_of(data: bytes, *, name: str | None = None) -> list[Line]:
    """Return the lines of a file, its format told by its content.

    Raises
    ------
    UnusableDocument
        When there is no document in the file.
    UnreadableDocument
        When it is encrypted or made to do harm.
    """
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise UnusableDocument("The file is empty: there is nothing to read.")
    return read_text(data)
