"""The page of frameworks lists every pack, crosswalk and key there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from dueregard import frameworks as f
from dueregard.frameworks import reading, reading_parts

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "frameworks.md"


def in_force(framework: f.Framework) -> str:
    if framework.status == "expected":
        return f"expected {framework.expected_stated or 'some day'}"
    period = framework.in_force
    return f"{period.from_stated} to {period.to_stated}" if period.to else period.from_stated


def packs() -> str:
    rows = []
    for each in f.frameworks():
        cells = [
            f"`{each.id}`",
            each.version,
            each.title,
            each.kind,
            each.force,
            each.status,
            in_force(each),
            str(len(list(each.walk()))),
            each.verified.value,
        ]
        rows.append("| " + " | ".join(cells) + " |")
    return "|---" * 9 + "|\n" + "\n".join(rows) + "\n\n"


def crosswalks() -> str:
    rows = [f"| `{each.from_}` | `{each.to}` | {len(each.rows)} |" for each in f.crosswalks()]
    return "| From | To | Rows |\n|---|---|---|\n" + "\n".join(sorted(rows)) + "\n\n"


def test_the_tables_are_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for table in (packs(), crosswalks()):
        assert table in page, f"Put this table in {PAGE}:\n{table}"


def test_every_key_is_described() -> None:
    page = PAGE.read_text(encoding="utf-8")
    schema = page[page.index("## The schema") :]
    parts = ("REACH", "SOURCE", "DUE", "REVIEW", "BINDS", "THRESHOLD", "INDICATOR", "QUESTION")
    keys = {key for name in parts for key in getattr(reading_parts, name)}
    keys |= {*reading.KEYS, *reading.REQUIREMENT, *reading_parts.CONDITION}
    missing = [key for key in sorted(keys) if f"`{key}`" not in schema]
    assert not missing


def test_no_sentence_of_the_page_names_a_pack_there_is_not() -> None:
    ids = {each.id for each in f.frameworks()} | {a for e in f.frameworks() for a in e.aliases}
    named = re.findall(r'f\.framework\("([^"@]+)', PAGE.read_text(encoding="utf-8"))
    assert named and set(named) <= ids
