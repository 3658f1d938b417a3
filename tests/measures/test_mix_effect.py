"""Mix effect: what the mix accounts for and what changed inside it add up exactly."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.measures import State, UnusableCounts, Verdict, compute, measure
from dueregard.measures.kinds.rounded_parts import adding_up
from dueregard.tables import FrequencyTable
from dueregard.tables.seal import READING

MEASURE = measure("workforce.mix_effect")


def table(counts):
    return FrequencyTable.from_records(
        [
            {"ethnicity": group, "worker_type": kind, "year": year, "count": count}
            for (group, kind, year), count in counts.items()
        ]
    )


def opened(counts, **changes):
    found = compute(MEASURE.adapted(**changes), {"numerator": table(counts)})
    return found._confidential(READING)


def test_a_mix_that_alone_changes_accounts_for_everything() -> None:
    """Shares inside stay at 5 % and 20 %; staff go from a quarter to a half of the workforce."""
    found = opened(
        {
            ("B", "officers", "2018"): 15,
            ("W", "officers", "2018"): 285,
            ("B", "staff", "2018"): 20,
            ("W", "staff", "2018"): 80,
            ("B", "officers", "2019"): 10,
            ("W", "officers", "2019"): 190,
            ("B", "staff", "2019"): 40,
            ("W", "staff", "2019"): 160,
        }
    )
    black = found.of("B")
    assert black.numbers["share_before"] == pytest.approx(35 / 400)
    assert black.numbers["share_after"] == pytest.approx(50 / 400)
    assert black.numbers["within"] == pytest.approx(0)
    assert black.numbers["between"] == pytest.approx(15 / 400)
    assert black.verdict is Verdict.DESCRIBED
    assert (
        "from 8.8% to 12.5%, +3.7 percentage points: +3.7 go with the changing mix"
        in black.sentence
    )
    assert any("no limits are given" in caveat for caveat in black.caveats)


def test_three_times_give_each_step_and_the_whole() -> None:
    counts = {
        (g, k, y): 20 + i
        for i, (g, k, y) in enumerate(
            (g, k, y) for g in "BW" for k in ("officers", "staff") for y in ("1", "2", "3")
        )
    }
    found = opened(counts)
    assert {f.by["change"] for f in found} == {"1 to 2", "2 to 3", "1 to 3"}
    steps = [found.of("B", change=change) for change in ("1 to 2", "2 to 3", "1 to 3")]
    changes = [float(each.estimate.value) for each in steps]
    assert changes[0] + changes[1] == pytest.approx(changes[2])


def test_a_part_that_is_new_is_all_mix() -> None:
    found = opened(
        {
            ("B", "officers", "1"): 10,
            ("W", "officers", "1"): 90,
            ("B", "staff", "1"): 0,
            ("W", "staff", "1"): 0,
            ("B", "officers", "2"): 10,
            ("W", "officers", "2"): 90,
            ("B", "staff", "2"): 50,
            ("W", "staff", "2"): 50,
        }
    )
    black = found.of("B")
    assert black.numbers["within"] == pytest.approx(0)
    assert black.numbers["between"] == pytest.approx(60 / 200 - 10 / 100)


def test_declined_and_refused() -> None:
    counts = {
        ("B", "officers", "1"): 1,
        ("W", "officers", "1"): 2,
        ("B", "officers", "2"): 0,
        ("W", "officers", "2"): 0,
    }
    assert all(f.state is State.EMPTY_GROUP for f in opened(counts))
    with pytest.raises(UnusableCounts, match="mix: the table has no dimension grade"):
        opened(counts, options={"mix": "grade", "time": "year"})
    with pytest.raises(UnusableCounts, match="two levels or more"):
        opened({("B", "officers", "1"): 1, ("W", "officers", "1"): 9})


@given(st.lists(st.integers(0, 400), min_size=18, max_size=18))
def test_parts_add_up_exactly_and_claim_nothing(well_worded, counts) -> None:
    keys = [
        (g, k, y)
        for g in ("B", "W", "not_recorded")
        for k in ("officers", "staff", "special")
        for y in ("1", "2")
    ]
    for finding in opened(dict(zip(keys, counts, strict=True))):
        assert well_worded(finding)
        if finding.state is State.COMPUTED:
            numbers = finding.numbers
            assert numbers["between"] + numbers["within"] == pytest.approx(
                numbers["share_after"] - numbers["share_before"], abs=1e-12
            )


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=5), st.integers(0, 3))
def test_printed_parts_add_up(parts, decimals) -> None:
    rounded = adding_up(parts, decimals)
    step = 10**-decimals
    assert sum(rounded) == pytest.approx(sum(parts), abs=step / 2 + 1e-9)
    assert all(abs(a - b) < step + 1e-9 for a, b in zip(parts, rounded, strict=True))


@given(
    before=st.lists(st.integers(10, 400), min_size=4, max_size=4),
    after=st.lists(st.integers(10, 400), min_size=4, max_size=4),
)
def test_what_is_printed_adds_up(before, after) -> None:
    cells = [(g, k) for g in "BW" for k in ("officers", "staff")]
    counts = {
        (*cell, year): n
        for year, many in (("1", before), ("2", after))
        for cell, n in zip(cells, many, strict=True)
    }
    sentence = opened(counts).of("B").sentence
    first, last, change, mix, inside = map(
        float, re.findall(r"[+-]?\d+\.\d", sentence.partition("known")[2])
    )
    assert round(last - first, 1) == change == round(mix + inside, 1)
