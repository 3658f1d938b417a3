"""Every write of an import: receive, review, accept, undo."""

from dueregard.web.recommendations.imports.services.accepting import (
    NotReady,
    Outdated,
    accept_import,
)
from dueregard.web.recommendations.imports.services.receiving import receive_paper
from dueregard.web.recommendations.imports.services.reviewing import (
    abandon_import,
    allowed_decisions,
    change_setup,
    decide_all,
    decide_rows,
    edit_row,
    refresh_rows,
    start_import,
    text_as_read,
)
from dueregard.web.recommendations.imports.services.sheets import (
    accept_sheet,
    receive_sheet,
    rehearse,
    rows_of,
)
from dueregard.web.recommendations.imports.services.undoing import BuiltOn, undo_import

__all__ = [
    "BuiltOn",
    "NotReady",
    "Outdated",
    "abandon_import",
    "accept_import",
    "accept_sheet",
    "allowed_decisions",
    "change_setup",
    "decide_all",
    "decide_rows",
    "edit_row",
    "receive_paper",
    "receive_sheet",
    "refresh_rows",
    "rehearse",
    "rows_of",
    "start_import",
    "text_as_read",
    "undo_import",
]
