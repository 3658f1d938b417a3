"""Missing characteristics: every way of sharing unknown events out, one by one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.statistics import missing_characteristic_bounds


@given(
    st.integers(0, 40), st.integers(1, 500), st.integers(1, 40), st.integers(1, 500),
    st.integers(1, 30),
)  # fmt: skip
def test_every_way_of_sharing_out(x1, n1, x2, n2, unknown):
    found = missing_characteristic_bounds(
        events_1=x1, exposure_1=n1, events_2=x2, exposure_2=n2, unknown_events=unknown
    )
    ratios = [
        Fraction(x1 + given_1, n1) / Fraction(x2 + unknown - given_1, n2)
        for given_1 in range(unknown + 1)
    ]
    assert found.lower == pytest.approx(float(ratios[0]))
    assert found.lower == pytest.approx(float(min(ratios)))
    # The upper bound leaves the reference group its known events only: all unknown are group 1's.
    assert found.upper == pytest.approx(float(max(ratios)))
    assert found.lower <= found.observed <= found.upper
    if not np.isnan(found.tipping_share):
        moved = found.tipping_share * unknown
        assert (x1 + moved) / n1 == pytest.approx((x2 + unknown - moved) / n2)
    else:
        assert min(ratios) > 1 or max(ratios) < 1


def test_nothing_unknown_is_the_plain_ratio():
    found = missing_characteristic_bounds(
        events_1=[3, 0], exposure_1=10, events_2=[2, 0], exposure_2=20, unknown_events=0
    )
    assert found.observed[0] == found.lower[0] == found.upper[0] == 3
    assert np.isnan(found.observed[1])
    assert any("neither group" in note for note in found.notes)


def test_reference_without_events_is_unbounded():
    found = missing_characteristic_bounds(
        events_1=3, exposure_1=10, events_2=0, exposure_2=20, unknown_events=4
    )
    assert found.upper == np.inf
    assert found.lower == pytest.approx(1.5)
    assert any("unbounded" in note for note in found.notes)


def test_refusals():
    with pytest.raises(ValueError, match="unknown_events"):
        missing_characteristic_bounds(
            events_1=3, exposure_1=10, events_2=1, exposure_2=20, unknown_events=-1
        )
