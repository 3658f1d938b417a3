"""Counts that were rounded when they were released are never told as exact."""

from __future__ import annotations

import pytest

from dueregard.disclosure import preset, protect
from dueregard.measures import compute, measure
from dueregard.tables import FrequencyTable


def released(policy: str, **tables: dict[str, int]):
    made = [
        FrequencyTable.from_records(
            [{"ethnicity": group, "count": count} for group, count in counts.items()], name=name
        )
        for name, counts in tables.items()
    ]
    return {one.name: one for one in protect(made, preset(policy)).tables}


def test_three_of_fifty_rounded_to_five_is_about_five() -> None:
    tables = released(
        "hesa", numerator={"BME": 3, "WHITE": 41}, denominator={"BME": 50, "WHITE": 512}
    )
    sentence = compute(measure("leaving.all"), tables).of("BME").sentence
    assert sentence.startswith(
        "About 5 of about 50 ethnic minority staff left (about 10%) and about 40 of about 510"
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("representation.residents", "About 5 of about 45"),
        ("employment_duty.discipline", "About 5 of about 50"),
        ("grievances.raised", "About 5 grievances"),
    ],
)
def test_every_kind_says_about(name, told) -> None:
    groups = {"BME": (3, 50), "WHITE": (41, 512)}
    if name.startswith("employment_duty"):
        groups = {"B": (3, 50), "W": (41, 512)}
    tables = released(
        "hesa",
        numerator={group: few for group, (few, _) in groups.items()},
        denominator={group: many for group, (_, many) in groups.items()},
    )
    finding = compute(measure(name), tables)[0]
    assert told.lower() in finding.sentence.lower()
    assert finding.sentence[0].isupper()


def test_exact_counts_are_told_as_such() -> None:
    tables = released(
        "internal", numerator={"BME": 15, "WHITE": 40}, denominator={"BME": 50, "WHITE": 510}
    )
    assert "about" not in compute(measure("leaving.all"), tables).of("BME").sentence.lower()
