"""Rules of which method to use when: one table, read from the top, the first that fits decides.

The rules are data, so that documentation, pages and tests show the very ones that are applied.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

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
        Kind of test that goes with it: ``exact``, ``mid_p`` or ``score``.
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
        "no_events",
        "a ratio of two groups neither of which has an event",
        "nothing divided by nothing is no ratio",
        lambda c: c.compares and c.x1 == 0 and c.x2 == 0,
        dict.fromkeys(ONLY_LOWER, ""),
        "exact",
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
