"""Survey items, key drivers and consistency of gaps, against plain counts and other software."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.measures import State, UnusableCounts, Verdict, claims, compute, measure
from dueregard.statistics import key_drivers, risk_difference
from dueregard.tables import FrequencyTable, Observations
from dueregard.tables.seal import READING

ITEM = measure("survey.item")
GAPS = measure("survey.gap_consistency")
DRIVERS = measure("survey.key_drivers")


def table(counts, **more) -> FrequencyTable:
    """A table by disability, and by round where keys have one."""
    names = ("disability", "round")
    rows = [
        {**dict(zip(names, key if isinstance(key, tuple) else (key,), strict=False)), "count": n}
        for key, n in counts.items()
    ]
    return FrequencyTable.from_records(rows, **more)


def answers(*items, asked=None):
    tables = {}
    for number, (favourable, answered) in enumerate(items, start=1):
        tables[f"favourable.item_{number}"] = table(favourable)
        tables[f"answered.item_{number}"] = table(answered)
    return tables | ({"asked": table(asked)} if asked else {})


def opened(chosen, tables, **options):
    return compute(chosen, tables, **options)._confidential(READING)


class TestSurveyItem:
    tables = answers(
        ({"D": 10, "ND": 120, "PNS": 30}, {"D": 40, "ND": 200, "PNS": 60}),
        ({"D": 20, "ND": 110, "PNS": 31}, {"D": 38, "ND": 198, "PNS": 60}),
        asked={"D": 45, "ND": 204, "PNS": 66},
    )

    def test_a_gap_is_the_difference_of_shares_item_by_item(self) -> None:
        findings = opened(ITEM, self.tables)
        first = findings.of("D", item="item 1")
        gap = risk_difference(events_1=10, total_1=40, events_2=120, total_2=200)
        assert (first.estimate.value, *first.interval) == pytest.approx(
            (gap.value, gap.lower, gap.upper)
        )
        assert first.verdict is Verdict.LOWER and first.adverse is True
        assert first.family.m == 2, "the items are one family"

    def test_those_who_did_not_answer_and_did_not_say_are_told(self) -> None:
        told = opened(ITEM, self.tables).of("D", item="item 1").sentence
        assert "A further 5 disabled and 4 non-disabled respondents did not know" in told
        assert "60 who answered did not give their disability, more than the 40 disabled" in told

    def test_unknown_characteristics_are_carried_through_as_bounds(self) -> None:
        finding = opened(ITEM, self.tables).of("D", item="item 1")
        assert finding.unknown is not None
        assert float(finding.unknown.lower) < 10 / 40 - 120 / 200 < float(finding.unknown.upper)

    def test_an_item_is_called_what_the_catalogue_calls_it(self) -> None:
        named = ITEM.adapted(options={"items": {"item_1": "My manager listens"}})
        assert opened(named, self.tables).of("D", item="My manager listens").state is State.COMPUTED

    @pytest.mark.parametrize(
        ("dropped", "message"),
        [
            ("answered.item_1", "table answered.item_1: it is missing"),
            ("favourable.item_2", "table favourable.item_2: it is missing"),
        ],
    )
    def test_an_item_needs_both_tables(self, dropped, message) -> None:
        given_ = {name: t for name, t in self.tables.items() if name != dropped}
        with pytest.raises(UnusableCounts, match=message):
            compute(ITEM, given_)
        with pytest.raises(UnusableCounts, match="at least one item"):
            compute(ITEM, {"asked": self.tables["asked"]})

    @given(st.lists(st.tuples(*[st.integers(0, 60)] * 6), min_size=1, max_size=3))
    @settings(max_examples=30)
    def test_no_sentence_claims_too_much(self, draws) -> None:
        items = [
            ({"D": a, "ND": b, "PNS": c}, {"D": a + d, "ND": b + e, "PNS": c + f})
            for a, b, c, d, e, f in draws
        ]
        for finding in opened(ITEM, answers(*items)):
            assert not claims(finding.sentence)
            assert "nan" not in finding.sentence.lower().split()
            if finding.verdict is Verdict.CANNOT_TELL:
                assert "cannot tell" in finding.sentence


def rounds(own, other, size=(60, 180)):
    """One item over rounds: favourable answers of disabled and other respondents."""
    favourable = {}
    answered = {}
    for year, (x, y) in enumerate(zip(own, other, strict=True), start=2019):
        favourable |= {("D", str(year)): x, ("ND", str(year)): y}
        answered |= {("D", str(year)): size[0], ("ND", str(year)): size[1]}
    return favourable, answered


class TestGapConsistency:
    eight = rounds([30, 28, 25, 33, 29, 31, 27, 30], [110, 108, 104, 120, 100, 113, 99, 107])

    def test_eight_rounds_on_one_side(self) -> None:
        """Dixon and Mood's sign test: 2 / 2 ** 8."""
        free = GAPS.adapted(options={"round": "round", "independent": ["rounds"]})
        (finding,) = opened(free, answers(self.eight))
        assert (finding.numbers["below"], finding.numbers["above"]) == (8, 0)
        assert finding.p_value == pytest.approx(2 / 2**8)
        assert finding.verdict is Verdict.LOWER
        assert "below that for non-disabled respondents in eight and above it in none" in (
            finding.sentence
        )

    def test_the_same_people_are_not_tested(self) -> None:
        (finding,) = opened(GAPS, answers(self.eight))
        assert np.isnan(finding.p_value) and finding.verdict is Verdict.DESCRIBED
        assert "No conclusion is drawn" in finding.sentence
        assert "same people stand behind several of the gaps" in finding.sentence
        assert "Look at the gap of each item" in finding.sentence

    def test_items_and_rounds_are_looked_at_together_and_apart(self) -> None:
        free = GAPS.adapted(options={"independent": ["rounds"]})
        findings = opened(free, answers(self.eight, self.eight))
        over = [finding.by["over"] for finding in findings]
        assert over[0] == "all items and rounds"
        assert over.count("all items, 2019") == 1 and over.count("all rounds, item 2") == 1
        assert len(over) == 1 + 8 + 2
        assert findings[0].numbers["gaps"] == 16
        assert np.isnan(findings[0].p_value), "items share their people"
        assert findings[0].sentence.endswith("which have people of their own, is tested.")
        assert findings.of("D", over="all rounds, item 1").p_value == pytest.approx(2 / 2**8)

    def test_what_could_have_been_seen(self) -> None:
        free = GAPS.adapted(options={"independent": ["rounds"]})
        mixed = rounds([30, 28, 25, 45, 46, 44, 27], [110, 108, 104, 100, 100, 113, 99])
        (finding,) = opened(free, answers(mixed))
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "Of 7 gaps, 7 or more on one side would have shown." in finding.sentence
        few = rounds([30, 28, 25], [110, 108, 104])
        assert "not even all on one side" in opened(free, answers(few))[0].sentence

    def test_a_round_that_is_too_small_is_left_out_and_told(self) -> None:
        favourable, answered = rounds([30, 28, 25], [110, 108, 104])
        answered[("D", "2019")], favourable[("D", "2019")] = 4, 2
        (finding,) = opened(GAPS, answers((favourable, answered)))
        assert finding.numbers["gaps"] == 2 and finding.numbers["left_out"] == 1
        assert "One more gap is not known" in finding.sentence

    def test_gaps_of_unlike_size_are_told(self) -> None:
        unlike = rounds([5, 55, 5, 55], [90, 90, 90, 90])
        (finding,) = opened(GAPS, answers(unlike))
        assert finding.numbers["heterogeneity_p"] < 0.001
        assert "one figure does not describe them all" in finding.sentence


