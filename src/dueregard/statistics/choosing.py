"""Which method to use when: one table of rules, read from the top, the first that fits decides.

The rules are data, so that documentation, pages and tests show the very ones that are applied.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dueregard.statistics.arguments import (
    check_at_most,
    check_choice,
    count_array,
    exposure_array,
)

PROPORTION_MEASURES = ("proportion", "risk_difference", "risk_ratio", "odds_ratio")
RATE_MEASURES = ("rate", "rate_difference", "rate_ratio")
MEASURES = PROPORTION_MEASURES + RATE_MEASURES
AS_RATES = {
    "proportion": "rate",
    "risk_difference": "rate_difference",
    "risk_ratio": "rate_ratio",
    "odds_ratio": "rate_ratio",
}
FEWEST_EVENTS = 10
SMALLEST_EXPECTED = 5

USUAL = {
    "proportion": "wilson",
    "risk_difference": "miettinen_nurminen",
    "risk_ratio": "miettinen_nurminen",
    "odds_ratio": "miettinen_nurminen",
    "rate": "byar",
    "rate_difference": "score",
    "rate_ratio": "score",
}
FEW = {
    "proportion": "clopper_pearson",
    "risk_difference": "miettinen_nurminen",
    "risk_ratio": "miettinen_nurminen",
    "odds_ratio": "conditional",
    "rate": "exact",
    "rate_difference": "score",
    "rate_ratio": "exact_conditional",
}
ONLY_LOWER = {
    "risk_ratio": "miettinen_nurminen",
    "odds_ratio": "conditional",
    "rate_ratio": "exact_conditional",
}


@dataclass(frozen=True)
class Counts:
    """What the rules look at."""

    measure: str
    repeatable: bool
    x1: float
    n1: float
    x2: float | None
    n2: float | None

    @property
    def compares(self) -> bool:
        """Whether there are two groups."""
        return self.x2 is not None

    @property
    def of_people(self) -> bool:
        """Whether events are people, who have a total that can run out."""
        return self.measure in PROPORTION_MEASURES

    @property
    def events(self) -> list[float]:
        """Events of each group."""
        return [self.x1] if self.x2 is None else [self.x1, self.x2]

    @property
    def cells(self) -> list[float]:
        """Counts that can be zero: events and, among people, those without the event."""
        if not self.of_people:
            return self.events
        without = [self.n1 - self.x1]
        if self.x2 is not None and self.n2 is not None:
            without.append(self.n2 - self.x2)
        return self.events + without

    @property
    def smallest_expected(self) -> float:
        """Smallest count expected if the groups did not differ; infinite for one group."""
        if self.x2 is None or self.n2 is None or self.n1 + self.n2 == 0:
            return float("inf")
        share = (self.x1 + self.x2) / (self.n1 + self.n2)
        shares = [share, 1 - share] if self.of_people else [share]
        return min(n * part for n in (self.n1, self.n2) for part in shares)


@dataclass(frozen=True)
class Rule:
    """One row of the table.

    Parameters
    ----------
    name : str
        Short name, stable, to be recorded with a result.
    when : str
        The condition in words.
    because : str
        Why the rule is there.
    applies : callable
        The condition.
    methods : dict of str to str
        Interval method by measure; a measure that is missing is passed on to the next rule.
    test : str
        Method of ``exact_test`` or ``rate_ratio_test`` that goes with it.
    """

    name: str
    when: str
    because: str
    applies: Callable[[Counts], bool] = field(repr=False)
    methods: dict[str, str] = field(repr=False)
    test: str


RULES: tuple[Rule, ...] = (
    Rule(
        "nobody",
        "a total or an exposure is zero",
        "there is nothing to estimate from",
        lambda c: c.n1 == 0 or (c.compares and c.n2 == 0),
        {},
        "",
    ),
    Rule(
        "no_events_in_reference",
        "a ratio whose reference group has no events",
        "the ratio is unbounded: only its lower limit may be reported",
        lambda c: c.compares and c.x2 == 0,
        ONLY_LOWER,
        "exact",
    ),
    Rule(
        "zero_cell",
        "a zero cell",
        "Wald's and Katz's limits fail there; score and exact ones do not",
        lambda c: min(c.cells) == 0,
        FEW,
        "exact",
    ),
    Rule(
        "few",
        "fewer than 10 events in a group, or an expected count under 5",
        "approximations are not to be trusted on so few",
        lambda c: min(c.events) < FEWEST_EVENTS or c.smallest_expected < SMALLEST_EXPECTED,
        FEW,
        "mid_p",
    ),
    Rule(
        "enough",
        "otherwise",
        "score limits are as good as exact ones and not too cautious",
        lambda c: True,
        USUAL,
        "score",
    ),
)

ALWAYS: tuple[str, ...] = (
    "Events that can repeat for a person make rates, never proportions.",
    "Wald's and Katz's limits are for comparison with others' figures, never chosen.",
    "A result that is not significant carries the smallest ratio that could have been detected.",
    "Significance follows the confidence level chosen, after adjustment within the named family.",
    "A range over unknown characteristics is not a confidence interval and never merged with one.",
)
"""What holds whatever the counts."""


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
        ``exact``, ``mid_p`` or ``score``; None where nothing can be tested.
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
    """
    check_choice("measure", measure, MEASURES)
    notes: tuple[str, ...] = ()
    if repeatable and measure in AS_RATES:
        measure, notes = AS_RATES[measure], (ALWAYS[0],)
    counts = Counts(measure, repeatable, *_checked(measure, events_1, total_1, events_2, total_2))
    fitting = (rule for rule in RULES if rule.applies(counts))
    rule = next(rule for rule in fitting if measure in rule.methods or not rule.methods)
    return Choice(
        measure=measure,
        method=rule.methods.get(measure),
        test=rule.test or None,
        only_lower=rule.name == "no_events_in_reference",
        rule=rule.name,
        reason=rule.because,
        notes=notes,
    )


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
