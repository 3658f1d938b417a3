"""Months on control charts: limits of statistics, gaps that are no noughts, new limits with why."""

from __future__ import annotations

import numpy as np
import pytest

from dueregard.measures import State, UnusableCounts, Verdict, claims, compute, measure
from dueregard.statistics import g_chart, laney_p_chart, p_chart, t_chart, u_chart
from dueregard.tables import Dimension, FrequencyTable, Observations
from dueregard.tables.seal import READING

LEAVING = measure("leaving.months")
DAYS = measure("tribunals.days_between")
MONTHS = [f"{2023 + i // 12}-{i % 12 + 1:02d}" for i in range(24)]


def opened(events, total, chosen=LEAVING, months=MONTHS, lost=None, **options):
    group = Dimension("ethnicity", ("BME", "WHITE"))
    month = Dimension("month", tuple(months))
    tables = {
        "numerator": FrequencyTable.from_arrays(
            "numerator", [group, month], np.asarray(events), not_collected=lost
        ),
        "denominator": FrequencyTable.from_arrays(
            "denominator", [group, month] if np.ndim(total) == 2 else [group], np.asarray(total)
        ),
    }
    return compute(chosen, tables, **options)._confidential(READING)


def steady(months=24, seed=3):
    source = np.random.default_rng(seed)
    total = np.stack([np.full(months, 300), np.full(months, 2000)])
    return source.binomial(total, 0.04), total


def of(findings, group):
    return [finding for finding in findings if finding.group == group]


def test_a_chart_of_shares_is_that_of_statistics() -> None:
    events, total = steady()
    plain = LEAVING.adapted(options={"chart": "p"})
    found = of(opened(events, total, plain), "BME")
    chart = p_chart(events=events[0], total=total[0])
    assert [f.numbers["value"] for f in found] == pytest.approx(chart.values)
    assert [f.numbers["lower"] for f in found] == pytest.approx(chart.lower)
    assert [f.numbers["upper"] for f in found] == pytest.approx(chart.upper)
    assert {f.verdict for f in found} == {Verdict.DESCRIBED}
    everybody = of(opened(events, total, plain), "everybody")
    assert [f.numbers["events"] for f in everybody] == events.sum(axis=0).tolist()


def test_rates_of_events_that_repeat_go_on_a_u_chart() -> None:
    events, total = steady()
    found = of(opened(events, total, LEAVING.adapted(options={"of": "rate", "chart": "u"})), "BME")
    chart = u_chart(events=events[0], exposure=total[0])
    assert [f.numbers["upper"] for f in found] == pytest.approx(chart.upper)


def test_limits_allow_for_change_beyond_chance_where_there_is_some() -> None:
    events, total = steady()
    source = np.random.default_rng(1)
    events[1] = source.binomial(2000, np.where(np.arange(24) % 2, 0.02, 0.06))
    found = of(opened(events, total), "WHITE") or of(opened(events, total), "everybody")
    assert {f.words["chart"] for f in found} == {"laney_p"}
    assert found[0].numbers["spread"] > 1.2
    chart = laney_p_chart(events=events.sum(axis=0), total=total.sum(axis=0))
    everybody = of(opened(events, total), "everybody")
    assert [f.numbers["upper"] for f in everybody] == pytest.approx(chart.upper)


def test_a_month_that_stands_out() -> None:
    events, total = steady()
    events[0, 15] = 60
    found = of(opened(events, total), "BME")
    assert found[15].words["flags"].startswith("outside_limits above")
    assert "stands out" in found[15].sentence and "does not say why" in found[15].sentence
    assert found[15].words["kind"] == "concern", "more leaving is the worse side"
    better = of(opened(events, total, LEAVING.adapted(adverse="below")), "BME")
    assert better[15].words["kind"] == "improvement"
    neither = of(opened(events, total, LEAVING.adapted(adverse="either")), "BME")
    assert neither[15].words["kind"] == "high"


def test_a_month_that_was_not_sent_is_a_gap() -> None:
    events, total = steady()
    lost = np.zeros(events.shape, dtype=bool)
    lost[:, 9] = True
    found = of(opened(events, total, lost=lost), "BME")
    assert found[9].state is State.NOT_COLLECTED
    assert "not a count of zero" in found[9].sentence
    kept = [i for i in range(24) if i != 9]
    chart = p_chart(events=events[0, kept], total=total[0, kept])
    assert [found[i].numbers["centre"] for i in kept] == pytest.approx(chart.centre)


def test_a_month_that_no_table_has_is_a_gap_too() -> None:
    events, total = steady()
    kept = [i for i in range(24) if i != 5]
    months = [MONTHS[i] for i in kept]
    findings = opened(events[:, kept], total[:, kept], months=months)
    missing = findings.of("BME", month=MONTHS[5])
    assert missing.state is State.NOT_IN_TABLE
    assert "no count of it is in the tables" in missing.sentence
    assert len(of(findings, "BME")) == 24
    once = LEAVING.adapted(options={"absent": "zero"})
    filled = opened(events[:, kept], total[:, 0], once, months=months)
    assert filled.of("BME", month=MONTHS[5]).numbers["events"] == 0


