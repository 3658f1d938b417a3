"""An edited export, compared row by row with the register as it stands now."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dueregard.web.accounts.models import User
from dueregard.web.commitments.access import visible_to
from dueregard.web.commitments.status import status_tag
from dueregard.web.core.clock import today
from dueregard.web.core.dates import read_date, write_date
from dueregard.web.core.text import fold
from dueregard.web.organisation.models import Post
from dueregard.web.organisation.queries import post_label
from dueregard.web.recommendations.imports import sheet_columns as columns
from dueregard.web.recommendations.imports.owners import OwnerPosts
from dueregard.web.recommendations.imports.sheet_columns import SheetColumn
from dueregard.web.recommendations.models import Recommendation

_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "wahr"})
_NO = frozenset({"no", "n", "false", "0", "", "nein", "falsch"})


@dataclass(frozen=True, slots=True)
class Change:
    """One value that the sheet changes."""

    column: SheetColumn
    before: str
    after: str
    value: Any


@dataclass
class SheetRow:
    """One row of an edited export: what it changes, or why it cannot."""

    number: int
    recommendation: Recommendation | None = None
    name: str = ""
    changes: list[Change] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    #: Headings of cells that were changed although nothing is taken over from there.
    ignored: list[str] = field(default_factory=list)

    @property
    def can_be_taken(self) -> bool:
        """Whether the row changes something and nothing is wrong with it."""
        return bool(self.changes) and not self.errors


class CellError(ValueError):
    """A cell cannot be understood; the message says what is allowed."""


def headings_missing(rows: list[dict[str, str]]) -> list[str]:
    """Return the headings without which an edited export cannot be read back."""
    found = {fold(heading) for heading in rows[0]} if rows else set()
    return [one.label for one in columns.REQUIRED if fold(one.label) not in found]


def compare_sheet(rows: list[dict[str, str]], user: User) -> list[SheetRow]:
    """Return every row of a sheet beside the register (constant number of queries).

    The version guards against overwriting: a row that was changed here since the export is
    shown with its differences, but cannot be taken over.
    """
    keyed = [_keyed(row) for row in rows]
    ids = {int(row["id"]) for row in keyed if _is_id(row["id"])}
    held = {
        one.pk: one
        for one in Recommendation.objects.filter(
            pk__in=ids, commitment__in=visible_to(user).values("pk")
        ).select_related(
            "commitment__owner_post__unit",
            "commitment__deputy_post__unit",
            "source__owner_body",
            "owner_body",
        )
    }
    posts = OwnerPosts(today())
    seen: set[int] = set()
    return [_row(at, row, held, posts, seen) for at, row in enumerate(keyed, start=2)]


def _keyed(row: Mapping[str, str]) -> dict[str, str]:
    by_label = {fold(heading): cell for heading, cell in row.items()}
    return {
        one.key: (by_label[fold(one.label)] or "").strip()
        for one in columns.COLUMNS
        if fold(one.label) in by_label
    } | {one.key: (by_label.get(fold(one.label)) or "").strip() for one in columns.REQUIRED}


def _is_id(cell: str) -> bool:
    return cell.isascii() and cell.removesuffix(".0").isdigit() and len(cell) < 18


def _row(
    at: int,
    row: dict[str, str],
    held: dict[int, Recommendation],
    posts: OwnerPosts,
    seen: set[int],
) -> SheetRow:
    cell = row["id"].removesuffix(".0")
    if not _is_id(cell):
        message = (
            f"Id: “{row['id'][:40]}” is not an id. Leave the column as it was exported."
            if row["id"]
            else "This row has no id, so it belongs to nothing in the register. To add a "
            "recommendation, go to its source and choose “Add a recommendation”; to change one, "
            "copy its id from the downloaded list."
        )
        return SheetRow(at, name=row.get("number", ""), errors=[message])
    one = held.get(int(cell))
    if one is None:
        message = f"Id: there is no recommendation {cell}, or you may not see it."
        return SheetRow(at, name=row.get("number", ""), errors=[message])
    result = SheetRow(at, recommendation=one, name=one.number or one.commitment.reference)
    if one.pk in seen:
        result.errors.append("This recommendation is in the list twice. Keep one of the rows.")
        return result
    seen.add(one.pk)
    _compare(result, one, row, posts)
    result.ignored = _ignored(one, row)
    current = columns.version_text(one.version, one.commitment.version)
    if result.changes and row["version"] != current:
        result.errors.append(
            "Somebody has changed this since the list was downloaded. Download it again and "
            "make your change there, or change it here by hand."
        )
    return result


def _compare(result: SheetRow, one: Recommendation, row: dict[str, str], posts: OwnerPosts) -> None:
    now = current_values(one)
    for column in columns.CHANGEABLE:
        if column.key not in row:
            continue
        try:
            value = read_cell(column, row[column.key], posts, now[column.key])
        except CellError as error:
            result.errors.append(f"{column.label}: {error}")
            continue
        if value != now[column.key]:
            result.changes.append(Change(column, in_words(now[column.key]), in_words(value), value))


def _ignored(one: Recommendation, row: dict[str, str]) -> list[str]:
    """Return the headings of changed cells that a list cannot change."""
    body = one.owner_body or one.source.owner_body
    printed: dict[SheetColumn, str] = {
        columns.SOURCE: one.source.title,
        columns.NUMBER: one.number,
        columns.TEXT: one.text,
        columns.OWNER_BODY: body.short_name if body else "",
        columns.STATUS: status_tag(one.commitment, today()).text,
    }
    return [
        column.label
        for column, held in printed.items()
        if column.key in row and fold(row[column.key]) != fold(held)
    ]


def current_values(one: Recommendation) -> dict[str, Any]:
    """Return what the register has in each column that a sheet may change."""
    commitment = one.commitment
    return {
        columns.OWNER.key: commitment.owner_post,
        columns.DEPUTY.key: commitment.deputy_post,
        columns.DUE.key: commitment.due_on,
        columns.PRIORITY.key: one.priority,
        columns.RESTRICTED.key: commitment.restricted,
        columns.NEW_PROGRESS.key: "",
        columns.NEW_NEXT_STEP.key: "",
    }


def read_cell(column: SheetColumn, text: str, posts: OwnerPosts, current: Any) -> Any:
    """Return the value a cell means.

    Raises
    ------
    CellError
        When it means none; the message says what is allowed.
    """
    if column in (columns.OWNER, columns.DEPUTY):
        return _post(text, posts, current)
    if column.kind == "date":
        return _date(text)
    if column.kind == "boolean":
        if fold(text) in _YES | _NO:
            return fold(text) in _YES
        raise CellError(f"“{text[:40]}” is neither yes nor no. Write Yes or No.")
    return text


def _post(text: str, posts: OwnerPosts, current: Post | None) -> Post | None:
    if not text:
        return None
    # A post that has ended still has its name here; leaving it alone is no change.
    if current is not None and fold(text) in (fold(current.title), fold(post_label(current))):
        return current
    found = posts.all_named(text)
    if len(found) == 1:
        return found[0]
    if not found:
        raise CellError(
            f"there is no post “{text[:80]}”. Write it as the list does, with its unit: "
            "“Head of equality, Northmoor”."
        )
    raise CellError(f"{len(found)} posts are called “{text[:80]}”. Add the unit after a comma.")


def _date(text: str) -> datetime.date | None:
    if not text:
        return None
    found = read_date(text.removesuffix(" 00:00:00").removesuffix("T00:00:00"))
    if found is None:
        raise CellError(f"“{text[:40]}” is not a date. Write it like 1 March 2026.")
    return found


def in_words(value: Any) -> str:
    """Return a value as the page shows it."""
    if value is None or value == "":
        return "None"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime.date):
        return write_date(value)
    return post_label(value) if isinstance(value, Post) else str(value)
