"""The catalogue: complete, sourced, and refused whole when a pack is wrong."""

from __future__ import annotations

import pytest
import yaml

from dueregard import returns, vocabulary
from dueregard.exceptions import UnreadableDocument
from dueregard.measures import (
    KINDS,
    Population,
    Source,
    UnknownMeasure,
    UnusableMeasures,
    catalogue,
    load_catalogue,
    measure,
)
from dueregard.measures.pack_sources import source_problems

LIMBS = [
    "ED.a.i",
    "ED.a.ii.1",
    "ED.a.ii.2",
    "ED.a.ii.3",
    "ED.b.i",
    "ED.b.ii",
    "ED.b.iii",
    "ED.b.iv",
    "ED.b.v",
]


@pytest.mark.parametrize("limb", LIMBS)
def test_every_limb_of_the_employment_duty_is_there(limb) -> None:
    assert measure(f"rraa-2000#{limb}").id.startswith("employment_duty.")


def test_limbs_are_those_of_the_order(shared) -> None:
    path = shared / "reference/frameworks/rr_amendment_act_2000.yaml"
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    (duty,) = [each for each in facts["requirements"] if each["ref"] == "ED"]
    indicators = [c["ref"] for c in duty["children"] if c["kind"] == "indicator"]
    assert indicators == LIMBS
    for child in duty["children"]:
        if child.get("threshold_fte"):
            assert str(child["threshold_fte"]) in measure(f"rraa-2000#{child['ref']}").applies


#: Which group is on top of the ratio; above 1 is worse for BME people in all three.
ORIENTATION = {2: "reference/comparison", 3: "comparison/reference", 4: "reference/comparison"}


@pytest.mark.parametrize("number", range(1, 10))
def test_the_nine_indicators_and_which_way_they_are_turned(number, shared) -> None:
    found = measure(f"nhs-wres#W{number}")
    assert found.id == f"wres.{number}"
    assert (found.comparison, found.reference) in [("BME", "WHITE"), ("BME", "rest")]
    if number in ORIENTATION:
        assert found.ratio == ORIENTATION[number]
        assert found.adverse == "above"
        assert found.benchmark.band == (0.8, 1.25)
        path = shared / "reference/frameworks/nhs_wres.yaml"
        facts = yaml.safe_load(path.read_text(encoding="utf-8"))["requirements"]
        (fact,) = [each for each in facts if each["ref"] == f"W{number}"]
        assert fact["formula"].startswith("(white" if found.inverted else "(bme")


def test_every_measure_has_a_source_and_says_whether_it_was_checked() -> None:
    for each in catalogue():
        assert each.sources and each.sources[0].title, each.id
        assert each.verified in (True, False, "partial"), each.id
        assert each.kind in KINDS and each.title, each.id
    assert len({each.id for each in catalogue()}) == len(catalogue())


def test_every_kind_agreed_is_used() -> None:
    assert {each.kind for each in catalogue()} == set(KINDS)


@pytest.mark.parametrize("each", catalogue(), ids=lambda each: each.id)
def test_returns_and_fields_exist(each) -> None:
    for source in (each.numerator, each.denominator, *each.scenarios.values()):
        if not isinstance(source, Source):
            assert source is None or isinstance(source, Population)
            continue
        schema = returns.schema(source.return_id)
        names = {field.name for field in schema.fields}
        assert set(source.where) <= names, f"{source.return_id}: {set(source.where) - names}"
        if each.field and source is each.numerator:
            assert each.field in names, f"{source.return_id} has no {each.field}"
        if isinstance(source.count, dict):
            assert source.count["sum"] in names
    if each.characteristic:
        vocabulary.characteristic(each.characteristic)


PACK = """
pack: ours
version: "1"
sources: [{title: Our own}]
measures:
  - {id: ours.1, title: Sent on courses, kind: comparison, comparison: F, reference: M,
     classification: sex.female_male, numerator: {return: training_received}}
"""


