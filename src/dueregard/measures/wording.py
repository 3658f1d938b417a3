"""Numbers and places in words, and the sentences that several kinds share."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from .states import State, Verdict

if TYPE_CHECKING:
    from .finding import Finding

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
WIDE = 20
_ADDRESS = re.compile(r"[a-z]{4,}(-[a-z]+)*|[a-z]+(-[a-z]+)+")
_JOINING = ("and", "in", "of", "on", "the", "upon")


def percentage(share: float, total: float) -> str:
    """Return a share as a percentage that promises no more than its total bears.

    Examples
    --------
    >>> percentage(12 / 17, 17), percentage(1 / 66, 66), percentage(0.21532, 209)
    ('71%', '1.5%', '21.5%')
    """
    if math.isnan(share):
        return "not known"
    shown = 100 * share
    if shown in (0, 100):
        return f"{shown:.0f}%"
    if shown < 0.05:
        return f"{shown:.2g}%"
    if shown >= 10 and total < 100:
        return f"{shown:.0f}%"
    return f"{shown:.1f}%"


def ratio(value: float) -> str:
    """Return a ratio with two decimals below 10, one below 100, none above.

    Examples
    --------
    >>> ratio(1.714), ratio(12.36), ratio(float("inf"))
    ('1.71', '12.4', 'no upper limit')
    """
    if math.isinf(value):
        return "no upper limit"
    return f"{value:.2f}" if value < 9.995 else f"{value:.1f}" if value < 99.95 else f"{value:,.0f}"


def number(value: float) -> str:
    """Return a count or an amount with separators, without decimals it does not have."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def rate(value: float, per: float) -> str:
    """Return a rate per so many, with three figures.

    Examples
    --------
    >>> rate(0.02514, 1000), rate(0.0000123, 1000), rate(3.5, 1)
    ('25.1', '0.0123', '3.50')
    """
    shown = value * per
    if shown == 0:
        return "0"
    decimals = min(max(2 - math.floor(math.log10(abs(shown))), 0), 8)
    return f"{shown:,.{decimals}f}"


def points(value: float) -> str:
    """Return a difference of proportions in percentage points, without its sign.

    Examples
    --------
    >>> points(-0.0213)
    '2.1 percentage points'
    """
    return f"{abs(100 * value):.1f} percentage points"


def about(finding: Finding) -> str:
    """Return ``about `` where counts were rounded before they were released."""
    return "about " if finding.rounded else ""


def count(finding: Finding, value: float) -> str:
    """Return a count of a finding: ``about 5`` where it was rounded."""
    return about(finding) + number(value)


def few(count: float) -> str:
    """Return a small count as a word."""
    return _SMALL[int(count)] if count == int(count) and 0 <= count < 10 else number(count)


