"""Saving a form through a service: a refusal goes to its field, a conflict shows both versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dueregard.web.audit import presenters
from dueregard.web.audit.queries import history
from dueregard.web.core.components import ConflictRow
from dueregard.web.core.exceptions import Conflict, Refused
from dueregard.web.core.forms import DueForm, VersionedFormMixin


def saved(form: DueForm, save: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
    """Call ``save``; return its result, or None with what the page must show.

    Nothing that was typed is lost: the form stays as it was sent.
    """
    try:
        return save(), {}
    except Refused as refusal:
        form.add_refusal(refusal)
    except Conflict as conflict:
        if not isinstance(form, VersionedFormMixin):
            raise
        rows: list[ConflictRow] = form.conflict_rows(conflict)
        form.take_version(conflict)
        return None, {"conflict_rows": rows, **_last_saved(conflict)}
    return None, {}


def _last_saved(conflict: Conflict) -> dict[str, Any]:
    """Return who saved the other version, and when, as the record has it."""

    for event in presenters.present(history(conflict.current)[:1]):
        return {"saved_by": event.actor, "saved_at": event.at}
    return {}