def test_no_run_reaches_across_a_gap() -> None:
    total = np.stack([np.full(24, 300), np.full(24, 2000)])
    events = np.stack([np.where(np.arange(24) < 12, 10, 16), np.full(24, 80)])
    events[0, 1] = 18
    whole = of(opened(events, total), "BME")
    assert "shift above" in whole[14].words["flags"]
    lost = np.zeros(events.shape, dtype=bool)
    lost[:, [12, 18]] = True
    broken = of(opened(events, total, lost=lost), "BME")
    assert "shift above" not in broken[14].words["flags"], "five, then a gap, then five"


def test_one_day_of_staff_serves_every_month() -> None:
    events, total = steady()
    found = of(opened(events, total[:, 0]), "BME")
    assert {f.numbers["total"] for f in found} == {300.0}


def test_new_limits_hold_from_a_month_with_its_reason() -> None:
    events, total = steady()
    rebased = LEAVING.adapted(
        options={"chart": "p", "rebase": {"2024-01": "the exit survey began"}}
    )
    found = of(opened(events, total, rebased), "BME")
    chart = p_chart(events=events[0], total=total[0], rebase_at=[12])
    assert [f.numbers["centre"] for f in found] == pytest.approx(chart.centre)
    assert "New limits hold from here: the exit survey began." in found[12].sentence


@pytest.mark.parametrize(
    ("rebase", "message"),
    [
        ({"2024-01": ""}, "2024-01: why"),
        ({"2031-01": "moved"}, "no such month"),
        (["2024-01"], "a mapping of months to reasons"),
    ],
)
def test_new_limits_without_a_reason_are_refused(rebase, message) -> None:
    events, total = steady()
    with pytest.raises(UnusableCounts, match=message):
        opened(events, total, LEAVING.adapted(options={"rebase": rebase}))


def test_too_few_months_and_missing_tables() -> None:
    events, total = steady(4)
    found = of(opened(events, total, months=MONTHS[:4]), "BME")
    assert {f.state for f in found} == {State.NOT_APPLICABLE}
    assert "fewer than 6 months are known" in found[0].sentence
    with pytest.raises(UnusableCounts, match="no dimension week"):
        opened(*steady(), LEAVING.adapted(options={"time": "week"}))
    with pytest.raises(UnusableCounts, match="denominator: it is missing"):
        group = Dimension("ethnicity", ("BME", "WHITE"))
        table = FrequencyTable.from_arrays("n", [group], np.array([1, 2]))
        compute(LEAVING, {"numerator": table})


def dates(days, start="2022-01-01"):
    return np.datetime64(start) + np.asarray(days).astype("timedelta64[D]")


def test_rare_events_go_on_a_chart_of_days_between_them() -> None:
    days = np.cumsum([0, 10, 24, 8, 31, 15, 2, 40, 12, 19, 7, 22, 28])
    columns = {"ethnicity": np.array(["BME"] * 13, dtype=object), "lodged": dates(days)}
    columns = {
        "ethnicity": np.concatenate([columns["ethnicity"], ["WHITE", "WHITE"]]),
        "lodged": np.concatenate([columns["lodged"], dates([3, 90])]),
    }
    rows = {"rows": Observations("rows", columns)}
    findings = compute(DAYS, rows)._confidential(READING)
    (found,) = of(findings, "BME")
    chart = t_chart(np.diff(days))
    assert float(found.estimate.value) == chart.values[-1] == 28
    assert found.interval == pytest.approx((chart.lower[-1], chart.upper[-1]))
    assert found.numbers["smallest_group"] == 13 == found.numbers["observations"]
    assert "28 days lie between the last two events" in found.sentence
    (none,) = of(findings, "WHITE")
    assert none.state is State.NOT_APPLICABLE and "fewer than three events" in none.sentence


def test_rare_outcomes_go_on_a_chart_of_cases_between_them() -> None:
    gaps = [14, 3, 25, 8, 40, 12, 5, 19, 30, 2, 11, 17]
    refused = [True]
    for gap in gaps:
        refused += [False] * gap + [True]
    columns = {
        "ethnicity": np.array(["BME"] * len(refused) + ["WHITE"], dtype=object),
        "lodged": dates([*range(len(refused)), 0]),
        "refused": np.array([*refused, False]),
    }
    chosen = DAYS.adapted(options={"date": "lodged", "event": "refused"})
    findings = compute(chosen, {"rows": Observations("rows", columns)})._confidential(READING)
    (found,) = of(findings, "BME")
    assert float(found.estimate.value) == gaps[-1]
    assert found.interval[1] == pytest.approx(g_chart(gaps).upper[-1])
    assert "17 cases lie between the last two events" in found.sentence
    assert found.numbers["smallest_group"] == 13


def test_how_many_events_there_were_is_not_told_by_the_number_of_rows() -> None:
    for number in (3, 4, 40):
        columns = {
            "ethnicity": np.array(["BME"] * number, dtype=object),
            "lodged": dates(np.arange(number) * 9),
        }
        assert len(compute(DAYS, {"rows": Observations("r", columns)})._confidential(READING)) == 1


@pytest.mark.parametrize("seed", range(10))
def test_any_months_give_honest_sentences(seed) -> None:
    source = np.random.default_rng(seed)
    total = source.integers(0, 120, (2, 24))
    events = source.binomial(total, source.random() * 0.3)
    for finding in opened(events, total):
        told = finding.sentence
        assert not claims(told), told
        assert "nan" not in told.lower().split(), told
        assert told[0] == told[0].upper()
