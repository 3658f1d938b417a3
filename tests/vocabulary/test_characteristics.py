"""The six strands, the nine characteristics, and the map between them."""

from __future__ import annotations

import pytest

from dueregard import vocabulary as v

NINE = (
    "age",
    "disability",
    "gender_reassignment",
    "marriage_civil_partnership",
    "pregnancy_maternity",
    "race",
    "religion_belief",
    "sex",
    "sexual_orientation",
)
SIX = ("age", "disability", "gender", "race", "religion_belief", "sexual_orientation")


def test_the_nine_of_the_equality_act_2010_section_4() -> None:
    assert tuple(one.code for one in v.characteristics()) == NINE
    assert all(one.law and not one.local and one.verified is True for one in v.characteristics())


def test_the_six_strands_before() -> None:
    assert tuple(one.code for one in v.characteristics("strands_2006")) == SIX


def test_gender_was_wider_than_sex() -> None:
    found = v.equivalents("gender", within="equality_act_2010")
    assert found.codes == ("sex", "gender_reassignment", "pregnancy_maternity")
    assert (found.exact, found.data_code) == (False, "sex")
    assert "1975" in (found.note or "")


@pytest.mark.parametrize("code", [one for one in SIX if one != "gender"])
def test_the_other_strands_are_exact(code: str) -> None:
    assert v.equivalents(code) == v.Equivalence((code,), True, None, code)


def test_marriage_had_no_strand() -> None:
    found = v.equivalents("marriage_civil_partnership", within="strands_2006")
    assert found.codes == () and found.exact and found.note == "No strand before 2010."


def test_every_equivalence_back_from_a_characteristic_is_its_strand() -> None:
    for code in v.equivalents("gender").codes:
        assert v.equivalents(code, within="strands_2006").codes == ("gender",)
    assert v.equivalents("pregnancy_maternity", within="strands_2006").data_code is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Faith", "religion_belief"),
        ("faith and belief", "religion_belief"),
        ("Religion/Belief", "religion_belief"),
        ("Ethnicity", "race"),
        ("LGBT", "sexual_orientation"),
        ("visible ethnic minority", "race"),
        ("Gender reassignment", "gender_reassignment"),
        ("age", "age"),
    ],
)
def test_names_that_papers_use(name: str, code: str) -> None:
    assert v.characteristic(name).code == code


def test_a_name_or_set_that_is_not_there_is_told() -> None:
    with pytest.raises(v.UnknownTerm, match="no characteristic “poverty”"):
        v.characteristic("poverty")
    with pytest.raises(v.UnknownTerm, match="no set of characteristics “strands_2005”"):
        v.characteristics("strands_2005")
    with pytest.raises(v.UnknownTerm):
        v.equivalents("gender", within="strands_2005")


@pytest.mark.parametrize("characteristic", [*NINE, "gender"])
def test_every_characteristic_has_a_classification(characteristic: str) -> None:
    assert v.classifications(characteristic=characteristic)
