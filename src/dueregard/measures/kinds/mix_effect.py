"""Mix effect: what a changing mix of the workforce does to the share of a group in all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dueregard.measures import wording
from dueregard.measures.cells import Cells, Floats, Known, aligned, read
from dueregard.measures.columns import Coded, Columns
from dueregard.measures.finding import Finding
from dueregard.measures.groups import Groups, groups_of
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.rounded_parts import adding_up
from dueregard.measures.kinds.splitting import by_of, in_words, where_but
from dueregard.measures.pairs import places
from dueregard.measures.problems import UnusableCounts
from dueregard.measures.states import OF_KNOWN, State

CHANGE = "change"
NOTE = (
    "Everybody was counted on both occasions, and many are in both counts: no limits are given, "
    "and nothing is tested."
)


def say(finding: Finding) -> str:
    """Return the sentence of a change in a share and its two parts."""
    if not finding.state.computed:
        return wording.not_computed(finding)
    numbers, people = finding.numbers, finding.measure.words.people
    mix = str(finding.measure.options["mix"]).replace("_", " ")
    before, after = (round(100 * numbers[f"share_{when}"], 1) for when in ("before", "after"))
    change = round(after - before, 1)
    parts = [100 * numbers["between"], 100 * numbers["within"]]
    between, within = (part + 0.0 for part in adding_up(parts, 1, whole=change))
    told = (
        f"{where_but(finding, CHANGE)}{finding.by[CHANGE]}, the share of {finding.label} among "
        f"{people} whose group is known went from {before:.1f}% to {after:.1f}%, "
        f"{change + 0.0:+.1f} percentage points: {between:+.1f} go with the changing mix "
        f"by {mix}, {within:+.1f} with changes inside its parts."
    )
    if numbers["unknown_before"] + numbers["unknown_after"] > 0:
        told += (
            f" The group of {wording.number(numbers['unknown_before'])} before and of "
            f"{wording.number(numbers['unknown_after'])} after is not known."
        )
    return wording.capital(told)


@kind("mix_effect", tables=("numerator",), say=say)
def compute(request: Request) -> Columns:
    """Take the change of a group's share apart by a mix: officers and staff.

    Table: ``numerator``, people by characteristic, by the dimension that ``options: mix`` names
    and by that of ``options: time`` (``period`` unless said), whose levels are in their order.

    Rows: each time beside the one before, and with more than two the last beside the first, in
    the dimension ``change``. ``between`` is what the mix accounts for, ``within`` what changed
    inside its parts; they add up to ``value`` exactly (Kitagawa 1955). A part that is empty at
    one of the times has the share of the other. Nothing is tested.
    """
    options = request.measure.options
    mix, time = str(options.get("mix", "")), str(options.get("time", "period"))
    cells = read(request.tables["numerator"], "numerator")  # type: ignore[arg-type]
    problems = [
        f"options, {key}: the table has no dimension {name or 'of that name'}; there are "
        f"{', '.join(cells.names[1:]) or 'none'}"
        for key, name in (("mix", mix), ("time", time))
        if name not in cells.names[1:]
    ]
    if problems:
        raise UnusableCounts(problems)
    by = tuple(name for name in by_of(request.measure, request.by) if name not in (mix, time))
    (cells,) = aligned([cells], [mix, time, *by])
    groups = groups_of(cells.dimensions[0], request.measure)
    times = cells.dimensions[2].levels
    if len(times) < 2:
        raise UnusableCounts([f"dimension {time}: two levels or more are wanted"])
    steps = [(i, i + 1) for i in range(len(times) - 1)]
    steps += [(0, len(times) - 1)] if len(times) > 2 else []
    changes = [_change(cells, groups, step, request.measure.minimum_n) for step in steps]
    return in_words(_columns(cells, groups, times, steps, changes), request.measure)


@dataclass(frozen=True)
class _Change:
    """Numbers and states of one change: groups by places, flat."""

    numbers: dict[str, Floats]
    state: np.ndarray

    def __repr__(self) -> str:
        return f"<_Change of {self.state.size} rows>"


def _change(cells: Cells, groups: Groups, step: tuple[int, int], minimum_n: float) -> _Change:
    mix = cells.dimensions[1]
    parts = [i for i, level in enumerate(mix.levels) if level not in mix.sums]
    inner = (slice(None), slice(None), slice(None), *[slice(None, -1)] * (cells.values.ndim - 3))
    values, known = (array[inner].take(parts, axis=1) for array in (cells.values, cells.known))
    values = np.where(known == Known.NOT_APPLICABLE, 0.0, values)
    chosen = _chosen(groups)
    leaves = list(groups.known)
    all_of = values[leaves].sum(axis=0).take(step, axis=1)
    of_group = values[chosen].take(step, axis=2)
    unknown = values[list(groups.unknown)].sum(axis=(0, 1)).take(step, axis=0)
    worst = np.where(known == Known.NOT_APPLICABLE, Known.COUNTED, known)
    worst = worst[leaves].take(step, axis=2).max(axis=(0, 1, 2))
    total = all_of.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = all_of / total
        share = of_group / all_of
        share_all = of_group.sum(axis=1) / total
    # An empty part has no share of its own: it is taken to be as at the other time.
    other = share[:, :, ::-1]
    share = np.where(np.isnan(share), np.where(np.isnan(other), 0.0, other), share)
    between = ((weight[:, 1] - weight[:, 0]) * share.mean(axis=2)).sum(axis=1)
    within = (weight.mean(axis=1) * (share[:, :, 1] - share[:, :, 0])).sum(axis=1)
    shape = between.shape
    numbers = {
        "value": share_all[:, 1] - share_all[:, 0],
        "between": between,
        "within": within,
        "share_before": share_all[:, 0],
        "share_after": share_all[:, 1],
        "total_before": np.broadcast_to(total[0], shape),
        "total_after": np.broadcast_to(total[1], shape),
        "unknown_before": np.broadcast_to(unknown[0], shape),
        "unknown_after": np.broadcast_to(unknown[1], shape),
    }
    least = np.broadcast_to(total.min(axis=0), shape).ravel()
    known_states = np.array([OF_KNOWN[Known(code)] for code in range(len(Known))], dtype=np.int8)
    state = np.broadcast_to(known_states[worst.astype(np.intp)], shape).ravel().copy()
    for wrong, what in ((least == 0, State.EMPTY_GROUP), (least < minimum_n, State.TOO_FEW)):
        state[(state == State.COMPUTED) & wrong] = what
    return _Change({name: np.ravel(array) for name, array in numbers.items()}, state)


def _chosen(groups: Groups) -> list[int]:
    return [*groups.compared, *([groups.reference] if groups.reference >= 0 else [])]


def _columns(
    cells: Cells,
    groups: Groups,
    times: Sequence[str],
    steps: Sequence[tuple[int, int]],
    changes: Sequence[_Change],
) -> Columns:
    chosen = _chosen(groups)
    size, times_over = changes[0].state.size, len(steps)
    numbers = {
        name: np.concatenate([change.numbers[name] for change in changes])
        for name in changes[0].numbers
    }
    state = np.concatenate([change.state for change in changes])
    computed = state == State.COMPUTED
    numbers |= {name: np.where(computed, array, np.nan) for name, array in numbers.items()}
    nothing = np.full(state.size, np.nan)
    at = {
        name: Coded(coded.words, np.tile(coded.codes, times_over))
        for name, coded in places(cells.dimensions[3:], len(chosen)).items()
    }
    titles = tuple(f"{times[a]} to {times[b]}" for a, b in steps)
    return Columns(
        group=Coded(
            tuple(groups.codes[i] for i in chosen),
            np.tile(np.repeat(np.arange(len(chosen)), size // len(chosen)), times_over),
        ),
        labels=tuple(groups.labels[i] for i in chosen),
        reference="",
        by={**at, CHANGE: Coded(titles, np.repeat(np.arange(times_over), size))},
        numbers={**numbers, "lower": nothing, "upper": nothing},
        words={"method": Coded(("kitagawa",), np.zeros(state.size, dtype=np.intp))},
        state=state,
        family=np.zeros(state.size, dtype=np.intp),
        above=np.zeros(state.size),
        null=0.0,
        tested=False,
        notes=(NOTE,),
    )
