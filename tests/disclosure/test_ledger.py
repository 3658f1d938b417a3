"""The ledger: earlier releases are known to the attack, and lines cannot be changed unseen."""

from __future__ import annotations

import pytest

from dueregard.disclosure import LedgerEntry, LedgerFile, Unsafe, policy_from, preset, protect
from dueregard.exceptions import UnreadableDocument, UnusableDocument
from dueregard.tables import FrequencyTable, Identity


def table(counts: dict, name: str = "officers", **identity) -> FrequencyTable:
    return FrequencyTable.from_records(
        [{"area": a, "count": c} for a, c in counts.items()],
        name=name,
        identity=Identity("officers", **identity),
    )


AREAS = {"Ash": 41, "Elm": 3, "Oak": 25, "Yew": 36, "Total": 105}


def test_a_release_is_added_once_and_read_back(tmp_path) -> None:
    ledger = LedgerFile(tmp_path / "deep" / "ledger.jsonl")
    assert ledger.releases() == []
    release = protect([table(AREAS)], preset("published"), name="first")
    ledger.add(release.ledger_entry)
    ledger.add(release.ledger_entry)
    (entry,) = ledger.releases()
    assert entry == LedgerEntry(release.record["entry"], "first", release.record)
    cells = entry.record["tables"][0]["cells"]
    assert len(cells) == 5 and len({cell["identity"] for cell in cells}) == 5


def test_an_earlier_release_that_shows_what_is_hidden_is_found() -> None:
    """A total of some areas, published before, gives one of them away."""
    first = protect([table(AREAS)], preset("published"), name="first")
    hidden = [c.levels[0] for c in first.tables[0] if c.value is None]
    assert "Elm" in hidden
    # The other hidden area, published alone for the same people.
    other = next(area for area in hidden if area != "Elm")
    second = table({other: AREAS[other]}, "one")
    with pytest.raises(Unsafe) as caught:
        protect([second], preset("published"), name="second", earlier=[first.ledger_entry])
    assert "area Elm" in caught.value.message
    assert "earlier release “first”" in caught.value.message
    assert caught.value.exit_code == 13


def test_another_quarter_is_another_quantity() -> None:
    first = protect([table(AREAS, period="Q1")], preset("published"), name="Q1")
    later = {**AREAS, "Elm": 4, "Total": 106}
    second = protect(
        [table(later, period="Q2")], preset("published"), name="Q2", earlier=[first.ledger_entry]
    )
    assert second.record["entry"] != first.record["entry"]


def test_the_same_quantity_with_another_count_is_refused() -> None:
    first = protect([table(AREAS)], preset("published"), name="first")
    later = {**AREAS, "Ash": 42, "Total": 106}
    with pytest.raises(UnusableDocument, match="identities must differ"):
        protect([table(later)], preset("published"), name="x", earlier=[first.ledger_entry])


def test_a_revised_snapshot_says_so_and_declared_bounds_are_attacked() -> None:
    first = protect([table(AREAS, snapshot="1")], preset("published"), name="first")
    later = table({**AREAS, "Ash": 44, "Total": 108}, snapshot="2")
    second = protect([later], preset("published"), name="x", earlier=[first.ledger_entry])
    assert str(second.tables[0].cell(area="Ash")) == "44 [r]"
    assert str(second.tables[0].cell(area="Oak")) in ("25", "[c]")


def test_a_changed_line_is_found(tmp_path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = LedgerFile(path)
    ledger.add(protect([table(AREAS)], preset("published"), name="first").ledger_entry)
    path.write_text(path.read_text(encoding="utf-8").replace(":41,", ":42,"), encoding="utf-8")
    with pytest.raises(UnusableDocument, match="line 1: the release does not match"):
        ledger.releases()
    path.write_text("not json\n", encoding="utf-8")
    with pytest.raises(UnusableDocument, match="line 1: it is not an entry"):
        ledger.releases()
    with pytest.raises(UnreadableDocument):
        LedgerFile(tmp_path).releases()


def test_two_policies_on_the_same_counts_are_attacked_together() -> None:
    """What a laxer policy showed, a stricter one cannot hide again."""
    lax = protect([table(AREAS)], policy_from({"threshold": 2}), name="lax")
    with pytest.raises(Unsafe, match="area Elm"):
        protect([table(AREAS)], preset("published"), name="strict", earlier=[lax.ledger_entry])
