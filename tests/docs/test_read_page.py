"""The page on reading names every key and every issue there is, and none that there is not."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from dueregard.papers import model

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "read.md").read_text(encoding="utf-8")
PARTS = [
    part
    for part in vars(model).values()
    if isinstance(part, type) and is_dataclass(part) and part is not model.SourceLine
]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_is_named(part: type) -> None:
    keys = [one.name for one in fields(part) if one.metadata.get("json", True)]  # type: ignore[arg-type]
    missing = [key for key in keys if f"`{key}`" not in PAGE and f"`{key}." not in PAGE]
    assert not missing


def test_every_issue_is_named_and_no_other() -> None:
    table = PAGE.split("## Issues")[1].split("## Exit codes")[0]
    named = set(re.findall(r"^\| `(\w+)` \|", table, re.M))
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src/dueregard/papers").rglob("*.py")
    )
    raised = set(re.findall(r"\.issue\(\s*\"(\w+)\"", code))
    assert named == raised
