"""Findings of confidential tables tell nobody; findings of releasable tables are open."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from dueregard.disclosure import preset, protect
from dueregard.measures import State, compute, measure
from dueregard.tables import Confidential, FrequencyTable, Identity
from dueregard.tables.seal import READING


def tables(**events: int) -> dict[str, FrequencyTable]:
    people = {"A": 900, "B": 700, "M": 300, "O": 200, "W": 9000}
    return {
        name: FrequencyTable.from_records(
            [{"ethnicity": group, "count": count} for group, count in counts.items()],
            name=name,
            identity=Identity(name),
        )
        for name, counts in (("numerator", events), ("denominator", people))
    }


MEASURE = measure("stop_and_search.outcome")
EVENTS = {"A": 90, "B": 90, "M": 3, "O": 22, "W": 1200}


@pytest.mark.parametrize(
    "show",
    [
        str,
        lambda findings: f"{findings}",
        lambda findings: f"{findings:>20}",
        list,
        len,
        lambda findings: findings[0],
        lambda findings: findings.finding(0),
        lambda findings: findings.of("B"),
        lambda findings: findings.column("value"),
        lambda findings: findings.verdicts(),
        lambda findings: findings.states(),
        lambda findings: "B" in findings,
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        lambda findings: findings._confidential(object()),
        lambda findings: findings._parts(object()),
    ],
)
def test_whatever_would_show_them_is_refused(show) -> None:
    findings = compute(MEASURE, tables(**EVENTS))
    with pytest.raises(Confidential):
        show(findings)


def test_json_and_repr_tell_no_number() -> None:
    findings = compute(MEASURE, tables(**EVENTS))
    with pytest.raises(TypeError):
        json.dumps(findings)
    assert repr(findings) == "<Findings stop_and_search.outcome; confidential>"
    assert not hasattr(findings, "__dict__")
    assert bool(findings)


def test_one_confidential_table_makes_all_confidential() -> None:
    given = tables(**EVENTS)
    released = protect([given["denominator"]], preset("published")).tables[0]
    assert compute(MEASURE, {**given, "denominator": released}).confidential


def test_released_tables_make_open_findings_and_hidden_rows_stay_hidden() -> None:
    given = tables(**EVENTS)
    released = protect(list(given.values()), preset("published")).tables
    findings = compute(MEASURE, {table.name: table for table in released})
    assert not findings.confidential and len(findings) == 4
    hidden = [finding for finding in findings if finding.state is State.HIDDEN]
    assert "M" in {finding.group for finding in hidden}
    for finding in hidden:
        assert "hidden so that nobody can be identified" in finding.sentence
        assert "3" not in finding.sentence
    shown = [finding for finding in findings if finding.state.computed]
    assert {finding.family.m for finding in findings} == {len(shown)}
    assert all("released under published" in " ".join(f.caveats) for f in shown)
    assert findings.states()[State.HIDDEN] == len(hidden)
    assert str(findings).count("\n") == 3
    with pytest.raises(Confidential):
        pickle.dumps(findings)


def test_opened_findings_are_the_same_and_columns_cannot_be_written() -> None:
    findings = compute(MEASURE, tables(**EVENTS))._confidential(READING)
    assert len(findings) == len(list(findings)) == 4
    assert findings[-1].group == findings.finding(3).group
    with pytest.raises(ValueError, match="read-only"):
        findings.column("value")[0] = 1
    with pytest.raises(KeyError, match="the columns are"):
        findings.column("nothing")
    with pytest.raises(IndexError):
        findings.finding(4)
    with pytest.raises(KeyError, match="one is wanted"):
        findings.of("nobody")
