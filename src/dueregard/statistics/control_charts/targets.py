"""Will a steady process meet its target?"""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.statistics.arguments import check_choice, number_array
from dueregard.statistics.control_charts.chart import ControlChart


@dataclass(frozen=True)
class Assurance:
    """What the limits of the latest stretch say of a target.

    Parameters
    ----------
    verdict : str
        ``pass`` (met every time, as things are), ``fail`` (missed every time, as things are) or
        ``inconsistent`` (met or missed by chance).
    target, lower, upper : float
        The target and the limits at the latest point.
    """

    verdict: str
    target: float
    lower: float
    upper: float


def assurance(chart: ControlChart, *, target: float, improvement: str) -> Assurance:
    """Say whether a target is met every time, missed every time, or by chance.

    Parameters
    ----------
    chart : ControlChart
        Any control chart; its latest limits are used, so after a rebasing the new ones.
    target : float
        In the unit of the chart.
    improvement : str
        Which way is better: ``increase`` or ``decrease``.

    Returns
    -------
    Assurance

    Raises
    ------
    ValueError
        A target that is not a number; a direction that is neither.

    Notes
    -----
    NHS England, "Making Data Count". It holds only as long as the process stays as it is.

    Examples
    --------
    >>> from dueregard.statistics import p_chart
    >>> chart = p_chart(events=[20, 25, 18, 22], total=[100, 110, 90, 100])
    >>> assurance(chart, target=0.5, improvement="increase").verdict
    'fail'
    """
    check_choice("improvement", improvement, ("increase", "decrease"))
    goal = float(number_array("target", target))
    lower, upper = float(chart.lower[-1]), float(chart.upper[-1])
    if goal > upper:
        verdict = "fail" if improvement == "increase" else "pass"
    elif goal < lower:
        verdict = "pass" if improvement == "increase" else "fail"
    else:
        verdict = "inconsistent"
    return Assurance(verdict, goal, lower, upper)
