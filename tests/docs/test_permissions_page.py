"""The page of permissions says what the code allows, no more and no less."""

from __future__ import annotations

from pathlib import Path

from dueregard.web.accounts.permissions import (
    OWNER_PERMISSIONS,
    Permission,
    Role,
    permissions_of,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "permissions.md"
MARK = "Yes"


def table() -> str:
    """Return the table of the page: a row for each permission, a column for each role."""
    columns = [permissions_of(role) for role in Role] + [OWNER_PERMISSIONS]
    heads = [*(role.label for role in Role), "Owner or deputy"]
    rows = ["| May | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for permission in Permission:
        cells = [MARK if permission in held else "" for held in columns]
        name = permission.value[0].upper() + permission.value[1:]
        rows.append("| " + " | ".join([name, *cells]) + " |")
    return "\n".join(rows)


def test_the_table_is_the_code() -> None:
    expected = table()
    assert expected in PAGE.read_text(encoding="utf-8"), f"Put this table in {PAGE}:\n{expected}"


def test_every_role_is_described() -> None:
    page = PAGE.read_text(encoding="utf-8")
    missing = [role.label for role in Role if f"**{role.label}**" not in page]
    assert not missing
