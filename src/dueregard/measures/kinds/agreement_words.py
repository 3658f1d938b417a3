"""The sentences of two codings: how far they agree, and where they part."""

from __future__ import annotations

from dueregard.measures import wording
from dueregard.measures.finding import Finding

ALL = "all"


def say(finding: Finding) -> str:
    """Return the sentence of all codes together, or of one."""
    if not finding.state.computed:
        return wording.capital(wording.not_computed(finding))
    parts = _together(finding) if finding.group == ALL else _of_code(finding)
    return wording.capital(" ".join(part for part in parts if part))


def _codings(finding: Finding) -> tuple[str, str]:
    first, second = finding.measure.options.get("codings", ("in the first", "in the second"))
    return str(first), str(second)


def _together(finding: Finding) -> tuple[str, ...]:
    numbers, people = finding.numbers, finding.measure.words.people
    first, second = _codings(finding)
    n = numbers["total"]
    told = (
        f"{wording.where(finding)}of {wording.number(n)} {people} of whom both are known, "
        f"{wording.number(numbers['events'])} ({wording.percentage(numbers['agreement'], n)}) are "
        f"{first} what they are {second}: kappa is {numbers['value']:.2f} "
    )
    told += wording.limits(finding, f"{numbers['lower']:.2f}", f"{numbers['upper']:.2f}")
    told += ", where 1 is full agreement and 0 what chance gives."
    if numbers["margins_p"] <= 1 - finding.confidence:
        margins = (
            "The two give some groups a larger share than each other, by more than chance readily "
            "explains: they cannot stand for one another."
        )
    else:
        margins = "These numbers cannot tell whether the two give groups different shares."
    return told, margins, _parted(finding), _unknown(finding)


def _parted(finding: Finding) -> str:
    if not finding.numbers["parted"] > 0:
        return ""
    first, second = _codings(finding)
    return (
        f"They part most often where people are {finding.words['from']} {first} and "
        f"{finding.words['to']} {second} ({wording.number(finding.numbers['parted'])})."
    )


def _unknown(finding: Finding) -> str:
    numbers = finding.numbers
    left = numbers["first_only"] + numbers["second_only"] + numbers["neither"]
    if not left > 0:
        return ""
    return (
        f"A further {wording.number(left)} are left out, of whom one or both are not known "
        f"({wording.number(numbers['first_only'])} only the first, "
        f"{wording.number(numbers['second_only'])} only the second)."
    )


def _of_code(finding: Finding) -> tuple[str, ...]:
    numbers, people = finding.numbers, finding.measure.words.people
    first, second = _codings(finding)
    n, label = numbers["total"], finding.label
    low, high = (wording.percentage(numbers[end], n) for end in ("lower", "upper"))
    told = (
        f"{wording.where(finding)}of {wording.number(n)} {people} who are {label} {first}, "
        f"{wording.number(numbers['events'])} are {label} {second} too: "
        f"{wording.percentage(numbers['value'], n)} {wording.limits(finding, low, high)}."
    )
    other = wording.number(numbers["second_total"])
    gap, ends = numbers["difference"], ("difference_lower", "difference_upper")
    low, high = (f"{round(100 * numbers[end], 1) + 0.0:.1f}" for end in ends)
    way = "more" if gap > 0 else "less"
    limits = wording.limits(finding, low, high)
    share = f"{other} are {label} {second}; of all, that is {wording.points(gap)} {way} for the "
    nobody = "" if numbers["second_total"] else f"The second coding may not use {label} at all."
    return told, f"{wording.capital(share)}first coding {limits}.", nobody, _parted(finding)