def capital(text: str) -> str:
    """Return a text with its first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def where(finding: Finding) -> str:
    """Return where a finding is, at the start of a sentence; empty for the whole body."""
    return ", ".join(map(place, finding.by.values())) + ": " if finding.by else ""


def place(name: str) -> str:
    """Return the name of a place as it is written, where it comes from an address of the web.

    Examples
    --------
    >>> place("city-of-london"), place("essex"), place("E Division"), place("2026-03")
    ('City of London', 'Essex', 'E Division', '2026-03')
    """
    if not _ADDRESS.fullmatch(name):
        return name
    words = name.split("-")
    return " ".join(
        one if one in _JOINING and at else one.capitalize() for at, one in enumerate(words)
    )


def percent_of(confidence: float) -> str:
    """Return a confidence as a percentage: ``95%``."""
    return f"{100 * confidence:g}%"


def limits(finding: Finding, lower: str, upper: str) -> str:
    """Return the limits in brackets."""
    return f"({percent_of(finding.confidence)} interval {lower} to {upper})"


def turned(finding: Finding) -> str:
    """Return which group is on top: ``White to BME``."""
    first, second = finding.label, finding.reference
    return f"{second} to {first}" if finding.measure.inverted else f"{first} to {second}"


def ratio_with_limits(finding: Finding) -> str:
    """Return the ratio as the measure turns it, which way that is, and its limits."""
    estimate = finding.estimate
    way = turned(finding)
    lower, upper = float(estimate.lower), float(estimate.upper)
    if finding.state is State.BOUND_ONLY:
        return (
            f"the ratio {way} cannot be given, only that it is at least {ratio(lower)} "
            f"({percent_of(finding.confidence)} confidence)"
        )
    end = "with no upper limit" if math.isinf(upper) else f"to {ratio(upper)}"
    shown = f"({percent_of(finding.confidence)} interval {ratio(lower)} {end})"
    return f"the ratio {way} is {ratio(float(estimate.value))} {shown}"


def verdict(finding: Finding) -> str:
    """Return what the comparison comes to, with what could have been seen and how it was asked."""
    if finding.verdict is Verdict.CANNOT_TELL:
        told = f"These numbers cannot tell whether the two groups differ{reservation(finding)}."
    else:
        people = finding.measure.words.people
        told = (
            f"The figure for {finding.label} {people} is {finding.verdict} than that for "
            f"{finding.reference} {people}, by more than chance readily explains"
        )
        told += f"{_among(finding)}; it does not say why."
    return " ".join(part for part in (told, _seen(finding), finding.looks.sentence) if part)


def _among(finding: Finding) -> str:
    m = finding.comparisons
    return f" after allowing for {m:,} comparisons" if m > 1 else ""


def reservation(finding: Finding) -> str:
    """Return why an interval that leaves parity out does not tell the groups apart; or nothing."""
    lower, upper = finding.interval
    if math.isnan(finding.p_value) or not (lower > finding.null or upper < finding.null):
        return ""
    alone = ", although the interval, which is of this pair alone, "
    alone += f"leaves {finding.null:g} out"
    if finding.p_value > 1 - finding.confidence:
        test = finding.words.get("test", "")
        exact = "exact test that so few ask for"
        named = exact if test in ("exact", "mid_p") else f"{test.replace('_', ' ')} test".strip()
        return f"{alone}: the {named} does not tell them apart"
    together = finding.numbers.get("omnibus_p", math.nan)
    allowed = finding.looks.allowed(1 - finding.confidence)
    if together > allowed:
        how = finding.words.get("omnibus", "").replace("_", " ")
        named = f" ({how})" if how else ""
        return f"{alone}: a test of all groups together{named} does not tell them apart"
    return f"{alone}: it does not stand{_among(finding) or ' after allowing for earlier looks'}"


def _seen(finding: Finding) -> str:
    if finding.verdict is not Verdict.CANNOT_TELL:
        return ""
    found = finding.power
    if found.method == "none":
        return ""
    m = finding.comparisons
    among = f", with {m:,} comparisons allowed for" if m > 1 else ""
    if math.isnan(found.ratio):
        watched = finding.measure.adverse
        if watched == "either":
            watched = "below" if finding.measure.inverted else "above"
        return f"The groups are too small for any ratio {watched} 1 to be likely to show{among}."
    way = turned(finding)
    return (
        f"A ratio {way} nearer to 1 than {ratio(found.ratio)} would probably not have shown{among}."
    )


def not_computed(finding: Finding) -> str:
    """Return the sentence of a finding that was declined."""
    people = finding.measure.words.people
    extra = f" ({finding.measure.minimum_n})" if finding.state is State.TOO_FEW else ""
    unknown = finding.numbers.get("unknown_events", 0.0)
    if finding.state is State.NO_EVENTS and unknown > 0:
        extra = f"; all {number(unknown)} that there are are of people whose group is not known"
        if unknown < finding.numbers.get("all_events", unknown):
            extra = f"; {number(unknown)} are of people whose group is not known"
    return capital(
        f"{where(finding)}nothing is computed for {finding.label} {people}: "
        f"{finding.state.reason}{extra}."
    )


def counted(finding: Finding, group: int) -> str:
    """Return events of a group among its people: ``1 of 66 BME inspectors resigned (1.5%)``."""
    words, numbers = finding.measure.words, finding.numbers
    label = finding.label if group == 1 else finding.reference
    events, total = numbers[f"events_{group}"], numbers[f"total_{group}"]
    share = percentage(events / total, total)
    event = f" {words.event}" if group == 1 else ""
    few_of = f"{count(finding, events)} of {count(finding, total)}"
    return f"{few_of} {label} {words.people}{event} ({about(finding)}{share})"
