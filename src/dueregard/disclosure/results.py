"""Results of `dueregard.statistics` beside tables: answered, and kept for the ledger."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

import dueregard.statistics as st

from .context import Answers, Context
from .deducible import Deducible
from .estimates import Estimator
from .flattening import flattened
from .hidden_pairs import Pair, answer_pair
from .keys import CellKey
from .microdata import (
    Average,
    Curve,
    OfFindings,
    OfMicrodata,
    microdata_permit,
    permits_of_findings,
)
from .permits import Permit
from .recomputed import Recomputed, kept, labels_of, leaves, replaced, units_shown
from .reliability import state_of_statistic

#: More pairs of counts than this are not tried one by one.
MOST_PAIRS = 250_000
FEWEST_UNITS = 2


def answer_recomputed(
    context: Context, deducible: Deducible, asked: Recomputed, answers: Answers
) -> None:
    """Answer a result computed from counts: from those that are shown."""
    keys = {_name(leaf): context.key(asked.table, leaf)[1] for leaf in _cells(asked.counts)}
    hidden = [key for key in dict.fromkeys(keys.values()) if _is_hidden(context, deducible, key)]
    if context.policy.derived.treatment == "withhold":
        answers.add(_withheld(context, asked, keys, "the policy shows no derived statistics"), "")
        return
    units = labels_of(asked)
    counts, options, reason = dict(asked.counts), dict(asked.options), ""
    if hidden and asked.rule.guard == "units":
        shown = units_shown(
            asked.counts,
            lambda leaf: not isinstance(leaf, Mapping) or keys[_name(leaf)] not in hidden,
        )
        counts, options = kept(asked, shown)
        reason = f"{len(units) - len(shown)} of {len(units)} are left out: a count is hidden"
        units = [units[i] for i in shown]
        left = [leaf for leaf in _cells(counts) if keys[_name(leaf)] in hidden]
        if left or len(units) < FEWEST_UNITS:
            answers.add(_withheld(context, asked, keys, "too few counts are shown"), "")
            return
    elif hidden:
        if _may_be_tried(context, deducible, asked, hidden):
            estimator = _estimator(context, asked, keys, hidden)
            names = estimator(*(np.array([_real(deducible, h)]) for h in _two(hidden)))
            words = asked.statement or _sentence(asked.kind, {n: f"{{{n}}}" for n in names})
            pair = Pair(asked.kind, hidden, estimator, asked.decimals, words)
            answer_pair(context, deducible, pair, answers)
        else:
            answers.add(_withheld(context, asked, keys, "it rests on a count that is hidden"), "")
        return
    permit = _on_shown(context, asked, keys, counts, options, units, reason)
    if permit.granted:
        answers.told(permit, function=asked.then or asked.function, basis="published")
    answers.add(permit, asked.statement or _literal(_sentence(asked.kind, permit.texts)))


def answer_microdata(
    context: Context, asked: OfMicrodata | Average | Curve, answers: Answers
) -> None:
    """Answer a result on rows about people."""
    permit = microdata_permit(context.policy, asked)
    if permit.granted:
        answers.told(permit, basis="microdata")
    answers.add(permit, asked.statement or _literal(_sentence(permit.kind, permit.texts)))


def answer_findings(context: Context, asked: OfFindings, answers: Answers) -> None:
    """Answer findings made of rows, each by itself."""
    for permit, words, source in permits_of_findings(context.policy, asked):
        if permit.granted:
            answers.told(permit, basis="microdata")
        answers.sources[len(answers.permits)] = (asked, source)
        answers.add(permit, _literal(words))


def _on_shown(
    context: Context,
    asked: Recomputed,
    keys: Mapping[str, CellKey],
    counts: Mapping[str, Any],
    options: Mapping[str, Any],
    units: Sequence[str],
    reason: str,
) -> Permit:
    def value_of(leaf: Any) -> Any:
        return context.values[keys[_name(leaf)]] if isinstance(leaf, Mapping) else leaf

    arguments = {name: replaced(part, value_of) for name, part in counts.items()}
    try:
        numbers, words = flattened(asked.result(arguments, options), units)
    except ValueError as error:
        return _withheld(context, asked, keys, f"it cannot be computed from what is shown: {error}")
    values = {
        name: round(x, asked.decimals) if math.isfinite(x) else None for name, x in numbers.items()
    }
    state = state_of_statistic(
        context.policy.reliability,
        events=_least(arguments, asked.rule.events),
        denominator=_least(arguments, asked.rule.denominators),
        **{name: values.get(name) for name in ("value", "lower", "upper")}
        if asked.kind in ("proportion", "rate")
        else {},
    )
    basis = tuple(keys[_name(leaf)].text for leaf in _cells(counts))
    return Permit(
        asked.kind,
        context.policy.label,
        True,
        values,
        asked.decimals,
        reason,
        basis,
        state,
        words,
    )


def _withheld(
    context: Context, asked: Recomputed, keys: Mapping[str, CellKey], reason: str
) -> Permit:
    basis = tuple(key.text for key in keys.values())
    return Permit(asked.kind, context.policy.label, False, reason=reason, basis=basis)


def _may_be_tried(
    context: Context, deducible: Deducible, asked: Recomputed, hidden: Sequence[CellKey]
) -> bool:
    """Whether every pair of hidden counts can be tried: few, known, and of a quick function."""
    flat = all(not isinstance(part, list | tuple) for part in asked.counts.values())
    if context.policy.derived.treatment != "coarsen" or not asked.rule.broadcasts or not flat:
        return False
    if len(hidden) > 2 or any(k not in context.values or k in context.unseen for k in hidden):
        return False
    pairs = 1.0
    for key in hidden:
        least, most = deducible.range({key: 1.0})
        pairs *= most - least + 1
    return pairs <= MOST_PAIRS


def _estimator(
    context: Context, asked: Recomputed, keys: Mapping[str, CellKey], hidden: Sequence[CellKey]
) -> Estimator:
    """Return the function of the hidden counts alone; nan where they cannot be."""

    def estimate(x: Any, y: Any) -> Mapping[str, Any]:
        size = np.broadcast(x, y).shape
        given = dict(zip(hidden, (x, y), strict=False))

        def value_of(leaf: Any) -> Any:
            if not isinstance(leaf, Mapping):
                return leaf
            key = keys[_name(leaf)]
            return given[key] if key in given else context.values[key]

        arguments = {
            name: np.broadcast_to(np.asarray(value_of(leaf)), size)
            for name, leaf in asked.counts.items()
        }
        possible = np.ones(size, dtype=bool)
        for name in arguments:
            whole = name.replace("events", "total")
            if whole != name and whole in arguments:
                possible &= arguments[name] <= arguments[whole]
        found = getattr(st, asked.function)(
            **{name: part[possible] for name, part in arguments.items()}, **asked.options
        )
        estimates = {}
        for name in ("statistic", "p_value", "value", "lower", "upper"):
            if hasattr(found, name):
                estimates[name] = np.full(size, np.nan)
                estimates[name][possible] = getattr(found, name)
        return estimates

    return estimate


def _cells(counts: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return [leaf for part in counts.values() for leaf in leaves(part) if isinstance(leaf, Mapping)]


def _name(cell: Mapping[str, str]) -> str:
    return repr(sorted(cell.items()))


def _is_hidden(context: Context, deducible: Deducible, key: CellKey) -> bool:
    return key not in context.values or key in context.unseen or deducible.is_hidden(key)


def _two(keys: Sequence[CellKey]) -> list[CellKey | None]:
    return [*keys, None][:2]


def _real(deducible: Deducible, key: CellKey | None) -> int:
    return 0 if key is None else deducible.value(key)


def _least(arguments: Mapping[str, Any], names: Sequence[str]) -> float | None:
    found = [
        float(leaf)
        for name in names
        for leaf in leaves(arguments.get(name, []))
        if not isinstance(leaf, Mapping)
    ]
    return min(found, default=None)


def _sentence(kind: str, texts: Mapping[str, str]) -> str:
    told = ", ".join(f"{name} {text}" for name, text in texts.items())
    return f"{kind.capitalize()}: {told}."


def _literal(words: str) -> str:
    """Words in which no value has to be put in."""
    return words.replace("{", "{{").replace("}", "}}")
