"""Which submissions were expected and which are missing, as plain values of a manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

PARTS = ("expected", "missing")


def coverage_facts(coverage: Any) -> dict[str, list[dict[str, str]]]:
    """Return the expected and the missing submissions of a coverage.

    Parameters
    ----------
    coverage : Coverage or mapping, optional
        With ``expected`` and ``missing``: submissions as mappings of field to value, the month as
        ``month``.

    Examples
    --------
    >>> coverage_facts({"expected": [{"month": "2026-01"}], "missing": []})
    {'expected': [{'month': '2026-01'}], 'missing': []}
    """
    if coverage is None:
        return {part: [] for part in PARTS}
    if isinstance(coverage, Mapping):
        return {part: _listed(coverage.get(part, ())) for part in PARTS}
    return {part: _listed(getattr(coverage, part)) for part in PARTS}


def _listed(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    return sorted(
        ({str(key): str(value) for key, value in entry.items()} for entry in entries),
        key=lambda entry: sorted(entry.items()),
    )
