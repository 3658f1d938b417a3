"""Estimates on one or two counts that may be hidden, and what they tell of all the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .context import Answers, Context, told_of
from .deducible import Deducible
from .estimates import Allowed, Estimator, HiddenCount, estimate_permit
from .keys import CellKey
from .permits import Permit

FAR = 1_000_000


@dataclass(frozen=True)
class Pair:
    """An estimate on one or two counts.

    Parameters
    ----------
    kind : str
        What it is.
    keys : sequence of CellKey
        The counts, one or two.
    estimator : callable
        From two arrays of counts to named arrays; the second is zeros where there is one count.
    decimals : int
        Decimals asked for.
    statement : str
        The finding in words.
    """

    kind: str
    keys: Sequence[CellKey]
    estimator: Estimator
    decimals: int
    statement: str


def answer_pair(context: Context, deducible: Deducible, asked: Pair, answers: Answers) -> None:
    """Answer an estimate: from the counts as shown, or so coarsely that hidden ones stay wide."""
    basis = tuple(key.text for key in asked.keys)
    reason = ""
    if context.policy.derived.treatment == "withhold":
        reason = "the policy shows no derived statistics"
    elif any(k not in context.values or k in context.unseen for k in asked.keys):
        reason = "a count it rests on is not in the release"
    if reason:
        permit = Permit(asked.kind, context.policy.label, False, reason=reason, basis=basis)
        answers.add(permit, asked.statement)
        return
    if not any(deducible.is_hidden(key) for key in asked.keys):
        permit, allows = _on_shown(context, asked, basis), None
    else:
        permit, allows = _on_hidden(context, deducible, asked, answers)
    if permit.granted:
        basis_told = "published" if allows is None else "counts"
        answers.told(permit, basis=basis_told, allows=_allows(asked, allows))
    answers.add(permit, asked.statement)


def _allows(asked: Pair, allowed: Allowed | None) -> dict[str, list[int]]:
    bounds = (allowed.first, allowed.second) if allowed is not None else ()
    return {key.text: list(two) for key, two in zip(asked.keys, bounds, strict=False)}


def _on_shown(context: Context, asked: Pair, basis: tuple[str, ...]) -> Permit:
    shown = [np.array([context.values[key]]) for key in asked.keys]
    x, y = shown if len(shown) == 2 else (shown[0], np.array([0]))
    values = {
        name: round(float(found[0]), asked.decimals) if math.isfinite(found[0]) else None
        for name, found in asked.estimator(x, y).items()
    }
    return Permit(asked.kind, context.policy.label, True, values, asked.decimals, basis=basis)


def _on_hidden(
    context: Context, deducible: Deducible, asked: Pair, answers: Answers
) -> tuple[Permit, Allowed | None]:
    first, *rest = asked.keys
    counts = [_count(deducible, key) for key in asked.keys]
    known: dict[str, tuple[float, float]] = {}
    if rest:
        known["together"] = deducible.range({first: 1.0, rest[0]: 1.0})
        known["apart"] = deducible.range({first: 1.0, rest[0]: -1.0})
    else:
        counts.append(HiddenCount(0, 0, 0))
    allowed: list[Allowed] = []

    def accept(found: Allowed) -> bool:
        """Whether neither the attack nor the sums give any hidden count away."""
        allowed.append(found)
        tried = Permit(asked.kind, context.policy.label, granted=True)
        told = told_of(tried, basis="counts", allows=_allows(asked, found))
        if context.audit(answers.derived, [*answers.findings, told]):
            return False
        bounds = zip(asked.keys, (found.first, found.second), strict=False)
        return deducible.learn({key: two for key, two in bounds if deducible.is_hidden(key)})

    permit = estimate_permit(
        context.policy,
        asked.kind,
        counts[0],
        counts[1],
        asked.estimator,
        decimals=asked.decimals,
        accept=accept,
        **known,
    )
    return permit, allowed[-1] if permit.granted else None


def _count(deducible: Deducible, key: CellKey) -> HiddenCount:
    least, most = deducible.range({key: 1.0})
    return HiddenCount(
        deducible.value(key), int(least), int(min(most, deducible.value(key) + FAR)), key.text
    )
