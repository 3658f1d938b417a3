"""A list as a spreadsheet: the same rows, in the same order, in the same columns."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from dueregard.web.core.clock import today
from dueregard.web.core.lists.columns import Column

FORMATS: dict[str, str] = {"csv": "CSV", "xlsx": "Excel (XLSX)", "ods": "OpenDocument (ODS)"}

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_KINDS = {"number": "number", "date": "date", "datetime": "datetime"}


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
    from dueregard.rendering import spreadsheets

    sheet = spreadsheets.Sheet(
        title=name.replace("-", " ").capitalize(),
        columns=tuple(
            spreadsheets.Column(each.key, each.label, _KINDS.get(each.kind, "text"))
            for each in columns
        ),
        rows=tuple(
            {each.key: _local(each.exported(record)) for each in columns} for record in records
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


def _local(value: Any) -> Any:
    """Return a moment as the clock on the wall showed it: spreadsheets know no zones."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.make_naive(timezone.localtime(value))
    return value
