"""Crosswalks: nothing is lost without being told, and breaks are said where they are."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard import vocabulary as v
from dueregard.exceptions import UsageError

VOCABULARY = v.shipped_vocabulary()
ALL = tuple(VOCABULARY.by_key.values())
BROAD_2001, BROAD_2011 = "ethnicity.broad_5plus1@2001", "ethnicity.broad_5plus1@2011"


def every_direct() -> list[v.Crosswalk]:
    """Return every crosswalk of one step between different classifications."""
    walks = VOCABULARY._walks
    found = (walks.direct(a.key, b.key) for a, b in product(ALL, ALL) if a is not b)
    return [one for one in found if one is not None]


DIRECT = every_direct()


def test_every_crosswalk_is_total() -> None:
    assert len(DIRECT) > 1000
    for walk in DIRECT:
        for category in walk.source.categories:
            targets, kind = walk.targets(category.code), walk.kind(category.code)
            assert (kind == "none") == (not targets)
            assert (kind == "split") == (len(targets) > 1)
            assert set(targets) <= set(walk.target.labels)


def test_whatever_cannot_be_translated_is_at_a_break() -> None:
    for walk in DIRECT:
        for code in walk.source.codes:
            if walk.kind(code) not in ("exact", "broader"):
                assert not walk.comparable(code), walk
                assert not any(walk.comparable(hit) for hit in walk.targets(code))
        for one in walk.breaks:
            assert one.why and one.what_to_do and one.codes and one.from_ == walk.target.key


def test_groups_go_to_groups_and_missing_to_the_same_kind_of_missing() -> None:
    for walk in DIRECT:
        for category in walk.source.categories:
            for hit in walk.targets(category.code):
                assert walk.target.kind_of_missing(hit) is category.missing


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("ethnicity.sde_16plus1", "ethnicity.sde_18plus1"),
        ("ethnicity.sde_18plus1", "ethnicity.sde_19plus1"),
        ("ethnicity.census_2001", "ethnicity.census_2011"),
        ("ethnicity.census_2011", "ethnicity.census_2021"),
        ("ethnicity.nhs", "ethnicity.sde_18plus1"),
    ],
)
def test_going_and_coming_back_is_where_one_began(source: str, target: str) -> None:
    out, back = v.crosswalk(source, target), v.crosswalk(target, source)
    for code in out.source.codes:
        assert {home for hit in out.targets(code) for home in back.targets(hit)} == {code}


def test_a_list_in_two_names_is_the_same_list() -> None:
    for one, other in (
        ("sde_16plus1", "census_2001"),
        ("sde_18plus1", "census_2011"),
        ("sde_19plus1", "census_2021"),
        ("sde_18plus1", "gov_uk_18a"),
    ):
        walk = v.crosswalk(f"ethnicity.{one}", f"ethnicity.{other}")
        assert all(walk.kind(c) == "exact" and walk.targets(c) == (c,) for c in walk.source.codes)
        assert not walk.breaks


def test_chinese_held_apart_is_comparable_and_the_broad_groups_are_not() -> None:
    """The 2001 census counted Chinese with Other, that of 2011 with Asian."""
    detailed = v.crosswalk("ethnicity.sde_16plus1", "ethnicity.sde_18plus1")
    assert detailed.targets("O1") == ("A4",)
    assert detailed.kind("O1") == "exact"
    assert detailed.comparable(["O1", "A4"])
    broad = v.crosswalk(BROAD_2001, BROAD_2011)
    assert [one.codes for one in broad.breaks] == [("A", "O")]
    assert "Chinese" in broad.breaks[0].why
    assert broad.kind("O") == "split" and broad.targets("O") == ("A", "O")
    assert broad.comparable(["W", "B", "M"]) and not broad.comparable("A")


def test_series_break_where_boxes_are_new() -> None:
    walk = v.crosswalk("ethnicity.sde_16plus1", "ethnicity.sde_18plus1")
    assert {code: walk.targets(code) for code in ("W9", "O9")} == {
        "W9": ("W3", "W9"),
        "O9": ("O2", "O9"),
    }
    assert [set(one.codes) for one in walk.breaks] == [{"W9", "W3"}, {"O9", "O2"}]
    later = v.crosswalk("ethnicity.sde_18plus1", "ethnicity.sde_19plus1")
    assert [set(one.codes) for one in later.breaks] == [{"W9", "W4"}]


def test_the_way_over_others_is_the_direct_one() -> None:
    """16+1 → 18+1 → broad: what is divided on the way comes together again."""
    over = v.crosswalk("ethnicity.sde_16plus1", BROAD_2011, via=["ethnicity.sde_18plus1"])
    direct = v.crosswalk("ethnicity.sde_16plus1", BROAD_2011)
    assert over.mapping == direct.mapping
    assert over.path == (
        "ethnicity.sde_16plus1@2001",
        "ethnicity.sde_18plus1@2011",
        BROAD_2011,
    )
    assert over.targets("W9") == ("W",) and over.targets("O1") == ("A",)
    assert not over.breaks


def test_a_way_that_loses_says_what() -> None:
    over = v.crosswalk("ethnicity.sde_16plus1", BROAD_2011, via=[BROAD_2001])
    counts = over.translate_counts({"A1": 7, "O1": 3, "O9": 2, "NS": 4})
    assert counts.counts == {"A": 7, "NS": 4}
    assert counts.lost == {"O1": 3, "O9": 2}
    assert counts.incomplete == ("A", "O")
    assert [set(one.codes) & {"A", "O"} for one in over.breaks] == [{"A", "O"}]
    assert "Chinese was counted with Other" in over.breaks[0].why


def test_nhs_letters_come_by_the_2001_list() -> None:
    """The letters follow the 2001 census: R is Chinese, S any other, and C holds Travellers."""
    sixteen = v.crosswalk("ethnicity.nhs", "ethnicity.sde_16plus1")
    assert {code: sixteen.targets(code)[0] for code in sixteen.source.codes} == dict(
        zip(
            "ABCDEFGHJKLMNPRS",
            "W1 W2 W9 M1 M2 M3 M9 A1 A2 A3 A9 B1 B2 B9 O1 O9".split(),
            strict=True,
        )
    )
    assert sixteen.targets("Z") == ("NS",)
    eighteen = v.crosswalk("ethnicity.nhs", "ethnicity.sde_18plus1")
    assert eighteen.targets("R") == ("A4",) and eighteen.kind("C") == "split"


def test_what_officers_see_goes_to_the_broad_groups_and_no_further() -> None:
    walk = v.crosswalk("ethnicity.officer_ic", BROAD_2011)
    groups = {c: walk.targets(c)[0] for c in walk.source.codes}
    assert groups == {"IC1": "W", "IC2": "W", "IC3": "B", "IC4": "A", "IC5": "A", "IC6": "O"}
    assert walk.targets("IC0") == walk.targets("IC9") == ("U",)
    assert walk.changes_basis and "exact" not in {walk.kind(c) for c in walk.source.codes}
    assert not walk.comparable("M")
    with pytest.raises(v.NoCrosswalk, match="every group would be divided"):
        v.crosswalk("ethnicity.officer_ic", "ethnicity.sde_18plus1")


def test_white_minorities_part_the_binary_definitions() -> None:
    excluding = v.crosswalk(
        "ethnicity.sde_18plus1", "ethnicity.binary.bme_excluding_white_minorities"
    )
    including = v.crosswalk(
        "ethnicity.sde_18plus1", "ethnicity.binary.minority_including_white_minorities"
    )
    assert excluding.targets("W2") == ("WHITE",) and including.targets("W2") == ("MINORITY",)
    broad = v.crosswalk(BROAD_2011, "ethnicity.binary.minority_including_white_minorities")
    assert broad.kind("W") == "split"
    assert broad.translate_counts({"W": 9, "A": 1}).lost == {"W": 9}


def test_scotland_and_northern_ireland_go_to_the_broad_groups() -> None:
    scotland = v.crosswalk("ethnicity.scotland_2022", "ethnicity.broad_5plus1")
    assert scotland.targets("AFRICAN") == scotland.targets("CARIBBEAN_BLACK") == ("B",)
    ireland = v.crosswalk("ethnicity.northern_ireland_2021", "ethnicity.broad_5plus1")
    assert ireland.kind("OTHER") == "split" and ireland.verified is False
    assert ireland.translate(["CHINESE", "OTHER"]).codes == ("A", None)


def test_gender_is_read_as_sex_only() -> None:
    walk = v.crosswalk("gender.recorded", "sex.female_male")
    assert walk.kind("X") == "none" and walk.targets("F") == ("F",)
    with pytest.raises(v.NoCrosswalk, match="none is declared"):
        v.crosswalk("gender.recorded", "gender_reassignment.census_2021")


def test_bands_of_age_that_straddle_an_edge_are_not_divided_by_guess() -> None:
    walk = v.crosswalk("age.five_year", "age.police_workforce")
    assert walk.targets("25_29") == ("a1", "a2")
    assert walk.translate_counts({"20_24": 5, "25_29": 4}).lost == {"25_29": 4}


def test_a_classification_is_itself() -> None:
    walk = v.crosswalk("sex.female_male", "sex.female_male")
    assert walk.targets("F") == ("F",) and walk.kind("F") == "exact" and not walk.breaks


def test_a_code_that_is_not_there_is_told() -> None:
    walk = v.crosswalk("ethnicity.sde_16plus1", "ethnicity.sde_18plus1")
    with pytest.raises(v.UnknownTerm, match=r"no code “A4” in ethnicity\.sde_16plus1@2001"):
        walk.targets("A4")
    with pytest.raises(v.UnknownTerm):
        walk.comparable("Z9")
    with pytest.raises(UsageError, match="code A1: a count is a whole number from 0"):
        walk.translate_counts({"A1": -1})
    with pytest.raises(v.NoCrosswalk, match="no direct crosswalk"):
        v.crosswalk("sex.female_male", "age.five_year", via=["police.ranks"])


def test_a_subtotal_beside_its_parts_is_refused() -> None:
    walk = v.crosswalk("ethnicity.census_2011", BROAD_2011)
    assert walk.translate_counts({"A": 5, "B1": 2}).counts == {"A": 5, "B": 2}
    with pytest.raises(UsageError, match="A is a subtotal of A1 and both are given"):
        walk.translate_counts({"A": 5, "A1": 5})


ETHNIC = [one.key for one in ALL if one.universe]


@given(st.tuples(*[st.sampled_from(ETHNIC)] * 3))
def test_a_longer_way_never_claims_to_know_more(ends: tuple[str, str, str]) -> None:
    """What is reached over another holds all that is reached directly, and counts agree."""
    source, middle, target = ends
    direct, over = (
        v.crosswalk(source, target, via=[source]),
        v.crosswalk(source, target, via=[middle]),
    )
    for code in direct.source.codes:
        assert set(direct.targets(code)) <= set(over.targets(code))
        if over.kind(code) in ("exact", "broader"):
            assert over.translate([code]) == direct.translate([code])


@given(st.sampled_from(DIRECT))
def test_exact_is_exact_both_ways(walk: v.Crosswalk) -> None:
    if walk.source.universe and walk.target.universe:
        back = v.crosswalk(walk.target, walk.source, via=[walk.target])
        for code in walk.source.codes:
            if walk.kind(code) == "exact":
                assert back.targets(walk.targets(code)[0]) == (code,)


@st.composite
def counted(draw: st.DrawFn) -> tuple[v.Crosswalk, dict[str, int]]:
    walk = draw(st.sampled_from(DIRECT))
    codes = st.sampled_from([one.code for one in walk.source.categories])
    return walk, draw(st.dictionaries(codes, st.integers(0, 10**6)))


@given(counted())
def test_counts_are_kept_or_lost_and_add_up(given: tuple[v.Crosswalk, dict[str, int]]) -> None:
    walk, counts = given
    found = walk.translate_counts(counts)
    assert sum(found.counts.values()) + sum(found.lost.values()) == sum(counts.values())
    rows = [code for code, count in counts.items() for _ in range(min(count, 3))]
    read = walk.translate([*rows, None])
    assert len(read.codes) == len(rows) + 1 and read.codes[-1] is None
    assert sum(read.lost.values()) == read.codes.count(None) - 1


@given(counted())
def test_an_incomplete_group_is_one_that_is_not_comparable(
    given: tuple[v.Crosswalk, dict[str, int]],
) -> None:
    walk, counts = given
    for code in walk.translate_counts(counts).incomplete:
        assert not walk.comparable(code)
