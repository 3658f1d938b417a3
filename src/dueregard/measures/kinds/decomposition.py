"""Decomposition: what of a gap goes with the make-up of the groups, and what does not."""

from __future__ import annotations

import math

from dueregard.measures import wording
from dueregard.measures.columns import Columns
from dueregard.measures.finding import Finding
from dueregard.measures.kinds.decomposition_counts import columns_of_tables
from dueregard.measures.kinds.decomposition_parts import APART, GAP, MAKE_UP, OTHER, PART
from dueregard.measures.kinds.decomposition_rates import columns_of_outcomes
from dueregard.measures.kinds.decomposition_rows import columns_of_rows
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.rounded_parts import adding_up
from dueregard.measures.kinds.row_words import counted
from dueregard.measures.kinds.splitting import by_of, in_words, where_but
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import Verdict

_HOW = {
    MAKE_UP: "goes with their make-up by {by}",
    OTHER: "does not go with their make-up by {by}",
    APART: "belongs to people for whom the other group has nobody alike in {by}",
}


def say(finding: Finding) -> str:
    """Return the sentence of a gap with its parts, or of one part."""
    if not finding.state.computed:
        return wording.not_computed(finding)
    begin = where_but(finding, PART)
    low, high = (_amount(finding, end) for end in finding.interval)
    limits = wording.limits(finding, low, high)
    value = _printed(finding)[finding.by[PART]]
    if finding.by[PART] == GAP:
        told = f"{begin}{_figures(finding)}: a difference of {value}{_unit(finding)} {limits}."
        said = f"{told} {_parts(finding)} {wording.verdict(finding)}{_seen(finding)}"
        return wording.capital(said)
    if finding.by[PART] == APART and _all_common(finding):
        everybody = "everybody has people of the other group alike in"
        return wording.capital(f"{begin}{everybody} {_covariates(finding)}.")
    whole = _printed(finding)[GAP] + _unit(finding)
    how = _HOW[finding.by[PART]].format(by=_covariates(finding))
    people = finding.measure.words.people
    told = (
        f"{begin}of the difference of {whole} between {finding.label} and {finding.reference} "
        f"{people}, {value}{_unit(finding)} {limits} {how}."
    )
    if finding.verdict is Verdict.CANNOT_TELL and finding.numbers["detectable"] > 0:
        told += f" These numbers cannot tell this part from none.{_seen(finding)}"
    return wording.capital(told)


def _all_common(finding: Finding) -> bool:
    return all(finding.numbers[f"apart_{group}"] == 0 for group in (1, 2))


def _figures(finding: Finding) -> str:
    numbers, people = finding.numbers, finding.measure.words.people
    if "events_1" in numbers:
        return f"{counted(finding, 1)} and {counted(finding, 2)}"
    title = finding.measure.options.get("title", finding.measure.options.get("outcome"))
    first, second = (wording.count(finding, numbers[f"people_{group}"]) for group in (1, 2))
    return (
        f"the mean {title} of {first} {finding.label} {people} is {numbers['amount_1']:,.2f} and "
        f"that of {second} {finding.reference} {people} {numbers['amount_2']:,.2f}"
    )


def _parts(finding: Finding) -> str:
    numbers, printed = finding.numbers, _printed(finding)
    told = (
        f"Of it, {printed[MAKE_UP]} goes with the make-up of the groups by "
        f"{_covariates(finding)}, and {printed[OTHER]} does not"
    )
    if numbers.get("without_a_counterpart"):
        told += f"; {printed[APART]} belongs to people for whom the other group has nobody alike"
    if numbers.get("left_out"):
        told += (
            f"; {wording.count(finding, numbers['left_out'])} people are left out, as something of "
            "them is not recorded or the other group has nobody alike"
        )
    return f"{told}."


def _covariates(finding: Finding) -> str:
    names = [str(name).replace("_", " ") for name in finding.measure.options["covariates"]]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _printed(finding: Finding) -> dict[str, str]:
    """Every part as it is printed: they add up to the gap as it is printed."""
    names = {MAKE_UP: "make_up", OTHER: "not_make_up", APART: "without_a_counterpart"}
    there = {part: finding.numbers[name] for part, name in names.items() if name in finding.numbers}
    scale, decimals = (100, 1) if "events_1" in finding.numbers else (1, 2)
    rounded = adding_up([scale * value for value in there.values()], decimals)
    shown = dict(zip(there, rounded, strict=True)) | {GAP: math.fsum(rounded)}
    return {part: f"{value + 0.0:+,.{decimals}f}" for part, value in shown.items()}


def _unit(finding: Finding) -> str:
    return " percentage points" if "events_1" in finding.numbers else ""


def _amount(finding: Finding, value: float) -> str:
    # Adding 0 takes the sign of a negative zero away.
    if "events_1" in finding.numbers:
        return f"{round(100 * value, 1) + 0.0:+.1f}"
    return f"{round(value, 2) + 0.0:+,.2f}"


def _seen(finding: Finding) -> str:
    if finding.verdict is not Verdict.CANNOT_TELL or not finding.numbers["detectable"] > 0:
        return ""
    if finding.by[PART] == GAP and finding.power.method != "none":
        return ""  # what could have been seen is told as a ratio
    least = _amount(finding, finding.numbers["detectable"]).lstrip("+") + _unit(finding)
    return f" Less than {least} either way would probably not have shown."


@kind("decomposition", tables=(), optional=("rows", "numerator", "denominator"), say=say)
def compute(request: Request) -> Columns:
    """Take a gap apart into what goes with the make-up of the groups and what does not.

    Tables: for a gap in means ``rows``, observations with the characteristic, the outcome and the
    covariates (``options: outcome, covariates``); for a gap in rates ``numerator`` and
    ``denominator`` by characteristic and covariates, or ``rows`` with an outcome of yes or no
    (``options: yes_or_no``), so that strata need not be shown for themselves. Means are taken
    apart as Oaxaca and Blinder (1973) do, with pooled coefficients; rates as Kitagawa (1955)
    does, with people who have no counterpart apart (Ñopo 2008). Rows: the gap and each part, in
    the dimension ``part``; the parts add up to the gap. All are comparison less reference group.

    Rows with an amount that is missing, and people whose level of a covariate is in one group
    only, are left out of the model and counted in ``left_out``. What each covariate accounts for
    is in ``by_<covariate>``.
    """
    options = request.measure.options
    covariates = [str(name) for name in options.get("covariates", ())]
    problems = [] if covariates else ["options, covariates: one or more are wanted"]
    by_rows = "rows" in request.tables
    if by_rows and not options.get("outcome"):
        problems.append("options, outcome: it is missing")
    if not by_rows:
        problems += [
            f"table {name}: it is missing; rows, or a numerator and a denominator are wanted"
            for name in ("numerator", "denominator")
            if name not in request.tables
        ]
    if problems:
        raise UnusableCounts(problems)
    by = by_of(request.measure, request.by)
    if by_rows and options.get("yes_or_no"):
        found = columns_of_outcomes(request, str(options["outcome"]), covariates, by)
    elif by_rows:
        found = columns_of_rows(request, str(options["outcome"]), covariates, by)
    else:
        found = columns_of_tables(request, covariates, by)
    return in_words(found, request.measure)
