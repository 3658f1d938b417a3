"""Reading a paper from a file: the format by content, the kind by content, then its parts."""

from __future__ import annotations

from pathlib import Path

from dueregard.exceptions import UnreadableDocument, UnusableDocument
from dueregard.papers.assembly import document_of_json, is_stored_paper
from dueregard.papers.desk import Desk
from dueregard.papers.draft import Draft
from dueregard.papers.formats import lines_of
from dueregard.papers.furniture import is_furniture
from dueregard.papers.header import is_page_kind, read_head
from dueregard.papers.irregularities import note_irregularities
from dueregard.papers.kind import tell_kind
from dueregard.papers.labels import HEADER, TRACKER, lookup
from dueregard.papers.lines import Line
from dueregard.papers.model import Document
from dueregard.papers.other import READERS
from dueregard.papers.tablesfound import find_tables
from dueregard.papers.tablesfound.forms import expand_forms
from dueregard.papers.titles import complete_header, find_title
from dueregard.papers.tracker.keys import read_status_key
from dueregard.papers.tracker.outcome import tell_outcome
from dueregard.papers.tracker.rows import read_rows

LARGEST = 200 * 1024 * 1024


def read(path: str | Path) -> Document:
    """Read a paper from a file.

    Parameters
    ----------
    path : str or Path
        A ``.txt``, ``.html``, ``.docx``, ``.odt`` or ``.pdf`` file; the content decides,
        not the extension.

    Raises
    ------
    UnreadableDocument
        When the file is missing, may not be read, is encrypted or is made to do harm.
    UnusableDocument
        When the file was opened but holds no document to read.
    """
    place = Path(path)
    try:
        if place.is_dir():
            raise UnreadableDocument(f"{place} is a folder: name a file.")
        if place.stat().st_size > LARGEST:
            raise UnreadableDocument(f"{place} is larger than 200 MB: it is not read.")
        data = place.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableDocument(f"There is no file {place}.") from error
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise UnreadableDocument(f"{place} cannot be opened: {reason}.") from error
    except ValueError as error:
        raise UnreadableDocument("The name of the file is not one a file can have.") from error
    return read_bytes(data, name=place.name)


def read_bytes(data: bytes, *, name: str | None = None) -> Document:
    """Read a paper from the bytes of a file.

    Parameters
    ----------
    data : bytes
        The content; its format is told from it.
    name : str, optional
        The file's name, for messages only.

    Raises
    ------
    UnreadableDocument, UnusableDocument
        As for :func:`read`.

    Examples
    --------
    >>> document = read_bytes(b"Scheme report\\n\\nReport: 4\\nDate: 5 May 2011\\nBy: Clerk\\n")
    >>> document.kind, document.header.report_number, document.header.date
    ('committee_report', '4', '2011-05-05')
    """
    if is_stored_paper(data):
        return document_of_json(data)
    lines = lines_of(data, name=name)
    if not lines:
        raise UnusableDocument("The file holds no text: there is nothing to read.")
    return read_lines(lines)


def read_lines(lines: list[Line]) -> Document:
    """Read a paper from its lines, whatever format they came from."""
    for line in expand_forms(lines):
        line.mark()
    desk = Desk(
        [line for line in lines if line.role != "page"],
        [line for line in lines if line.role == "page"],
    )
    if not desk.lines:
        raise UnusableDocument("The file holds nothing but page numbers: there is nothing to read.")
    _set_furniture_aside(desk)
    tables = find_tables(desk)
    head = read_head(desk)
    draft = Draft(desk, tell_kind(desk, head, tables), head, tables)
    find_title(draft)
    for found in tables:
        draft.items.extend(read_rows(desk, found))
    if draft.kind in ("tracker", "committee_report"):
        read_status_key(draft)
    READERS[draft.kind](draft)
    complete_header(draft)
    for item in draft.all_items():
        tell_outcome(item)
    note_irregularities(draft)
    return draft.freeze()


def _is_label(text: str) -> bool:
    """Tell a label with its value on the next line (``Status`` / ``Open``)."""
    return lookup(text, TRACKER) is not None or (
        text[-1] == ":" and lookup(text, HEADER) is not None
    )


def _set_furniture_aside(desk: Desk) -> None:
    """Set aside the page's own lines: at the head and foot; page numbers anywhere."""
    last = len(desk) - 8
    for at, line in enumerate(desk.lines):
        text = line.text
        edge = (at < 14 or at >= last) and not (at and _is_label(desk.lines[at - 1].text))
        if (edge and (is_furniture(text) or (at < 4 and is_page_kind(text)))) or (
            text[:4].lower() == "page" and is_furniture(text)
        ):
            desk.take(line, "furniture")
