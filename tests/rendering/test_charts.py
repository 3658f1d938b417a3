"""Charts: only of what was released, the same bytes each time, legible without seeing them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from lxml import etree

from dueregard.disclosure import Statistic, Told, preset, protect
from dueregard.rendering.charts import (
    Chart,
    Point,
    control_chart,
    count_bars,
    forest_plot,
    funnel_plot,
    interval_plot,
    period_lines,
    survival_curves,
    value_bars,
)
from dueregard.rendering.charts.look import FAMILY, FONT
from dueregard.tables import Confidential, FrequencyTable, ReleasableFinding


def told(**how: Any) -> ReleasableFinding:
    """One finding through the door, beside a table that has nothing to do with it."""
    table = FrequencyTable.from_records(
        [{"area": "Ash", "count": 41}, {"area": "Elm", "count": 50}]
    )
    release = protect([table], preset("published"), telling=lambda _: [Told("ratio", "", **how)])
    return release.findings[0]


def released(**values: float) -> ReleasableFinding:
    return told(values=values)


def withheld() -> ReleasableFinding:
    return told(values={"value": 1.0}, withheld="a count is hidden")


RATIOS = [
    Point("Asian or Asian British", released(value=1.31, lower=0.8, upper=2.05)),
    Point("Black or Black British", released(value=2.1, lower=1.4, upper=3.2)),
    Point("Mixed", withheld()),
    Point("Other ethnic group", released(value=1.2, lower=0.4, upper=float("inf"))),
]
MONTHS = [
    Point("2026-01", released(value=4.1, lower=1.0, upper=9.0, centre=5.0)),
    Point("2026-02", released(value=6.2, lower=1.2, upper=8.8, centre=5.0)),
    Point("2026-03", withheld()),
    Point("2026-04", released(value=9.9, lower=1.1, upper=8.9, centre=5.0)),
]
UNITS = [
    Point("Ash", released(value=0.21, denominator=100)),
    Point("Elm", released(value=0.55, denominator=200)),
    Point("Oak", released(value=0.18, denominator=40)),
    Point("Yew", withheld()),
]
CURVES = [
    Point("White", released(**{"at 12": 0.93, "at 24": 0.88})),
    Point("Black", released(**{"at 18": 0.9})),
    Point("Mixed", withheld()),
]


def charts() -> dict[str, Chart]:
    table = protect(
        [
            FrequencyTable.from_records(
                [
                    {"area": area, "count": count}
                    for area, count in {"Ash": 41, "Elm": 3, "Oak": 25, "Yew": 0}.items()
                ]
            )
        ],
        preset("published"),
    ).tables[0]
    return {
        "bars": count_bars(table, "area", title="Officers by area"),
        "values": value_bars(
            [Point("Age", released(value=92.0)), Point("Religion", released(value=81.5))],
            title="Disclosure",
            unit="Answered (%)",
        ),
        "intervals": interval_plot(
            [Point(p.label, p.finding, s) for s in ("2025", "2026") for p in RATIOS],
            title="Leavers, by year",
            unit="Per 100",
            reference=2.5,
            reference_label="Whole force",
        ),
        "forest": forest_plot(RATIOS, title="Leavers & joiners <2026>", unit="Risk ratio"),
        "periods": period_lines(
            [Point(p.label, p.finding, s) for s in ("Self-defined", "Observed") for p in MONTHS],
            title="Stops per 1,000",
            unit="Per 1,000",
        ),
        "control": control_chart(
            MONTHS,
            title="Grievances",
            unit="A month",
            special={"2026-04": "above the upper limit"},
            target=3,
        ),
        "funnel": funnel_plot(
            UNITS, title="Upheld", unit="Share upheld", size="Complaints", target=0.2
        ),
        "curves": survival_curves(
            CURVES, title="Still serving", unit="Share still serving", time="Months of service"
        ),
    }


KINDS = tuple(charts())


@pytest.fixture(scope="module")
def drawn() -> dict[str, Chart]:
    return charts()


@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_is_an_image_with_a_title_and_a_description(
    drawn: dict[str, Chart], kind: str
) -> None:
    chart = drawn[kind]
    root = etree.fromstring(chart.svg().encode())
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    texts = [root.xpath(f"string(//*[@id='{name}'])") for name in named]
    assert texts == [chart.title, chart.alternative]
    assert "<script" not in chart.svg()


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_chart_has_the_same_bytes(drawn: dict[str, Chart], kind: str) -> None:
    again = charts()[kind]
    assert again.svg() == drawn[kind].svg()
    assert again.png() == drawn[kind].png()


@pytest.mark.parametrize("kind", KINDS)
def test_words_are_drawn_in_the_font_we_ship(drawn: dict[str, Chart], kind: str) -> None:
    root = etree.fromstring(drawn[kind].svg().encode())
    texts = root.xpath("//*[local-name()='text']")
    assert texts
    assert all(FAMILY in (t.get("font-family") or "") for t in texts)


def test_letters_are_drawn_in_the_png(drawn: dict[str, Chart]) -> None:
    # With a font it does not know the drawing leaves out every letter and says nothing.
    chart = drawn["forest"]
    silent = Chart("x", "x", "", (), (), _without_words(chart.specification))
    assert len(chart.png()) > len(silent.png()) * 1.5


def _without_words(specification: Any) -> Any:
    return json.loads(json.dumps(specification).replace(FONT, "No Such Font"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_has_a_cell_for_every_column(drawn: dict[str, Chart], kind: str) -> None:
    chart = drawn[kind]
    assert chart.rows
    assert {len(row) for row in chart.rows} == {len(chart.columns)}


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"values"}))
def test_what_is_hidden_is_said_and_never_left_out(drawn: dict[str, Chart], kind: str) -> None:
    chart = drawn[kind]
    assert any("[c]" in cell for row in chart.rows for cell in row)
    assert any(note.startswith("[c]") for note in chart.notes)


def test_a_symbol_stands_where_a_value_is_hidden(drawn: dict[str, Chart]) -> None:
    for kind in ("forest", "periods", "bars"):
        assert "[c]" in re.sub(r"<(title|desc).*?</\1>", "", drawn[kind].svg()), kind


def test_a_ratio_without_an_upper_limit_says_so(drawn: dict[str, Chart]) -> None:
    assert drawn["forest"].rows[3] == ("Other ethnic group", "1.2", "0.4", "no limit")
    assert "1.2 (0.4 to no limit)" in drawn["forest"].alternative


def test_a_line_breaks_where_a_period_is_hidden(drawn: dict[str, Chart]) -> None:
    (data,) = drawn["periods"].specification["datasets"].values()
    assert len({row["run"] for row in data if row["value"] is not None}) == 4


def test_units_outside_the_limits_are_named(drawn: dict[str, Chart]) -> None:
    funnel = drawn["funnel"]
    assert [row[3] for row in funnel.rows] == [
        "within limits",
        "outside 99.8 %",
        "within limits",
        "",
    ]
    assert "Outside the 99.8 % limits: Elm." in funnel.alternative


def test_a_withheld_curve_is_told_and_not_drawn(drawn: dict[str, Chart]) -> None:
    chart = drawn["curves"]
    assert "Mixed: not shown." in chart.alternative
    (data,) = chart.specification["datasets"].values()
    assert {row["group"] for row in data} == {"White", "Black"}


def test_a_figure_needs_no_script_and_holds_the_table(drawn: dict[str, Chart]) -> None:
    figure = drawn["forest"].figure()
    assert "&lt;2026&gt;" in figure
    assert "<script" not in figure
    assert figure.count('<th scope="row">') == 4


def test_nothing_confidential_is_drawn() -> None:
    table = FrequencyTable.from_records([{"sex": "Men", "count": 7}, {"sex": "Women", "count": 3}])
    with pytest.raises(Confidential):
        count_bars(table, "sex", title="Officers")  # type: ignore[arg-type]
    with pytest.raises(Confidential):
        Point("Men", table)  # type: ignore[arg-type]
    with pytest.raises(Confidential):
        Point("Men", 7)  # type: ignore[arg-type]


def test_a_label_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="there twice"):
        forest_plot([RATIOS[0], RATIOS[0]], title="T")
    with pytest.raises(ValueError, match="nothing to draw"):
        forest_plot([], title="T")
    with pytest.raises(ValueError, match="no such period"):
        control_chart(MONTHS, title="T", unit="u", special={"2027-01": "x"})


def test_the_door_decides_what_is_drawn() -> None:
    rows = [("Women", "yes", 2), ("Women", "no", 88), ("Men", "yes", 30), ("Men", "no", 170)]
    table = FrequencyTable.from_records([{"sex": s, "promoted": p, "count": n} for s, p, n in rows])
    asked = [
        Statistic("percentage", {"sex": s, "promoted": "yes"}, {"sex": s}, method="wilson")
        for s in ("Women", "Men")
    ]
    release = protect([table], preset("published"), statistics=asked)
    points = [Point(s, f) for s, f in zip(("Women", "Men"), release.findings, strict=True)]
    chart = interval_plot(points, title="Promoted", unit="%")
    assert chart.rows[0] == ("Women", "[c]", "", "")


def test_a_control_chart_that_tested_nothing_says_so() -> None:
    months = [Point("2026-01", released(value=4.0)), Point("2026-02", withheld())]
    words = control_chart(months, title="Grievances", unit="Per 100").alternative
    assert "Nothing was tested" in words
    assert "Not shown: 1 of 2 periods." in words
    assert "chance variation" not in words


def test_what_was_not_computed_has_a_dash_and_its_reason() -> None:
    point = Point("Mixed", released(value=float("nan")), why="a group has nobody in it")
    chart = interval_plot([point], title="Left", unit="Share (%)")
    assert chart.rows[0][1] == "–"
    assert chart.notes == ("– not computed: a group has nobody in it.",)


def test_figures_are_in_the_unit_of_the_axis() -> None:
    point = Point("Mixed", released(value=0.14, lower=0.07, upper=0.29), scale=100.0)
    chart = interval_plot([point], title="Left", unit="Share (%)")
    assert chart.rows == (("Mixed", "14", "7", "29"),)


def test_long_labels_are_wrapped_and_never_cut() -> None:
    label = "Ethnic minority, without the support of the manager, applied to promoted, all stages"
    drawn = forest_plot([Point(label, RATIOS[0].finding)], title="Left").svg()
    assert "…" not in drawn
    assert "all stages" in drawn
