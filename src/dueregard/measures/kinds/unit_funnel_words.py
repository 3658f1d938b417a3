"""The sentence of a unit on a funnel: its figure, the limits of chance, and its rank or none."""

from __future__ import annotations

import math

from dueregard.measures import wording
from dueregard.measures.finding import Finding
from dueregard.measures.states import State, Verdict

FEW = "fewer than three units can be compared"


def say(finding: Finding) -> str:
    """Return the sentence of a unit."""
    if not finding.state.computed:
        reason = FEW if finding.state is State.NOT_APPLICABLE else finding.state.reason
        least = f" ({finding.measure.minimum_n})" if finding.state is State.TOO_FEW else ""
        told = f"{wording.where(finding)}nothing is computed for {_people(finding)}: {reason}"
        return wording.capital(f"{told}{least}.")
    parts = (_figure(finding), _limits(finding), _verdict(finding), _rank(finding))
    told = " ".join(part for part in (*parts, finding.looks.sentence) if part)
    return wording.capital(told)


def _people(finding: Finding) -> str:
    people = finding.measure.words.people
    return people if finding.group == "everybody" else f"{finding.label} {people}"


def _shown(finding: Finding, name: str) -> str:
    value, of = finding.numbers[name], finding.words["of"]
    if of == "relative":
        return wording.ratio(value)
    if of == "rate":
        return wording.rate(value, finding.measure.per)
    return wording.percentage(value, finding.numbers["total"])


def _figure(finding: Finding) -> str:
    numbers, words = finding.numbers, finding.measure.words
    unit = finding.words["unit"].replace("_", " ")
    begin, target = wording.where(finding), _shown(finding, "target")
    if finding.words["of"] == "relative":
        told = f"the rate of {words.event} of {finding.label} {words.people} over that of "
        told += f"{finding.reference} {words.people}"
        if finding.state is State.BOUND_ONLY:
            return f"{begin}{told} cannot be given, as the latter have none ({target} in all)."
        if numbers["events"] == 0:
            return (
                f"{begin}there are no {words.event} of {finding.label} {words.people}; over every "
                f"{unit} their rate is {target} times that of {finding.reference} {words.people}."
            )
        return f"{begin}{told} is {_shown(finding, 'rate')}; over every {unit} it is {target}."
    events, total = wording.number(numbers["events"]), wording.number(numbers["total"])
    rate = _shown(finding, "rate")
    if finding.words["of"] == "rate":
        per = f"{wording.number(finding.measure.per)} " if finding.measure.per != 1 else ""
        counted = f"{events} {words.event} ({rate} per {per}{words.exposure})"
    else:
        counted = f"{events} of {total} {_people(finding)} {words.event} ({rate})"
    return f"{begin}{counted}; over every {unit} it is {target}."


def _limits(finding: Finding) -> str:
    numbers = finding.numbers
    rate = numbers["rate"]
    wide = finding.words["widened"] == "yes"
    why = ", widened as units vary by more than chance" if wide else ""
    for level, name, far in (("99.8%", "998", 3.09), ("95%", "95", 1.96)):
        low, high = (_shown(finding, f"limit_{end}_{name}") for end in ("lower", "upper"))
        if finding.words["of"] == "relative":
            # A ratio of nought has no logarithm: its z-score counts half an event.
            out = abs(numbers["adjusted_z" if wide else "z"]) > far
        else:
            out = rate > numbers[f"limit_upper_{name}"] or rate < numbers[f"limit_lower_{name}"]
        if out:
            way = "above" if rate > numbers["target"] else "below"
            return f"That is {way} the {level} limits at its size ({low} to {high}{why})."
    return f"That is within the 95% limits at its size ({low} to {high}{why})."


def _verdict(finding: Finding) -> str:
    unit = finding.words["unit"].replace("_", " ")
    if finding.verdict is Verdict.CANNOT_TELL:
        told = f"These numbers cannot tell whether this {unit} departs from all together."
        least = finding.numbers["detectable"]
        if math.isnan(least) or not 1 / wording.WIDE <= least <= wording.WIDE:
            return f"{told} It is too small for any ratio to be likely to show."
        return (
            f"{told} A figure nearer to that of all than {wording.ratio(least)} times would "
            "probably not have shown."
        )
    m = finding.family.m
    among = f" after allowing for {m:,} comparisons" if m > 1 else ""
    return (
        f"The figure is {finding.verdict} than that of all together, by more than chance readily "
        f"explains{among}; it does not say why."
    )


def _rank(finding: Finding) -> str:
    numbers = finding.numbers
    units = wording.number(numbers["units"])
    unit = finding.words["unit"].replace("_", " ")
    if finding.words["ranked"] != "yes":
        width = wording.number(round(numbers["rank_width"] + 1))
        return (
            f"The {units} units are not ranked: on average the rank of a {unit} could be any of "
            f"{width}."
        )
    rank, low, high = (f"{numbers[n]:.0f}" for n in ("rank", "rank_lower", "rank_upper"))
    end = "lowest" if finding.measure.adverse == "below" else "highest"
    return (
        f"Its rank among {units}, the highest first, is {rank}, and could be {low} to {high}; it "
        f"is among the {end} fifth with a probability of "
        f"{wording.percentage(numbers['worst_fifth'], 99)}."
    )
