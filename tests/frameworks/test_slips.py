"""A slip of the pen never reads as “nothing binds you”."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dueregard import frameworks as f
from dueregard.exceptions import UsageError

GOOD: dict[str, Any] = {"sector": "council", "jurisdiction": "England", "on": date(2026, 6, 1)}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"sector": "coucil"}, "sector: “coucil” is not known; there are central-government"),
        ({"jurisdiction": "Englnd"}, "jurisdiction: “Englnd” is not known; there are"),
        ({"forces": ("volontary",)}, "forces: a list of some of statutory, contractual"),
        ({"forces": "voluntary"}, "forces: a list of some of statutory, contractual"),
        ({"employees": -4}, "employees: a number from 0"),
    ],
)
def test_what_is_not_known_is_named(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(f.UnknownFramework, match=told):
        f.binding(**{**GOOD, **changed})


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(f.UnknownFramework, match="kind: “dutys” is not known"):
        f.frameworks(kind="dutys")


def test_specific_duties_bind_from_their_own_day() -> None:
    def bound(on: date) -> set[str]:
        found = f.binding(sector="council", jurisdiction="England", on=on)
        return {one.ref for one in found if one.uid.startswith("rr-amendment-act-2000")}

    assert not {"RES", "ED"} & bound(date(2001, 12, 2))
    assert {"RES", "ED", "RES.2(2)(a)", "ED.a.i"} <= bound(date(2001, 12, 3))


@pytest.mark.parametrize(
    ("framework", "ref", "done", "following"),
    [
        # Published on the day before which it was due: a day late, and the review stands.
        ("rr-amendment-act-2000", "RES", date(2002, 5, 31), date(2005, 5, 31)),
        ("gender-equality-duty-2006", "GES", date(2007, 5, 1), date(2010, 4, 30)),
    ],
)
def test_a_day_late_skips_no_round(framework: str, ref: str, done: date, following: date) -> None:
    found = f.requirement(framework, ref).next_due(last_done=done, on=date(2008, 1, 1))
    assert found == following


def test_what_was_met_is_a_due_date() -> None:
    scheme = f.requirement("rr-amendment-act-2000", "RES")
    with pytest.raises(UsageError, match="met: 2020-01-05 is no due date"):
        scheme.next_due(last_done=date(2002, 6, 1), on=date(2003, 1, 1), met=date(2020, 1, 5))
