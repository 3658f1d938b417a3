"""How the figures of an analysis are printed: dimensions, units, states, methods."""

from __future__ import annotations

from collections.abc import Sequence

from dueregard.rendering.charts.points import DASH

from .questions import Question
from .results import Row

NOT_COMPUTED = "not_computed"
LEAST_P = 0.0001
#: What figures of kinds with an estimate of their own are.
OWN_UNITS = {
    "key_drivers": ("Share of what the answers explain (%)", 100.0),
    "agreement": ("Agreement (kappa)", 1.0),
}
GAPS = {"t": "Days between events", "g": "Cases between events"}
PEOPLE = (
    "clopper pearson",
    "miettinen nurminen",
    "agresti coull",
    "price bonett",
    "oaxaca blinder",
    "kaplan meier",
)
NAMES = ("fisher", "wilson", "fieller", "kitagawa", "greenwood", "wald", "newcombe", "koopman")
SHORT = ("lmg", "mover")


def dimensions(question: Question, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return what the findings are broken down by: as the plan says, then by their own kind.

    Parameters
    ----------
    question : Question
        The question.
    rows : sequence of Row
        Its findings, with the stage, item, part or month their kind tells apart.
    """
    own = (name for row in rows for name in row.answer.finding.by)
    return tuple(dict.fromkeys((*question.by, *own)))


def unit_of(question: Question, rows: Sequence[Row]) -> tuple[str, float]:
    """Return what the figures are in, as their sentences say it, and what they are times.

    Parameters
    ----------
    question : Question
        The question.
    rows : sequence of Row
        Its findings.
    """
    measure = question.measure
    if measure.kind in OWN_UNITS:
        return OWN_UNITS[measure.kind]
    if measure.kind == "unit_funnel" and measure.estimate == "ratio":
        return "Ratio, unit over all units together", 1.0
    if measure.estimate == "ratio":
        top, bottom = ("group", "reference")[:: -1 if measure.inverted else 1]
        return f"Ratio, {top} over {bottom}", 1.0
    if measure.estimate == "proportion":
        return "Share (%)", 100.0
    if measure.estimate == "rate":
        return (f"Per {measure.per:,.0f}" if measure.per != 1 else "Rate"), 1.0
    told = " ".join(str(row.shown) for row in rows if row.shown.state.shows_value)
    if measure.estimate == "difference":
        if "percentage point" in told:
            return "Percentage points", 100.0
        return ("Difference (%)", 100.0) if "% of the" in told else ("Difference", 1.0)
    charts = (GAPS.get(row.answer.finding.words.get("chart", "")) for row in rows)
    return next((title for title in charts if title), measure.title), 1.0


def state_of(row: Row) -> str:
    """Return the state of a row; ``not_computed`` where there was nothing to compute it of."""
    if row.shown.state.shows_value and not row.answer.finding.state.computed:
        return NOT_COMPUTED
    return str(row.shown.state)


def why_not(row: Row) -> str:
    """Return why a row that may be shown has no figure; empty where it has one."""
    return row.answer.finding.why if row.shown.state.shows_value else ""


def value_words(row: Row, value: str) -> str:
    """Return a figure as the page prints it, with its symbol, or a dash and the reason."""
    symbol = row.shown.state.symbol
    if not row.shown.state.shows_value:
        return symbol
    if not value:
        return f"{DASH} {why_not(row)}".strip()
    return f"{value} {symbol}".strip()


def p_words(value: float | None) -> str:
    """Return a p-value as it is printed: none is nought.

    Examples
    --------
    >>> p_words(0.0), p_words(0.03), p_words(None)
    ('<0.0001', '0.03', '')
    """
    if value is None:
        return ""
    return f"<{LEAST_P}" if value < LEAST_P else f"{value:.4g}"


def method_words(name: str) -> str:
    """Return a method as it is written: names of people with a capital, the rest as words.

    Examples
    --------
    >>> (
    ...     method_words("by_rule"),
    ...     method_words("miettinen_nurminen"),
    ...     method_words("inverse_variance"),
    ... )
    ('by rule', 'Miettinen and Nurminen', 'inverse variance')
    """
    if len(name) == 1:
        return f"{name} chart"
    words = name.replace("_", " ")
    for pair in PEOPLE:
        words = words.replace(pair, " and ".join(part.capitalize() for part in pair.split()))
    return " ".join(
        part.upper() if part in SHORT else part.capitalize() if part in NAMES else part
        for part in words.split()
    )


def shortened(names: Sequence[str], most: int = 6) -> str:
    """Return names in a row; of a long list the first, and how many more there are.

    Examples
    --------
    >>> shortened(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    told = ", ".join(names[:most])
    return told + (f" and {len(names) - most:,} more" if len(names) > most else "")
