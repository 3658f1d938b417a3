"""Results that rest on rows about people: models, averages and curves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import dueregard.statistics as st
from dueregard.tables.seal import READING, Capability

from .curves import coarsened_curve
from .flattening import flattened
from .kinds import FUNCTIONS, RESULTS
from .models import model_permit
from .permits import Permit
from .policy import DisclosurePolicy
from .reliability import state_of_statistic

LEAST_BASE = 5
DECIMALS = 4
ALL = "*"
BESIDE = "a count of the same people is hidden"
WITHHELD = "the policy shows no derived statistics"
_FROM_ROWS = ("oaxaca_blinder", "key_drivers", "adjusted_difference", "logrank")


@dataclass(frozen=True)
class OfMicrodata:
    """A model or a test on rows about people, asked for beside tables.

    Parameters
    ----------
    function : {"oaxaca_blinder", "key_drivers", "adjusted_difference", "logrank"}
        What made it.
    result : object
        What that function returned. Confidential.
    observations, parameters : int
        People, and parameters fitted, the constant included.
    group_sizes : mapping of str to int
        People in every group it speaks of; for a yes-or-no outcome, those with and those without
        it in each group; for a log-rank test, events in each group.
    statement : str
        The finding in words, with its values by name in braces; values and names when empty.
    decimals : int
        Decimals of the values.

    Raises
    ------
    ValueError
        When the function is none of these.
    """

    function: str
    result: Any
    observations: int
    parameters: int
    group_sizes: Mapping[str, int]
    statement: str = ""
    decimals: int = 2

    def __post_init__(self) -> None:
        if self.function not in _FROM_ROWS:
            raise ValueError(f"function: {', '.join(_FROM_ROWS)} are allowed.")
        test = isinstance(self.result, st.TestResult)
        rule = RESULTS.get(type(self.result))
        if test != (self.function == "logrank") or rule is None or not (test or rule.microdata):
            raise ValueError(f"result: it is not a result of {self.function}.")

    def __repr__(self) -> str:
        return f"<OfMicrodata {self.function}; confidential>"


@dataclass(frozen=True)
class Average:
    """An average of values of people, asked for beside tables.

    Parameters
    ----------
    result : Estimate
        What `mean_interval` returned. Confidential.
    people : int
        How many values it is of.
    statement : str
        The finding in words, with ``{value}``, ``{lower}`` and ``{upper}``.
    decimals : int
        Decimals of the values.
    """

    result: st.Estimate
    people: int
    statement: str = ""
    decimals: int = 1

    def __repr__(self) -> str:
        return "<Average; confidential>"


@dataclass(frozen=True)
class Curve:
    """A curve of time to an event, asked for beside tables.

    Parameters
    ----------
    result : SurvivalCurve
        What `kaplan_meier` returned. Confidential.
    statement : str
        The finding in words; the steps when empty.
    decimals : int
        Decimals of times and shares.
    """

    result: st.SurvivalCurve
    statement: str = ""
    decimals: int = 2

    def __repr__(self) -> str:
        return "<Curve; confidential>"


class RowOfFindings(Protocol):
    """A finding made of rows, with what the rules ask."""

    @property
    def finding(self) -> Any:
        """The finding, its counts rounded."""

    @property
    def withheld(self) -> Any:
        """The finding without what it found."""

    @property
    def statement(self) -> str:
        """The finding in words."""

    @property
    def label(self) -> str:
        """Whom a curve is of."""

    @property
    def values(self) -> Mapping[str, float]:
        """Numbers that may be told, but for the rules."""

    @property
    def observations(self) -> int:
        """People."""

    @property
    def parameters(self) -> int:
        """Parameters fitted."""

    @property
    def smallest_group(self) -> int:
        """Fewest people in any group it speaks of."""

    @property
    def steps(self) -> tuple[tuple[float, int, int], ...]:
        """Of a curve: times, numbers at risk, events."""


class FindingsOfRows(Protocol):
    """Findings of a measure that was computed of rows about people."""

    def _for_door(self, capability: Capability, base: int) -> Sequence[RowOfFindings]:
        """Return the rows."""


@dataclass(frozen=True)
class OfFindings:
    """Findings of a measure made of rows about people, asked for beside tables.

    Each passes the rule for models (degrees of freedom, sizes of groups) or that for curves by
    itself; counts of people in its words are rounded.

    Parameters
    ----------
    findings : Findings
        What `dueregard.measures.compute` made of `Observations`. Confidential.
    hidden : set of str
        Groups of whom a count is hidden in tables released beside them: nothing is told of them,
        because an estimate and the counts shown would give it away.
    """

    findings: FindingsOfRows
    hidden: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return "<OfFindings; confidential>"


def permits_of_findings(
    policy: DisclosurePolicy, asked: OfFindings
) -> Iterator[tuple[Permit, str, Any]]:
    """Yield what may be shown of each finding, its words, and the finding that may be read.

    Parameters
    ----------
    policy : DisclosurePolicy
        Its ``models``, ``threshold`` and rounding.
    asked : OfFindings
        The findings.
    """
    base = max(LEAST_BASE, policy.rounding.base if policy.rounding else 1)
    for row in asked.findings._for_door(READING, base):
        if policy.derived.treatment == "withhold":
            permit = Permit("model", policy.label, False, reason=WITHHELD)
        elif asked.hidden & {ALL, str(row.finding.group)}:
            permit = Permit("model", policy.label, False, reason=BESIDE)
        elif row.steps:
            times, at_risk, events = (list(part) for part in zip(*row.steps, strict=True))
            permit = coarsened_curve(policy, times=times, at_risk=at_risk, events=events).permit
        else:
            permit = model_permit(
                policy,
                observations=row.observations,
                parameters=row.parameters,
                group_sizes={"the smallest": row.smallest_group},
                values={k: v for k, v in row.values.items() if math.isfinite(v)},
                decimals=DECIMALS,
            )
        words = row.statement
        if row.steps and permit.granted:
            told = ", ".join(f"{name} {text}" for name, text in permit.texts.items())
            words = f"{row.label}: share that is left {told}."
        yield permit, words, row.finding if permit.granted else row.withheld


def microdata_permit(policy: DisclosurePolicy, asked: OfMicrodata | Average | Curve) -> Permit:
    """Return what may be shown of a result on rows about people.

    Parameters
    ----------
    policy : DisclosurePolicy
        Residual degrees of freedom and sizes of groups; smallest average; threshold of a curve's
        steps.
    asked : OfMicrodata or Average or Curve
        The result.

    Returns
    -------
    Permit
        Granted with rounded values, or withheld with the reason.

    Examples
    --------
    >>> from dueregard.statistics import mean_interval
    >>> pay = mean_interval([31.0, 34.5, 29.0, 40.0, 36.0, 33.0, 35.5])
    >>> from dueregard.disclosure import preset
    >>> microdata_permit(preset("hesa"), Average(pay, people=7)).reason
    'it is an average of fewer than 8 people'
    """
    if policy.derived.treatment == "withhold":
        return Permit(kind_of(asked), policy.label, False, reason=WITHHELD)
    if isinstance(asked, Curve):
        curve = asked.result
        return coarsened_curve(
            policy,
            times=[float(x) for x in curve.time],
            at_risk=[int(x) for x in curve.at_risk],
            events=[int(x) for x in curve.events],
            decimals=asked.decimals,
        ).permit
    if isinstance(asked, Average):
        return _average(policy, asked)
    numbers, _ = flattened(asked.result)
    return model_permit(
        policy,
        observations=asked.observations,
        parameters=asked.parameters,
        group_sizes=asked.group_sizes,
        values=numbers,
        decimals=asked.decimals,
        kind=kind_of(asked),
    )


def kind_of(asked: OfMicrodata | Average | Curve) -> str:
    """Return what a finding is called."""
    if isinstance(asked, OfMicrodata):
        return FUNCTIONS[asked.function].kind
    return "average" if isinstance(asked, Average) else "curve"


def _average(policy: DisclosurePolicy, asked: Average) -> Permit:
    usual = max(policy.threshold, policy.models.group_size)
    least = policy.derived.smallest_average or usual
    numbers, _ = flattened(asked.result)
    if asked.people < least:
        reason = f"it is an average of fewer than {least} people"
        return Permit("average", policy.label, False, dict.fromkeys(numbers), reason=reason)
    values = {
        name: round(x, asked.decimals) if math.isfinite(x) else None for name, x in numbers.items()
    }
    # From what is printed alone: the number of people is not.
    state = state_of_statistic(policy.reliability, **values)
    return Permit("average", policy.label, True, values, asked.decimals, state=state)
