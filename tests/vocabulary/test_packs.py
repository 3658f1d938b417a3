"""The packs that come with the library: what is in them, and that it holds together."""

from __future__ import annotations

import re

import pytest

from dueregard import vocabulary as v
from dueregard.vocabulary.pack_files import shipped

ALL = tuple(v.shipped_vocabulary().by_key.values())
ids = [one.key for one in ALL]

#: Named in the facts the packs start from, with the number of groups each must have.
GROUPS = {
    "ethnicity.census_2001@2001": 16,
    "ethnicity.census_2011@2011": 18,
    "ethnicity.census_2021@2021": 19,
    "ethnicity.sde_16plus1@2001": 16,
    "ethnicity.sde_18plus1@2011": 18,
    "ethnicity.sde_19plus1@2021": 19,
    "ethnicity.nhs@2001": 16,
    "ethnicity.officer_ic@1": 6,
    "ethnicity.officer_police_uk@1": 5,
    "ethnicity.broad_5plus1@2001": 5,
    "ethnicity.broad_5plus1@2011": 5,
    "ethnicity.northern_ireland_2021@2021": 10,
    "ethnicity.scotland_2022@2022": 18,
    "ethnicity.not_stated_reasons@1": 4,
    "age.police_workforce@1": 4,
    "age.police_uk_stop_search@1": 5,
    "age.five_year@1": 11,
    "religion_or_belief.census@1": 8,
    "sexual_orientation.census@1": 4,
    "police.early_departures@1": 4,
}


@pytest.mark.parametrize("key", GROUPS)
def test_each_list_has_its_number_of_groups(key: str) -> None:
    assert len(v.classification(key).codes) == GROUPS[key]


def test_the_thirty_of_gov_uk_are_there() -> None:
    found = {one.id.removeprefix("ethnicity.gov_uk_") for one in ALL if "gov_uk" in one.id}
    wanted = (
        "2a 2b 4a 4b 5a 5b 5c 6a 6b 6b_plus 6c 6c_plus 6d 7a 7a_plus 8a 8a_plus 9a 10a 10b "
        "10b_plus 12a 13a 13a_plus 16a 18a 18b 18c 19a 19b"
    )
    assert found == set(wanted.split())


def test_there_are_several_named_binary_definitions() -> None:
    assert [one for one in v.classifications(characteristic="race") if ".binary." in one] == [
        "ethnicity.binary.black",
        "ethnicity.binary.black_including_mixed",
        "ethnicity.binary.bme_excluding_white_minorities",
        "ethnicity.binary.minority_including_white_minorities",
        "ethnicity.binary.visible_ethnic_minority",
    ]


@pytest.mark.parametrize("one", ALL, ids=ids)
def test_every_classification_has_a_source_and_says_whether_it_was_checked(
    one: v.Classification,
) -> None:
    assert one.sources and all(source.title for source in one.sources)
    assert one.verified in (True, False, "partial")
    assert one.title and one.version


@pytest.mark.parametrize("one", ALL, ids=ids)
def test_kinds_of_missing_are_kept_apart(one: v.Classification) -> None:
    for category in one.missing:
        assert one.kind_of_missing(category.code) is category.missing
        assert category.code not in one.codes
    assert one.code_of_missing(v.MissingKind.NOT_RECORDED) == "NOT_RECORDED"
    assert one.code_of_missing(v.MissingKind.NOT_ASKED) == "NOT_ASKED"


@pytest.mark.parametrize("one", [c for c in ALL if c.universe], ids=lambda c: c.key)
def test_parents_cover_what_their_members_cover(one: v.Classification) -> None:
    broader = v.classification(one.broader) if one.broader else one
    for category in one.categories:
        if category.parent is not None:
            assert category.covers <= broader.category(category.parent).covers


@pytest.mark.parametrize("one", [c for c in ALL if c.universe], ids=lambda c: c.key)
def test_every_ethnic_group_is_somewhere(one: v.Classification) -> None:
    covered = frozenset[str]().union(*(c.covers for c in one.categories))
    assert len(covered) == 20


def test_binary_definitions_differ_in_white_minorities_alone() -> None:
    without = v.classification("ethnicity.binary.bme_excluding_white_minorities").category("BME")
    including = v.classification("ethnicity.binary.minority_including_white_minorities")
    more = including.category("MINORITY").covers - without.covers
    assert more == {"W2", "W3G", "W3T", "W4", "W9"}


def test_what_was_not_checked_can_be_seen() -> None:
    late = v.classification("ethnicity.sde_19plus1")
    assert (late.verified, late.category("W4").verified) == ("partial", False)
    assert v.classification("ethnicity.census_2021").category("W4").verified is True
    assert v.classification("ethnicity.not_stated_reasons").verified is False


def test_an_observation_is_never_a_persons_own_identity() -> None:
    assert v.classification("ethnicity.officer_ic").basis == "observer"
    assert v.classification("ethnicity.officer_police_uk").basis == "observer"
    assert "never a person's own identity" in (v.classification("ethnicity.officer_ic").note or "")


def test_every_pack_is_read_and_is_versioned() -> None:
    packs = dict(shipped())
    assert len(packs) == 10
    for name, content in packs.items():
        assert content["pack"] == name.removesuffix(".yaml")
        assert re.fullmatch(r"\d+", content["version"])


def test_the_latest_version_is_the_one_meant() -> None:
    assert v.classification("ethnicity.broad_5plus1").version == "2011"
    assert v.classification("ethnicity.broad_5plus1@2001").version == "2001"
    with pytest.raises(v.UnknownTerm, match="there is no version “1991”"):
        v.classification("ethnicity.broad_5plus1", version="1991")


def test_an_unknown_name_tells_the_nearest() -> None:
    with pytest.raises(v.UnknownTerm, match=r"did you mean age\.five_year") as caught:
        v.classification("age.fiveyear")
    assert caught.value.exit_code == 2


def test_ranks_are_in_order() -> None:
    ranks = v.classification("police.ranks")
    assert ranks.ordered and ranks.characteristic is None
    assert ranks.codes.index("SERGEANT") < ranks.codes.index("INSPECTOR")