def write(folder, text, name="ours.yaml"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_measures_of_ones_own_stand_beside_the_shipped(tmp_path) -> None:
    found = load_catalogue(write(tmp_path, PACK))
    assert found.measure("ours.1").version == "1"
    assert len(found) == len(catalogue()) + 1
    assert len(load_catalogue(tmp_path, beside_shipped=False)) == 1


WRONG = """
pack: ours
version: "1"
sources: [{title: Our own}]
measures:
  - {id: ours.1, titel: Sent on courses, kind: comparison}
  - {id: ours.2, title: Two, kind: comparision}
  - {id: ours.3, title: Three, kind: comparison, classification: sex.female_male, comparison: X}
  - {id: ours.4, title: Four, kind: comparison, classification: no.such}
  - {id: ours.5, title: Five, kind: comparison, minimum_n: 0, ratio: upside down}
  - {id: ours.6, title: Six, kind: comparison, numerator: {where: {}}}
  - {id: ours.7, title: Seven, kind: share, words: {event: were discriminated against}}
  - {id: ours.8, title: Eight, kind: share, words: {event: complain, reported: true}}
  - {id: wres.2, title: Nine, kind: share}
  - {id: ours.10, title: Proof of discrimination, kind: share}
  - {id: ours.11, title: Eleven, kind: share, caveats: [Fine., This is due to training.]}
  - id: ours.12
    title: Twelve
    kind: share
    words: {event: proves discrimination as staff said that they met it, reported: true}
  - id: ours.13
    title: Proof of discrimination
    kind: share
    words: {event: said that they met discrimination, reported: true}
  - {id: ours.9, title: Ten, kind: comparison, benchmark: {band: [2, 1]}}
  - just text
"""


def test_a_wrong_pack_is_refused_whole_with_every_problem(tmp_path) -> None:
    with pytest.raises(UnusableMeasures) as caught:
        load_catalogue(write(tmp_path, WRONG))
    told = str(caught.value)
    for piece in (
        "measure ours.1, titel: unknown key; did you mean title?",
        "measure ours.1, title: it is missing",
        "measure ours.2, kind: 'comparision' is not one of comparison",
        "measure ours.3, comparison: X is no code of sex.female_male; there are F, M",
        "measure ours.4, classification: there is no classification no.such",
        "measure ours.5, minimum_n: a whole number of 1 or more is wanted, not 0",
        "measure ours.5, ratio: 'upside down' is not one of",
        "measure ours.6, numerator, return: it is missing",
        "measure ours.7, words: they claim why the groups differ",
        "measure ours.8, words, event: what people said is told as said",
        "measure wres.2: the library has one of this id",
        "measure ours.9, benchmark, band: two rising numbers",
        "measure ours.10, title: it claims why the groups differ: discrimination",
        "measure ours.10, title: it claims certainty: proof",
        "measure ours.11, caveats 2: it claims why the groups differ: due to",
        "measure ours.12, words, event: what people said is told as said",
        "measure ours.12, words: they claim certainty: proves",
        "measure ours.13, title: it claims certainty: proof",
        "measure 15: a mapping is wanted",
    ):
        assert piece in told, piece
    assert "ours.13, title: it claims why" not in told, "it is what people said"
    assert caught.value.exit_code == 10


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pack: [", "line 1: it is not YAML"),
        ("- a list", "a mapping is wanted"),
        ("pack: ours\nversion: '1'\nmeasures: []", "sources: it is missing"),
        ("pack: ours\nversion: '1'\nsources: []\nmeasures: []", "at least one source"),
    ],
)
def test_what_is_no_pack(tmp_path, text, message) -> None:
    with pytest.raises(UnusableMeasures, match=message):
        load_catalogue(write(tmp_path, text))


def test_a_folder_or_a_file_that_cannot_be_read(tmp_path) -> None:
    with pytest.raises(UnreadableDocument, match="no such folder"):
        load_catalogue(tmp_path / "nowhere")
    (tmp_path / "ours.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableDocument, match="UTF-8"):
        load_catalogue(tmp_path)


def test_a_measure_that_is_not_there() -> None:
    with pytest.raises(UnknownMeasure, match=r"There is no measure wres\.10; there are wres\.1"):
        measure("wres.10")


FIELDS = {"training_received": ["course", "completed"], "leavers": ["reason", "unit"]}


def test_returns_and_fields_of_a_pack_are_checked_with_its_other_problems(tmp_path) -> None:
    pack = """
pack: ours
version: "1"
sources: [{title: Our own}]
measures:
  - {id: ours.1, title: One, kind: share, numerator: {return: trainings}}
  - {id: ours.2, title: Two, kind: share, numerator: {return: leavers, where: {resaon: R}}}
  - id: ours.3
    title: Three
    kind: share
    numerator: {return: leavers, where: {any: [{unit: Ash}, {post: x}]}, count: {sum: fte}}
  - {id: ours.4, title: Proof, kind: share}
"""
    with pytest.raises(UnusableMeasures) as caught:
        load_catalogue(write(tmp_path, pack), fields_of=FIELDS)
    told = str(caught.value)
    for piece in (
        "measure ours.1, numerator, return: there is no return trainings; did you mean",
        "measure ours.2, numerator, where: leavers has no field resaon; did you mean reason?",
        "measure ours.3, numerator, where: leavers has no field post; there are reason, unit",
        "measure ours.3, numerator, count: leavers has no field fte",
        "measure ours.4, title: it claims certainty: proof",
    ):
        assert piece in told, piece


def test_shipped_packs_count_fields_that_their_returns_have() -> None:
    fields_of = {one.id: [field.name for field in one.fields] for one in returns.schemas()}
    for each in catalogue():
        assert list(source_problems(each, fields_of)) == [], each.id


def test_measures_count_the_rows_their_titles_say() -> None:
    """No severity assessment is a formal investigation; a case withdrawn was not decided."""
    for name in ("wres.3", "social_care_wres.3"):
        assert measure(name).numerator.where == {"stage": {"not": ["assessment"]}}
    decided = measure("vetting.refused").denominator.where["outcome"]
    assert "withdrawn" not in decided and "refused" in decided
    for name in ("temporary_promotion.held", "temporary_promotion.share"):
        assert any("ended before that day" in caveat for caveat in measure(name).caveats)
    for name in ("wres.4", "employment_duty.receive_training"):
        assert any("completed" in caveat for caveat in measure(name).caveats)
