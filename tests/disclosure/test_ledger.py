"""The ledger: earlier releases are known to the attack, and lines cannot be changed unseen."""

from __future__ import annotations

import pytest

from dueregard.disclosure import (
    LedgerEntry,
    LedgerFile,
    Unsafe,
    audit_ledger,
    policy_from,
    preset,
    protect,
)
from dueregard.disclosure.answers import EstimateOfTwo
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


def test_the_whole_ledger_is_audited(tmp_path) -> None:
    ledger = LedgerFile(tmp_path / "ledger.jsonl")
    with pytest.raises(UnusableDocument):
        audit_ledger(ledger)
    for period in ("Q1", "Q2"):
        release = protect([table(AREAS, period=period)], preset("published"), name=period)
        ledger.add(release.ledger_entry)
    report = audit_ledger(ledger)
    assert report.safe and {cell.release for cell in report.cells} == {"Q1", "Q2"}
    lax = protect([table(AREAS, period="Q1")], policy_from({"threshold": 2}), name="lax")
    ledger.add(lax.ledger_entry)
    found = audit_ledger(ledger)
    assert not found.safe
    assert all(cell.release == "Q1" for cell in found.unsafe)


def test_a_changed_tree_of_units_is_tied_by_declared_sums() -> None:
    """Elm and Oak became one unit: shown alone it is safe, beside the old tree it tells on Elm."""
    before = protect([table(AREAS, unit_tree="1")], preset("published"), name="before")
    assert [c.levels[0] for c in before.tables[0] if c.value is None] == ["Elm", "Yew"]
    after = table({"Ash": 41, "Elm and Oak": 28, "Yew": 36, "Total": 105}, unit_tree="2")
    one, two = Identity("officers", unit_tree="1"), Identity("officers", unit_tree="2")
    sums = [
        {
            "whole": two.of({"area": "Elm and Oak"}),
            "parts": [one.of({"area": area}) for area in ("Elm", "Oak")],
        }
    ]
    earlier = [before.ledger_entry]
    untied = protect([after], preset("published"), name="after", earlier=earlier)
    assert untied.tables[0].cell(area="Elm and Oak").value == 28
    tied = protect([after], preset("published"), name="after", earlier=earlier, sums=sums)
    assert tied.tables[0].cell(area="Elm and Oak").value is None
    must = policy_from({"preset": "published", "must_publish": [{"area": "Elm and Oak"}]})
    with pytest.raises(Unsafe, match="area Elm"):
        protect([after], must, name="after", earlier=earlier, sums=sums)


def test_what_an_estimate_told_is_known_to_later_attacks() -> None:
    """A share that leaves a hidden count wide is let through, and recorded with what it allows."""
    counts = {"Ash": 410, "Elm": 3, "Oak": 250, "Yew": 360, "Total": 1023}
    asked = EstimateOfTwo(
        "share", {"area": "Elm"}, {}, lambda x, y: {"share": x / y}, 2, "a share of {share}"
    )
    release = protect([table(counts)], preset("published"), name="n", statistics=[asked])
    (found,) = release.findings
    (told,) = release.record["findings"]
    least, most = told["allows"][Identity("officers").of({"area": "Elm"})]
    assert least <= 3 <= most and most - least >= 10
    report = audit_ledger(_Kept([release.ledger_entry]))
    elm = next(cell for cell in report.cells if cell.cell == {"area": "Elm"})
    assert (elm.lower, elm.upper) == (least, most)
    assert str(found) == f"a share of {found.values['share']:.{told['decimals']}f}"


class _Kept:
    """A ledger in memory: the protocol asks for no file."""

    def __init__(self, entries: list[LedgerEntry]) -> None:
        self.entries = entries

    def releases(self) -> list[LedgerEntry]:
        return self.entries

    def add(self, entry: LedgerEntry) -> None:
        self.entries.append(entry)
