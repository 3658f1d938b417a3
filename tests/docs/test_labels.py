"""Tutorials and how-to guides name buttons, links and headings as the pages do."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src" / "dueregard" / "web"
#: Guides to the command line name no page.
WITHOUT_PAGES = {"protect-a-table"}
GUIDES = sorted(
    path
    for folder in ("tutorials", "how-to")
    for path in (ROOT / "docs" / folder).glob("*.md")
    if path.stem not in WITHOUT_PAGES
)
BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)
#: What a page puts together from parts, so that no file has it whole.
PUT_TOGETHER = re.compile(r"Winter 2026|Open Doors review|for 4 items|Recommendation 1")


def plain(text: str) -> str:
    """Return text with straight quotes, single spaces and no mark-up."""
    text = text.replace("’", "'").replace("&nbsp;", " ")
    text = re.sub(r"\"\s*\n\s*f?\"|</?[a-z][^<>\n]*>", "", text)
    return re.sub(r"\s+", " ", text).casefold()


@cache
def shown() -> str:
    """Return everything that the web half may show, as one text."""
    files = [path for kind in ("*.html", "*.py") for path in sorted(WEB.rglob(kind))]
    return plain("\n".join(path.read_text(encoding="utf-8") for path in files))


def labels(guide: Path) -> list[str]:
    """Return what a guide prints in bold."""
    found = BOLD.findall(guide.read_text(encoding="utf-8"))
    return [label for label in found if not PUT_TOGETHER.search(re.sub(r"\s+", " ", label))]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_label_is_one_of_a_page(guide: Path) -> None:
    missing = [label for label in labels(guide) if plain(label) not in shown()]
    assert not missing, f"No page says {missing}: say it as the page does."


def test_guides_name_labels() -> None:
    assert sum(len(labels(guide)) for guide in GUIDES) > 100
