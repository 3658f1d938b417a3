"""Cells as files give them: every one checked, every problem told with its place."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dueregard.exceptions import UnreadableDocument, UnusableDocument

from .published import SHOWN, STATES, Levels, PublishedCell, PublishedDimension

_SYMBOLS = {"[c]": "confidential", "[z]": "not_applicable", "[x]": "not_available"}


def text_of(path: Path) -> str:
    """Return the text of a file, or say why it cannot be had."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UnreadableDocument(f"{path}: there is no such file.") from None
    except OSError as error:
        raise UnreadableDocument(f"{path}: cannot be opened ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UnusableDocument(f"{path}: not text in UTF-8.") from None


def rows_of(
    rows: Iterable[Any],
    dimensions: Sequence[PublishedDimension],
    where: str,
    problems: list[str],
) -> list[PublishedCell]:
    """Return the cells of ``release.json``."""
    cells = []
    for number, row in enumerate(rows, start=1):
        place = f"{where}, cell {number}"
        try:
            levels = tuple(str(row["cell"].get(d.name, d.total)) for d in dimensions)
            state, value, identity = row["state"], row.get("value"), row.get("identity")
        except (KeyError, TypeError, AttributeError):
            problems.append(f"{place}: “cell” and “state” are expected")
            continue
        cells.append(_cell(levels, str(state), value, identity, place, problems))
    return cells


def _cell(
    levels: Levels, state: str, value: Any, identity: Any, place: str, problems: list[str]
) -> PublishedCell:
    told = f"{place} ({', '.join(levels)})"
    if state not in STATES:
        problems.append(f"{told}: unknown state “{state}”; one of {', '.join(sorted(STATES))}")
    if state in SHOWN:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            problems.append(f"{told}: a shown count is a whole number from 0, not {value!r}")
            value = 0
    elif value is not None:
        problems.append(f"{told}: it is marked {state} and yet shows {value!r}")
    return PublishedCell(
        levels,
        state,
        value if state in SHOWN else None,
        None if identity is None else str(identity),
    )


def printed_rows(
    path: Path, dimensions: Sequence[PublishedDimension], where: str, problems: list[str]
) -> Iterable[PublishedCell]:
    """Yield the cells of a table's file."""
    reader = csv.DictReader(text_of(path).splitlines())
    columns = set(reader.fieldnames or ())
    if missing := [
        n for n in (*(d.name for d in dimensions), "value", "state") if n not in columns
    ]:
        problems.append(f"{where}, file {path.name}: no column {', '.join(missing)}")
        return
    for row in reader:
        place = f"{where}, file {path.name}, line {reader.line_num}"
        levels = tuple(str(row[d.name]) for d in dimensions)
        printed = (row["value"] or "").strip()
        state = (row["state"] or "").strip()
        if not printed.isdigit() and printed not in ("", *_SYMBOLS):
            problems.append(f"{place}: “{printed}” is not a count")
        state = _SYMBOLS.get(state, _SYMBOLS.get(printed, state)) or "value"
        value = int(printed) if printed.isdigit() else None
        yield _cell(levels, state, value, None, place, problems)


def collect(
    rows: Iterable[PublishedCell],
    dimensions: Sequence[PublishedDimension],
    where: str,
    problems: list[str],
) -> dict[Levels, PublishedCell]:
    """Return the cells by their levels, unknown levels and doubles told."""
    known = [{*d.levels, d.total} for d in dimensions]
    cells: dict[Levels, PublishedCell] = {}
    for cell in rows:
        told = f"{where}, cell {', '.join(cell.levels)}"
        for d, levels, level in zip(dimensions, known, cell.levels, strict=True):
            if level not in levels:
                problems.append(f"{told}: “{level}” is no level of {d.name}")
        if cell.levels in cells:
            problems.append(f"{told}: it is there twice")
        cells[cell.levels] = cell
    return cells


def compare(
    cells: Mapping[Levels, PublishedCell],
    printed: Iterable[PublishedCell],
    where: str,
    problems: list[str],
) -> None:
    """An outsider holds both files: what one shows and the other hides is shown."""
    for row in printed:
        cell = cells.get(row.levels)
        if cell is None or (cell.state, cell.value) != (row.state, row.value):
            problems.append(
                f"{where}, cell {', '.join(row.levels)}: release.json and the table disagree"
            )
