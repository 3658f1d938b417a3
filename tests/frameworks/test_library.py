"""Finding frameworks and requirements, what binds a body on a day, and crosswalks."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard import frameworks as f
from dueregard.exceptions import DueRegardError

TODAY = date(2026, 11, 22)


def test_the_newest_version_unless_told() -> None:
    assert f.framework("eflg").version == "2021"
    assert f.framework("eflg", "2009").version == "2009"
    assert f.framework("eflg@2009") is f.framework("eflg", version="2009")
    assert f.framework("eflg-2021") is f.framework("eflg")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: f.framework("psed-england"), "psed-2010-england"),
        (lambda: f.framework("eflg", "2010"), "2009, 2021"),
        (lambda: f.requirement("nhs-wres", "W10"), "W1"),
        (lambda: f.crosswalk("nhs-wres", "eslg"), "There is no crosswalk"),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(call, said: str) -> None:
    with pytest.raises(f.UnknownFramework, match=said) as error:
        call()
    assert error.value.exit_code == 2


def test_filters() -> None:
    ids = {each.id for each in f.frameworks(sector="council", jurisdiction="Wales", on=TODAY)}
    assert "psed-wales" in ids and "psed-scotland" not in ids and "rr-amendment-act-2000" not in ids
    assert {each.kind for each in f.frameworks(kind="questionnaire")} == {"questionnaire"}
    assert f.frameworks(on=date(1980, 1, 1)) == ()
    assert "eslg" in {each.id for each in f.frameworks(sector="police", on=date(2005, 1, 1))}


def test_a_framework_that_reaches_in_part_is_found() -> None:
    ids = {each.id for each in f.frameworks(sector="council", jurisdiction="Wales", on=TODAY)}
    assert "psed-2010-england" in ids
    assert "nhs-wres" in {each.id for each in f.frameworks(sector="council")}
    assert f.framework("eslg").jurisdictions == ("England",)


def uids(**body) -> set[str]:
    return {each.uid for each in f.binding(**body)}


def test_a_force_in_wales_is_bound_as_in_england() -> None:
    """Police in Wales are not devolved (notes of the Welsh duties)."""
    bound = uids(sector="police", jurisdiction="Wales", on=TODAY)
    assert "psed-2010-england@2017#R4" in bound
    assert not any(uid.startswith("psed-wales") for uid in bound)


def test_a_council_in_wales_has_the_general_duty_and_welsh_specific_ones() -> None:
    bound = uids(sector="council", jurisdiction="Wales", on=TODAY)
    assert "psed-2010-england@2017#149(1)(a)" in bound and "psed-wales@2011#R9" in bound
    assert "psed-2010-england@2017#R5" not in bound


def test_law_binds_from_its_first_day_to_its_last() -> None:
    before = uids(sector="police", jurisdiction="England", on=date(2011, 4, 4))
    after = uids(sector="police", jurisdiction="England", on=date(2011, 4, 5))
    assert "rr-amendment-act-2000@2001#GD" in before
    assert "rr-amendment-act-2000@2001#GD" not in after
    assert "psed-2010-england@2017#149(1)" in after - before
    assert "psed-2010-england@2017#R4" not in after
    assert "psed-2010-england@2017#R2011.3" in uids(
        sector="police", jurisdiction="England", on=date(2012, 4, 6)
    )
    general = "disability-equality-duty-2005@2007#49A(1)"
    assert general not in uids(sector="nhs", jurisdiction="England", on=date(2006, 12, 3))
    assert general in uids(sector="nhs", jurisdiction="England", on=date(2006, 12, 4))


@pytest.mark.parametrize(
    ("employees", "staff", "pay_gap"), [(149, False, False), (150, True, False), (250, True, True)]
)
def test_thresholds_of_england(employees: int, staff: bool, pay_gap: bool) -> None:
    bound = uids(sector="council", jurisdiction="England", on=TODAY, employees=employees)
    assert ("psed-2010-england@2017#R4(3)(a)" in bound) is staff
    assert ("psed-2010-england@2017#GPG.a" in bound) is pay_gap
    assert "psed-2010-england@2017#R4" in bound


def test_a_threshold_in_full_time_equivalents_is_not_decided_by_heads() -> None:
    training = f.requirement("rr-amendment-act-2000", "ED.b.i")
    assert not training.exempt(100)
    assert training.exempt(100, basis="full_time_equivalent")


def test_the_scottish_threshold_is_the_current_one() -> None:
    pay = f.requirement("psed-scotland", "R7")
    assert pay.exempt(19) and not pay.exempt(20)


def test_good_will_and_law_to_come_do_not_bind() -> None:
    bound = uids(sector="council", jurisdiction="England", on=date(2030, 1, 1))
    assert not any(uid.startswith(("eflg", "pay-gap", "equality-action")) for uid in bound)
    assert any(
        each.framework == "eflg@2021"
        for each in f.binding(
            sector="council", jurisdiction="England", on=TODAY, forces=("voluntary",)
        )
    )


def test_london_is_bound_by_what_binds_england() -> None:
    london = uids(sector="police", jurisdiction="London", on=TODAY)
    england = uids(sector="police", jurisdiction="England", on=TODAY)
    assert london - england == {"greater-london-authority-act-1999@1999#EO"}
    assert england <= london


def test_law_to_come() -> None:
    plans = f.framework("equality-action-plans")
    assert plans.status == "expected"
    assert (plans.expected, plans.expected_stated) == (date(2027, 1, 1), "2027")
    assert not plans.in_force_on(date(2028, 1, 1))
    gaps = f.framework("pay-gap-ethnicity-disability")
    assert gaps.expected is None and gaps.expected_note
    assert gaps.verified is f.Verified.PARTIAL


def test_succession_is_told_from_both_sides() -> None:
    duty = f.framework("psed-2010-england")
    assert set(duty.succeeds) == {
        "rr-amendment-act-2000@2001",
        "disability-equality-duty-2005@2007",
        "gender-equality-duty-2006@2006",
    }
    assert f.framework("eflg", "2009").succeeds == ("eslg@2006",)
    assert f.framework("eflg", "2009").succeeded_by == ("eflg@2021",)


def test_paths_leaves_and_names() -> None:
    part = f.requirement("psed-2010-england", "149(3)(c)")
    assert part.path == ("149(1)", "149(1)(b)", "149(3)(c)")
    assert part.uid == "psed-2010-england@2017#149(3)(c)"
    top = f.requirement("psed-2010-england", "149(1)")
    assert len(top.leaves) == 7
    assert next(top.walk()) is top


def test_the_two_sides_of_the_duty() -> None:
    assert f.requirement("rr-amendment-act-2000", "ED.b.iii").sides == ("employment",)
    assert f.requirement("home-office-police-monitoring", "SS.9").sides == ("service_delivery",)
    assert f.requirement("gender-equality-duty-2006", "GES.2(6)(a)").sides == (
        "employment",
        "service_delivery",
    )
    assert f.requirement("nhs-wres", "W9").sides == ("employment",)
    assert f.requirement("psed-2010-england", "149(1)").sides == ()


def test_flags_are_inherited_and_never_rise_unsaid() -> None:
    for framework in f.frameworks():
        assert all(each.verified in f.Verified for each in framework.walk())
        for fact in framework.unverified():
            assert fact.unverified, fact
            assert fact.verified is not f.Verified.YES
    part = f.requirement("disability-equality-duty-2005", "DES.2(3)(d)(i)")
    assert part.verified is f.Verified.PARTIAL and "general knowledge" in part.unverified


def test_every_unverified_requirement_is_listed() -> None:
    for framework in f.frameworks():
        listed = {fact.uid for fact in framework.unverified() if fact.part == "requirement"}
        doubtful = {each.uid for each in framework.walk() if each.verified is not f.Verified.YES}
        assert listed == doubtful


def test_everything_is_frozen_and_can_be_a_key() -> None:
    for framework in f.frameworks():
        assert len({framework, framework}) == 1
        with pytest.raises(dataclasses.FrozenInstanceError):
            framework.title = "another"  # type: ignore[misc]
    assert len({each.uid for fw in f.frameworks() for each in fw.walk()}) == sum(
        len(list(fw.walk())) for fw in f.frameworks()
    )


def test_as_json() -> None:
    framework = f.framework("rr-amendment-act-2000")
    told = json.loads(json.dumps(framework.as_dict()))
    assert told["uid"] == "rr-amendment-act-2000@2001"
    assert told["in_force"]["to"] == "2011-04-04"
    scheme = told["requirements"][1]
    assert scheme["ref"] == "RES" and scheme["due"][0]["day"] == "2002-05-31"
    for each in f.crosswalks():
        assert json.loads(json.dumps(each.as_dict()))["from"] == each.from_


def test_crosswalks_read_both_ways() -> None:
    back = f.crosswalk("psed-2010-england", "rr-amendment-act-2000")
    forth = f.crosswalk("rr-amendment-act-2000", "psed-2010-england")
    assert back.reversed() == forth and forth.reversed() == back
    assert forth.targets("GD")[0].relation == "successor"
    assert back.targets("149(1)")[0].relation == "predecessor"
    assert {row.to_ref for row in forth.targets("GD.b")} == {"149(1)(b)", "149(1)(c)"}
    assert forth.unverified()


def test_involvement_has_no_counterpart() -> None:
    """The duty of 2005 alone asked for involvement (notes of the disability duty)."""
    forth = f.crosswalk("disability-equality-duty-2005", "psed-2010-england")
    refs = [each.ref for each in f.framework("disability-equality-duty-2005").leaves]
    assert {"DES.2(2)", "DES.2(3)(a)"} <= set(forth.uncovered(refs))
    assert forth.uncovered([]) == ()


def test_crosswalks_between_versions() -> None:
    assert f.crosswalk("eflg@2009", "eflg@2021").from_ == "eflg@2009"
    assert f.crosswalk("eslg", "eflg").to == "eflg@2021"
    with pytest.raises(f.UnknownFramework):
        f.crosswalk("eslg", "eflg@2009")


@given(st.sampled_from(f.crosswalks()))
def test_every_row_names_what_there_is(crosswalk: f.Crosswalk) -> None:
    first, second = f.framework(crosswalk.from_), f.framework(crosswalk.to)
    for row in crosswalk.rows:
        assert row.from_ref in first and row.to_ref in second
        assert row.verified is f.Verified.YES or row.unverified
    assert crosswalk.reversed().reversed() == crosswalk


@given(st.sampled_from(f.frameworks()), st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_what_counts_lies_within_what_it_is_part_of(framework: f.Framework, day: date) -> None:
    counting = set(framework.requirements_on(day))
    for each in framework.walk():
        assert each.in_force.within(framework.in_force)
        for child in each.children:
            assert child not in counting or each in counting


def test_local_packs_stand_beside_the_shipped(tmp_path: Path) -> None:
    assert f.load(tmp_path).frameworks() == f.frameworks()
    with pytest.raises(DueRegardError) as error:
        f.load(tmp_path / "nowhere")
    assert error.value.exit_code == 11


def test_it_needs_nothing_above_it() -> None:
    program = (
        "import sys\n"
        "from dueregard import frameworks\n"
        "frameworks.shipped()\n"
        "loaded = {name.split('.')[1] for name in sys.modules if name.startswith('dueregard.')}\n"
        "assert loaded == {'exceptions', 'frameworks'}, loaded\n"
        "assert 'django' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
