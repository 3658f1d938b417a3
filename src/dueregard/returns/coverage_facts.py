"""Which submissions were expected and which are missing, as plain values of a manifest."""

from __future__ import annotations

from .coverage import Coverage

Submissions = list[dict[str, str]]


def coverage_facts(coverage: Coverage | None) -> dict[str, Submissions]:
    """Return the expected and the missing submissions of a coverage.

    Parameters
    ----------
    coverage : Coverage, optional
        What was expected and what came.

    Examples
    --------
    >>> coverage_facts(Coverage(("month",), (("2026-01",), ("2026-02",)), (("2026-01",),)))
    {'expected': [{'month': '2026-01'}, {'month': '2026-02'}], 'missing': [{'month': '2026-02'}]}
    """
    if coverage is None:
        return {"expected": [], "missing": []}
    named = [
        [dict(zip(coverage.fields, map(str, place), strict=True)) for place in places]
        for places in (coverage.expected, coverage.missing)
    ]
    return {"expected": named[0], "missing": named[1]}
