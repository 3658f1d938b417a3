"""One analysis from files to a folder: the same bytes, nothing half-written or given away."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from returns_of_an_authority import write_authority

from dueregard.analysis import Analysis, UnusablePlan, analyse, read_plan
from dueregard.analysis.folder import checksums
from dueregard.cli.main import main
from dueregard.disclosure import LedgerFile
from dueregard.exceptions import UsageError
from dueregard.statistics import risk_ratio


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    write_authority(folder)
    return folder


@pytest.fixture(scope="module")
def done(authority: Path) -> Iterator[tuple[Analysis, Path]]:
    plan = authority / "plan.yaml"
    out = authority / "out"
    yield (
        analyse([authority / "leavers.csv"], read_plan(plan), out, plan_file=plan),
        out,
    )


def test_every_output_is_there(done: tuple[Analysis, Path]) -> None:
    _, out = done
    names = {path.name for path in out.iterdir()}
    assert names == {
        "charts",
        "findings.json",
        "leaving.resignation-by-unit.csv",
        "provenance.json",
        "summary.html",
        "tables",
    }
    assert {path.suffix for path in (out / "charts").iterdir()} == {".svg", ".png", ".csv", ".txt"}


def test_figures_are_those_of_the_counts_shown(done: tuple[Analysis, Path]) -> None:
    _, out = done
    with (out / "leaving.resignation-by-unit.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["state"] == "value" and row["value"]]
    assert rows
    for row in rows:
        ours = risk_ratio(
            events_1=int(row["numerator"]),
            total_1=int(row["denominator"]),
            events_2=int(row["comparator_numerator"]),
            total_2=int(row["comparator_denominator"]),
        )
        for name in ("value", "lower", "upper"):
            assert float(row[name]) == pytest.approx(getattr(ours, name), abs=1e-4)
        assert row["method"] == "miettinen_nurminen"


def test_what_is_hidden_has_no_number_anywhere(done: tuple[Analysis, Path]) -> None:
    analysis, out = done
    hidden = [row for row in analysis.rows if not row.shown.state.shows_value]
    assert all(value is None for row in hidden for value in row.shown.values.values())
    told = json.loads((out / "findings.json").read_text("utf-8"))["findings"]
    for one in told:
        if one["state"] == "confidential":
            assert set(one["values"].values()) == {None}
            assert "smallest_ratio_seen" not in one


def test_the_same_inputs_give_the_same_bytes(authority: Path, tmp_path: Path) -> None:
    plan = authority / "plan.yaml"
    files = [authority / "leavers.csv"]
    found = []
    for name in ("first", "second"):
        analyse(files, read_plan(plan), tmp_path / name, plan_file=plan)
        found.append(checksums(tmp_path / name))
    assert found[0] == found[1]


def test_provenance_names_what_went_in_and_what_came_out(done: tuple[Analysis, Path]) -> None:
    analysis, out = done
    told = json.loads((out / "provenance.json").read_text("utf-8"))
    assert {one["file"] for one in told["inputs"]} == {"leavers.csv", "staff.csv"}
    assert told["schemas"] == {"leavers": "leavers 1", "staff_in_post": "staff_in_post 1"}
    assert told["release"] == analysis.release.record["entry"]
    files = {k: v for k, v in checksums(out).items() if k != "provenance.json"}
    assert told["files"] == files
    # A count is hidden: with those shown, the number of rows would give it away.
    assert "rows_kept" not in told["taken_in"]["leavers"]
    assert "rows is kept back" in (out / "summary.html").read_text("utf-8")


@pytest.mark.parametrize("after", ["Counting", "Protecting", "Computing", "Writing"])
def test_being_stopped_leaves_nothing_half_written(
    authority: Path, tmp_path: Path, after: str
) -> None:
    def stop(text: str) -> None:
        if text.startswith(after):
            raise KeyboardInterrupt

    plan = read_plan(authority / "plan.yaml")
    with pytest.raises(KeyboardInterrupt):
        analyse([authority / "leavers.csv"], plan, tmp_path / "out", say=stop)
    assert list(tmp_path.iterdir()) == []


def test_an_analysis_that_is_there_is_replaced_as_one(authority: Path, tmp_path: Path) -> None:
    plan = read_plan(authority / "plan.yaml")
    for _ in range(2):
        analyse([authority / "leavers.csv"], plan, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_no_analysis_wrote_is_never_replaced(authority: Path, tmp_path: Path) -> None:
    kept = tmp_path / "out" / "minutes.docx"
    kept.parent.mkdir()
    kept.write_text("mine")
    with pytest.raises(UsageError, match="no analysis wrote"):
        analyse([authority / "leavers.csv"], read_plan(authority / "plan.yaml"), kept.parent)
    assert kept.read_text() == "mine"


def test_a_return_the_plan_does_not_give_is_named(authority: Path, tmp_path: Path) -> None:
    plan = authority / "short.yaml"
    lines = (authority / "plan.yaml").read_text("utf-8").splitlines()
    left = [line for line in lines if "staff_in_post" not in line and "population" not in line]
    plan.write_text("\n".join(left), encoding="utf-8")
    with pytest.raises(UnusablePlan, match="counts in the return staff_in_post"):
        analyse([authority / "leavers.csv"], read_plan(plan), tmp_path / "out")


def test_the_command_prints_sentences_and_keeps_the_ledger(
    authority: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = tmp_path / "ledger.jsonl"
    arguments = ["analyse", str(authority / "leavers.csv"), "--plan", str(authority / "plan.yaml")]
    assert main([*arguments, "--out", str(tmp_path / "out"), "--ledger", str(ledger)]) == 0
    printed = capsys.readouterr().out
    assert "leavers: " in printed
    assert "summary.html" in printed
    assert len(list(LedgerFile(ledger).releases())) == 1
    # The same again is no other release, and passes the attack beside itself.
    assert main([*arguments, "--out", str(tmp_path / "out"), "--ledger", str(ledger)]) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["nowhere.csv"], 11, "no such file or folder"),
        ([], 10, "nobody has confirmed the mapping"),
    ],
)
def test_what_cannot_be_analysed_is_said_with_its_code(
    authority: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    told: str,
) -> None:
    plan = tmp_path / "plan.yaml"
    text = (authority / "plan.yaml").read_text("utf-8").replace("file: ", f"file: {authority}/")
    mapping = (authority / "leavers.mapping.yaml").read_text("utf-8")
    (tmp_path / "leavers.mapping.yaml").write_text(
        mapping.replace("Head of Workforce Planning", ""), encoding="utf-8"
    )
    plan.write_text(text.replace("staff.mapping", f"{authority}/staff.mapping"), encoding="utf-8")
    files = arguments or [str(authority / "leavers.csv")]
    assert main(["analyse", *files, "--plan", str(plan), "--out", str(tmp_path / "out")]) == code
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_staff_on_a_day_are_the_same_for_every_period(authority: Path, tmp_path: Path) -> None:
    """Events are counted by quarter, the people they are among once: they have no quarter."""
    plan = authority / "quarters.yaml"
    text = (authority / "plan.yaml").read_text("utf-8")
    plan.write_text(text.replace("{units: unit}", "{periods: quarter}"), encoding="utf-8")
    analyse([authority / "leavers.csv"], read_plan(plan), tmp_path / "out")
    with (tmp_path / "out" / "leaving.resignation-by-period.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["denominator"]]
    assert len(rows) >= 3
    assert len({row["denominator"] for row in rows}) == 1
    assert len({row["numerator"] for row in rows}) > 1


def test_a_snapshot_has_no_periods(authority: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        f"return: staff_in_post\nmapping: {authority}/staff.mapping.yaml\nsnapshot: 2025-04-01\n"
        "measures: [employment_duty.staff_in_post]\nby: {periods: month}\npolicy: published\n",
        encoding="utf-8",
    )
    with pytest.raises(UnusablePlan, match="staff_in_post has no field that says when"):
        analyse([authority / "staff.csv"], read_plan(plan), tmp_path / "out")


def test_months_of_a_control_chart_have_a_column(authority: Path, tmp_path: Path) -> None:
    plan = authority / "months.yaml"
    text = (authority / "plan.yaml").read_text("utf-8").replace("by: {units: unit}\n", "")
    plan.write_text(text.replace("leaving.resignation", "leaving.months"), encoding="utf-8")
    analyse([authority / "leavers.csv"], read_plan(plan), tmp_path / "out")
    with (tmp_path / "out" / "leaving.months.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["month"] for row in rows}) > 6
    assert all(row["state"] == "not_computed" for row in rows if row["why"])
    assert '<th scope="col">Month</th>' in (tmp_path / "out" / "summary.html").read_text("utf-8")


def test_the_secret_of_rounding_is_in_no_output(authority: Path, tmp_path: Path) -> None:
    secret = "a-secret-of-enough-letters"
    plan = authority / "rounded.yaml"
    text = (
        (authority / "plan.yaml")
        .read_text("utf-8")
        .replace(
            "policy: published",
            f"policy: {{preset: published, rounding: {{base: 5, rule: random, seed: {secret}}}}}",
        )
    )
    plan.write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    analyse([authority / "leavers.csv"], read_plan(plan), out, plan_file=plan)
    files = [path for path in out.rglob("*") if path.is_file()]
    assert files
    assert not [path.name for path in files if secret.encode() in path.read_bytes()]


def test_what_the_search_says_of_itself_is_not_published(done: tuple[Analysis, Path]) -> None:
    analysis, _ = done
    assert not set(analysis.release.notes) & set(analysis.notes)


def test_people_are_no_population_that_everybody_may_count(authority: Path, tmp_path: Path) -> None:
    folder = tmp_path / "measures"
    folder.mkdir()
    (folder / "ours.yaml").write_text(
        "pack: ours\nversion: '1'\ntitle: Ours\nsources: [{title: Ours, verified: false}]\n"
        "verified: false\nmeasures:\n"
        "  - {id: ours.rate, title: Leaving, kind: rate_comparison, characteristic: race,\n"
        "     field: ethnicity, classification: ethnicity.binary.bme_excluding_white_minorities,\n"
        "     comparison: BME, reference: WHITE,\n"
        "     numerator: {return: leavers, count: rows},\n"
        "     denominator: {population: residents, title: residents}}\n",
        encoding="utf-8",
    )
    text = (authority / "plan.yaml").read_text("utf-8")
    text = text.replace("{return: staff_in_post,", "{return: staff_in_post, name: residents,")
    text = text.replace("leaving.resignation", "ours.rate") + f"catalogue: {folder}\n"
    plan = authority / "residents.yaml"
    plan.write_text(text, encoding="utf-8")
    with pytest.raises(UnusablePlan, match="holds rows about people"):
        analyse([authority / "leavers.csv"], read_plan(plan), tmp_path / "out")
