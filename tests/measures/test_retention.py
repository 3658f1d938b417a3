"""Retention and time in rank: published curves, late entry, and steps that can be coarsened."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.disclosure import DisclosurePolicy
from dueregard.disclosure.curves import coarsened_curve
from dueregard.measures import (
    Measure,
    State,
    UnusableCounts,
    Verdict,
    Words,
    compute,
    measure,
)
from dueregard.statistics import kaplan_meier, logrank
from dueregard.tables import Confidential, FrequencyTable, Identity, Observations
from dueregard.tables.seal import READING

#: Freireich and others 1963: weeks to relapse, treated and placebo; True where it came.
TREATED = [
    (6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False),
    (11, False), (13, True), (16, True), (17, False), (19, False), (20, False), (22, True),
    (23, True), (25, False), (32, False), (32, False), (34, False), (35, False),
]  # fmt: skip
PLACEBO = [
    (week, True)
    for week in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
]  # fmt: skip


def staying(**changes) -> Measure:
    return Measure(
        "ours.staying",
        "1",
        "Staying",
        "retention",
        field="group",
        comparison="placebo",
        reference="treated",
        words=Words("had none", "patients"),
        options={"at": [5, 10, 20]},
    ).adapted(**changes)


def freireich() -> Observations:
    both = [("treated", *each) for each in TREATED] + [("placebo", *each) for each in PLACEBO]
    group, week, event = zip(*both, strict=True)
    return Observations(
        "remission",
        {
            "group": np.array(group),
            "entry": np.zeros(len(both)),
            "duration": np.array(week, dtype=float),
            "event": np.array(event),
        },
    )


def opened(each, tables, **options):
    found = compute(each, tables, **options)
    with pytest.raises(Confidential):
        str(found)
    return found._confidential(READING)


def test_remission_in_leukaemia() -> None:
    """Kaplan–Meier 0.753 and 0.381 at ten weeks; log-rank chi-squared 16.79 (R: survdiff)."""
    found = opened(staying(), {"rows": freireich()})
    ten = found.of("placebo", years="10")
    assert ten.numbers["share_1"] == pytest.approx(8 / 21)
    assert ten.numbers["share_2"] == pytest.approx(0.7529, abs=5e-5)
    from scipy.stats import chi2

    assert ten.numbers["logrank_p"] == pytest.approx(chi2.sf(16.793, 1), rel=1e-3)
    assert ten.verdict is Verdict.LOWER
    assert ten.sentence.startswith("After 10 years an estimated 38% of 21 placebo patients")
    assert ten.numbers["smallest_group"] == 4, "four of the placebo group between 5 and 10"


def test_the_test_is_on_the_scale_of_klein() -> None:
    """Klein and others 2007: z² = (cll1 - cll2)² / (var1 + var2), from the curves themselves."""
    found = opened(staying(), {"rows": freireich()}).of("placebo", years="10")
    parts = []
    for rows in (PLACEBO, TREATED):
        week, event = zip(*rows, strict=True)
        curve = kaplan_meier(duration=week, event=event)
        share = float(curve.at(10).value)
        seen = curve.time <= 10
        d, n = curve.events[seen], curve.at_risk[seen]
        parts.append((np.log(-np.log(share)), (d / (n * (n - d))).sum() / np.log(share) ** 2))
    z = (parts[0][0] - parts[1][0]) / np.sqrt(parts[0][1] + parts[1][1])
    from scipy.stats import norm

    assert found.p_value == pytest.approx(2 * norm.sf(abs(z)))


def test_steps_of_curves_can_be_coarsened() -> None:
    curves = staying(options={"statistic": "curve"})
    found = opened(curves, {"rows": freireich()})
    placebo = found.column("observations").size
    rows = [i for i in range(placebo) if found.finding(i).group == "placebo"]
    columns = {n: found.column(n)[rows] for n in ("time", "at_risk", "events", "value")}
    week, event = zip(*PLACEBO, strict=True)
    curve = kaplan_meier(duration=week, event=event)
    assert columns["time"].tolist() == curve.time.tolist()
    assert columns["value"].tolist() == pytest.approx(curve.survival.tolist())
    coarse = coarsened_curve(
        DisclosurePolicy("ours", threshold=5),
        times=columns["time"],
        at_risk=columns["at_risk"].astype(int),
        events=columns["events"].astype(int),
    )
    assert len(coarse.steps) < len(rows)
    assert found.finding(rows[0]).verdict is Verdict.DESCRIBED
    assert "are still without the event" in found.finding(rows[0]).sentence


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


def test_spells_come_from_dates_with_late_entry() -> None:
    """Who joined before the period is at risk from its first day only."""
    draw = np.random.default_rng(11)
    number = 500
    joined = days("2008-01-01") + draw.integers(0, 365 * 12, number)
    group = np.where(draw.random(number) < 0.4, "BME", "WHITE")
    life = draw.exponential(np.where(group == "BME", 6, 9) * 365.25).astype(int)
    left = joined + life
    first, last = days("2018-01-01")[0], days("2019-12-31")[0]
    gone = (left >= first) & (left <= last) & (joined <= last)
    here = (left > last) & (joined <= last)
    events = Observations(
        "leavers",
        {"ethnicity": group[gone], "joined": joined[gone], "left": left[gone]},
        Identity("leavers", period=f"{first}/{last}"),
    )
    staff = Observations("staff", {"ethnicity": group[here], "joined": joined[here]})
    each = measure("leaving.retention")
    found = opened(each, {"events": events, "censored": staff})
    end = np.concatenate([left[gone], np.full(here.sum(), last)])
    start = np.concatenate([joined[gone], joined[here]])
    who = np.concatenate([group[gone], group[here]])
    long = (end - start).astype(float) / 365.25
    entry = np.maximum((first - start).astype(float) / 365.25, 0)
    event = np.arange(long.size) < gone.sum()
    kept = long > entry
    bme = (who == "BME") & kept
    curve = kaplan_meier(duration=long[bme], event=event[bme], entry=entry[bme])
    five = found.of("BME", years="5")
    assert five.numbers["share_1"] == pytest.approx(float(curve.at(5).value))
    test = logrank(duration=long[kept], event=event[kept], entry=entry[kept], group=who[kept])
    assert five.numbers["logrank_p"] == pytest.approx(float(test.p_value))
    assert five.numbers["left_out"] == (~kept).sum()
    given = each.adapted(options={**each.options, "from": str(first), "to": str(last)})
    plain = Observations("leavers", events._confidential(READING))
    again = opened(given, {"events": plain, "censored": staff})
    assert again.of("BME", years="5").numbers == five.numbers


def test_time_in_rank_is_told_by_those_promoted() -> None:
    """Without anybody leaving or entering late, the share is a plain proportion."""
    reached = days(*["2010-01-01"] * 60)
    decided = reached + np.arange(60) * 60
    group = np.array(["BME", "WHITE"] * 30)
    promoted = np.arange(60) < 40
    tables = {
        "events": Observations(
            "promotion",
            {
                "ethnicity": group[promoted],
                "rank": np.array(["CONSTABLE"] * 40),
                "rank_from": reached[promoted],
                "decided": decided[promoted],
            },
            Identity("promotion", period="2010-01-01/2019-12-31"),
        ),
        "censored.in_post": Observations(
            "staff",
            {
                "ethnicity": group[~promoted],
                "rank": np.array(["CONSTABLE"] * 20),
                "rank_from": reached[~promoted],
            },
        ),
        "censored.left": Observations(
            "leavers",
            {
                "ethnicity": np.array(["BME"]),
                "rank": np.array(["CONSTABLE"]),
                "rank_from": days("2010-01-01"),
                "left": days("2010-01-01"),
            },
        ),
    }
    each = measure("leaving.time_in_rank")
    found = opened(each, tables).of("BME", years="5")
    within = (decided - reached).astype(float) / 365.25 <= 5
    bme = group == "BME"
    # The first of them is promoted on the day of reaching the rank, which says nothing of how long.
    assert found.numbers["left_out"] == 2
    assert found.numbers["share_1"] == pytest.approx((within & bme & promoted)[1:].sum() / 29)
    assert found.by["rank"] == "Constable"
    assert "within 5 years an estimated" in found.sentence and "were promoted" in found.sentence
    lower, upper = found.interval
    assert lower <= float(found.estimate.value) <= upper


def test_nobody_seen_so_long_and_small_groups_are_declined() -> None:
    found = opened(staying(options={"at": [5, 50]}), {"rows": freireich()})
    late = found.of("placebo", years="50")
    assert late.state is State.NOT_SEEN and "seen for so long" in late.sentence
    few = opened(staying(minimum_n=22), {"rows": freireich()})
    assert all(f.state is State.TOO_FEW for f in few)
    curve = opened(staying(minimum_n=22, options={"statistic": "curve"}), {"rows": freireich()})
    assert {f.state for f in curve} == {State.TOO_FEW}


def test_before_anybody_left_the_limit_is_exact() -> None:
    rows = Observations(
        "staff",
        {
            "group": np.array(["placebo"] * 10 + ["treated"] * 10),
            "entry": np.zeros(20),
            "duration": np.array([9.0] * 10 + [1.0, 2, 3, 4] + [9.0] * 6),
            "event": np.array([False] * 10 + [True] * 4 + [False] * 6),
        },
    )
    found = opened(staying(), {"rows": rows}).of("placebo", years="5")
    low = 0.025 ** (1 / 10)
    treated = kaplan_meier(duration=[1, 2, 3, 4] + [9] * 6, event=[True] * 4 + [False] * 6).at(5)
    reach = np.hypot(1 - low, float(treated.upper) - 0.6)
    assert found.interval[0] == pytest.approx(0.4 - reach)
    assert found.verdict is Verdict.CANNOT_TELL


def test_leaving_by_rank_is_a_rate_a_year() -> None:
    def table(counts):
        return FrequencyTable.from_records(
            [{"ethnicity": e, "rank": r, "count": n} for (e, r), n in counts.items()]
        )

    keys = [(e, r) for e in ("BME", "WHITE") for r in ("CONSTABLE", "SERGEANT")]
    leavers = table(dict(zip(keys, (12, 3, 40, 10), strict=True)))
    staff = table(dict(zip(keys, (200, 50, 1000, 400), strict=True)))
    each = measure("leaving.rate_by_rank")
    found = opened(each, {"numerator": leavers, "denominator": staff})
    constables = found.of("BME", rank="Constable")
    assert float(constables.estimate.value) == pytest.approx((12 / 200) / (40 / 1000))
    assert "6.00 per 100 staff in post" in constables.sentence


def test_tables_that_say_nothing_of_how_long() -> None:
    each = measure("leaving.retention")
    rows = {"ethnicity": np.array(["BME", "WHITE"]), "joined": days("2010-01-01", "2011-01-01")}
    left = {**rows, "left": days("2018-05-01", "2018-06-01")}
    with pytest.raises(UnusableCounts, match="events: it is missing"):
        compute(each, {"censored": Observations("staff", rows)})
    with pytest.raises(UnusableCounts, match="no period of days"):
        compute(each, {"events": Observations("leavers", left)})
    period = Identity("leavers", period="2018-01-01/2018-12-31")
    with pytest.raises(UnusableCounts, match="column left is missing"):
        compute(each, {"events": Observations("leavers", rows, period)})
    wrong = {**left, "left": np.array(["2018", "2019"])}
    with pytest.raises(UnusableCounts, match="dates are wanted"):
        compute(each, {"events": Observations("leavers", wrong, period)})
    with pytest.raises(UnusableCounts, match="one of compared, curve"):
        compute(each.adapted(options={"statistic": "median"}), {"rows": freireich()})


PEOPLE = st.tuples(
    st.sampled_from(["placebo", "treated"]),
    st.floats(0, 10),
    st.floats(0, 30),
    st.booleans(),
)


@given(
    people=st.lists(PEOPLE, min_size=12, max_size=60),
    kind=st.sampled_from(["retention", "time_in_rank"]),
    statistic=st.sampled_from(["compared", "curve"]),
)
def test_sentences_are_worded_and_shares_are_shares(well_worded, people, kind, statistic) -> None:
    ends = [("placebo", 0.0, 1.0, False), ("treated", 0.0, 1.0, False)]
    group, entry, duration, event = zip(*people, *ends, strict=True)
    rows = Observations(
        "staff",
        {
            "group": np.array(group),
            "entry": np.array(entry),
            "duration": np.array(duration),
            "event": np.array(event),
        },
    )
    each = staying(kind=kind, options={"statistic": statistic, "at": [2, 8]})
    for finding in opened(each, {"rows": rows}):
        assert well_worded(finding)
        if finding.state is State.COMPUTED and statistic == "compared":
            assert 0 <= finding.numbers["share_1"] <= 1
            assert finding.numbers["share_1"] - finding.numbers["share_2"] == pytest.approx(
                float(finding.estimate.value)
            )


@pytest.mark.parametrize(
    "period",
    ["2025-04-01/2026-03-31", "2025/26", "2025-04-01 to 2026-03-31", "2025-04 to 2026-03",
     "2025-Q2 + 2025-Q3 + 2025-Q4 + 2026-Q1"],
)  # fmt: skip
def test_a_year_is_the_same_however_it_is_written(period) -> None:
    each = measure("leaving.retention").adapted(minimum_n=1)
    days_given = {**each.options, "from": "2025-04-01", "to": "2026-03-31"}
    wanted = opened(each.adapted(options=days_given), year(""))
    for staff in (None, Identity("staff", period="2026-03-31")):
        found = opened(each, year(period, staff))
        for name in ("at_risk_1", "share_1", "left_out"):
            assert np.array_equal(found.column(name), wanted.column(name), equal_nan=True)


def test_staff_of_the_first_day_would_count_leavers_again() -> None:
    for stated in (
        Identity("staff", period="2025-04-01"),
        Identity("staff", period="2025/26", snapshot="2025-04-01"),
    ):
        with pytest.raises(UnusableCounts, match="2026-03-31, the last day of the period"):
            compute(measure("leaving.retention"), year("2025/26", stated))


def year(period, staff=None):
    rows = {
        "ethnicity": np.array(["BME", "WHITE"] * 6),
        "joined": days(*[f"{2010 + i}-01-01" for i in range(12)]),
    }
    left = {**rows, "left": days(*["2025-08-01"] * 12)}
    return {
        "events": Observations("leavers", left, Identity("leavers", period=period)),
        "censored": Observations("staff", rows, staff),
    }
