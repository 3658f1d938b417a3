"""Plans: read whole, or refused with every problem and its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dueregard.analysis import UnusablePlan, plan_from, read_plan
from dueregard.exceptions import UnreadableDocument

GOOD = {
    "title": "Leavers",
    "return": "leavers",
    "mapping": "leavers.mapping.yaml",
    "period": {"from": date(2025, 4, 1), "to": "2026-03-31"},
    "population": [
        {
            "return": "staff_in_post",
            "file": "staff.csv",
            "mapping": "staff.mapping.yaml",
            "snapshot": "2025-04-01",
        }
    ],
    "measures": ["leaving.resignation", {"id": "leaving.all", "minimum_n": 10}],
    "by": {"units": "unit", "months": True, "pairs": [["ethnicity", "sex"]]},
    "family": {"confidence": 0.99, "multiplicity": "benjamini_hochberg", "looks": 2, "planned": 4},
    "policy": {"preset": "published", "threshold": 5},
    "outputs": ["tables", "summary"],
    "expected": {"unit": ["Ash", "Elm"]},
    "nil": [["Elm", "2025-11"]],
}


def test_a_plan_says_what_is_asked() -> None:
    plan = plan_from(GOOD, folder=Path("/returns"))
    assert (plan.period.start, plan.period.end) == (date(2025, 4, 1), date(2026, 3, 31))
    assert plan.mapping == Path("/returns/leavers.mapping.yaml")
    assert plan.population[0].files == (Path("/returns/staff.csv"),)
    assert str(plan.population[0].period) == "2025-04-01"
    assert [one.measure for one in plan.measures] == ["leaving.resignation", "leaving.all"]
    assert plan.measures[1].changes == {"minimum_n": 10}
    assert (plan.by.units, plan.by.periods, plan.by.pairs) == (
        "unit",
        "month",
        (("ethnicity", "sex"),),
    )
    assert (plan.family.confidence, plan.family.looks, plan.family.planned) == (0.99, 2, 4)
    assert plan.policy.threshold == 5
    assert plan.nil == (("Elm", "2025-11"),)
    assert plan.expected == {"unit": ("Ash", "Elm")}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"mesures": []}, "plan, mesures: unknown key; did you mean measures?"),
        ({"return": None}, "plan, return: it is missing"),
        ({"measures": []}, "plan, measures: it is missing; give at least one measure"),
        ({"measures": [7]}, "plan, measures, 1: the name of a measure is needed"),
        ({"measures": "leaving.all"}, "plan, measures: a list is needed"),
        ({"period": {"from": "2026-02-30", "to": "2026-03-31"}}, "plan, period, from: a day"),
        ({"period": {"from": "2026-04-01", "to": "2026-03-31"}}, "it ends on 2026-03-31, before"),
        ({"snapshot": "2026-03-31"}, "plan, period: give a period or a snapshot, not both"),
        ({"policy": "lenient"}, "lenient: there is no such file."),
        ({"policy": {"treshold": 5}}, "plan, policy, treshold: unknown key"),
        ({"by": {"unit": "x"}}, "plan, by, unit: unknown key"),
        ({"by": {"pairs": [["sex", "sex"]]}}, "plan, by, pairs: a list of pairs of two different"),
        ({"by": {"periods": "week"}}, "plan, by, periods: “week” is not one of month"),
        ({"family": {"confidence": 95}}, "plan, family, confidence: a number from 0.5"),
        ({"family": {"looks": 0}}, "plan, family, looks: a whole number from 1"),
        ({"family": {"looks": 3, "planned": 2}}, "plan, family, planned: open, or a whole number"),
        ({"family": {"multiplicity": "none"}}, "“none” is not one of holm, benjamini_hochberg"),
        ({"outputs": ["tables", "pdf"]}, "plan, outputs: “pdf” is not one of tables, findings"),
        ({"population": [{"return": "staff_in_post"}]}, "plan, population, 1, file: it is missing"),
        ({"population": [{"file": "x.csv"}]}, "plan, population, 1, return: it is missing"),
        ({"population": [{"return": "a", "file": "b", "match": 3}]}, "match: a mapping is needed"),
        ({"expected": {"unit": "Ash"}}, "plan, expected, unit: a list is needed"),
        ({"nil": {"unit": "Ash"}}, "plan, nil: a list of lists is needed, such as [[Elm,"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(changed: dict[str, object], told: str) -> None:
    with pytest.raises(UnusablePlan) as caught:
        plan_from({**GOOD, **changed}, folder=Path("/nowhere"))
    assert told in str(caught.value)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(UnusablePlan) as caught:
        plan_from({"measures": [7], "outputs": ["pdf"], "policy": "published"})
    assert len(caught.value.problems) == 4


def test_a_plan_is_a_mapping() -> None:
    with pytest.raises(UnusablePlan, match="a plan is a mapping"):
        plan_from(["leavers"])


def test_a_file_that_is_not_there_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="there is no such file"):
        read_plan(tmp_path / "plan.yaml")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"return: [", "line 1: it is not YAML"),
        (b"\xff\xfe\x00", "it is not text in UTF-8"),
        (b"period: {from: 2026-02-30}", "a date in it is not in the calendar"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)
    with pytest.raises(UnusablePlan, match=told):
        read_plan(path)
