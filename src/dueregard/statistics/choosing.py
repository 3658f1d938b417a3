"""Which method to use for one comparison, by the rules, and which rule said so."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.statistics.arguments import (
    check_at_most,
    check_choice,
    count_array,
    exposure_array,
)
from dueregard.statistics.choice_rules import (
    ALWAYS,
    AS_RATES,
    MEASURES,
    PROPORTION_MEASURES,
    RULES,
    Counts,
)


@dataclass(frozen=True)
class Choice:
    """What to use, and which rule says so.

    Parameters
    ----------
    measure : str
        The measure to use: a rate where a proportion was asked of events that can repeat.
    method : str or None
        Interval method; None where nothing can be estimated.
    test : str or None
        Method of ``test_function``; None where nothing can be tested.
    test_function : str or None
        ``exact_test``, ``rate_ratio_test`` or ``proportions_test``.
    only_lower : bool
        Whether only the lower limit may be reported.
    rule, reason : str
        Name of the rule and why it is there.
    notes : tuple of str
        What else to say with the result.
    """

    measure: str
    method: str | None
    test: str | None
    test_function: str | None
    only_lower: bool
    rule: str
    reason: str
    notes: tuple[str, ...] = ()


def choose_interval_method(
    *,
    measure: str,
    events_1: int,
    total_1: float,
    events_2: int | None = None,
    total_2: float | None = None,
    repeatable: bool = False,
) -> Choice:
    """Choose the interval method and the test for one comparison.

    Parameters
    ----------
    measure : str
        ``proportion``, ``risk_difference``, ``risk_ratio``, ``odds_ratio``, ``rate``,
        ``rate_difference`` or ``rate_ratio``.
    events_1, events_2 : int
        Events in the comparison group and in the reference group (only for two groups).
    total_1, total_2 : float
        People (for proportions) or exposure (for rates).
    repeatable : bool
        Whether one person can have the event more than once: proportions then become rates.

    Returns
    -------
    Choice

    Raises
    ------
    ValueError
        An unknown measure, impossible counts, or a second group missing or not wanted.

    Notes
    -----
    Rules from Lydersen, Fagerland and Laake (2009), Fagerland, Lydersen and Laake (2015), and
    the technical guide to public health indicators in England (ten events for Byar's limits).

    Examples
    --------
    >>> choice = choose_interval_method(
    ...     measure="risk_ratio", events_1=5, total_1=56, events_2=0, total_2=29
    ... )
    >>> choice.method, choice.only_lower, choice.rule
    ('miettinen_nurminen', True, 'no_events_in_reference')
    >>> choice.test_function, choice.test
    ('exact_test', 'fisher')
    """
    check_choice("measure", measure, MEASURES)
    notes: tuple[str, ...] = ()
    if repeatable and measure in AS_RATES:
        measure, notes = AS_RATES[measure], (ALWAYS[0],)
    counts = Counts(measure, *_checked(measure, events_1, total_1, events_2, total_2))
    fitting = (rule for rule in RULES if rule.applies(counts))
    rule = next(rule for rule in fitting if measure in rule.methods or not rule.methods)
    function, test = _test(counts, rule.test) if rule.test else (None, None)
    return Choice(
        measure=measure,
        method=rule.methods.get(measure) or None,
        test=test,
        test_function=function,
        only_lower=rule.name == "no_events_in_reference",
        rule=rule.name,
        reason=rule.because,
        notes=notes,
    )


def _test(counts: Counts, kind: str) -> tuple[str | None, str | None]:
    """Function and method of a kind of test, by the names they are called by."""
    if not counts.compares:
        return None, None
    if not counts.of_people:
        return "rate_ratio_test", "exact_conditional" if kind == "exact" else kind
    if kind == "score":
        return "proportions_test", "chi_squared"
    return "exact_test", "fisher" if kind == "exact" else kind


def _checked(
    measure: str, x1: int, n1: float, x2: int | None, n2: float | None
) -> tuple[float, float, float | None, float | None]:
    alone = measure in ("proportion", "rate")
    if alone != (x2 is None) or alone != (n2 is None):
        wanted = "no" if alone else "both"
        raise ValueError(f"{measure} takes {wanted} events_2 and total_2")
    check_total = count_array if measure in PROPORTION_MEASURES else exposure_array
    found: list[float | None] = []
    for number, x, n in ((1, x1, n1), (2, x2, n2)):
        if x is None or n is None:
            found += [None, None]
            continue
        events = count_array(f"events_{number}", x)
        total = check_total(f"total_{number}", n)
        if events.ndim or total.ndim:
            raise ValueError("one comparison at a time: counts must be single numbers")
        if measure in PROPORTION_MEASURES:
            check_at_most(f"events_{number}", events, f"total_{number}", total)
        found += [float(events), float(total)]
    return float(x1), float(n1), found[2], found[3]
