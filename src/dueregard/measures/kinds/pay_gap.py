"""Pay gap: mean or median pay of a group beside the reference group's, and quarters of pay."""

from __future__ import annotations

import math

import numpy as np

from dueregard.measures import wording
from dueregard.measures.cells import Floats
from dueregard.measures.columns import Coded, Columns
from dueregard.measures.finding import Finding
from dueregard.measures.kinds.pay_gap_limits import Gap, mean_gap, median_gap, together
from dueregard.measures.kinds.pay_gap_quarters import QUARTERS, quarters
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.row_groups import GroupedRows, amounts, rows_of, states_of
from dueregard.measures.kinds.share import shares
from dueregard.measures.kinds.splitting import by_of, in_words, where_but
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import State, Verdict

STATISTICS = ("mean", "median", "quartiles")
QUARTER = "quarter"


def say(finding: Finding) -> str:
    """Return the sentence of a gap, or of a quarter of pay."""
    if not finding.state.computed:
        return wording.not_computed(finding)
    if finding.measure.options.get("statistic") == "quartiles":
        return _say_quarter(finding)
    numbers, people = finding.numbers, finding.measure.words.people
    amount = f"{finding.measure.options['statistic']} {_pay(finding)}"
    first, second = (
        f"{wording.count(finding, numbers[f'people_{g}'])} {label} {people}"
        for g, label in ((1, finding.label), (2, finding.reference))
    )
    told = (
        f"{wording.where(finding)}the {amount} of {first} is {numbers['amount_1']:,.2f} and that "
        f"of {second} {numbers['amount_2']:,.2f}: {_gap(finding)}. {wording.verdict(finding)}"
    )
    return wording.capital(told) + _seen(finding)


def _pay(finding: Finding) -> str:
    return str(finding.measure.options.get("title", "pay"))


def _gap(finding: Finding) -> str:
    value = float(finding.estimate.value)
    low, high = (end if math.isinf(end) else _share(end) for end in finding.interval)
    if not math.isfinite(value):
        return f"the gap cannot be given, as the {finding.reference} figure is not above 0"
    told = f"a gap of {_share(value):.1f}% of the {finding.reference} figure"
    if math.isnan(low):
        return f"{told}, without limits"
    if math.isinf(low):
        return f"{told}, with limits that are open on both sides"
    return f"{told} {wording.limits(finding, f'{low:.1f}%', f'{high:.1f}%')}"


def _share(value: float) -> float:
    # Adding 0 takes the sign of a negative zero away.
    return round(100 * value, 1) + 0.0


def _seen(finding: Finding) -> str:
    least = finding.numbers["detectable"]
    if finding.verdict is not Verdict.CANNOT_TELL or math.isnan(least):
        return ""
    return f" A gap nearer to 0 than {100 * least:.1f}% would probably not have shown."


def _say_quarter(finding: Finding) -> str:
    numbers, people = finding.numbers, finding.measure.words.people
    x, n, share = numbers["events"], numbers["total"], numbers["value"]
    low, high = (wording.percentage(v, n) for v in finding.interval)
    told = (
        f"{where_but(finding, QUARTER)}of {wording.count(finding, n)} {people} in the "
        f"{finding.by[QUARTER]} quarter of {_pay(finding)}, {wording.count(finding, x)} are "
        f"{finding.label} ({wording.percentage(share, n)}; "
        f"{wording.percent_of(finding.confidence)} interval {low} to {high})."
    )
    return wording.capital(told)


@kind("pay_gap", tables=("rows",), say=say)
def compute(request: Request) -> Columns:
    """Compare pay between groups as the regulations on gender pay gaps define it.

    Table: ``rows``, observations with the characteristic and the amount that ``options: field``
    names. ``options: statistic`` is ``mean``, ``median`` or ``quartiles``. The gap is reference
    less comparison group over reference group, so positive where the comparison group is paid
    less: such a measure has ``ratio: reference/comparison`` and ``adverse: above``.

    Rows without an amount are left out and counted in ``missing``. Quartiles describe: what share
    of each quarter of pay a group is.
    """
    options = request.measure.options
    field, statistic = str(options.get("field", "")), str(options.get("statistic", ""))
    if statistic not in STATISTICS or not field:
        raise UnusableCounts(
            [f"options, statistic: one of {', '.join(STATISTICS)}, and a field, are wanted"]
        )
    by = by_of(request.measure, request.by)
    columns = rows_of(request, "rows", [field])
    rows = GroupedRows(columns, request.measure, by)
    pay = amounts(columns[field], field)
    if statistic == "quartiles":
        return in_words(_quarters(request, rows, pay), request.measure)
    return in_words(_gaps(request, rows, pay, statistic), request.measure)


