"""A pack that is wrong anywhere is refused whole, with every problem, its file and its place."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dueregard import frameworks as f
from dueregard.frameworks.loading import library_of, read_library

GOOD: dict[str, Any] = {
    "id": "local-promise",
    "version": "2026",
    "title": "What we promised",
    "kind": "standard",
    "force": "commitment",
    "status": "in_force",
    "sectors": ["council"],
    "reach": [{"jurisdiction": "England"}],
    "in_force": {"from": "2026-01-01", "to": "2028-12-31"},
    "levels": [{"n": "1", "name": "Begun"}, {"n": "2", "name": "Done"}],
    "sources": [{"cite": "Minute 7 of the council"}],
    "verified": "true",
    "requirements": [
        {
            "ref": "A",
            "text": "Answer within a month",
            "in_force": {"from": "2026-06-01"},
            "due": [{"day": "2026-12-31"}],
            "review": {"frequency": "annual", "months": "12"},
            "children": [{"ref": "A1", "text": "Count the answers", "levels": ["1"]}],
        },
        {
            "ref": "Q",
            "text": "Was it answered?",
            "kind": "question",
            "question": {"answer": "yes_no"},
        },
        {
            "ref": "Q1",
            "text": "Why not?",
            "kind": "question",
            "question": {"answer": "text", "ask_if": [{"ref": "Q", "is": ["no"]}]},
        },
    ],
}


def problems(content: object, *more: tuple[str, object]) -> list[f.Problem]:
    texts = [("local.yaml", yaml.safe_dump(content, sort_keys=False))]
    texts += [(name, yaml.safe_dump(other)) for name, other in more]
    return read_library(texts)[1]


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    content = deepcopy(GOOD)
    change(content)
    return content


def test_the_good_pack_is_good() -> None:
    assert problems(GOOD) == []


def first(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = content["requirements"][0]
    return found


WRONG: list[tuple[Callable[[dict[str, Any]], object], str, str]] = [
    (lambda c: c.update(titel="x"), "titel", "did you mean title"),
    (lambda c: c.pop("title"), "title", "missing"),
    (lambda c: c.update(id="Local Promise"), "id", "not an identifier"),
    (lambda c: c.update(kind="law"), "kind", "law is not allowed"),
    (lambda c: c.update(force="moral"), "force", "statutory"),
    (lambda c: c.update(status="draft"), "status", "draft is not allowed"),
    (lambda c: c.update(verified="maybe"), "verified", "partial"),
    (lambda c: c.update(verified="partial"), "not_verified", "missing"),
    (lambda c: c.update(sources=[]), "sources", "at least one"),
    (lambda c: c.update(sources=[{"url": "ftp://x"}]), "sources[0].url", "not an address"),
    (lambda c: c.update(sources=[{}]), "sources[0].cite", "missing"),
    (lambda c: c.update(reach=[]), "reach", "at least one"),
    (lambda c: c["reach"][0].update(sectors=["nhs"]), "reach", "no sector nhs"),
    (lambda c: c.update(in_force={"from": "2026-02-30"}), "in_force.from", "no 2026-02-30"),
    (
        lambda c: c.update(in_force={"from": "2026-02-02", "to": "2026-02-01"}),
        "in_force",
        "ends before it begins",
    ),
    (lambda c: c.pop("in_force"), "in_force.from", "missing"),
    (lambda c: c.update(status="expected"), "in_force", "law to come"),
    (lambda c: c.update(expected={"from": "2030"}), "expected", "status: expected"),
    (
        lambda c: c.update(status="repealed", in_force={"from": "2026"}, requirements=[]),
        "in_force.to",
        "missing",
    ),
    (lambda c: c["levels"].reverse(), "levels", "not numbered in order"),
    (lambda c: c.pop("requirements"), "requirements", "missing"),
    (lambda c: c.update(requirements={"ref": "A"}), "requirements", "not a list"),
    (lambda c: c.update(requirements=["A"]), "requirements[0]", "not a mapping"),
    (lambda c: first(c).update(ref="Q"), "requirements", "the ref Q stands 2 times"),
    (lambda c: first(c).update(ref="A#1"), "requirements", "has a # or @"),
    (lambda c: first(c).update(text=""), "requirements[0].text", "missing"),
    (lambda c: first(c).update(kind="wish"), "requirements[0].kind", "wish"),
    (lambda c: first(c).update(levels=["3"]), "requirements(A).levels", "no level 3"),
    (lambda c: first(c).update(levels=["low"]), "requirements[0].levels", "whole numbers"),
    (lambda c: first(c).update(sides=["clients"]), "requirements[0].sides", "service_delivery"),
    (lambda c: first(c).update(area="1"), "requirements(A).area", "no area 1"),
    (
        lambda c: first(c).update(in_force={"from": "2025-06-01"}),
        "requirements[0].in_force",
        "reaches outside",
    ),
    (
        lambda c: first(c)["children"][0].update(in_force={"from": "2026-05-31"}),
        "requirements[0].children[0].in_force",
        "reaches outside",
    ),
    (lambda c: first(c).update(due=[{}]), "requirements[0].due[0]", "says no day"),
    (
        lambda c: first(c).update(due=[{"day": "2026-12-31", "rule": "after"}]),
        "requirements[0].due[0].rule",
        "after is not allowed",
    ),
    (
        lambda c: first(c).update(due=[{"every": "02-30"}]),
        "requirements[0].due[0].every",
        "calendar has no 02-30",
    ),
    (
        lambda c: first(c).update(due=[{"day": "2026-12-31", "every": "12-31"}]),
        "requirements[0].due[0]",
        "not both",
    ),
    (
        lambda c: first(c).update(due=[{"text": "soon", "first": "2026-12-31"}]),
        "requirements[0].due[0].first",
        "first of none",
    ),
    (
        lambda c: first(c)["review"].update(months="0"),
        "requirements[0].review.months",
        "not a whole number",
    ),
    (
        lambda c: first(c)["review"].update(not_over_months="6"),
        "requirements[0].review.months",
        "more than the interval allowed",
    ),
    (
        lambda c: first(c).update(verified="no"),
        "requirements[0].unverified",
        "missing",
    ),
    (
        lambda c: first(c).update(unverified="the day"),
        "requirements[0].unverified",
        "something verified",
    ),
    (
        lambda c: first(c).update(evidence=[{"a": "b"}]),
        "requirements[0].evidence",
        "list of texts",
    ),
    (
        lambda c: c["requirements"][1]["question"].update(answer="choice"),
        "requirements[1].question.options",
        "at least one option",
    ),
    (
        lambda c: c["requirements"][1]["question"].update(rows=[{"code": "a", "label": "A"}]),
        "requirements[1].question.rows",
        "both in a grid",
    ),
    (
        lambda c: c["requirements"][1]["question"].update(
            answer="choice", options=[{"code": "no", "label": "No"}] * 2
        ),
        "requirements[1].question.options",
        "the code no stands twice",
    ),
    (
        lambda c: c["requirements"][2]["question"]["ask_if"][0].update({"is": ["perhaps"]}),
        "requirements(Q1).question.ask_if",
        "Q cannot be answered so",
    ),
    (lambda c: c["requirements"].reverse(), "requirements(Q1).question.ask_if", "comes before"),
    (
        lambda c: c.update(kind="questionnaire"),
        "requirements(A1).question",
        "missing",
    ),
    (lambda c: c.update(succeeded_by=["nothing@1"]), "succeeded_by", "there is no nothing@1"),
    (
        lambda c: c.update(succeeded_by=["local-promise@2026"]),
        "succeeded_by",
        "comes to succeed itself",
    ),
    (
        lambda c: c.update(scale={"not_adverse": ["1.25", "0.8"]}),
        "scale.not_adverse",
        "lower first",
    ),
    (lambda c: c.update(definitions=["a"]), "definitions", "names with texts"),
]


@pytest.mark.parametrize(("change", "where", "said"), WRONG)
def test_each_problem_is_told_with_its_place(
    change: Callable[[dict[str, Any]], object], where: str, said: str
) -> None:
    found = problems(changed(change))
    assert any(
        each.file == "local.yaml" and each.where == where and said in str(each) for each in found
    ), [str(each) for each in found]


def test_every_problem_is_told_at_once() -> None:
    def spoil(content: dict[str, Any]) -> None:
        content["kind"] = "law"
        first(content)["due"] = [{"day": "2026-13-01"}]
        first(content)["children"][0]["ref"] = "Q"

    found = {each.where for each in problems(changed(spoil))}
    assert {"kind", "requirements[0].due[0].day", "requirements"} <= found


#: A list of nine lists of nine lists …, each an alias of the one before.
LAUGHS = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "it is not YAML"),
        ("id: a\nid: b", "the key id stands twice"),
        ("- a", "it is not a mapping"),
        ("", "it is not a mapping"),
        ("a: !!python/object:os.system {}", "it is not YAML"),
        ("a: &a [*a]", "nested too deep or too large"),
        ("a: " + "[" * 100_000 + "]" * 100_000, "nested too deep"),
        ("a: *nothing", "it is not YAML"),
        (LAUGHS, "too large"),
        ("---\na: 1\n---\nb: 2", "it is not YAML"),
        ("x: " * 3000, "it is not YAML"),
        ("[" * 40, "it is not YAML"),
        ("a" * 2_000_001, "too large"),
        ("? [a, b]\n: c", "it is not YAML"),
    ],
)
def test_what_is_no_pack_at_all(text: str, said: str) -> None:
    assert any(said in str(each) for each in read_library([("x.yaml", text)])[1])


def test_text_stays_text() -> None:
    """References such as 1.10, and the answer no, are not numbers and truths."""
    content = changed(lambda c: first(c).update(ref="1.10"))
    text = yaml.safe_dump(content).replace("'1.10'", "1.10").replace("'no'", "no")
    library, found = read_library([("local.yaml", text)])
    assert found == []
    assert library.requirement("local-promise", "1.10").children


def test_circles_over_several_packs() -> None:
    one = {**GOOD, "id": "one", "succeeded_by": ["two@2026"]}
    two = {**GOOD, "id": "two", "succeeded_by": ["three@2026"]}
    three = {**GOOD, "id": "three", "succeeds": ["one@2026"], "succeeded_by": ["one@2026"]}
    found = problems(one, ("two.yaml", two), ("three.yaml", three))
    assert {each.file for each in found} == {"local.yaml", "two.yaml", "three.yaml"}


def test_the_same_framework_twice() -> None:
    found = problems(GOOD, ("other.yaml", GOOD))
    assert [(each.file, each.where) for each in found] == [("other.yaml", "version")]


WALK: dict[str, Any] = {
    "crosswalk": {"from": "local-promise@2026", "to": "other@2026"},
    "title": "Between the two",
    "rows": [{"from": "A", "to": "A", "relation": "equals"}],
}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda c: c["rows"][0].update(to="B"), "rows[0].to"),
        (lambda c: c["rows"][0].update({"from": "B"}), "rows[0].from"),
        (lambda c: c["rows"][0].update(relation="same"), "rows[0].relation"),
        (lambda c: c["rows"].append(c["rows"][0]), "rows"),
        (lambda c: c["crosswalk"].update(to="none@1"), "crosswalk.to"),
        (lambda c: c["rows"][0].update(verified="no"), "rows[0].unverified"),
    ],
)
def test_crosswalks_name_what_there_is(
    change: Callable[[dict[str, Any]], object], where: str
) -> None:
    other = {**GOOD, "id": "other"}
    walk = deepcopy(WALK)
    assert problems(GOOD, ("other.yaml", other), ("walk.yaml", walk)) == []
    change(walk)
    found = problems(GOOD, ("other.yaml", other), ("walk.yaml", walk))
    assert [(each.file, each.where) for each in found] == [("walk.yaml", where)]


def test_one_crosswalk_between_two() -> None:
    other = {**GOOD, "id": "other"}
    back = {**WALK, "crosswalk": {"from": "other@2026", "to": "local-promise@2026"}}
    found = problems(GOOD, ("other.yaml", other), ("a.yaml", WALK), ("b.yaml", back))
    assert [(each.file, each.where) for each in found] == [("b.yaml", "crosswalk")]


def test_a_folder_is_refused_whole(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(yaml.safe_dump(GOOD), encoding="utf-8")
    (tmp_path / "below").mkdir()
    bad = changed(lambda c: c.update(id="bad", kind="law", colour="red"))
    (tmp_path / "below" / "bad.yml").write_text(yaml.safe_dump(bad), encoding="utf-8")
    (tmp_path / "latin.yaml").write_bytes(b"title: caf\xe9")
    (tmp_path / "notes.txt").write_text("no pack", encoding="utf-8")
    found = f.check(tmp_path)
    assert [(each.file, each.where) for each in found] == [
        ("below/bad.yml", "colour"),
        ("below/bad.yml", "kind"),
        ("latin.yaml", ""),
    ]
    with pytest.raises(f.UnusableFrameworks, match="colour") as error:
        f.load(tmp_path)
    assert error.value.exit_code == 10
    assert error.value.problems == tuple(found)


def test_one_pack_may_be_checked_and_loaded(tmp_path: Path) -> None:
    file = tmp_path / "good.yaml"
    file.write_text(yaml.safe_dump(GOOD), encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("a: [", encoding="utf-8")
    assert f.check(file) == []
    assert f.load(file).framework("local-promise").title == "What we promised"
    assert [each.file for each in f.check(tmp_path)] == ["bad.yaml"]


def test_a_local_pack_may_not_take_the_name_of_a_shipped_one(tmp_path: Path) -> None:
    taken = changed(lambda c: c.update(id="nhs-wres", version="2015"))
    (tmp_path / "wres.yaml").write_text(yaml.safe_dump(taken), encoding="utf-8")
    assert [each.where for each in f.check(tmp_path)] == ["version"]


def test_a_local_pack_may_be_the_next_version_of_a_shipped_one(tmp_path: Path) -> None:
    newer = changed(lambda c: c.update(id="eslg", version="2026", succeeds=["eslg@2006"]))
    (tmp_path / "eslg.yaml").write_text(yaml.safe_dump(newer), encoding="utf-8")
    library = f.load(tmp_path)
    assert library.framework("eslg").version == "2026"
    assert library.framework("eslg", "2006").succeeded_by == ("eflg@2009", "eslg@2026")
    assert f.framework("eslg").version == "2006"


LEAVES = st.none() | st.text(max_size=5) | st.integers() | st.booleans()
ANY = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*GOOD, *first(GOOD), "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.sampled_from([*GOOD, *first(GOOD), "question", "binds", "scale", "crosswalk"]), ANY)
def test_nothing_in_a_pack_breaks_the_reader(key: str, value: object) -> None:
    for content in (
        changed(lambda c: c.update({key: value})),
        changed(lambda c: first(c).update({key: value})),
    ):
        for problem in problems(content):
            assert problem.file == "local.yaml" and problem.what


def test_the_shipped_packs_are_good() -> None:
    folder = Path(f.__file__).parent / "packs"
    assert len(library_of(folder).all) == len(f.frameworks())
