"""The search knows earlier releases: what can be released beside them is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.disclosure import Infeasible, Unsafe, policy_from, preset, protect
from dueregard.disclosure.attack import attack
from dueregard.tables import FrequencyTable, Identity

AREAS = {"N": 4, "S": 40, "E": 7, "W": 60}
SEXES = [("N", 1, 3), ("S", 20, 20), ("E", 3, 4), ("W", 30, 30)]


def by_area(counts: dict) -> FrequencyTable:
    rows = [{"area": area, "count": count} for area, count in counts.items()]
    rows.append({"area": "Total", "count": sum(counts.values())})
    return FrequencyTable.from_records(rows, name="q1", identity=Identity("x"))


def by_sex() -> FrequencyTable:
    rows = [{"area": a, "sex": "F", "count": f} for a, f, _ in SEXES]
    rows += [{"area": a, "sex": "M", "count": m} for a, _, m in SEXES]
    return FrequencyTable.from_records(rows, name="qs", identity=Identity("x"))


def test_a_breakdown_of_what_was_released_is_released() -> None:
    """q1 hides N and E, which together are 11; by sex, S or W must be hidden with them."""
    first = protect([by_area(AREAS)], preset("published"), name="q1")
    earlier = [first.ledger_entry]
    second = protect([by_sex()], preset("published"), name="qs", earlier=earlier)
    assert attack([first.record, second.record]).safe
    assert sum(cell.value is not None for cell in second.tables[0]) > 0


def test_what_must_be_published_and_cannot_is_refused_in_few_words() -> None:
    first = protect([by_area(AREAS)], preset("published"), name="q1")
    must = [{"area": area, "sex": sex} for area in ("S", "W") for sex in ("F", "M")]
    policy = policy_from({"preset": "published", "must_publish": must})
    with pytest.raises(Unsafe) as caught:
        protect([by_sex()], policy, name="qs", earlier=[first.ledger_entry])
    lines = caught.value.message.splitlines()
    assert "Merge x: area" in lines[-1] and "publish fewer cells" in lines[-1]
    assert all(len(line) < 700 for line in lines) and len(caught.value.message) < 3000


def test_a_contributor_is_protected_by_its_own_width_beside_earlier_releases() -> None:
    """A is 1,000 of which one makes 990: the rule asks for 238; rounded before, A is 998..1,002."""
    rounded = policy_from({"threshold": 0, "protection": 0, "rounding": {"base": 5}})
    counts = {"A": 1000, "B": 6, "C": 4000, "D": 3000}
    before = protect([by_area(counts)], rounded, name="before")
    rows = [{"area": "A", "count": 1000, "largest_1": 990, "largest_2": 5}]
    rows += [
        {"area": area, "count": count, "largest_1": 1, "largest_2": 1}
        for area, count in counts.items()
        if area != "A"
    ]
    rows.append({"area": "Total", "count": 8006, "largest_1": 990, "largest_2": 5})
    table = FrequencyTable.from_records(rows, name="q1", identity=Identity("x"))
    policy = policy_from({"threshold": 0, "protection": 0, "dominance": {"n": 1, "k": 80}})
    alone = protect([table], policy)
    (found,) = [c for c in attack([alone.record], exact=True).cells if c.cell == {"area": "A"}]
    assert found.upper is None or found.upper - found.lower >= 238
    with pytest.raises(Unsafe, match="contributors ask for an interval of 238"):
        protect([table], policy, earlier=[before.ledger_entry])


@settings(max_examples=25)
@given(st.lists(st.sampled_from([0, 1, 2, 4, 9, 20, 30]), min_size=6, max_size=8))
def test_whatever_is_released_one_after_the_other_withstands_together(counts) -> None:
    cells = {(f"A{i // 2}", "FM"[i % 2]): count for i, count in enumerate(counts)}
    areas = sorted({area for area, _ in cells})
    both = [{"area": a, "sex": s, "count": c} for (a, s), c in cells.items()]
    alone = [
        {"area": area, "count": sum(c for (a, _), c in cells.items() if a == area)}
        for area in areas
    ]
    earlier, policy = [], policy_from({"threshold": 5})
    for name, rows in (("alone", alone), ("both", both)):
        table = FrequencyTable.from_records(rows, name=name, identity=Identity("x"))
        try:
            release = protect([table], policy, name=name, earlier=earlier)
        except (Unsafe, Infeasible):
            continue
        earlier.append(release.ledger_entry)
    assert not earlier or attack([entry.record for entry in earlier]).safe
