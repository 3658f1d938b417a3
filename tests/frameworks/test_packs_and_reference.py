"""The packs hold every fact of the reference, flags included, and none of its sentences.

The reference is read where it stands beside the project; every known answer here is in it, with
the address of the law or page it was taken from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from dueregard import frameworks as f
from dueregard.frameworks.verification import STATED

FILES = [
    *("disability_equality_duty_2005", "eflg_2021", "eslg", "esps", "gender_equality_duty_2006"),
    *("home_office_police_monitoring", "nhs_wres", "police_race_action_plan"),
    *("psed_2010_england", "psed_scotland", "psed_wales", "rr_amendment_act_2000"),
    "seed_named_frameworks",
]
PAPERS = {
    "000": "MPA report 6, 7 July 2005",
    "001": "MPA report 6a, 26 May 2011",
    "002": "MPA report 6a, 1 December 2005",
    "003": "MPA report 9a, 4 December 2003",
    "004": "MPS equality strategy 2006–09",
}
RUN = 8


@pytest.fixture(scope="module", params=FILES)
def known(request: pytest.FixtureRequest, shared: Path) -> dict[str, Any]:
    path = shared / "reference" / "frameworks" / f"{request.param}.yaml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.fixture
def ours(known: dict[str, Any]) -> f.Framework:
    return f.framework(known["id"])


def below(requirements: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in requirements:
        yield each
        yield from below(each.get("children", []))


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in {"url", "cite"}:
                yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif value is not None:
        yield str(value)


def text_of(framework: f.Framework) -> str:
    return " ".join(str(part) for part in [framework.as_dict(), framework.in_force])


def flag(value: object) -> f.Verified:
    return STATED[str(value).lower()]


def test_there_are_no_other_reference_files(shared: Path) -> None:
    found = (shared / "reference" / "frameworks").glob("*.yaml")
    assert sorted(path.stem for path in found) == sorted(FILES)


def test_every_requirement_and_its_flag(known: dict[str, Any], ours: f.Framework) -> None:
    refs = [each["ref"] for each in below(known["requirements"])]
    assert [each.ref for each in ours.walk()] == refs
    for each in below(known["requirements"]):
        assert ours[each["ref"]].verified is flag(each["verified"]), each["ref"]
        assert ours[each["ref"]].kind == each["kind"]


def test_every_due_date_interval_and_threshold(known: dict[str, Any], ours: f.Framework) -> None:
    for each in below(known["requirements"]):
        mine = ours[each["ref"]]
        dated = [due for due in each.get("due", []) if "date" in due]
        assert [(due.day, due.rule) for due in mine.due if due.day] == [
            (due["date"], due["rule"]) for due in dated
        ]
        flags = [flag(due.get("verified", True)) for due in dated]
        assert [due.verified for due in mine.due if due.day] == flags
        assert len(mine.due) == len(each.get("due", []))
        months = each.get("review", {}).get("months")
        assert (mine.review.months if mine.review else None) == months
        assert (mine.review is None) == ("review" not in each)
        thresholds = {t.employees for t in mine.binds.thresholds} if mine.binds else set()
        stated = {v for k, v in each.items() if k.startswith("threshold")}
        stated |= {each.get("applies_to", {}).get("threshold_employees", 0)} - {0}
        assert stated <= thresholds


def test_every_indicator(known: dict[str, Any], ours: f.Framework) -> None:
    for each in below(known["requirements"]):
        mine = ours[each["ref"]]
        for key in ("numerator", "denominator", "formula", "direction", "unit", "categories"):
            if key in each:
                assert mine.indicator is not None, each["ref"]
                assert getattr(mine.indicator, key), (each["ref"], key)
        if re.fullmatch(r"[\w ()/*.+-]+", each.get("formula", ";")):
            assert mine.indicator is not None
            assert mine.indicator.formula == each["formula"]
        if "by" in each:
            assert mine.indicator is not None and mine.indicator.by == each["by"]
        if "above 1" in each.get("direction", "") and mine.indicator:
            assert mine.indicator.direction.startswith("above 1")
        assert len(mine.evidence) >= bool(each.get("evidence"))
        assert mine.levels == ((each["level"],) if "level" in each else mine.levels)
        assert mine.area == each.get("area", mine.area)


def test_every_source_and_law(known: dict[str, Any], ours: f.Framework) -> None:
    mine = {each.url: each.verified for each in ours.sources}
    for each in known["sources"]:
        if each["url"].startswith("http"):
            assert mine[each["url"]] is flag(each["verified"])
    stated = " ".join(each["cite"] for each in known["legal_basis"])
    cited = " ".join(each.cite for each in ours.legal_basis)
    assert re.findall(r"\d{4}/\d+", cited) == re.findall(r"\d{4}/\d+", stated)
    for theirs, basis in zip(known["legal_basis"], ours.legal_basis, strict=True):
        assert (basis.verified is f.Verified.YES) == (theirs.get("verified", True) is True)
    assert ours.verified is flag(known["verified"])
    assert ours.notes or ours.not_verified


def test_every_day_and_number(known: dict[str, Any], ours: f.Framework) -> None:
    mine = text_of(ours)
    for day in re.findall(r"\d{4}-\d\d-\d\d", " ".join(strings(known))):
        assert day in mine, day
    for year in re.findall(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/.-])", " ".join(strings(known))):
        assert year in mine, year


def test_levels_areas_and_papers(known: dict[str, Any], ours: f.Framework) -> None:
    for key, mine in (("levels", ours.levels), ("areas", ours.areas), ("units", ours.areas)):
        if key in known:
            assert [(each.n, each.name, each.verified) for each in mine] == [
                (each["n"], each["name"], flag(each["verified"])) for each in known[key]
            ]
    for each in below(known["requirements"]):
        named = " ".join(ours[each["ref"]].named_in)
        for paper in re.findall(r"\b00[0-4]\b", each.get("seed", "")):
            assert PAPERS[paper] in named, each["ref"]
    assert set(known.get("relevant_protected_characteristics", [])) <= set(ours.characteristics)
    assert [each.term for each in ours.partly_covered] == list(known.get("partially_covered", {}))
    sectors = {each for each in known["sectors"] if each != "police-adopters"}
    assert sectors <= {*ours.sectors, "scottish-government", "welsh-government"}


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def test_no_sentence_is_the_reference_s(shared: Path) -> None:
    theirs: set[tuple[str, ...]] = set()
    for path in (shared / "reference" / "frameworks").glob("*.yaml"):
        for text in strings(yaml.safe_load(path.read_text(encoding="utf-8"))):
            theirs |= runs(text)
    assert len(theirs) > 1000
    packs = Path(str(resources.files("dueregard.frameworks").joinpath("packs")))
    copied = {
        (path.name, " ".join(run))
        for path in packs.rglob("*.yaml")
        for text in strings(yaml.safe_load(path.read_text(encoding="utf-8")))
        for run in runs(text) & theirs
    }
    assert copied == set()
