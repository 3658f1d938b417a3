"""Pipelines: steps multiply to the whole way, and nobody passes a stage they did not reach."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.disclosure import DisclosurePolicy, protect
from dueregard.measures import Measure, State, UnusableCounts, Verdict, Words, compute
from dueregard.tables import FrequencyTable, Identity
from dueregard.tables.seal import READING

STAGES = ("applied", "sifted", "interviewed", "appointed")


def pipeline(**changes) -> Measure:
    return Measure(
        "ours.pipeline",
        "1",
        "Recruitment",
        "pipeline",
        field="ethnicity",
        classification="ethnicity.binary.bme_excluding_white_minorities",
        comparison="BME",
        reference="WHITE",
        adverse="below",
        words=Words("passed", "applicants", groups={"BME": "BME", "WHITE": "White"}),
        options={"stages": list(STAGES)},
    ).adapted(**changes)


def tables(first, second, names=STAGES):
    return {
        f"stage.{name}": FrequencyTable.from_records(
            [{"ethnicity": "BME", "count": a}, {"ethnicity": "WHITE", "count": b}]
        )
        for name, a, b in zip(names, first, second, strict=True)
    }


def opened(measure, given, **options):
    return compute(measure, given, **options)._confidential(READING)


def test_small_ratios_multiply() -> None:
    """Kline 2014: 1.59 at each of four stages is 6.39 in the end."""
    names = [f"s{i}" for i in range(5)]
    first = [159**i * 200 ** (4 - i) for i in range(5)]
    second = [100**i * 200 ** (4 - i) for i in range(5)]
    found = opened(pipeline(options={"stages": names}), tables(first, second, names))
    assert found.column("value")[:4].tolist() == pytest.approx([1.59] * 4)
    assert f"{found.column('value')[4]:.2f}" == "6.39"
    assert found.column("running").tolist() == pytest.approx(
        [1.59, 1.59**2, 1.59**3, 1.59**4, 1.59**4]
    )
    assert found.column("part")[:4].tolist() == pytest.approx([0.25] * 4)


def test_where_most_is_lost_is_said() -> None:
    found = opened(pipeline(), tables([200, 80, 30, 8], [200, 140, 70, 30]))
    whole = found.of("BME", stage="applied to appointed, all stages")
    assert float(whole.estimate.value) == pytest.approx(8 / 30)
    assert whole.verdict is Verdict.LOWER and whole.adverse is True
    assert "is applied to sifted (0.57)" in whole.sentence
    assert "8 of 200 BME applicants got through (4.0%)" in whole.sentence
    assert float(whole.shortfall.value) == 22
    step = found.of("BME", stage="interviewed to appointed")
    assert step.verdict is Verdict.CANNOT_TELL
    assert "nearer to 1 than" in step.sentence
    assert step.numbers["lost_1"] == 22 and step.numbers["lost_2"] == 40


def test_a_step_that_was_declined_is_not_where_most_is_lost() -> None:
    whole = opened(pipeline(), tables([5, 4, 4, 0], [5, 5, 5, 2])).finding(3)
    assert whole.state is State.COMPUTED and whole.words["furthest"] == "applied to sifted"


def test_the_reference_group_can_be_on_top() -> None:
    plain = opened(pipeline(), tables([200, 80, 30, 8], [200, 140, 70, 30]))
    turned = opened(
        pipeline(ratio="reference/comparison", adverse="above"),
        tables([200, 80, 30, 8], [200, 140, 70, 30]),
    )
    for name in ("value", "running"):
        assert turned.column(name).tolist() == pytest.approx((1 / plain.column(name)).tolist())
    whole = turned.finding(3)
    assert whole.verdict is Verdict.LOWER and whole.adverse is True
    assert "applied to sifted (1.75)" in whole.sentence


def test_more_people_at_a_later_stage_are_declined() -> None:
    found = opened(pipeline(), tables([200, 80, 90, 8], [200, 140, 70, 30]))
    assert found.of("BME", stage="sifted to interviewed").state is State.INCONSISTENT
    whole = found.of("BME", stage="applied to appointed, all stages")
    assert whole.state is State.INCONSISTENT and "nothing is computed" in whole.sentence
    assert found.of("BME", stage="applied to sifted").state is State.COMPUTED


def test_two_stages_are_one_step() -> None:
    names = ("applied", "appointed")
    found = opened(pipeline(options={"stages": names}), tables([50, 10], [100, 40], names))
    assert len(found) == 1 and found.finding(0).by == {"stage": "applied to appointed"}


def test_one_table_with_a_dimension_of_stages() -> None:
    first, second = [200, 80, 30, 8], [200, 140, 70, 30]
    one = FrequencyTable.from_records(
        [
            {"ethnicity": group, "stage": stage, "count": count}
            for group, counts in (("BME", first), ("WHITE", second))
            for stage, count in zip(STAGES, counts, strict=True)
        ]
    )
    joined = opened(pipeline(), {"stages": one})
    apart = opened(pipeline(), tables(first, second))
    assert [f.sentence for f in joined] == [f.sentence for f in apart]


def test_with_and_without_the_support_of_the_manager() -> None:
    counts = {"applied": [60, 40, 100, 50], "promoted": [12, 2, 30, 5]}
    given = {
        f"stage.{stage}": FrequencyTable.from_records(
            [
                {"ethnicity": group, "supported": support, "count": counted[i]}
                for i, (group, support) in enumerate(
                    [("BME", "true"), ("BME", "false"), ("WHITE", "true"), ("WHITE", "false")]
                )
            ]
        )
        for stage, counted in counts.items()
    }
    words = {"true": "with support", "false": "without support"}
    measure = pipeline(options={"stages": list(counts), "split": {"supported": words}})
    found = opened(measure, given)
    with_support = found.of("BME", supported="with support")
    assert float(with_support.estimate.value) == pytest.approx((12 / 60) / (30 / 100))
    assert with_support.sentence.startswith("With support, applied to promoted: 12 of 60")
    without = found.of("BME", supported="without support")
    assert (without.numbers["events_1"], without.numbers["total_2"]) == (2, 50)


def test_tables_that_do_not_make_a_pipeline() -> None:
    with pytest.raises(UnusableCounts, match=r"stage\.appointed: it is missing"):
        compute(pipeline(), tables([2, 1, 1], [2, 1, 1], STAGES[:3]))
    with pytest.raises(UnusableCounts, match=r"stage\.vetted: the stages are"):
        compute(pipeline(), tables([2, 1, 1, 1, 1], [2] * 5, (*STAGES, "vetted")))
    with pytest.raises(UnusableCounts, match="two or more"):
        compute(pipeline(options={}), tables([2], [2], ("applied",)))
    with pytest.raises(UnusableCounts, match="needs a dimension stage"):
        compute(pipeline(), {"stages": tables([1], [1], ("a",))["stage.a"]})


def test_of_released_tables_what_is_hidden_is_not_computed() -> None:
    tables_of = [
        FrequencyTable.from_records(
            [{"ethnicity": "BME", "count": a}, {"ethnicity": "WHITE", "count": b}],
            name=stage,
            identity=Identity(stage),
        )
        for stage, a, b in zip(STAGES, [200, 80, 30, 3], [200, 140, 70, 30], strict=True)
    ]
    released = protect(tables_of, DisclosurePolicy("ours", threshold=10)).tables
    found = compute(pipeline(), {f"stage.{s}": t for s, t in zip(STAGES, released, strict=True)})
    assert not found.confidential
    assert found.of("BME", stage="interviewed to appointed").state is State.HIDDEN
    assert found.of("BME", stage="applied to sifted").state is State.COMPUTED


@given(
    start=st.tuples(st.integers(0, 300), st.integers(0, 300)),
    losses=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=3),
)
def test_steps_multiply_and_sentences_claim_nothing(well_worded, start, losses) -> None:
    first, second = [start[0]], [start[1]]
    for a, b in losses:
        first.append(int(first[-1] * a))
        second.append(int(second[-1] * b))
    found = opened(pipeline(), tables(first, second))
    value = found.column("value")
    if all(f.state is State.COMPUTED and f.numbers["events_1"] > 0 for f in found):
        assert value[:3].prod() == pytest.approx(value[3])
        if abs(value[3] - 1) > 1e-9:
            assert found.column("part")[:3].sum() == pytest.approx(1)
    for finding in found:
        assert well_worded(finding)
