"""What to bear in mind with a finding, as its counts call for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from . import wording
from .states import State, Verdict
from .unknown_words import unknown_words

if TYPE_CHECKING:
    from .finding import Finding

FEW = 2


def caveats_of(finding: Finding) -> tuple[str, ...]:
    """Return the caveats that the counts of a finding call for, in the order to be read.

    Parameters
    ----------
    finding : Finding
        A finding, whatever its state.
    """
    if not finding.state.computed:
        return ()
    found = [
        _few_events(finding),
        _bound(finding),
        unknown_words(finding),
        _screen(finding),
        _released(finding),
        finding.looks.sentence,
        *finding.notes,
    ]
    return tuple(caveat for caveat in found if caveat)


def _few_events(finding: Finding) -> str:
    told = []
    for group, label in ((1, finding.label), (2, finding.reference)):
        events = finding.numbers.get(f"events_{group}", math.nan)
        if 0 < events <= FEW:
            what = "person" if finding.people else "event"
            many = what if events == 1 else {"person": "people", "event": "events"}[what]
            told.append(f"The figure for {label} rests on {wording.few(events)} {many}.")
    return " ".join(told)


def _bound(finding: Finding) -> str:
    reason = finding.state.reason
    return f"{wording.capital(reason)}." if finding.state is State.BOUND_ONLY else ""


def _screen(finding: Finding) -> str:
    if finding.screening != "outside":
        return ""
    low, high = finding.measure.benchmark.band or (0.0, 0.0)
    told = f"The ratio lies outside the band of {low:g} to {high:g} that is used for screening"
    if finding.verdict is Verdict.CANNOT_TELL:
        told += ", which knows nothing of chance"
    return f"{told}."


def _released(finding: Finding) -> str:
    if not finding.policy:
        return ""
    return (
        f"Computed from counts as released under {finding.policy}: they may be rounded, and what "
        "is hidden is neither computed nor counted among the comparisons."
    )