def respondents(n=240, seed=2, **more):
    source = np.random.default_rng(seed)
    base = source.normal(size=n)
    items = {
        f"item_{i}": np.clip(np.round(3 + 0.6 * base + source.normal(size=n)), 1, 5)
        for i in range(1, 5)
    }
    outcome = np.clip(
        np.round(0.6 * items["item_1"] + 0.2 * items["item_2"] + 0.7 * source.normal(size=n)), 1, 5
    )
    who = np.array(["D", "ND", "PNS"], dtype=object)[np.arange(n) % 3]
    return {"satisfaction": outcome, **items, "disability": who, **more}


class TestKeyDrivers:
    def test_shares_are_those_of_statistics_and_add_up(self) -> None:
        columns = respondents()
        findings = opened(DRIVERS, {"rows": Observations("rows", columns)})
        names = [f"item_{i}" for i in range(1, 5)]
        alone = key_drivers(
            outcome=columns["satisfaction"], items={name: columns[name] for name in names}
        )
        all_ = [f for f in findings if f.group == "everybody"]
        assert [f.numbers["value"] for f in all_] == pytest.approx(alone.share.tolist())
        assert sum(f.numbers["value"] for f in all_) == pytest.approx(1)
        assert all_[0].numbers["lower"] <= all_[0].numbers["value"] <= all_[0].numbers["upper"]
        assert {f.words["method"] for f in findings} == {"lmg"}

    def test_each_group_with_who_did_not_say(self) -> None:
        findings = opened(DRIVERS, {"rows": Observations("rows", respondents())})
        finding = findings.of("D", item="item 1")
        assert finding.numbers["observations"] == 80 == finding.numbers["smallest_group"]
        assert finding.numbers["parameters"] == 5
        assert finding.numbers["not_disclosed"] == 80
        assert "80 did not say which group is theirs" in finding.sentence

    def test_incomplete_answers_are_left_out_and_counted(self) -> None:
        columns = respondents()
        columns["item_1"] = columns["item_1"].copy()
        columns["item_1"][:30] = np.nan
        findings = opened(DRIVERS, {"rows": Observations("rows", columns)})
        finding = findings.of("everybody", item="item 2")
        assert finding.numbers["answered"] == 210 and finding.numbers["people"] == 240
        assert "210 of 240 answered everything" in finding.sentence

    def test_too_few_and_no_spread_are_declined(self) -> None:
        few = opened(DRIVERS, {"rows": Observations("rows", respondents(36))})
        assert {f.state for f in few} == {State.TOO_FEW}
        assert "fewer than 40 respondents" in few[0].sentence
        flat = respondents(satisfaction=np.full(240, 3.0))
        same = opened(DRIVERS, {"rows": Observations("rows", flat)})
        assert not same[0].state.computed and "never vary" in same[0].sentence

    def test_the_same_answers_give_the_same_limits(self) -> None:
        rows = {"rows": Observations("rows", respondents())}
        one, two = (opened(DRIVERS, rows).column("lower") for _ in range(2))
        assert one.tolist() == two.tolist()

    def test_more_than_eight_items_take_relative_weights(self) -> None:
        more = {f"item_{i}": np.random.default_rng(i).normal(size=240) for i in range(5, 11)}
        findings = opened(DRIVERS, {"rows": Observations("rows", respondents(**more))})
        assert {f.words["method"] for f in findings} == {"relative_weights"}

    def test_columns_that_are_missing(self) -> None:
        columns = respondents()
        with pytest.raises(UnusableCounts, match="column satisfaction is missing"):
            compute(DRIVERS, {"rows": Observations("rows", {"item_1": columns["item_1"]})})
        one = {name: columns[name] for name in ("satisfaction", "item_1")}
        with pytest.raises(UnusableCounts, match="at least two items"):
            compute(DRIVERS, {"rows": Observations("rows", one)})

    def test_an_item_next_to_nothing_has_no_direction(self) -> None:
        noise = {"item_5": np.random.default_rng(9).normal(size=240)}
        findings = opened(DRIVERS, {"rows": Observations("rows", respondents(**noise))})
        assert "is mostly higher" in findings.of("everybody", item="item 1").sentence
        empty = findings.of("everybody", item="item 5")
        assert empty.numbers["lower"] < 0.01
        assert "no direction is given" in empty.sentence and "mostly" not in empty.sentence

    def test_it_never_says_what_would_change(self) -> None:
        for finding in opened(DRIVERS, {"rows": Observations("rows", respondents())}):
            assert not claims(finding.sentence)
            assert "not told what would change" in finding.sentence or not finding.state.computed
