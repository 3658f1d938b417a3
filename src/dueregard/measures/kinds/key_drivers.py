"""Key drivers: which items of a survey go with an outcome most, and how sure the order is."""

from __future__ import annotations

import fnmatch
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dueregard import statistics
from dueregard.measures import wording
from dueregard.measures.cells import Floats
from dueregard.measures.columns import Coded, Columns, Flags
from dueregard.measures.definition import EACH, REST, Measure
from dueregard.measures.finding import Finding
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.row_groups import Column, GroupedRows, amounts, rows_of
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import State

EVERYBODY = "everybody"
ITEM = "item"
MOST_FOR_LMG = 8  # beyond it drawing again and again would take minutes
PEOPLE_PER_ITEM = 10
DRAWS = 200
NEXT_TO_NOTHING = 0.01  # a share is never below 0, so limits never reach it
NUMBERS = ("value", "lower", "upper", "importance", "correlation", "r_squared")
FEW = "fewer than {fewest} respondents answered everything"
NO_SPREAD = "the answers never vary, or some items repeat others"


@dataclass(frozen=True)
class _Answers:
    """Respondents of one group in one place who answered everything. Confidential."""

    code: str
    label: str
    place: int
    outcome: Floats
    items: Floats
    people: int
    silent: int

    def __repr__(self) -> str:
        return f"<Answers {self.code}; confidential>"


def say(finding: Finding) -> str:
    """Return the sentence of an item; it never says what would change an answer."""
    label, people = finding.label, finding.measure.words.people
    who = people if finding.group == EVERYBODY else f"{label} {people}"
    numbers = finding.numbers
    if not finding.state.computed:
        why = finding.words.get("why") or finding.state.reason
        return wording.capital(f"{_where(finding)}nothing is computed for {who}: {why}.")
    n, size = numbers["answered"], numbers["observations"]
    low, high = (wording.percentage(max(numbers[end], 0.0), size) for end in ("lower", "upper"))
    outcome = str(finding.measure.options.get("outcome_title") or finding.words["outcome"])
    told = (
        f"{_where(finding)}among {who} “{finding.by[ITEM]}” goes with "
        f"{wording.percentage(numbers['value'], size)} {wording.limits(finding, low, high)} of the "
        f"part of {outcome} that goes with the {wording.few(numbers['items'])} items together, "
        f"which is {wording.percentage(numbers['r_squared'], size)} of its variation. "
        f"{_way(finding, outcome)} {_answered(finding)} answered everything."
    )
    silent = numbers["not_disclosed"]
    if finding.group != EVERYBODY and silent > 0:
        more = f", more than these {wording.count(finding, n)}" if silent > n else ""
        told += (
            f" {wording.capital(wording.count(finding, silent))} did not say which group is "
            f"theirs{more}."
        )
    return wording.capital(f"{told} It is not told what would change if an answer did.")


def _way(finding: Finding, outcome: str) -> str:
    """Return which way an answer goes; of one that goes with next to nothing, only that."""
    lower = finding.numbers["lower"]
    if math.isnan(lower) or lower < NEXT_TO_NOTHING:
        return "It cannot be told from next to nothing, so that no direction is given."
    way = "higher" if finding.numbers["correlation"] >= 0 else "lower"
    return f"Where this answer is higher, {outcome} is mostly {way}."


def _answered(finding: Finding) -> str:
    numbers = finding.numbers
    told = f"{wording.count(finding, numbers['answered'])} of "
    return wording.capital(f"{told}{wording.count(finding, numbers['people'])}")


def _where(finding: Finding) -> str:
    told = ", ".join(level for name, level in finding.by.items() if name != ITEM)
    return f"{told}: " if told else ""


@kind("key_drivers", tables=("rows",), say=say)
def compute(request: Request) -> Columns:
    """Share out what items and an outcome have in common, for everybody and for each group.

    Table: ``rows`` (`Observations`), one row an answer: the column that the option ``outcome``
    names, those of ``items`` (names, or a pattern such as ``item_*``; a mapping also says what
    they are called), the field of the measure where it has one, and what rows are broken down
    by. Up to eight items are shared out by the method of Lindeman, Merenda and Gold, more by
    Johnson's relative weights, or as the option ``method`` says. Limits are percentiles of 200
    drawings of the respondents with a fixed seed.
    """
    measure = request.measure
    outcome = str(measure.options.get("outcome", ""))
    columns = rows_of(request, "rows", [outcome, *request.by])
    names, labels = _items(measure, columns, outcome)
    found = list(_groups(measure, columns, outcome, names, request.by))
    method = str(measure.options.get("method") or _method(len(names)))
    rows = [_shared(one, measure, method, request.confidence) for one in found]
    return _columns(request, found, rows, labels, method, outcome, columns)


def _method(items: int) -> str:
    return "lmg" if items <= MOST_FOR_LMG else "relative_weights"


