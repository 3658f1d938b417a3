"""Standardised rates against the public health body's own spreadsheet of answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.statistics import (
    directly_standardised_rate,
    indirectly_standardised_ratio,
    rate_interval,
)

# Counts, populations and answers of testdata_DSR_ISR.xlsx of PHEindicatormethods 2.1.0
# (UK Health Security Agency); weights are the European Standard Population of 2013.
BIG = [127, 25, 18, 21, 12, 27, 48, 27, 29, 32, 32, 34, 45, 65, 38, 68, 74, 82, 91]
SMALL = [12, 4, 3, 2, 3, 4, 8, 2, 2, 3, 4, 5, 6, 8, 5, 6, 5, 5, 4]
TINY = [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 2, 3]
PEOPLE = [636, 558, 609, 543, 384, 594, 669, 843, 660, 576, 606, 522, 426, 273, 300, 288, 153,
          123, 207]  # fmt: skip
STANDARD = [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500,
            5000, 4000, 2500, 1500, 1000]  # fmt: skip
REFERENCE = [10303, 2824, 0, 3615, 3641, 3490, 3789, 3213, 3031, 2771, 3089, 3490, 3595, 4745,
             5514, 7125, 5694, 6210, 5757]  # fmt: skip
REFERENCE_PEOPLE = [50520, 57173, 60213, 54659, 44345, 50128, 62163, 67423, 62899, 55463, 60479,
                    49974, 44140, 40888, 37239, 30819, 18136, 15325, 13918]  # fmt: skip


@pytest.mark.parametrize(
    ("events", "confidence", "answer"),
    [
        (BIG, 0.95, (1043.0247991469423, 971.770906798568, 1117.894091547925)),
        (BIG, 0.998, (1043.0247991469423, 932.3287880219904, 1162.0595999522059)),
        (SMALL, 0.95, (110.3212025300104, 87.7455767536709, 136.70882227251795)),
        (SMALL, 0.998, (110.3212025300104, 76.36420357939879, 153.00328948244763)),
    ],
)
def test_direct(events, confidence, answer):
    found = directly_standardised_rate(
        events=events, exposure=PEOPLE, weights=STANDARD, multiplier=10_000, confidence=confidence
    )
    assert (found.value, found.lower, found.upper) == pytest.approx(answer, rel=1e-12)


@pytest.mark.parametrize(
    ("events", "confidence", "answer"),
    [
        (BIG, 0.95, (107.07232939020275, 100.17147712553987, 114.3233287249895)),
        (BIG, 0.998, (107.07232939020275, 96.35155619614437, 118.60070415876287)),
        (SMALL, 0.95, (10.886683770400502, 8.765040101829404, 13.366576328418912)),
        (TINY, 0.95, (1.0767049882813684, 0.4923380825095776, 2.043921455549973)),
        (TINY, 0.998, (1.0767049882813684, 0.2933930655068262, 2.710589651469021)),
    ],
)
def test_indirect(events, confidence, answer):
    found = indirectly_standardised_ratio(
        events=events,
        exposure=PEOPLE,
        reference_events=REFERENCE,
        reference_exposure=REFERENCE_PEOPLE,
        multiplier=100,
        minimum_events=0,
        confidence=confidence,
    )
    assert (found.value, found.lower, found.upper) == pytest.approx(answer, rel=1e-9)


def test_withheld_under_ten_events():
    direct = directly_standardised_rate(events=TINY, exposure=PEOPLE, weights=STANDARD)
    indirect = indirectly_standardised_ratio(
        events=TINY,
        exposure=PEOPLE,
        reference_events=REFERENCE,
        reference_exposure=REFERENCE_PEOPLE,
    )
    for found in (direct, indirect):
        assert np.isnan([found.value, found.lower, found.upper]).all()
        assert found.notes == ("withheld: fewer than 10 events in all",)


def test_several_groups_at_once():
    found = directly_standardised_rate(events=[BIG, SMALL, TINY], exposure=PEOPLE, weights=STANDARD)
    assert found.value.shape == (3,)
    assert found[2].notes
    assert not found[0].notes
    alone = directly_standardised_rate(events=SMALL, exposure=PEOPLE, weights=STANDARD)
    assert found[1].lower == pytest.approx(alone.lower)


@given(st.integers(10, 500), st.integers(500, 5000), st.floats(0.5, 0.999))
def test_one_stratum_is_a_plain_rate(events, exposure, confidence):
    found = directly_standardised_rate(
        events=[events], exposure=[exposure], weights=[7], confidence=confidence
    )
    plain = rate_interval(events=events, exposure=exposure, confidence=confidence)
    assert (found.value, found.lower, found.upper) == pytest.approx(
        (plain.value, plain.lower, plain.upper)
    )


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 500)), min_size=2, max_size=6))
def test_weights_have_no_unit(strata):
    events, exposure = zip(*strata, strict=True)
    weights = range(1, len(strata) + 1)
    found, scaled = (
        directly_standardised_rate(
            events=events, exposure=exposure, weights=[k * w for w in weights], minimum_events=0
        )
        for k in (1, 1000)
    )
    assert found.lower <= found.value <= found.upper
    assert found.upper == pytest.approx(scaled.upper)


def test_nothing_known_of_a_stratum_that_has_weight():
    found = directly_standardised_rate(events=[12, 0], exposure=[50, 0], weights=[1, 1])
    assert np.isnan(found.value)
    assert "no exposure" in found.notes[0]


def test_refusals():
    with pytest.raises(ValueError, match="exposure"):
        directly_standardised_rate(events=[1, 1], exposure=[5, 0], weights=[1, 1])
    with pytest.raises(ValueError, match="events"):
        directly_standardised_rate(events=12, exposure=5, weights=1)
    with pytest.raises(ValueError, match="reference_exposure"):
        indirectly_standardised_ratio(
            events=[12], exposure=[5], reference_events=[1], reference_exposure=[0]
        )
