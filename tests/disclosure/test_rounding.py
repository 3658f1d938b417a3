"""Rounding and cell key perturbation: unbiased, repeatable, never negative."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.disclosure import Infeasible, Unsafe, UnusablePolicy, policy_from, protect
from dueregard.disclosure.cell_key import KEYS, noise_table, record_key
from dueregard.disclosure.rounding import rounded
from dueregard.disclosure.rules import Perturbation, Rounding
from dueregard.tables import CellState, FrequencyTable, Record, UnusableTable, dimension_of


@given(st.lists(st.integers(0, 10**6), min_size=1), st.integers(2, 50))
def test_nearest_is_never_further_than_it_says(counts, base) -> None:
    rule = Rounding(base)
    shown = rounded(np.array(counts), rule)
    assert (shown % base == 0).all()
    assert (np.abs(shown - counts) <= rule.reach).all()


@given(st.integers(0, 200), st.integers(2, 10), st.text(min_size=16, max_size=20))
def test_random_goes_to_a_neighbour_and_depends_on_seed_and_identity(count, base, seed) -> None:
    rule = Rounding(base, "random", seed)
    one = rounded(np.array([count, 7]), rule, ["a", "b"])
    other = rounded(np.array([7, count]), rule, ["b", "a"])
    assert one[0] == other[1]
    assert one[0] % base == 0 and abs(one[0] - count) <= rule.reach
    if count % base == 0:
        assert one[0] == count


def test_random_has_the_count_as_its_mean() -> None:
    shown = rounded(
        np.full(20_000, 12), Rounding(5, "random", "s" * 16), [str(i) for i in range(20_000)]
    )
    # Standard error of the mean: sqrt(2 * 3 / 20,000) = 0.017.
    assert abs(shown.mean() - 12) < 0.07


def test_random_rounding_asks_for_identities() -> None:
    with pytest.raises(ValueError, match="identity"):
        rounded(np.array([1, 2]), Rounding(5, "random", "s" * 16))


@pytest.mark.parametrize("seed", ["", "fifteen letters"])
def test_random_rounding_without_a_secret_is_refused(seed) -> None:
    """The identity of a cell is public: with a seed that is known the draw can be repeated."""
    with pytest.raises(ValueError, match="a secret of at least 16 characters"):
        Rounding(5, "random", seed)
    content = {"threshold": 10, "rounding": {"base": 5, "rule": "random", "seed": seed}}
    with pytest.raises(UnusablePolicy, match="policy, rounding, seed: random rounding needs"):
        policy_from(content)


def test_the_secret_is_in_no_release_and_no_words() -> None:
    secret = "known to nobody else"
    policy = policy_from(
        {"threshold": 0, "rounding": {"base": 5, "rule": "random", "seed": secret}}
    )
    table = FrequencyTable.from_records([{"a": "x", "count": 12}, {"a": "y", "count": 31}])
    release = protect([table], policy)
    assert secret not in json.dumps(dict(release.record)) + repr(policy) + str(release.notes)


@pytest.mark.parametrize(("variance", "maximum"), [(2.0, 5), (1.0, 3), (4.0, 8)])
def test_noise_is_unbiased_with_its_variance_and_never_negative(variance, maximum) -> None:
    table = noise_table(Perturbation("1", variance, maximum))
    assert (table[0] == 0).all()
    for count, row in enumerate(table[1:], start=1):
        assert row.sum() == 0
        assert (row**2).sum() == KEYS * variance
        assert row.min() >= -count and row.max() <= maximum


def test_versions_differ_and_repeat() -> None:
    one, other = noise_table(Perturbation("1")), noise_table(Perturbation("2"))
    assert (one != other).any()
    noise_table.cache_clear()
    assert (one == noise_table(Perturbation("1"))).all()


def test_impossible_noise_is_refused() -> None:
    content = {"threshold": 0, "perturbation": {"version": "1", "variance": 50, "maximum": 2}}
    with pytest.raises(UnusablePolicy, match="policy, perturbation: no noise of at most 2"):
        policy_from(content)
    with pytest.raises(ValueError, match="no noise of at most 2"):
        noise_table(Perturbation("1", variance=50.0, maximum=2))


def test_record_keys_are_keyed_and_spread() -> None:
    first, second = b"a" * 16, b"b" * 16
    keys = [record_key(f"p{i}", secret=first) for i in range(5000)]
    assert keys != [record_key(f"p{i}", secret=second) for i in range(5000)]
    assert set(keys) == set(range(KEYS))
    with pytest.raises(ValueError, match="16 to 64 bytes"):
        record_key("p", secret=b"short")


def _keyed(rows: dict[str, tuple[int, int]], name: str = "t") -> FrequencyTable:
    area = dimension_of("area", rows)
    records = [Record((a,), c, cell_key=k) for a, (c, k) in rows.items()]
    return FrequencyTable(name, [area], [*records, Record(("Total",), None)])


NOISY = {"threshold": 0, "perturbation": {"version": "1"}}


def test_same_people_same_noise_and_no_confidential_column() -> None:
    rows = {"a": (40, 17), "b": (31, 200), "c": (0, 0)}
    released = protect([_keyed(rows)], policy_from(NOISY)).tables[0]
    alone = protect([_keyed({"a": (40, 17), "z": (12, 3)}, "u")], policy_from(NOISY)).tables[0]
    assert released.cell(area="a").value == alone.cell(area="a").value
    assert released.cell(area="c").value == 0
    noise = noise_table(Perturbation("1"))
    assert released.cell(area="a").value == 40 + noise[5, 17]
    assert released.cell(area="Total").value == 71 + noise[5, 217]
    assert set(released.rows()[0]) == {"area", "value", "state"}
    assert "cell_key" not in released.as_csv()


def test_noise_needs_cell_keys() -> None:
    plain = FrequencyTable.from_records([{"area": "a", "count": 40}, {"area": "b", "count": 30}])
    with pytest.raises(UnusableTable, match="needs the column cell_key"):
        protect([plain], policy_from(NOISY))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 255)), min_size=3, max_size=6))
def test_noise_with_a_threshold_shows_no_small_number(rows) -> None:
    policy = policy_from({"threshold": 5, "perturbation": {"version": "1"}})
    table = _keyed({f"a{i}": (count, key * (count > 0)) for i, (count, key) in enumerate(rows)})
    try:
        released = protect([table], policy).tables[0]
    except (Unsafe, Infeasible):
        return
    for cell in released:
        assert cell.value is None or cell.value == 0 or cell.value >= 5
        assert cell.state in (CellState.VALUE, CellState.CONFIDENTIAL)
