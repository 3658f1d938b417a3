"""A list as a spreadsheet: the same rows, in the same order, in the same columns."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from dueregard.rendering import spreadsheets
from dueregard.web.core.clock import today
from dueregard.web.core.lists.columns import Column

FORMATS: dict[str, str] = {"csv": "CSV", "xlsx": "Excel (XLSX)", "ods": "OpenDocument (ODS)"}

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_KINDS: dict[str, spreadsheets.ColumnKind] = {"number": "number", "date": "date"}


def export_response(
    columns: Sequence[Column], records: Iterable[Any], *, export_format: str, name: str
) -> HttpResponse:
    """Return the file as a download.

    Parameters
    ----------
    columns
        The columns of the file, in order.
    records
        The rows, all of them.
    export_format
        One of ``FORMATS``.
    name
        What the file is called, before today's date and the ending.
    """
    sheet = spreadsheets.Sheet(
        title=name.replace("-", " ").capitalize(),
        columns=tuple(
            spreadsheets.Column(each.key, each.label, _KINDS.get(each.kind, "text"))
            for each in columns
        ),
        rows=tuple(
            {each.key: _value(each.exported(record), each.kind) for each in columns}
            for record in records
        ),
    )
    write = {
        "csv": spreadsheets.write_csv,
        "xlsx": spreadsheets.write_xlsx,
        "ods": spreadsheets.write_ods,
    }[export_format]
    response = HttpResponse(write(sheet), content_type=_TYPES[export_format])
    filename = f"{name}-{today():%Y-%m-%d}.{export_format}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _value(value: Any, kind: str) -> spreadsheets.Value:
    """Return a moment as the clock on the wall showed it: spreadsheets know no zones."""
    if not isinstance(value, datetime.datetime):
        return value
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return local.date() if kind == "date" else f"{local:%Y-%m-%d %H:%M}"
