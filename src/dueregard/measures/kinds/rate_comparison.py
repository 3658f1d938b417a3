"""Comparison of rates: events that can repeat, over people or person-time."""

from __future__ import annotations

from dataclasses import replace

from dueregard.measures import wording
from dueregard.measures.columns import Columns
from dueregard.measures.finding import Finding
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.splitting import by_of, in_words
from dueregard.measures.kinds.two_groups import columns_of, said


def say(finding: Finding) -> str:
    """Return the sentence of a comparison of two rates."""
    if not finding.state.computed:
        return wording.not_computed(finding)
    measure = finding.measure
    words, per = measure.words, measure.per
    for_each = f"{wording.number(per)} " if per != 1 else ""
    told = []
    for group, label in ((1, finding.label), (2, finding.reference)):
        events = wording.count(finding, finding.numbers[f"events_{group}"])
        rate = wording.rate(finding.numbers[f"rate_{group}"], per)
        what = f" {words.event}" if group == 1 else ""
        unit = f" per {for_each}{words.exposure}" if group == 1 else ""
        told.append(
            f"{events}{what} of {label} {words.people} ({wording.about(finding)}{rate}{unit})"
        )
    return said(finding, *told)


@kind(
    "rate_comparison",
    tables=("numerator", "denominator"),
    optional=("denominator.*",),
    say=say,
    people=False,
)
def compute(request: Request) -> Columns:
    """Compare rates of events between groups.

    Tables: ``numerator`` (events) and ``denominator`` (people or person-time), both with the
    characteristic first; ``denominator.<name>`` for further denominators. Each denominator is a
    scenario of its own: rows say which in the dimension ``scenario``. ``options: split`` names
    dimensions that rows are always broken down by.
    """
    by = by_of(request.measure, request.by)
    return in_words(columns_of(replace(request, by=by), people=False), request.measure)
