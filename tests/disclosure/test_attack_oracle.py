"""The attack against the slow oracle: its intervals are those of all possible tables."""

from __future__ import annotations

import math
from itertools import islice

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.disclosure.attack_oracle import (
    dimension,
    full_table,
    inner_cells,
    possible_tables,
    ranges,
    release,
    table,
)

from dueregard.disclosure.attack import AttackReport, attack

SHAPES = {
    "two rows": [dimension("a", "xy"), dimension("b", "pq")],
    "square": [dimension("a", "xyz"), dimension("b", "pqr")],
    "thin": [dimension("a", "xy"), dimension("b", "pqrs")],
    "cube": [dimension("a", "xy"), dimension("b", "pq"), dimension("c", "mn")],
    "tree": [
        dimension("area", ["N", "n1", "n2", "S"], {"N": ["n1", "n2"]}),
        dimension("b", "pq"),
    ],
}
PATIENT = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def published_tables(draw, largest=5):
    dims = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    inner = {cell: draw(st.integers(0, largest)) for cell in inner_cells(dims)}
    counts = full_table(dims, inner)
    positive = sorted(levels for levels, count in counts.items() if count > 0)
    hidden = draw(st.sets(st.sampled_from(positive), max_size=7)) if positive else set()
    hidden -= {tuple("Total" for _ in dims)}
    return table("t", dims, counts, hidden)


def total(published) -> int:
    """The grand total, which is always shown: no count is larger."""
    return max(c["value"] for c in published["cells"] if c["value"] is not None)


def intervals(report: AttackReport) -> dict[tuple[str, ...], tuple[int, float]]:
    return {
        tuple(cell.cell.values()): (cell.lower, math.inf if cell.upper is None else cell.upper)
        for cell in report.cells
    }


@PATIENT
@given(published_tables())
def test_intervals_are_those_of_all_possible_tables(published):
    expected = ranges(published, most=total(published))
    found = attack([release(published)])
    for levels, interval in intervals(found).items():
        low, high = expected[levels]
        assert interval == (low, high)


@PATIENT
@given(published_tables())
def test_verdict_alone_is_the_verdict_of_all_intervals(published):
    exact, quick = attack([release(published)]), attack([release(published)], exact=False)
    assert [c.safe for c in exact.cells] == [c.safe for c in quick.cells]
    for whole, part in zip(exact.cells, quick.cells, strict=True):
        assert whole.lower <= part.lower
        assert whole.upper is None or (part.upper is not None and part.upper <= whole.upper)


@PATIENT
@given(published_tables())
def test_unsafe_exactly_when_narrow_and_possibly_small(published):
    expected = ranges(published, most=total(published))
    for cell in attack([release(published)]).cells:
        low, high = expected[tuple(cell.cell.values())]
        assert cell.safe == (high - low >= 5 or low >= 5)
        assert bool(cell.via) == (not cell.safe)


@settings(PATIENT, max_examples=25)
@given(published_tables(largest=3))
def test_rounding_leaves_what_all_possible_tables_leave(published):
    dims = published["dimensions"]
    if len(inner_cells(dims)) > 6:
        return
    for cell in published["cells"]:
        cell["state"] = "value" if cell["value"] is not None else "confidential"
        if cell["value"] is not None:
            cell["value"] = (2 * cell["value"] + 3) // 6 * 3
    content = release(
        published, policy={"rounding": {"base": 3, "rule": "nearest"}, "threshold": 0}
    )
    expected = ranges(published, most=total(published) + 1, reach=1)
    for levels, (low, high) in intervals(attack([content])).items():
        assert (low, high) == expected[levels]


@PATIENT
@given(published_tables(), st.data())
def test_a_percentage_leaves_what_all_possible_tables_leave(published, data):
    hidden = [c["cell"] for c in published["cells"] if c["state"] == "confidential"]
    truth = None
    expected_all = list(_first(published))
    if not hidden or not expected_all:
        return
    truth = data.draw(st.sampled_from(expected_all))
    names = [d["name"] for d in published["dimensions"]]
    top = data.draw(st.sampled_from(hidden))
    bottom = {names[0]: top[names[0]]}
    key, whole = tuple(top.values()), (top[names[0]], *("Total" for _ in names[1:]))
    if truth[whole] == 0:
        return
    share = round(100 * truth[key] / truth[whole])
    published["derived"] = [
        {
            "kind": "percentage",
            "cell": top,
            "numerator": top,
            "denominator": bottom,
            "value": share,
            "decimals": 0,
        }
    ]
    expected = ranges(
        published,
        most=total(published),
        keep=lambda t: abs(100 * t[key] - share * t[whole]) <= 0.5 * t[whole] + 1e-9,
    )
    for levels, interval in intervals(attack([release(published)])).items():
        assert interval == expected[levels]


def _first(published, most=30):
    return islice(possible_tables(published, total(published)), most)
