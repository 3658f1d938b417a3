"""How long a large return takes from a messy file to a table: run with ``make bench``.

Figure to reach: a million rows of twelve columns in well under 30 s on two busy cores.
A million leavers in twelve columns: labels in several spellings, dates day first, blanks, a
share of a per cent of rows in error. The file is generated anew, from a fixed seed.
"""

from __future__ import annotations

import resource

import numpy as np
import pandas as pd
import pytest

from dueregard import returns

ROWS = 1_000_000
HEAD = (
    "Staff number",
    "Date left",
    "Reason for leaving",
    "Business group",
    "Staff type",
    "Rank",
    "FTE",
    "Start date",
    "Date of birth",
    "Ethnicity",
    "Gender",
    "Disability",
)
REASONS = ("Voluntary resignation", "resigned", "Retirement", "Transfer out", "Dismissed", "Died")
TYPES = ("Police officer", "Police staff", "PCSO", "officers")
RANKS = ("Constable", "PC", "Sergeant", "Inspector", "Chief Inspector", "")
ETHNICITIES = (
    "White - English, Welsh, Scottish, Northern Irish or British",
    "W1",
    "White - Irish",
    "Asian/Asian British - Indian",
    "Black - Caribbean",
    "Mixed - White and Asian",
    "Prefer not to say",
    "",
)


def messy_rows(count: int, seed: int = 20260331) -> pd.DataFrame:
    """A table of leavers as an extract might hold them."""
    rng = np.random.default_rng(seed)

    def dates(first: str, days: int) -> pd.Series:
        offsets = rng.integers(0, days, count).astype("timedelta64[D]")
        return pd.Series(np.datetime64(first) + offsets).dt.strftime("%d/%m/%Y")

    frame = pd.DataFrame(
        {
            HEAD[0]: np.arange(1, count + 1),
            HEAD[1]: dates("2025-04-01", 365),
            HEAD[2]: rng.choice(REASONS, count),
            HEAD[3]: np.char.add("Group ", rng.integers(1, 101, count).astype(str)),
            HEAD[4]: rng.choice(TYPES, count),
            HEAD[5]: rng.choice(RANKS, count),
            HEAD[6]: np.round(rng.uniform(0.2, 1, count), 2),
            HEAD[7]: dates("1995-01-01", 10_000),
            HEAD[8]: dates("1960-01-01", 10_000),
            HEAD[9]: rng.choice(ETHNICITIES, count),
            HEAD[10]: rng.choice(("Male", "female", "F", "M"), count),
            HEAD[11]: rng.choice(("Disabled", "Not disabled", "Prefer not to say", ""), count),
        }
    )
    wrong = rng.choice(count, max(1, count // 1000), replace=False)
    frame.loc[wrong, HEAD[1]] = "31/02/2026"
    return frame


@pytest.fixture(scope="module")
def messy(tmp_path_factory):
    path = tmp_path_factory.mktemp("returns") / "leavers.csv"
    messy_rows(ROWS).to_csv(path, index=False)
    return path


def once(benchmark, job, *given, **named):
    found = benchmark.pedantic(job, given, named, rounds=1, iterations=1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    benchmark.extra_info["peak memory, MiB"] = peak // 1024
    return found


def test_read(benchmark, messy):
    assert len(once(benchmark, returns.read_rows, messy)) == ROWS


def test_suggest(benchmark, messy):
    rows = returns.read_rows(messy)
    found = once(benchmark, returns.suggest_mapping, rows, "leavers")
    assert not found.open_questions


def test_receive(benchmark, messy):
    rows = returns.read_rows(messy)
    mapping = returns.suggest_mapping(rows, "leavers").confirm(by="Analyst")
    got = once(
        benchmark, returns.receive, rows, schema="leavers", mapping=mapping, period="2025/26"
    )
    assert len(got.set_aside) == ROWS // 1000


def test_file_to_table(benchmark, messy):
    def whole():
        rows = returns.read_rows(messy)
        mapping = returns.suggest_mapping(rows, "leavers").confirm(by="Analyst")
        return returns.receive(rows, schema="leavers", mapping=mapping, period="2025/26")

    assert once(benchmark, whole).rows_kept == ROWS - ROWS // 1000
