"""A mapping is suggested with reasons, settled by a person, saved, and checked before use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard import returns
from dueregard.returns.column_levels import bare_level

HEAD = ("StaffNumber", "Date Left", "Type", "Borough", "Col X", "Surname", "E-mail", "Badge")
ROWS = [
    ("1", "31/01/2025", "Resigned", "Ash", "Police officer", "S", "e", "7"),
    ("2", "28/02/2025", "Retired", "Elm", "Police staff", "T", "f", "8"),
]


@pytest.fixture
def suggestion(written):
    return returns.suggest_mapping(returns.read_rows(written([HEAD, *ROWS])), "leavers")


def test_columns_are_placed_by_name_and_by_labels(suggestion):
    assert dict(suggestion.mapping.columns) == {
        "person": "StaffNumber",
        "left": "Date Left",
        "unit": "Borough",
        "reason": "Type",
        "worker_type": "Col X",
    }
    by_field = {one.field: one for one in suggestion.columns}
    assert by_field["person"].certainty == "certain"
    assert by_field["reason"].certainty == "likely"
    assert by_field["reason"].reason == "2 of its 2 labels are those of this field"
    assert suggestion.unmapped == ("E-mail", "Badge")
    assert list(suggestion.left_out) == ["Surname"]
    assert suggestion.date_forms["left"].format == "DD/MM/YYYY"
    assert suggestion.missing == ()
    assert suggestion.derived == ("month", "early_departure")
    assert suggestion.as_dict()["unmapped"] == ["E-mail", "Badge"]


def test_a_mapping_comes_back_from_its_file(suggestion):
    mapping = suggestion.confirm(
        by="Head of HR",
        labels={"reason": {"Gone": "RESIGNED"}},
        constants={"hours": "full_time"},
        ignored=["E-mail", "Badge"],
    )
    again = returns.Mapping.from_yaml(mapping.to_yaml())
    assert again == mapping
    assert again.to_yaml() == mapping.to_yaml()
    assert mapping.problems() == ()


texts = st.text("abcAB é:-/'\"#10", min_size=1, max_size=12)


@given(
    st.dictionaries(texts, texts, max_size=4),
    st.dictionaries(texts, st.dictionaries(texts, texts, min_size=1, max_size=3), max_size=3),
    st.lists(texts, max_size=3),
)
def test_any_mapping_comes_back_from_yaml(columns, labels, ignored):
    mapping = returns.Mapping(
        "leavers",
        "1",
        columns,
        labels=labels,
        ignored=tuple(ignored),
        spread=returns.Spread("rank", "posts", columns),
        dash_is_zero=True,
        confirmed_by="HR",
    )
    assert returns.Mapping.from_yaml(mapping.to_yaml()) == mapping


def test_what_is_open_must_be_settled(written):
    rows = [("Staff no", "Left", "Reason"), ("1", "01/02/2025", "Resigned")]
    found = returns.suggest_mapping(returns.read_rows(written(rows)), "leavers")
    assert found.missing == ("person", "unit", "worker_type")
    with pytest.raises(returns.UnusableMapping) as caught:
        found.confirm(by="HR")
    told = str(caught.value)
    assert "person: leavers needs it" in told
    assert "left: the day and the month cannot be told apart" in told
    settled = found.confirm(
        by="HR",
        columns={"person": "Staff no"},
        constants={"unit": "Ash", "worker_type": "OFFICER"},
        date_formats={"left": "DD/MM/YYYY"},
    )
    assert settled.date_formats == {"left": "DD/MM/YYYY"}
    with pytest.raises(returns.UnusableMapping, match="say which post"):
        found.confirm(by=" ")


def test_labels_that_are_not_known_are_listed_for_the_analyst(written):
    head = ("Person", "Board", "Voting", "Gender")
    rows = [head, ("1", "B", "Yes", "Female"), ("2", "B", "Sometimes", "Femail")]
    found = returns.suggest_mapping(returns.read_rows(written(rows)), "board_members")
    assert found.unknown_labels == {"voting": ("Sometimes",), "sex": ("Femail",)}


def test_columns_that_are_levels_must_all_be_settled(written):
    """A level left out in silence would make a denominator too small."""
    head = ("Area", "Ethnic Group: White: Irish; measures: Value", "Asian: Indian", "Martian")
    found = returns.suggest_mapping(
        returns.read_rows(written([head, ("Ash", "3", "4", "5")])), "population"
    )
    assert dict(found.mapping.spread.columns) == {head[1]: "W2", head[2]: "A1"}
    with pytest.raises(returns.UnusableMapping, match="column Martian: is it a level of ethnicity"):
        found.confirm(by="Analyst")
    mapping = found.confirm(by="Analyst", levels={"Martian": "O9"})
    assert mapping.spread.columns["Martian"] == "O9"
    assert found.confirm(by="Analyst", ignored=["Martian"]).ignored == ("Martian",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("columns: {", "not YAML"),
        ("- a", "keys and values"),
        ("{columns: {}}", "schema: is needed"),
        ("{schema: a, version: 1, columns: {}, colour: 1}", "colour: unknown key"),
        ("{schema: a, version: 1, columns: {}, labels: [1]}", "labels: is field: value"),
        ("{schema: a, version: 1, columns: {}, labels: {a: b}}", "labels: is field: {label: code}"),
        ("{schema: a, version: 1, columns: {}, spread: {field: a}}", "spread: needs field"),
    ],
)
def test_files_that_are_no_mapping(text, says):
    with pytest.raises(returns.UnusableMapping, match=says):
        returns.Mapping.from_yaml(text)


def test_what_does_not_fit_the_schema_is_told():
    mapping = returns.Mapping(
        "leavers",
        "1",
        {"person": "a", "left": "a", "colour": "b"},
        labels={"reason": {"x": "GONE"}, "unit": {"x": "y"}, "exit_survey_offered": {"x": "si"}},
        date_formats={"left": "D.M.Y"},
        confirmed_by="HR",
    )
    told = "\n".join(mapping.problems())
    for part in (
        "colour: leavers has no such field",
        "column a: it is used twice",
        "left: there is no date form “D.M.Y”",
        "reason: there is no code “GONE”",
        "unit: it is text and has no labels",
        "exit_survey_offered: there is no code “si”; there are true, false",
        "worker_type: leavers needs it",
    ):
        assert part in told, part
    other = returns.schema("staff_in_post")
    assert mapping.problems(other)[0].startswith("the mapping is for leavers version 1")


def test_levels_without_what_stands_around_them():
    assert bare_level("Sex: Female; measures: Value") == "Female"


@pytest.mark.parametrize("part", ["columns", "date_formats", "constants"])
def test_a_part_that_is_no_text_is_told(written, part):
    found = returns.suggest_mapping(
        returns.read_rows(written([("Staff no", "Left"), ("1", "01/02/2025")])), "leavers"
    )
    with pytest.raises(returns.UnusableMapping, match=f"{part}, left: one text is needed"):
        found.confirm(by="HR", **{part: {"left": ["DD/MM/YYYY"]}})
    with pytest.raises(returns.UnusableMapping, match="one text is needed, not list"):
        returns.Mapping("leavers", "1", **{"columns": {}, part: {"left": ["DD/MM/YYYY"]}})


def test_what_a_dash_means_is_asked(written):
    rows = [("Area", "Year", "Ethnicity", "Population"), ("Ash", "2021", "W1", "–")]
    found = returns.suggest_mapping(returns.read_rows(written(rows)), "population")
    assert not found.mapping.dash_is_zero
    with pytest.raises(returns.UnusableMapping, match="a dash stands alone in Population"):
        found.confirm(by="Analyst")
    assert found.confirm(by="Analyst", dash_is_zero=True).dash_is_zero
    assert not found.confirm(by="Analyst", dash_is_zero=False).dash_is_zero
    sound = [*rows[:1], ("Ash", "2021", "W1", "3")]
    other = returns.suggest_mapping(returns.read_rows(written(sound)), "population")
    assert other.open_questions == ()


def test_names_in_two_rows_are_hinted_at(written):
    rows = [("Person", "Service", "", ""), ("", "Left", "Why", "Unit"), ("1", "2025", "x", "Ash")]
    found = returns.suggest_mapping(returns.read_rows(written(rows)), "leavers")
    assert "header_row" in found.open_questions[0]


def test_a_suggestion_shows_no_cell(written):
    rows = [("Person", "Board", "Voting", "Gender"), ("1", "B", "Quickly", "Femail")]
    shown = repr(returns.suggest_mapping(returns.read_rows(written(rows)), "board_members"))
    assert shown.startswith("<MappingSuggestion board_members: 4 columns placed")
    assert "Quickly" not in shown and "Femail" not in shown
