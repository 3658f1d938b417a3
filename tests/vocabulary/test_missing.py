"""Kinds of missing and the disclosure rate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard import vocabulary as v
from dueregard.exceptions import UsageError
from dueregard.vocabulary import MissingKind

SEX = v.classification("sex.female_male")


def test_the_five_kinds() -> None:
    assert [str(kind) for kind in MissingKind] == [
        "not_asked",
        "not_recorded",
        "prefer_not_to_say",
        "not_stated",
        "unknown",
    ]
    assert [kind for kind in MissingKind if not kind.counts_as_non_disclosure] == ["not_asked"]


def test_kinds_are_never_folded_together() -> None:
    rate = v.disclosure_rate(
        {"F": 40, "M": 50, "PNS": 1, "NS": 2, "NOT_RECORDED": 3, "U": 4, "NOT_ASKED": 100}, SEX
    )
    assert rate.stated == 90
    assert rate.non_disclosed == {
        MissingKind.NOT_RECORDED: 3,
        MissingKind.PREFER_NOT_TO_SAY: 1,
        MissingKind.NOT_STATED: 2,
        MissingKind.UNKNOWN: 4,
    }
    assert rate.not_asked == 100
    assert rate.rate == 0.9
    assert rate.smaller_groups == ()
    assert rate.warnings == ("People who were not asked are left out of the rate.",)


def test_non_disclosure_larger_than_a_group_is_said() -> None:
    rate = v.disclosure_rate({"W": 800, "B": 30, "A": 60, "NS": 45}, "ethnicity.broad_5plus1")
    assert rate.smaller_groups == ("B",)
    assert rate.warnings[0].startswith("More people did not say than are in: Black.")


def test_nobody_asked_is_no_rate() -> None:
    rate = v.disclosure_rate({"NOT_ASKED": 12}, SEX)
    assert rate.rate is None
    assert rate.warnings == ("Nobody was asked, so there is no disclosure rate.",)


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(v.UnknownTerm, match="no code “Z”"):
        v.disclosure_rate({"Z": 1}, SEX)
    with pytest.raises(UsageError, match="code F: a count is a whole number from 0"):
        v.disclosure_rate({"F": -1}, SEX)
    with pytest.raises(UsageError, match="code A: it is a subtotal"):
        v.disclosure_rate({"A": 3, "A1": 3}, "ethnicity.gov_uk_18a")


@given(st.dictionaries(st.sampled_from(list(SEX.labels)), st.integers(0, 10**9)))
def test_everybody_is_counted_once(counts: dict[str, int]) -> None:
    rate = v.disclosure_rate(counts, SEX)
    hidden = sum(rate.non_disclosed.values())
    assert rate.stated + hidden + rate.not_asked == sum(counts.values())
    assert rate.rate is None or 0 <= rate.rate <= 1