def _items(
    measure: Measure, columns: Mapping[str, Column], outcome: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    asked = measure.options.get("items", "item_*")
    called = asked if isinstance(asked, Mapping) else {}
    patterns = [str(one) for one in ([asked] if isinstance(asked, str) else asked)]
    names = tuple(
        name
        for name in columns
        if name != outcome and any(fnmatch.fnmatchcase(name, one) for one in patterns)
    )
    if len(names) < 2:
        raise UnusableCounts([f"rows: at least two items are needed, {', '.join(patterns)}"])
    return names, tuple(str(called.get(name) or name.replace("_", " ")) for name in names)


def _groups(
    measure: Measure,
    columns: Mapping[str, Column],
    outcome: str,
    names: Sequence[str],
    by: Sequence[str],
) -> Iterator[_Answers]:
    y = amounts(columns[outcome], outcome)
    x = np.column_stack([amounts(columns[name], name) for name in names])
    complete = ~np.isnan(y) & ~np.isnan(x).any(axis=1)
    looked = [_one_group(columns, measure, by)]
    if measure.field and measure.field in columns:
        looked.append(GroupedRows(columns, measure.adapted(comparison=EACH, reference=REST), by))
    for rows in looked:
        masks = list(rows.everybody())
        for group, place, member in masks:
            here = _anybody(looked[0], place)
            known = np.any([m for _, p, m in masks if p == place], axis=0)
            used = member & complete
            yield _Answers(
                rows.groups.codes[group],
                rows.groups.labels[group],
                place,
                y[used],
                x[used],
                int(member.sum()),
                int((here & ~known).sum()),
            )


def _one_group(columns: Mapping[str, Column], measure: Measure, by: Sequence[str]) -> GroupedRows:
    size = len(next(iter(columns.values())))
    one = measure.adapted(
        field=EVERYBODY, classification="", comparison=EACH, reference=REST, words=measure.words
    )
    return GroupedRows({**columns, EVERYBODY: np.full(size, EVERYBODY)}, one, by)


def _anybody(rows: GroupedRows, place: int) -> Flags:
    return next(member for _, at, member in rows.everybody() if at == place)


def _shared(
    answers: _Answers, measure: Measure, method: str, confidence: float
) -> tuple[State, str, dict[str, Floats]]:
    """Return state, why nothing was computed, and the numbers of every item."""
    items = answers.items.shape[1]
    each = int(measure.options.get("people_per_item", PEOPLE_PER_ITEM))
    fewest = max(measure.minimum_n, each * items)
    nothing = {name: np.full(items, np.nan) for name in NUMBERS}
    if answers.outcome.size < fewest:
        return State.TOO_FEW, FEW.format(fewest=fewest), nothing
    try:
        found = statistics.key_drivers(outcome=answers.outcome, items=answers.items, method=method)
    except ValueError:
        return State.NOT_APPLICABLE, NO_SPREAD, nothing
    if np.isnan(found.share).any():
        return State.NOT_APPLICABLE, NO_SPREAD, nothing
    lower, upper = _limits(answers, method, confidence)
    numbers = {
        "value": found.share,
        # An interval of percentiles can lie beside a value that the drawing pulls to the middle.
        "lower": np.fmin(lower, found.share),
        "upper": np.fmax(upper, found.share),
        "importance": found.importance,
        "correlation": found.correlation,
        "r_squared": np.full(items, found.r_squared),
    }
    return State.COMPUTED, "", numbers


def _limits(answers: _Answers, method: str, confidence: float) -> tuple[Floats, Floats]:
    source = np.random.default_rng(0)
    size = answers.outcome.size
    shares = []
    for _ in range(DRAWS):
        drawn = source.integers(0, size, size)
        try:
            found = statistics.key_drivers(
                outcome=answers.outcome[drawn], items=answers.items[drawn], method=method
            )
        except ValueError:  # a drawing in which an item never varies says nothing
            continue
        shares.append(found.share)
    if len(shares) < DRAWS / 2:
        nothing = np.full(answers.items.shape[1], np.nan)
        return nothing, nothing
    tail = (1 - confidence) / 2
    lower, upper = np.nanquantile(np.array(shares), [tail, 1 - tail], axis=0)
    return lower, upper


def _columns(
    request: Request,
    found: Sequence[_Answers],
    rows: Sequence[tuple[State, str, dict[str, Floats]]],
    labels: tuple[str, ...],
    method: str,
    outcome: str,
    columns: Mapping[str, Column],
) -> Columns:
    items, size = len(labels), len(rows) * len(labels)
    codes = tuple(dict.fromkeys(one.code for one in found))
    called = {one.code: one.label for one in found}
    place = np.repeat([one.place for one in found], items).astype(np.intp)

    def each(values: Sequence[float]) -> Floats:
        return np.repeat(np.asarray(values, dtype=np.float64), items)

    whys = tuple(dict.fromkeys(why for _, why, _ in rows))
    answered = each([one.outcome.size for one in found])
    return Columns(
        group=Coded(codes, np.repeat([codes.index(one.code) for one in found], items)),
        labels=tuple(called[code] for code in codes),
        reference="",
        by={
            ITEM: Coded(labels, np.tile(np.arange(items), len(rows))),
            **_one_group(columns, request.measure, request.by).where(place),
        },
        numbers={
            **{name: np.concatenate([part[name] for _, _, part in rows]) for name in NUMBERS},
            "items": np.full(size, float(items)),
            "people": each([one.people for one in found]),
            "answered": answered,
            "not_disclosed": each([one.silent for one in found]),
            "observations": answered,
            "parameters": np.full(size, items + 1.0),
            "smallest_group": answered,
        },
        words={
            "method": Coded((method,), np.zeros(size, dtype=np.intp)),
            "test": Coded(("",), np.zeros(size, dtype=np.intp)),
            "outcome": Coded((outcome.replace("_", " "),), np.zeros(size, dtype=np.intp)),
            "why": Coded(whys, np.repeat([whys.index(why) for _, why, _ in rows], items)),
        },
        state=np.repeat([state for state, _, _ in rows], items).astype(np.int8),
        family=np.zeros(size, dtype=np.intp),
        above=np.zeros(size),
        null=0.0,
        tested=False,
    )
