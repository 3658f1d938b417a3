"""No sentence claims more than its numbers allow, whatever the numbers are."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard import vocabulary
from dueregard.measures import (
    KINDS,
    Looks,
    Measure,
    Population,
    Source,
    State,
    Verdict,
    Words,
    catalogue,
    claims,
    compute,
    kind_named,
)
from dueregard.tables import FrequencyTable
from dueregard.tables.seal import READING

MINE = (
    "comparison",
    "rate_comparison",
    "representation",
    "share",
    "disclosure_rate",
    "outcome_test",
)
MEASURES = [
    measure for measure in catalogue() if measure.kind in MINE and "split" not in measure.options
]
COUNTS = st.integers(0, 150)


def levels_of(measure: Measure) -> list[str]:
    if not measure.classification:
        return ["first", "second"]
    scheme = vocabulary.classification(measure.classification)
    return [*list(scheme.codes)[:6], "PNS", "NOT_ASKED"]


def reported(measure: Measure) -> tuple[str, ...]:
    return (measure.words.event,) if measure.words.reported else ()


def findings_of(measure: Measure, draw, looks):
    levels = levels_of(measure)
    wanted = {measure.comparison, measure.reference} - {"each", "rest"}
    levels = [*sorted(wanted), *(level for level in levels if level not in wanted)]
    pool = {level: draw(COUNTS) for level in levels}
    some = {level: min(draw(COUNTS), pool[level]) for level in levels}
    tables = {
        name: FrequencyTable.from_records(
            [{"group": level, "count": count} for level, count in counts.items()]
        )
        for name, counts in (("numerator", some), ("denominator", pool))
    }
    kind = kind_named(measure.kind)
    names = {*kind.tables, *kind.optional}
    given_ = {name: table for name, table in tables.items() if name in names}
    return compute(measure, given_, looks=looks)._confidential(READING)


@given(
    measure=st.sampled_from(MEASURES),
    data=st.data(),
    looks=st.sampled_from([1, 3, Looks(2, 4), Looks(2, "open")]),
)
def test_no_finding_makes_a_forbidden_claim(measure, data, looks) -> None:
    check(measure, findings_of(measure, data.draw, looks))


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
def test_every_measure_of_the_catalogue_is_worded(measure) -> None:
    source = random.Random(2011)
    for _ in range(3):
        check(measure, findings_of(measure, lambda _: drawn(source), 1))


def drawn(source):
    """A count: often very small."""
    return source.choice([0, 1, 2, source.randint(0, 60), source.randint(0, 150)])


def check(measure, findings) -> None:
    for finding in findings:
        for told in (finding.sentence, *finding.caveats):
            assert claims(told, reported=reported(measure)) == (), told
            assert "nan" not in re.split(r"\W+", told.lower()), told
            assert not re.search(r"\binf\b|  |\{|\}|None", told), told
            assert told[0] == told[0].upper() and told.endswith((".", "?")), told
        if finding.verdict is Verdict.CANNOT_TELL:
            assert "cannot tell" in finding.sentence
            assert "chance readily explains" not in finding.sentence
        if finding.verdict in (Verdict.HIGHER, Verdict.LOWER):
            assert f"is {finding.verdict}" in finding.sentence
            assert "it does not say why" in finding.sentence
        if finding.verdict is Verdict.NOT_COMPUTED:
            assert finding.state.reason in finding.sentence
            assert "%" not in finding.sentence


@pytest.mark.parametrize("measure", catalogue(), ids=lambda measure: measure.id)
def test_the_catalogue_itself_claims_nothing(measure) -> None:
    own = reported(measure)
    for told in (*measure.caveats, measure.words.people, measure.words.exposure):
        assert claims(told, reported=own) == (), told
    if not own:
        assert claims(f"{measure.title}. {measure.words.event}") == ()


@pytest.mark.parametrize("state", list(State))
def test_no_reason_makes_a_claim(state) -> None:
    assert claims(state.reason) == ()
    assert bool(state.reason) == (state is not State.COMPUTED)


@pytest.mark.parametrize(
    "text",
    [
        "The process discriminates against women.",
        "The body is compliant with the duty.",
        "There is no difference between the groups.",
        "There is no significant difference.",
        "The rates do not differ.",
        "This proves that the board was biased.",
        "The process is fair.",
        "The gap is significant.",
        "Parity has been achieved.",
        "Rates differ because of prejudice.",
        "The force complied with the law.",
    ],
)
def test_what_is_forbidden_is_found(text) -> None:
    assert claims(text)


def test_what_people_said_is_theirs() -> None:
    said = "said that they had met discrimination at work"
    assert claims(f"12 of 40 respondents {said}.")
    assert not claims(f"12 of 40 respondents {said}.", reported=(said,))


def test_places_are_told_first() -> None:
    measure = Measure(
        "t.1",
        "1",
        "Test",
        "comparison",
        Source("r"),
        Population("p"),
        comparison="a",
        reference="b",
        words=Words("left", "staff"),
    )
    rows = [
        {"group": group, "unit": unit, "count": count}
        for group, count in (("a", 20), ("b", 30))
        for unit in ("Ash", "Elm")
    ]
    table = FrequencyTable.from_records(rows)
    finding = compute(measure, {"numerator": table, "denominator": table}, by=("unit",))
    told = finding._confidential(READING).of("a", unit="Elm").sentence
    assert told.startswith("Elm: 20 of 20 a staff left (100%) and 30 of 30 b staff (100%)")


def test_every_kind_is_named_once() -> None:
    assert len(set(KINDS)) == len(KINDS)
    assert set(MINE) <= set(KINDS)


@pytest.mark.parametrize(
    "claim",
    [
        "There is no evidence of a difference.",
        "There is no statistical difference.",
        "The groups are not different.",
        "The rates are identical.",
        "The force meets its legal duty.",
        "This satisfies section 149.",
        "The gap is explained by length of service.",
        "It results from training.",
        "It shows less favourable treatment.",
    ],
)
def test_claims_in_other_words_are_found(claim) -> None:
    assert claims(claim)