def _gaps(request: Request, rows: GroupedRows, pay: Floats, statistic: str) -> Columns:
    made = mean_gap if statistic == "mean" else median_gap
    paid = ~np.isnan(pay)
    gaps: list[Gap | None] = []
    sizes = np.zeros((2, rows.size))
    missing = np.zeros(rows.size)
    for pair in rows.pairs():
        first, second = pay[pair.first & paid], pay[pair.second & paid]
        sizes[:, pair.row] = first.size, second.size
        missing[pair.row] = ((pair.first | pair.second) & ~paid).sum()
        enough = min(first.size, second.size) >= max(request.measure.minimum_n, 2)
        gaps.append(made(first, second, request.confidence) if enough else None)
    numbers = {
        name: np.array([math.nan if gap is None else getattr(gap, name) for gap in gaps])
        for name in ("value", "lower", "upper", "p_value", "amount_1", "amount_2", "detectable")
    }
    several = len(rows.compared) > 1
    none = np.full(rows.size, math.nan)
    numbers["omnibus_p"] = _omnibus(rows, pay, paid, statistic) if several else none
    return Columns(
        group=rows.group_of(),
        labels=rows.labels,
        reference=rows.groups.reference_label,
        by=rows.where_pairs(),
        numbers={
            **numbers,
            "people_1": sizes[0],
            "people_2": sizes[1],
            "missing": missing,
            "observations": sizes.sum(axis=0),
            "parameters": np.zeros(rows.size),
            "smallest_group": sizes.min(axis=0),
        },
        words={
            name: _words([getattr(gap, name) if gap else "" for gap in gaps])
            for name in ("method", "test")
        },
        state=states_of(sizes[0], sizes[1], max(request.measure.minimum_n, 2)),
        family=np.zeros(rows.size, dtype=np.intp),
        above=np.nan_to_num(numbers["amount_1"] - numbers["amount_2"]),
        null=0.0,
    )


def _omnibus(rows: GroupedRows, pay: Floats, paid: np.ndarray, statistic: str) -> Floats:
    samples: list[list[Floats]] = [[] for _ in range(rows.places)]
    for _, place, who in rows.everybody():
        if (found := pay[who & paid]).size > 1:
            samples[place].append(found)
    p = np.array([together(sample, statistic) for sample in samples])
    return np.tile(p, len(rows.compared))


def _quarters(request: Request, rows: GroupedRows, pay: Floats) -> Columns:
    known = list(rows.groups.known)
    member = np.full((rows.places, pay.size), -1, dtype=np.intp)
    for group, place, who in rows.everybody():
        member[place, who & ~np.isnan(pay)] = known.index(group)
    counts = np.stack(
        [quarters(pay[of >= 0], of[of >= 0], len(known)) for of in member], axis=1
    )  # fmt: skip
    chosen = list(rows.compared)
    chosen += [rows.groups.reference] if rows.groups.reference >= 0 else []
    x = counts[[known.index(group) for group in chosen]]
    n = np.broadcast_to(counts.sum(axis=0), x.shape).ravel()
    people = np.broadcast_to(counts.sum(axis=(0, 2))[:, None], x.shape).ravel()
    x = x.ravel()
    # A quarter can be empty only where there are fewer than four people.
    state = states_of(people, n, 1)
    state[(state == State.COMPUTED) & (people < max(request.measure.minimum_n, 4))] = State.TOO_FEW
    found, method = shares(x, n, state == State.COMPUTED, request.confidence)
    size, places = x.size, np.tile(np.repeat(np.arange(rows.places), 4), len(chosen))
    return Columns(
        group=Coded(
            tuple(rows.groups.codes[i] for i in chosen),
            np.repeat(np.arange(len(chosen)), size // len(chosen)),
        ),
        labels=tuple(rows.groups.labels[i] for i in chosen),
        reference="",
        by={
            **rows.where(places),
            QUARTER: Coded(QUARTERS, np.tile(np.arange(4), size // 4)),
        },
        numbers={
            **found,
            "events": x,
            "total": n,
            "observations": people,
            "parameters": np.zeros(size),
            "smallest_group": np.minimum(x, n - x),
        },
        words={"method": method},
        state=state,
        family=np.zeros(size, dtype=np.intp),
        above=np.zeros(size),
        tested=False,
    )


def _words(words: list[str]) -> Coded:
    known = tuple(sorted(set(words) - {""}))
    codes = [known.index(word) if word else -1 for word in words]
    return Coded(known, np.array(codes, dtype=np.intp))
