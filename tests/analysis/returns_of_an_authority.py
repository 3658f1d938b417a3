"""Returns of an invented authority, written as an HR system would."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from dueregard import returns

GROUPS = ("White British", "Black African", "Indian", "Prefer not to say")
WEIGHTS = (70, 14, 12, 4)
UNITS = ("Ash", "Elm", "Oak")
LEAVING = {"White British": 0.05, "Black African": 0.12, "Indian": 0.05, "Prefer not to say": 0.05}


def staff(size: int = 1500, seed: int = 7) -> list[dict[str, str]]:
    """Rows of staff in post."""
    chance = random.Random(seed)
    return [
        {
            "Staff number": f"N{number:05d}",
            "Ethnic origin": chance.choices(GROUPS, WEIGHTS)[0],
            "Gender": chance.choice(["Male", "Female"]),
            "Unit": chance.choice(UNITS),
            "Staff type": "Officer",
        }
        for number in range(size)
    ]


def leavers(people: list[dict[str, str]], seed: int = 8) -> list[dict[str, str]]:
    """Rows of those of them who resigned in the year."""
    chance = random.Random(seed)
    return [
        {
            **person,
            "Date left": f"{chance.randint(1, 28):02d}/{chance.randint(4, 12):02d}/2025",
            "Reason": "Resigned",
        }
        for person in people
        if chance.random() < LEAVING[person["Ethnic origin"]]
    ]


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write rows as a spreadsheet programme would."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def confirmed(path: Path, schema: str, **settled: object) -> Path:
    """Write the mapping that is suggested for a file, confirmed, beside it."""
    return confirmed_as(path.with_suffix(".mapping.yaml"), path, schema, **settled)


def confirmed_as(target: Path, path: Path, schema: str, **settled: object) -> Path:
    """Write the mapping that is suggested for a file, confirmed, knowingly without the rest."""
    found = returns.suggest_mapping(returns.read_rows(path), schema)
    settled = {"by": "Head of Workforce Planning", "ignored": found.unmapped} | settled
    target.write_text(found.confirm(**settled).to_yaml(), encoding="utf-8")  # type: ignore[arg-type]
    return target


PLAN = """\
title: Who resigned, 2025/26
return: leavers
mapping: leavers.mapping.yaml
period: {from: 2025-04-01, to: 2026-03-31}
population:
  - {return: staff_in_post, file: staff.csv, mapping: staff.mapping.yaml, snapshot: 2025-04-01}
measures:
  - {id: leaving.resignation}
by: {units: unit}
policy: published
"""


def write_authority(folder: Path) -> Path:
    """Write both returns, their mappings and a plan; return the plan."""
    people = staff()
    confirmed(write_csv(folder / "staff.csv", people), "staff_in_post")
    confirmed(write_csv(folder / "leavers.csv", leavers(people)), "leavers")
    plan = folder / "plan.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    return plan
