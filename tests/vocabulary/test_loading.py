"""Local packs: what they add, and that every problem in one is told."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dueregard import vocabulary as v
from dueregard.exceptions import UnreadableDocument
from dueregard.vocabulary.packs import extended

LOCAL = """
pack: local
version: "1"
sources: [{title: Board paper 14/09}]
characteristics:
  - code: poverty
    label: Poverty
    definition: Living in the most deprived fifth of areas.
    sets: [local]
    local: true
    verified: true
    labels: [deprivation]
classifications:
  - id: poverty.fifths
    version: "1"
    title: Fifths of areas by deprivation
    characteristic: poverty
    basis: derived
    ordered: true
    verified: true
    broader: poverty.poor@1
    parents: {POOR: ["1"], OTHER: ["2", "3", "4", "5"]}
    categories:
      - {code: "1", label: Most deprived fifth}
      - {code: "2", label: Second fifth}
      - {code: "3", label: Third fifth}
      - {code: "4", label: Fourth fifth}
      - {code: "5", label: Least deprived fifth}
  - id: poverty.poor
    version: "1"
    title: In poverty
    characteristic: poverty
    basis: derived
    verified: true
    categories:
      - {code: POOR, label: In poverty}
      - {code: OTHER, label: Not in poverty}
  - id: poverty.tenths
    version: "1"
    title: Two ends of ten
    characteristic: poverty
    basis: derived
    verified: false
    categories:
      - {code: LOW, label: Lowest tenths}
      - {code: HIGH, label: Highest tenths}
synonyms:
  ethnicity.sde_18plus1: {A4: [HK Chinese]}
crosswalks:
  - from: poverty.tenths
    to: poverty.poor
    map: {LOW: POOR, HIGH: OTHER}
    verified: false
    note: The lowest two tenths are the most deprived fifth.
equivalences:
  - {of: poverty, within: equality_act_2010, codes: [], note: No protected characteristic.}
