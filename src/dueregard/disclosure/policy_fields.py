"""Each key of a policy file: what may stand there, and what it becomes."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from dueregard.tables import Identity

from .policy_values import (
    NotAllowedError,
    mapping,
    needed,
    number,
    one_of,
    optional,
    parts,
    selector,
    selectors,
    text,
    texts,
    verified,
    whole,
)
from .rules import (
    RULES,
    WEIGHTS,
    Derived,
    Dominance,
    Models,
    Perturbation,
    Reliability,
    Rounding,
    Source,
    Weights,
)


def read_fields(content: Mapping[Any, Any], where: str, problems: list[str]) -> dict[str, Any]:
    """Return the fields of a policy; add a sentence to `problems` for each that is wrong."""
    found: dict[str, Any] = {}
    for key, value in content.items():
        if key not in POLICY:
            near = difflib.get_close_matches(str(key), POLICY, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(POLICY)}"
            problems.append(f"{where}, {key}: unknown key; {hint}")
            continue
        try:
            found[key] = POLICY[key](value)
        except NotAllowedError as wrong:
            problems.append(f"{where}, {key}{wrong}")
    return found


def _weight_by(value: Any) -> str:
    # One cell, one count: both numbers of the word are understood.
    return one_of(*WEIGHTS)({"cell": "cells", "count": "counts"}.get(str(value), value))


def _weights(value: Any) -> Weights:
    if isinstance(value, str):
        return Weights(by=_weight_by(value))
    if isinstance(value, list | tuple):
        return Weights(cells=_priced_cells(value))
    reader = parts(
        Weights,
        by=_weight_by,
        margins=number(0.001, 1e6),
        cells=_priced_cells,
        grand_total=one_of("last", "priced"),
    )
    weights = reader(value)
    assert isinstance(weights, Weights)
    return weights


def _priced_cells(value: Any) -> tuple[tuple[dict[str, str], float], ...]:
    if not isinstance(value, list | tuple):
        raise NotAllowedError(": a list of cells is allowed, each with its weight")
    found = []
    for item in value:
        cell = mapping(item)
        if "weight" not in cell:
            raise NotAllowedError(f": the cell {cell} has no weight")
        found.append(
            (
                selector({k: v for k, v in cell.items() if k != "weight"}),
                number(0.001, 1e6)(cell["weight"]),
            )
        )
    return tuple(found)


def _rule(value: Any) -> str:
    return one_of(*RULES)("nearest" if value == "deterministic" else value)


def _rounding(value: Any) -> Rounding:
    if isinstance(value, int):
        return Rounding(whole(2)(value))
    try:
        rounding = parts(Rounding, base=whole(2), rule=_rule, seed=text)(value)
    except ValueError as error:
        raise NotAllowedError(f", {error}") from None
    assert isinstance(rounding, Rounding)
    return rounding


def _dominance(value: Any) -> Dominance:
    rule = parts(Dominance, n=whole(1), k=number(0, 100), p=number(0, 1000))(value)
    assert isinstance(rule, Dominance)
    if (rule.n is None) != (rule.k is None) or (rule.n is None and rule.p is None):
        raise NotAllowedError(": give n and k, or p, or all three")
    if rule.n not in (None, 1, 2):
        raise NotAllowedError(f", n: 1 or 2 is allowed (two contributors are known), not {rule.n}")
    return rule


def _hierarchies(value: Any) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        dimension: {parent: texts(parts) for parent, parts in mapping(tree).items()}
        for dimension, tree in mapping(value).items()
    }


def _linked(value: Any) -> tuple[tuple[str, str, str, str], ...]:
    if not isinstance(value, list | tuple):
        raise NotAllowedError(": a list of [table, dimension, table, dimension] is allowed")
    found = []
    for link in value:
        # A table is called by the stem of its file; the file's name is understood too.
        names = tuple(name.removesuffix(".csv") for name in texts(link))
        if len(names) != 4:
            raise NotAllowedError(
                f": [table, dimension, table, dimension] is allowed, not {list(names)}"
            )
        found.append((names[0], names[1], names[2], names[3]))
    return tuple(found)


def _identity(value: Any) -> dict[str, str]:
    found = {key: text(item) for key, item in mapping(value).items()}
    if unknown := set(found) - set(Identity.names()):
        raise NotAllowedError(
            f", {', '.join(sorted(unknown))}: unknown key; the keys are "
            f"{', '.join(Identity.names())}"
        )
    return found


def _quantity(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping) and "cell" not in value:
        raise NotAllowedError(
            ": “cell” is missing, a mapping of dimensions to levels, beside which “table” and "
            "“identity” may stand"
        )
    found = parts(dict, cell=selector, table=_table_name, identity=_identity)(value)
    assert isinstance(found, dict)
    return found


def _table_name(value: Any) -> str:
    return text(value).removesuffix(".csv")


def _quantities(value: Any) -> tuple[dict[str, Any], ...]:
    if not isinstance(value, list | tuple) or not value:
        raise NotAllowedError(": a list of quantities is allowed, each with its “cell”")
    return tuple(_quantity(item) for item in value)


#: Key of a policy file → what reads its value.
POLICY: dict[str, Callable[[Any], Any]] = {
    "name": text,
    "version": text,
    "threshold": whole(0),
    "zeros": one_of("safe", "unsafe"),
    "unlisted_totals": one_of("known", "unknown"),
    "protection": optional(whole(0)),
    "weights": _weights,
    "must_publish": selectors,
    "rounding": optional(_rounding),
    "dominance": optional(_dominance),
    "group_disclosure": texts,
    "perturbation": optional(
        parts(Perturbation, version=text, variance=number(0.01, 100), maximum=whole(1))
    ),
    "derived": parts(
        Derived,
        treatment=one_of("recompute", "coarsen", "withhold"),
        decimals=whole(0),
        smallest_denominator=number(0),
        smallest_average=whole(0),
    ),
    "reliability": parts(
        Reliability,
        counts=whole(0),
        events=whole(0),
        denominator=number(0),
        relative_width=number(0),
    ),
    "models": parts(Models, residual_degrees=whole(0), group_size=whole(0)),
    "hierarchies": _hierarchies,
    "levels": lambda value: {key: texts(item) for key, item in mapping(value).items()},
    "linked": _linked,
    "identity": _identity,
    "tables": lambda value: {
        key.removesuffix(".csv"): _identity(item) for key, item in mapping(value).items()
    },
    "sums": needed(parts(dict, whole=_quantity, parts=_quantities), "whole", "parts"),
    "revisions": needed(
        parts(
            dict,
            cell=selector,
            table=_table_name,
            identity=_identity,
            earlier_snapshot=text,
            at_most_change=number(0, 1e15),
        ),
        "earlier_snapshot",
        "at_most_change",
    ),
    "source": parts(Source, title=text, verified=verified, note=text, links=texts),
}
