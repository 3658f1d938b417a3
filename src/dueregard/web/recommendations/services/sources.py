"""Sources are added and described."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.audit.services import record, snapshot
from dueregard.web.core import search
from dueregard.web.core.clock import now
from dueregard.web.core.exceptions import Refused
from dueregard.web.core.text import fold
from dueregard.web.organisation.models import Body, Unit
from dueregard.web.recommendations.models import Source
from dueregard.web.recommendations.services.rules import (
    apply_changes,
    not_in_future,
    require_manage,
    said,
    short,
)
from dueregard.web.recommendations.states import SourceKind

EDITABLE = frozenset(
    {
        "title", "short_title", "kind", "unit", "owner_body", "published_by", "published_on",
        "description", "link",
    }
)  # fmt: skip


@transaction.atomic
def add_source(
    *,
    title: str,
    short_title: str,
    kind: SourceKind | str,
    unit: Unit,
    owner_body: Body | None = None,
    published_by: str = "",
    published_on: datetime.date | None = None,
    description: str = "",
    link: str = "",
    by: User,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
) -> Source:
    """Add a source of recommendations, kept by ``unit``.

    Raises
    ------
    NotPermitted
        If ``by`` may not add sources in ``unit``.
    Refused
        If the title is missing or taken, or a value cannot be.
    """
    require_manage(by, unit.pk)
    at = at or now()
    values = _checked(
        {
            "title": title,
            "short_title": short_title or title[:80],
            "kind": kind,
            "published_by": published_by,
            "published_on": published_on,
            "description": description,
            "link": link,
        }
    )
    _refuse_taken(values["title"])
    source = Source.objects.create(
        **values, unit=unit, owner_body=owner_body, created_at=at, batch=batch
    )
    record(by=by, verb="add_source", instance=source, at=at, batch=batch)
    _index(source, at)
    return source


@transaction.atomic
def edit_source(
    *,
    source: Source,
    by: User,
    expected_version: int | None = None,
    at: datetime.datetime | None = None,
    batch: uuid.UUID | None = None,
    **changes: Any,
) -> Source:
    """Change how a source is described; ``changes`` are fields by name.

    Raises
    ------
    Conflict
        If somebody saved the source since ``expected_version`` was shown.
    """
    unknown = set(changes) - EDITABLE
    if unknown:
        raise TypeError(f"edit_source() does not change {', '.join(sorted(unknown))}")
    require_manage(by, source.unit_id)
    source.expect_version(expected_version, changes)
    if "unit" in changes and changes["unit"] != source.unit:
        require_manage(by, changes["unit"].pk)
    at = at or now()
    before = snapshot(source)
    changed = apply_changes(source, _checked(changes))
    if not changed:
        return source
    if "title" in changed:
        _refuse_taken(source.title, but=source)
    source.save_version(update_fields=changed)
    record(by=by, verb="edit_source", instance=source, before=before, at=at, batch=batch)
    _index(source, at)
    return source


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values tidied, refusing those that cannot be."""
    checked = dict(values)
    if "title" in checked:
        title = said(checked["title"], "the title", field="title")
        checked["title"] = short(title, "the title", field="title", at_most=300)
    if "short_title" in checked:
        name = said(checked["short_title"], "a short title", field="short_title")
        checked["short_title"] = short(name, "the short title", field="short_title", at_most=80)
    if "published_by" in checked:
        checked["published_by"] = short(
            checked["published_by"], "the publisher", field="published_by", at_most=200
        )
    if checked.get("published_on"):
        not_in_future(checked["published_on"], "The date of publication", field="published_on")
    if "kind" in checked and checked["kind"] not in SourceKind.values:
        raise Refused("Select what kind of source this is.", field="kind")
    if checked.get("link"):
        _check_link(checked["link"])
    if "description" in checked:
        checked["description"] = checked["description"].replace("\x00", "").strip()
    return checked


def _check_link(link: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError:
        raise Refused(
            "The link must be a web address, like https://www.example.org/report.", field="link"
        ) from None


def _refuse_taken(title: str, but: Source | None = None) -> None:
    for other in Source.objects.only("title", "short_title"):
        if other != but and fold(other.title) == fold(title):
            raise Refused(
                f"There is already a source called “{other.title}”. Add to that one, or give "
                "this one a title that tells them apart, for example with its year.",
                field="title",
            )


def _index(source: Source, at: datetime.datetime) -> None:
    search.index(
        kind="source",
        object_id=source.pk,
        reference=source.short_title,
        title=source.title,
        texts=[source.published_by, source.description],
        at=at,
    )