"""


@pytest.fixture
def local(tmp_path: Path) -> Path:
    path = tmp_path / "local.yaml"
    path.write_text(LOCAL, encoding="utf-8")
    return path


def problems_of(text: str) -> tuple[str, ...]:
    """Return what is said of a pack that cannot be used."""
    with pytest.raises(v.UnusableVocabulary) as caught:
        extended(v.shipped_vocabulary(), [("local.yaml", yaml.safe_load(text))])
    assert caught.value.exit_code == 10
    return caught.value.problems


def test_a_local_pack_adds_without_code(local: Path) -> None:
    mine = v.load(local)
    poverty = mine.characteristic("Deprivation")
    assert poverty.local and poverty.law is None and poverty.sources[0].title == "Board paper 14/09"
    assert mine.characteristics("local") == (poverty,)
    assert mine.classifications(characteristic="poverty") == (
        "poverty.fifths",
        "poverty.poor",
        "poverty.tenths",
    )
    assert mine.crosswalk("poverty.fifths", "poverty.poor").targets("3") == ("OTHER",)
    assert mine.crosswalk("poverty.tenths", "poverty.poor").verified is False
    assert mine.classification("ethnicity.sde_18plus1").code_of("HK Chinese") == "A4"
    assert mine.equivalents("poverty").note == "No protected characteristic."
    assert mine.characteristics() == v.characteristics()


def test_what_is_shipped_stays_as_it_is(local: Path) -> None:
    before = v.classifications()
    v.load(local)
    assert v.classifications() == before
    assert v.classification("ethnicity.sde_18plus1").code_of("HK Chinese") is None
    with pytest.raises(v.UnknownTerm):
        v.characteristic("poverty")


def test_packs_are_added_one_after_the_other(local: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.yaml"
    second.write_text(
        'pack: second\nversion: "1"\nsynonyms:\n  poverty.poor: {POOR: [hard up]}\n', "utf-8"
    )
    both = v.load(local).load(second)
    assert both.classification("poverty.poor").code_of("Hard up") == "POOR"
    with pytest.raises(v.UnusableVocabulary, match=r"poverty\.fifths@1 is there already"):
        both.load(local)


def test_a_blank_that_has_no_code_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text(
        change("title: In poverty\n", "title: In poverty\n    missing: []\n"), encoding="utf-8"
    )
    read = v.load(path).classification("poverty.poor").standardise(["In poverty", "", None, " "])
    assert read.codes == ("POOR", None, None, None)
    assert read.unknown == {"": 3}


def change(old: str, new: str) -> str:
    assert old in LOCAL
    return LOCAL.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '{code: "2", label: Second fifth}',
            '{code: "1", label: Second fifth}',
            "local.yaml, classification poverty.fifths, code 1: it is given twice",
        ),
        (
            'POOR: ["1"]',
            'PORE: ["1"]',
            "poverty.poor@1 has no code “PORE”; allowed are POOR, OTHER",
        ),
        (
            "broader: poverty.poor@1",
            "broader: poverty.pore@1",
            "there is no classification “poverty.pore@1”",
        ),
        (
            "map: {LOW: POOR,",
            "map: {LOW: PORE,",
            "poverty.poor@1 has no code PORE; allowed are POOR, OTHER",
        ),
        (
            "HIGH: OTHER}",
            "HIGHER: OTHER}",
            "poverty.tenths@1 has no code HIGHER; allowed are LOW, HIGH",
        ),
        ("map: {LOW: POOR, ", "map: {", "map: LOW has no counterpart; give one, or null for none"),
        (
            "HIGH: OTHER}",
            "HIGH: [OTHER, POOR]}",
            "map: HIGH is divided; give a break that says why",
        ),
        ("to: poverty.poor", "to: poverty.pore", "to: there is no classification “poverty.pore”"),
        (
            "sources: [{title: Board paper 14/09}]",
            "note: none",
            "sources: it is missing; give at least one",
        ),
        (
            "basis: derived",
            "basis: guessed",
            "basis: “guessed” is not allowed; allowed are self_defined",
        ),
        (
            "ordered: true",
            "orderly: true",
            "poverty.fifths, orderly: unknown key; allowed are id, version",
        ),
        ("ordered: true", "ordered: maybe", "ordered: true or false is needed, not 'maybe'"),
        (
            "characteristic: poverty\n",
            "characteristic: wealth\n",
            "characteristic: there is no “wealth”",
        ),
        ('{code: "1", label', "{code: 1, label", "code: text is needed, not 1; put it in quotes"),
        (
            "    verified: false\n    categories",
            "    categories",
            "verified: it is missing; allowed are true, false, partial",
        ),
        (
            "    verified: false\n    note",
            "    verified: often\n    note",
            "verified: 'often' is not allowed",
        ),
        (
            "A4: [HK Chinese]",
            "A5: [HK Chinese]",
            "ethnicity.sde_18plus1, A5: there is no such code",
        ),
        ("A4: [HK Chinese]", "A4: [Indian]", "the label “Indian” is already read as A1"),
        (
            "  ethnicity.sde_18plus1:",
            "  ethnicity.sde_17plus1:",
            "sde_17plus1: there is no such classification",
        ),
        (
            "local: true",
            "local: false",
            "law: it is missing; name the provision, or say local: true",
        ),
        ("code: poverty\n", "code: race\n", "characteristic race, code: “race” is there already"),
        (
            "labels: [deprivation]",
            "labels: [ethnicity]",
            "labels: “ethnicity” is already a label of race",
        ),
        (
            "label: Not in poverty}",
            "label: In poverty}",
            "OTHER: the label “in poverty” is also read as POOR",
        ),
        (
            "label: Not in poverty}",
            "missing: shy, label: x}",
            "missing: “shy” is not allowed; allowed are not_asked",
        ),
        ("sets: [local]", "sets: []", "sets: it is missing; name at least one set"),
        ("codes: [], note", "codes: [wealth], note", "codes: there is no characteristic “wealth”"),
        (
            'version: "1"\nsources',
            "version: 1\nsources",
            "version: text is needed, not 1; put it in quotes",
        ),
    ],
)
def test_each_problem_is_told_with_its_place(old: str, new: str, said: str) -> None:
    told = problems_of(change(old, new))
    assert any(said in one for one in told), told


def test_every_problem_is_told_at_once() -> None:
    text = change("basis: derived", "basis: guessed").replace("ordered: true", "orderly: true")
    told = problems_of(text)
    assert len([one for one in told if one.startswith("local.yaml, classification")]) == 2


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([(0, 17), (17, None)], "code b1, lower: it overlaps b0, which ends at 17"),
        ([(0, 17), (19, None)], "code b1, lower: ages from 18 are in no band"),
        ([(0, None), (18, None)], "code b1, lower: b0 before it has no upper end"),
        ([(17, 0)], "lower: 17 is above upper, 0"),
        ([(-1, 5)], "lower: a whole number of 0 or more is needed, not -1"),
    ],
)
def test_bands_that_overlap_or_leave_gaps_are_refused(
    bands: list[tuple[int, int | None]], said: str
) -> None:
    categories = [
        {"code": f"b{n}", "label": f"band {n}", "lower": low, "upper": high}
        for n, (low, high) in enumerate(bands)
    ]
    pack = {
        "pack": "ages",
        "version": "1",
        "sources": [{"title": "Ours"}],
        "classifications": [
            {
                "id": "age.ours",
                "version": "1",
                "title": "Ours",
                "basis": "recorded",
                "verified": True,
                "categories": categories,
            }
        ],
    }
    with pytest.raises(v.UnusableVocabulary) as caught:
        extended(v.shipped_vocabulary(), [("ages.yaml", pack)])
    assert any(said in one for one in caught.value.problems), caught.value.problems


def test_groups_that_cover_the_same_people_are_refused() -> None:
    text = """
    pack: twice
    version: "1"
    sources: [{title: Ours}]
    classifications:
      - id: ethnicity.ours
        version: "1"
        title: Ours
        characteristic: race
        basis: self_defined
        universe: ethnicity
        verified: true
        categories:
          - {code: ASIAN, label: Asian, covers: [A]}
          - {code: CHINESE, label: Chinese, covers: [A4]}
          - {code: Z, label: Zed}
    """
    told = problems_of(text)
    assert any("code CHINESE, covers: A4 is already covered by ASIAN" in one for one in told)
    assert any("code Z, covers: Z: not in ethnicity" in one for one in told)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"pack: a\npack: b\n", "mine.yaml, line 2: the key “pack” is given twice"),
        (b"pack: [a\n", "mine.yaml, line 2: it is not YAML"),
        (b"- a\n- b\n", "mine.yaml: a pack is a mapping of keys to values"),
        (b"\xff\xfe\x00", "it is not text in UTF-8"),
        (b"", "mine.yaml: a pack is a mapping of keys to values"),
        (b"pack: !!python/name:os.system\n", "it is not YAML"),
        (b"? [a, b]\n: c\n", "mine.yaml"),
        (b"? {a: b}\n: c\n", "mine.yaml, line 1"),
    ],
)
def test_a_file_that_is_no_pack_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(v.UnusableVocabulary) as caught:
        v.load(path)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="there is no such file") as caught:
        v.load(tmp_path / "none.yaml")
    assert caught.value.exit_code == 11
    with pytest.raises(UnreadableDocument, match="cannot be opened"):
        v.load(tmp_path)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value in a pack."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, one in inner:
        found.append((*path, key))
        if isinstance(one, (dict, list)):
            found += places(one, (*path, key))
    return found


CONTENT = yaml.safe_load(LOCAL)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.one_of(st.integers(), st.text(max_size=3)), st.integers(), max_size=2),
)


@given(st.sampled_from(places(CONTENT)), JUNK)
def test_whatever_stands_in_a_pack_it_is_used_or_refused(path: tuple[Any, ...], junk: Any) -> None:
    content = copy.deepcopy(CONTENT)
    place = content
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = junk
    try:
        mine = extended(v.shipped_vocabulary(), [("local.yaml", content)])
    except v.UnusableVocabulary as error:
        assert error.problems
        assert all(one.startswith(("local.yaml", "poverty.")) for one in error.problems)
    else:
        assert mine.classifications()
