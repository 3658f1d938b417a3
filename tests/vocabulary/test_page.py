"""The page of the vocabulary lists what is shipped, no more and no less."""

from __future__ import annotations

from pathlib import Path

from dueregard import vocabulary as v
from dueregard.vocabulary.pack_classifications import CATEGORY_KEYS, CLASSIFICATION_KEYS
from dueregard.vocabulary.packs import KEYS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "vocabulary.md"
WORDS = {True: "yes", False: "no", "partial": "in part"}


def table() -> str:
    """Return the table of the page: a row for each classification."""
    rows = ["| Id | Version | Title | Groups | Basis | Verified |", "|---|---|---|---|---|---|"]
    for one in sorted(v.shipped_vocabulary().by_key.values(), key=lambda c: c.key):
        basis = one.basis.replace("_", "-")
        cells = [f"`{one.id}`", one.version, one.title, str(len(one.codes)), basis]
        rows.append(f"| {' | '.join(cells)} | {WORDS[one.verified]} |")
    return "\n".join(rows)


def test_the_table_is_the_code() -> None:
    expected = table()
    assert expected in PAGE.read_text(encoding="utf-8"), f"Put this table in {PAGE}:\n{expected}"


def test_every_name_of_the_package_is_explained() -> None:
    page = PAGE.read_text(encoding="utf-8")
    missing = [name for name in v.__all__ if f"`{name}" not in page]
    assert not missing


def test_every_key_of_a_pack_is_named() -> None:
    page = PAGE.read_text(encoding="utf-8")
    missing = {*KEYS, *CATEGORY_KEYS, *CLASSIFICATION_KEYS}
    assert not [key for key in sorted(missing) if f"`{key}`" not in page]
