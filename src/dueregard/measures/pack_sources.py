"""Whether the returns and fields that a measure counts are there."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from .definition import Measure, Source

ANY = "any"


def source_problems(measure: Measure, fields_of: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield each return that is not there, and each field that its return does not have.

    Parameters
    ----------
    measure : Measure
        The measure.
    fields_of : mapping of str to collection of str
        Fields of every return there is, by its id.

    Examples
    --------
    >>> mine = Measure("ours.1", "1", "Left", "comparison", Source("leavers", {"resaon": "R"}))
    >>> list(source_problems(mine, {"leavers": ["reason", "unit"]}))
    ['numerator, where: leavers has no field resaon; did you mean reason?']
    """
    named = {
        "numerator": measure.numerator,
        "denominator": measure.denominator,
        **{f"scenarios, {name}": source for name, source in measure.scenarios.items()},
    }
    for place, source in named.items():
        if not isinstance(source, Source):
            continue
        if source.return_id not in fields_of:
            near = _meant(source.return_id, fields_of)
            yield f"{place}, return: there is no return {source.return_id}{near}"
            continue
        known = fields_of[source.return_id]
        for name in dict.fromkeys(fields_in(source.where)):
            if name not in known:
                near = _meant(name, known)
                yield f"{place}, where: {source.return_id} has no field {name}{near}"
        summed = source.count.get("sum", "") if isinstance(source.count, Mapping) else ""
        if summed and summed not in known:
            near = _meant(summed, known)
            yield f"{place}, count: {source.return_id} has no field {summed}{near}"


def fields_in(where: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields a condition is on, those of its alternatives too."""
    for name, wanted in where.items():
        if name != ANY:
            yield str(name)
            continue
        for one in wanted if isinstance(wanted, list) else ():
            if isinstance(one, Mapping):
                yield from fields_in(one)


def _meant(name: str, there: Collection[str]) -> str:
    close = difflib.get_close_matches(name, list(there), n=1)
    return f"; did you mean {close[0]}?" if close else f"; there are {', '.join(sorted(there))}"
