"""What a release tells of its search: nothing from which a hidden count follows."""

from __future__ import annotations

import json

import pytest

from dueregard.disclosure import policy_from, preset, protect
from dueregard.disclosure.hiding import Hidden
from dueregard.tables import FrequencyTable

VETTING = [("North", "Refused", 4), ("North", "Granted", 36), ("South", "Refused", 21)]
VETTING += [("South", "Granted", 60)]


def table() -> FrequencyTable:
    return FrequencyTable.from_records(
        [{"area": a, "outcome": o, "count": c} for a, o, c in VETTING], name="vetting"
    )


@pytest.mark.parametrize("by", ["cells", "counts", "log"])
def test_what_hiding_costs_is_not_published(by) -> None:
    """With weights by counts the cost is 36 + 21 + 60, and the total less the cost is the 4."""
    release = protect([table()], policy_from({"preset": "published", "weights": by}))
    assert set(release.record) & {"cost", "bound", "undecided"} == set()
    assert (release.record["gap"], release.record["proven"]) == (0.0, True)
    assert release.search is not None
    if by == "counts":
        assert release.search.cost == release.search.bound == 117
        assert "117" not in json.dumps(release.record)
    assert "search" not in repr(release)


@pytest.mark.parametrize(
    ("gap", "told"), [(0.0, 0.0), (1e-12, 0.0), (0.0286, 0.05), (0.05, 0.05), (0.0501, 0.1)]
)
def test_the_gap_is_told_in_twentieths_and_never_too_small(gap, told) -> None:
    assert Hidden(None, 1.0, 1.0 - gap, gap, proven=not gap).gap_told == told


def test_no_cost_at_all_tells_nothing_of_which_cells_are_small() -> None:
    """All hidden cells small, or one of them hidden for another: the release says the same."""
    told = []
    for counts in ({"A": 6, "B": 9, "C": 40}, {"A": 4, "B": 30, "C": 40}):
        rows = [{"area": area, "count": count} for area, count in counts.items()]
        rows.append({"area": "Total", "count": sum(counts.values())})
        record = protect([FrequencyTable.from_records(rows)], preset("published")).record
        told.append({key: record[key] for key in record if key in ("gap", "proven", "undecided")})
    assert told[0] == told[1]
