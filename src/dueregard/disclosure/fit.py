"""Whether a policy speaks of the tables it is applied to: a misspelt name protects nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from dueregard.tables import FrequencyTable, UnusableTable

from .policy import DisclosurePolicy


def check_fit(tables: Sequence[FrequencyTable], policy: DisclosurePolicy) -> None:
    """Refuse a policy that names tables, dimensions or levels that are not there.

    Parameters
    ----------
    tables : sequence of FrequencyTable
        The tables.
    policy : DisclosurePolicy
        The policy.

    Raises
    ------
    UnusableTable
        With every name that is unknown and the key it stands in.
    """
    levels: dict[str, set[str]] = {}
    for table in tables:
        for dimension in table.dimensions:
            levels.setdefault(dimension.name, set()).update(dimension.all_levels)
    known_tables = [table.name for table in tables]
    problems = [
        f"policy, {key}: {problem}"
        for key, names in (
            ("hierarchies", policy.hierarchies),
            ("levels", policy.levels),
            ("group_disclosure", policy.group_disclosure),
        )
        for problem in _unknown("dimension", names, levels)
    ]
    for tree_of, tree in policy.hierarchies.items():
        named = {level for parent, parts in tree.items() for level in (parent, *parts)}
        if tree_of in levels:
            problems += [
                f"policy, hierarchies, {tree_of}: {problem}"
                for problem in _unknown("level", sorted(named), levels[tree_of])
            ]
    problems += [f"policy, tables: {p}" for p in _unknown("table", policy.tables, known_tables)]
    for key, selectors in (
        ("must_publish", policy.must_publish),
        ("weights, cells", tuple(selector for selector, _ in policy.weights.cells)),
    ):
        for selector in selectors:
            problems += [
                f"policy, {key}: {problem}" for problem in _selector(selector, levels, known_tables)
            ]
    if problems:
        raise UnusableTable(problems)


def _selector(
    selector: Mapping[str, str], levels: Mapping[str, set[str]], tables: Sequence[str]
) -> Iterable[str]:
    for name, level in selector.items():
        if name == "table" and "table" not in levels:
            yield from _unknown("table", [level], tables)
        elif name not in levels:
            yield from _unknown("dimension", [name], levels)
        else:
            yield from (f"{name}: {p}" for p in _unknown("level", [level], levels[name]))


def _unknown(what: str, names: Iterable[str], known: Iterable[str]) -> Iterable[str]:
    there = sorted(known)
    for name in names:
        if name not in there:
            near = difflib.get_close_matches(name, there, n=1)
            hint = f"did you mean “{near[0]}”?" if near else f"there are {', '.join(there)}"
            yield f"unknown {what} “{name}”; {hint}"
