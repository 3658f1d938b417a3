"""The sentence of a month, or of a gap between events, on a control chart."""

from __future__ import annotations

from dueregard.measures import wording
from dueregard.measures.finding import Finding
from dueregard.measures.states import State

EVERYBODY = "everybody"
GAPS = ("t", "g")
RULES = {
    "outside_limits": "it lies {way} the limits of the usual variation",
    "shift": "it is one of seven or more in a row {way} the centre",
    "trend": "it is one of seven or more in a row that all {moves}",
    "two_of_three": "two of three in a row lie near the limit {way} the centre",
}


def say(finding: Finding) -> str:
    """Return the sentence: the figure, the limits of its size, and what makes it stand out."""
    if not finding.state.computed:
        return wording.capital(_declined(finding))
    parts = (
        _gap(finding) if finding.words["chart"] in GAPS else _month(finding),
        _cause(finding),
        _new(finding),
    )
    return wording.capital(" ".join(part for part in parts if part))


def _people(finding: Finding) -> str:
    people = finding.measure.words.people
    return people if finding.group == EVERYBODY else f"{finding.label} {people}"


def _declined(finding: Finding) -> str:
    why = finding.words.get("why") or finding.state.reason
    least = f" ({finding.measure.minimum_n})" if finding.state is State.TOO_FEW else ""
    return f"{wording.where(finding)}nothing is computed for {_people(finding)}: {why}{least}."


def _shown(finding: Finding, name: str) -> str:
    numbers = finding.numbers
    if finding.words["chart"] in ("p", "laney_p"):
        return wording.percentage(numbers[name], numbers["total"])
    if finding.words["chart"] in GAPS:
        return wording.number(round(numbers[name], 1))
    return wording.rate(numbers[name], finding.measure.per)


def _month(finding: Finding) -> str:
    numbers, words = finding.numbers, finding.measure.words
    events, total = wording.number(numbers["events"]), wording.number(numbers["total"])
    rate, low, high, centre = (
        _shown(finding, name) for name in ("value", "lower", "upper", "centre")
    )
    if finding.words["chart"] in ("p", "laney_p"):
        told = f"{events} of {total} {_people(finding)} {words.event} ({rate})"
    else:
        per = f"{wording.number(finding.measure.per)} " if finding.measure.per != 1 else ""
        told = f"{events} {words.event} ({rate} per {per}{words.exposure})"
    return (
        f"{wording.where(finding)}{told}; at this size the usual variation reaches from {low} to "
        f"{high} around {centre}."
    )


def _gap(finding: Finding) -> str:
    what = "days" if finding.words["chart"] == "t" else "cases"
    value, low, high, centre = (
        _shown(finding, name) for name in ("value", "lower", "upper", "centre")
    )
    return (
        f"{wording.where(finding)}{value} {what} lie between the last two events of "
        f"{_people(finding)}; the usual variation reaches from {low} to {high} around {centre}."
    )


def _cause(finding: Finding) -> str:
    flags = finding.words["flags"]
    if not flags:
        return "It does not stand out from the usual variation."
    told = []
    for flag in flags.split("; "):
        rule, way = flag.rsplit(" ", 1)
        moves = "rise" if way == "above" else "fall"
        told.append(RULES[rule].format(way=way, moves=moves))
    good = {"improvement": "the better", "concern": "the worse"}.get(finding.words["kind"], "")
    side = f", on {good} side" if good else ""
    return f"It stands out{side}: {'; '.join(told)}. The chart does not say why."


def _new(finding: Finding) -> str:
    reason = finding.words["rebased"]
    return f"New limits hold from here: {reason.rstrip('.')}." if reason else ""
