"""Pipeline: who gets through each stage of a selection, and through all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from dueregard.measures import wording
from dueregard.measures.cells import Cells, Floats, aligned, read
from dueregard.measures.columns import Coded, Columns, joined
from dueregard.measures.finding import Finding
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.splitting import by_of, in_words
from dueregard.measures.kinds.two_groups import columns_of_counts, said
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import State

STAGE = "stage"
STAGES = "stages"
ALL_STAGES = "all stages"
NONE = ""


def say(finding: Finding) -> str:
    """Return the sentence of a step, or of the whole way and where most is lost."""
    if not finding.state.computed:
        return wording.not_computed(finding)
    first, second = (_through(finding, group) for group in (1, 2))
    told = wording.capital(said(finding, first, second))
    if finding.words["part"] != ALL_STAGES or not finding.words["furthest"]:
        return told
    people, low = finding.measure.words.people, wording.ratio(finding.numbers["furthest_ratio"])
    return (
        f"{told} Taken one at a time, the step at which the figure for {finding.label} {people} is "
        f"lowest beside that for {finding.reference} is {finding.words['furthest']} ({low})."
    )


def _through(finding: Finding, group: int) -> str:
    numbers, people = finding.numbers, finding.measure.words.people
    label = finding.label if group == 1 else finding.reference
    passed, of = numbers[f"events_{group}"], numbers[f"total_{group}"]
    went = "got through" if finding.words["part"] == ALL_STAGES else "went on"
    did = f" {went}" if group == 1 else ""
    share = wording.percentage(passed / of, of)
    return f"{wording.number(passed)} of {wording.number(of)} {label} {people}{did} ({share})"


@kind("pipeline", tables=(), optional=("stage.*", STAGES), say=say)
def compute(request: Request) -> Columns:
    """Compare groups at each stage of a selection, and over all stages.

    Tables: ``stage.<name>`` for each stage, people who reached it at least, with the
    characteristic first; or one table ``stages`` with a dimension ``stage``. The order is that of
    ``options: stages``. Nobody reaches a stage without the one before: where more do, nothing is
    computed.

    Rows: one per step, from one stage to the next, and one over all, in the dimension ``stage``.
    ``running`` is the product of the ratios up to a step, ``part`` what share of the logarithm of
    the whole ratio arises there. Steps are one family, the whole way another. Ratios multiply:
    1.59 at each of four stages is 6.39 in the end (Kline 2014).
    """
    measure = request.measure
    names, tables = _stages(request)
    reached = aligned(tables, by_of(measure, request.by))
    steps = [
        columns_of_counts(request, after, before, people=True)
        for before, after in pairwise(reached)
    ]
    ways = [f"{a} to {b}" for a, b in pairwise(names)]
    if len(steps) == 1:
        parts, titles = [_alone(steps[0])], ways
    else:
        whole = columns_of_counts(request, reached[-1], reached[0], people=True)
        parts = [*_steps(steps, whole, measure.inverted), _whole(steps, whole, ways)]
        titles = [*ways, f"{names[0]} to {names[-1]}, {ALL_STAGES}"]
    found = joined(parts, STAGE, titles)
    last = found.by[STAGE].codes == len(ways)
    family = np.where(last, 1, 0).astype(np.intp)
    return in_words(replace(found, family=family), measure)


def _stages(request: Request) -> tuple[list[str], list[Cells]]:
    stated = [str(name) for name in request.measure.options.get(STAGES, ())]
    tables = dict(_each(request))
    order = stated or list(tables)
    problems = [f"table stage.{name}: it is missing" for name in order if name not in tables]
    problems += [
        f"table stage.{name}: the stages are {', '.join(order)}"
        for name in tables
        if name not in order
    ]
    if not problems and len(order) < 2:
        problems = ["stages: two or more are wanted, as tables stage.<name> or in a table stages"]
    if problems:
        raise UnusableCounts(problems)
    return [name.replace("_", " ") for name in order], [tables[name] for name in order]


def _each(request: Request) -> Iterator[tuple[str, Cells]]:
    for name, table in request.tables.items():
        cells = read(table, name)  # type: ignore[arg-type]  # `read` refuses what is no table
        if name != STAGES:
            yield name.removeprefix("stage."), cells
            continue
        if STAGE not in cells.names[1:]:
            raise UnusableCounts([f"table {STAGES}: it needs a dimension {STAGE}"])
        axis = cells.names.index(STAGE)
        kept = tuple(d for d in cells.dimensions if d.name != STAGE)
        for place, level in enumerate(cells.dimensions[axis].levels):
            values, known = (np.take(a, place, axis) for a in (cells.values, cells.known))
            yield level, Cells(kept, values, known.astype(np.int8), cells.confidential)


def _alone(step: Columns) -> Columns:
    return _with(step, step.numbers["value"], np.ones(step.size), "step")


def _steps(steps: Sequence[Columns], whole: Columns, inverted: bool) -> Iterator[Columns]:
    with np.errstate(divide="ignore", invalid="ignore"):
        log_whole = np.log(whole.numbers["value"])
        for step in steps:
            first, second = (
                step.numbers[f"events_{group}"] / whole.numbers[f"total_{group}"]
                for group in (1, 2)
            )
            running = second / first if inverted else first / second
            part = np.log(step.numbers["value"]) / log_whole
            yield _with(step, running, np.where(np.isfinite(part), part, np.nan), "step")


def _whole(steps: Sequence[Columns], whole: Columns, ways: Sequence[str]) -> Columns:
    states = np.stack([step.state for step in steps])
    # People who skip a stage were not in the same selection.
    broken = (states == State.INCONSISTENT).any(axis=0)
    state = np.where(broken, State.INCONSISTENT, whole.state).astype(np.int8)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.stack([step.numbers["rate_1"] / step.numbers["rate_2"] for step in steps])
    turned = np.stack([step.numbers["value"] for step in steps])
    # A step that was declined, or has only a bound, has no ratio to be told.
    told = (states == State.COMPUTED) & np.isfinite(turned) & np.isfinite(ratios)
    behind = np.where(told & (ratios < 1), ratios, np.inf)
    lowest = behind.argmin(axis=0)
    some = np.isfinite(behind.min(axis=0))
    furthest = Coded(tuple(ways), np.where(some, lowest, -1).astype(np.intp))
    ratio = np.where(some, turned[lowest, np.arange(lowest.size)], np.nan)
    columns = _with(whole, whole.numbers["value"], np.ones(whole.size), ALL_STAGES)
    return replace(
        columns,
        state=state,
        numbers={**columns.numbers, "furthest_ratio": ratio},
        words={**columns.words, "furthest": furthest},
    )


def _with(columns: Columns, running: Floats, part: Floats, what: str) -> Columns:
    nothing = np.full(columns.size, -1, dtype=np.intp)
    numbers = {
        **columns.numbers,
        "running": running,
        "part": part,
        "lost_1": columns.numbers["total_1"] - columns.numbers["events_1"],
        "lost_2": columns.numbers["total_2"] - columns.numbers["events_2"],
        "furthest_ratio": np.full(columns.size, np.nan),
    }
    words = {
        **columns.words,
        "part": Coded((what,), np.zeros(columns.size, dtype=np.intp)),
        "furthest": Coded((NONE,), nothing),
    }
    return replace(columns, numbers=numbers, words=words)
