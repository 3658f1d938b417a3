"""Statistics asked for with a release: answered from what is shown, coarsened or withheld."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .context import Answers, Context
from .deducible import Deducible
from .derived import Statistic, computed, decimals_of, entry_of, permit_of, printed
from .estimates import Estimator
from .hidden_pairs import Pair, answer_pair
from .keys import CellKey
from .microdata import Average, Curve, OfFindings, OfMicrodata
from .permits import Permit
from .recomputed import Recomputed
from .results import answer_findings, answer_microdata, answer_recomputed


@dataclass(frozen=True)
class EstimateOfTwo:
    """An estimate on two counts: a ratio, a difference, an interval, a p-value.

    Parameters
    ----------
    kind : str
        What it is.
    first, second : mapping of dimension to level
        The two cells.
    estimator : callable
        From two arrays of counts to named arrays.
    decimals : int
        Decimals asked for.
    statement : str
        The sentence, with the names of the estimator in braces.
    table : str, optional
        The table; the first when not given.
    """

    kind: str
    first: Mapping[str, str]
    second: Mapping[str, str]
    estimator: Estimator
    decimals: int
    statement: str
    table: str | None = None


#: Whatever can be asked for beside tables.
Asked = Statistic | EstimateOfTwo | Recomputed | OfMicrodata | OfFindings | Average | Curve


def answered(context: Context, asked: Sequence[Asked]) -> Answers:
    """Answer statistics one after the other; what one has told counts for the next."""
    answers = Answers()
    deducible: Deducible | None = None
    for one in asked:
        if isinstance(one, Statistic):
            _answer(context, one, answers)
        elif isinstance(one, OfMicrodata | Average | Curve):
            answer_microdata(context, one, answers)
        elif isinstance(one, OfFindings):
            answer_findings(context, one, answers)
        else:
            deducible = deducible or Deducible(context.system, context.hidden)
            if isinstance(one, Recomputed):
                answer_recomputed(context, deducible, one, answers)
            else:
                _estimate(context, deducible, one, answers)
    return answers


def _answer(context: Context, asked: Statistic, answers: Answers) -> None:
    numbers = {key: i for i, key in enumerate(context.system.keys)}
    table, top = context.key(asked.table, asked.numerator)
    operands: list[CellKey | float] = [top]
    if isinstance(asked.denominator, Mapping):
        operands.append(context.key(asked.table, asked.denominator)[1])
    else:
        operands.append(float(asked.denominator))
    basis = tuple(key.text for key in operands if isinstance(key, CellKey))
    shown = [_shown(context, numbers, operand) for operand in operands]
    permit = permit_of(asked, context.policy, shown[0], shown[1], basis)
    on_shown = context.policy.rounding is not None or context.policy.perturbation is not None
    there = all(o in numbers for o in operands if isinstance(o, CellKey))
    if None in shown and there and context.policy.derived.treatment == "coarsen":
        on_shown = False
        real = [
            float(context.system.values[numbers[o]]) if isinstance(o, CellKey) else o
            for o in operands
        ]
        permit = _coarsened(context, asked, (real[0], real[1]), permit, table, answers)
    if permit.granted:
        entry = entry_of(asked, permit, on_shown=on_shown)
        answers.derived.setdefault(table, []).append(entry)
    words = "{value}" if asked.method is None else "{value} ({lower} to {upper})"
    answers.add(permit, f"{asked.kind.capitalize()} of {top}: {words}{_nearest(asked, permit)}")


def _nearest(asked: Statistic, permit: Permit) -> str:
    """Say how coarse a statistic is that is coarser than its decimals let expect."""
    if not permit.reason or permit.decimals > 0:
        return ""
    step = "whole number" if permit.decimals == 0 else f"{10**-permit.decimals:g}"
    return f", to the nearest {step}"


def _shown(
    context: Context, numbers: Mapping[CellKey, int], operand: CellKey | float
) -> float | None:
    if not isinstance(operand, CellKey):
        return operand
    if operand not in numbers or operand in context.unseen or context.hidden[numbers[operand]]:
        return None
    return float(context.values[operand])


def _coarsened(
    context: Context,
    asked: Statistic,
    real: tuple[float, float],
    withheld: Permit,
    table: str,
    answers: Answers,
) -> Permit:
    """Fewer and fewer decimals, until the attack no longer deduces a hidden count from it."""
    values = computed(asked, *real)
    # Coarser than a tenth of the scale (ten points of a percentage) says nothing.
    coarsest = 1 - math.floor(math.log10(asked.scale))
    for decimals in range(decimals_of(asked, context.policy, None), coarsest - 1, -1):
        tried = Permit(
            asked.kind,
            context.policy.label,
            True,
            {k: None if v is None else printed(v, decimals) for k, v in values.items()},
            decimals,
            "it is coarser than asked for, so that no hidden count can be deduced",
            withheld.basis,
        )
        entry = entry_of(asked, tried, on_shown=False)
        derived = {**answers.derived, table: [*answers.derived.get(table, ()), entry]}
        if not context.audit(derived, answers.findings):
            return tried
    return withheld


def _estimate(
    context: Context, deducible: Deducible, asked: EstimateOfTwo, answers: Answers
) -> None:
    keys = [context.key(asked.table, cell)[1] for cell in (asked.first, asked.second)]
    pair = Pair(asked.kind, keys, asked.estimator, asked.decimals, asked.statement)
    answer_pair(context, deducible, pair, answers)
