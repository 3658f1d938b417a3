"""The columns of the exported list of recommendations, in the one place that names them.

The list writes them, the import of an edited export reads them. A column that may be changed
by hand says so; all others are there to be read and are ignored when they come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnKind = Literal["text", "long", "number", "date", "boolean"]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its key in code, its heading in the sheet, and whether people may change it."""

    key: str
    label: str
    kind: ColumnKind = "text"
    changeable: bool = False
    #: A column that is empty in the export, to be filled in by hand.
    blank: bool = False


ID = SheetColumn("id", "Id", "number")
VERSION = SheetColumn("version", "Version")
SOURCE = SheetColumn("source", "Source")
NUMBER = SheetColumn("number", "Number")
TEXT = SheetColumn("text", "What was asked", "long")
OWNER_BODY = SheetColumn("owner_body", "Owner body")
OWNER = SheetColumn("owner", "Owner", changeable=True)
DEPUTY = SheetColumn("deputy", "Deputy", changeable=True)
DUE = SheetColumn("due", "Due", "date", changeable=True)
PRIORITY = SheetColumn("priority", "Priority", "boolean", changeable=True)
RESTRICTED = SheetColumn("restricted", "Restricted", "boolean", changeable=True)
STATUS = SheetColumn("status", "Status")
CHALLENGES = SheetColumn("challenges", "Unanswered challenges", "number")
LAST_PROGRESS = SheetColumn("last_progress", "Last progress", "date")
NEW_PROGRESS = SheetColumn("new_progress", "New progress", "long", changeable=True, blank=True)
NEW_NEXT_STEP = SheetColumn("new_next_step", "New next step", "long", changeable=True, blank=True)

COLUMNS: tuple[SheetColumn, ...] = (
    ID,
    VERSION,
    SOURCE,
    NUMBER,
    TEXT,
    OWNER_BODY,
    OWNER,
    DEPUTY,
    DUE,
    PRIORITY,
    RESTRICTED,
    STATUS,
    CHALLENGES,
    LAST_PROGRESS,
    NEW_PROGRESS,
    NEW_NEXT_STEP,
)
#: Without these a row cannot be told or could overwrite somebody else's work.
REQUIRED: tuple[SheetColumn, ...] = (ID, VERSION)
CHANGEABLE: tuple[SheetColumn, ...] = tuple(one for one in COLUMNS if one.changeable)


def version_text(recommendation_version: int, commitment_version: int) -> str:
    """Return what the version column holds: both records of an item have a version.

    Examples
    --------
    >>> version_text(3, 12)
    'v3.12'
    """
    # The letter keeps a spreadsheet from making a number or a date of it.
    return f"v{recommendation_version}.{commitment_version}"
