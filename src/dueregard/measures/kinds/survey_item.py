"""Survey items: the share of a group that answers favourably beside that of the reference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dueregard.measures import wording
from dueregard.measures.cells import Floats
from dueregard.measures.columns import Coded, Columns, joined
from dueregard.measures.finding import Finding
from dueregard.measures.groups import groups_of
from dueregard.measures.kinds.registry import Request, kind
from dueregard.measures.kinds.survey_item_answers import TABLES, Item, items_of
from dueregard.measures.kinds.two_groups import columns_of_counts, said
from dueregard.measures.pairs import pairs_of

ITEM = "item"


def say(finding: Finding) -> str:
    """Return the sentence of an item, with those who gave no answer or no characteristic."""
    if not finding.state.computed:
        return wording.capital(wording.not_computed(finding))
    told = said(finding, wording.counted(finding, 1), wording.counted(finding, 2))
    parts = (told, _unsure(finding), _silent(finding))
    return wording.capital(" ".join(part for part in parts if part))


def _unsure(finding: Finding) -> str:
    first, second = (finding.numbers[f"no_answer_{group}"] for group in (1, 2))
    if np.isnan(first + second) or first + second == 0:
        return ""
    people = finding.measure.words.people
    return (
        f"A further {wording.number(first)} {finding.label} and {wording.number(second)} "
        f"{finding.reference} {people} did not know or gave no answer, and are in neither figure."
    )


def _silent(finding: Finding) -> str:
    silent, size = finding.numbers["unknown_total"], finding.numbers["total_1"]
    if not silent > 0:
        return ""
    of = (finding.measure.field or "characteristic").replace("_", " ")
    told = f"{wording.capital(wording.number(silent))} who answered did not give their {of}"
    if silent > size:
        return (
            f"{told}, more than the {wording.number(size)} {finding.label} "
            f"{finding.measure.words.people}: the figure depends on who did not say."
        )
    return f"{told}."


@kind("survey_item", tables=(), optional=TABLES, say=say)
def compute(request: Request) -> Columns:
    """Compare the share of favourable answers between groups, item by item.

    Tables: ``favourable.<item>`` and ``answered.<item>`` for each item, and ``asked`` (everybody
    who took part), all with the characteristic first. Rows say which item in the dimension
    ``item``; the items are one family. People whose characteristic is not known are carried
    through as bounds. The option ``items`` says what items are called.
    """
    items = items_of(request, request.by)
    parts = [_columns(request, item) for item in items]
    columns = joined(parts, ITEM, [item.label for item in items])
    return replace(columns, family=np.zeros(columns.size, dtype=np.intp))


def _columns(request: Request, item: Item) -> Columns:
    columns = columns_of_counts(request, item.favourable, item.answered, people=True)
    first, second = _no_answer(request, item, columns)
    return replace(
        columns,
        numbers={**columns.numbers, "no_answer_1": first, "no_answer_2": second},
        words={**columns.words, "item": Coded((item.name,), np.zeros(columns.size, dtype=np.intp))},
    )


def _no_answer(request: Request, item: Item, columns: Columns) -> tuple[Floats, Floats]:
    """People of each group who were asked and gave no answer; ``nan`` where not known."""
    if item.asked is None:
        nothing = np.full(columns.size, np.nan)
        return nothing, nothing
    groups = groups_of(item.asked.dimensions[0], request.measure)
    asked = pairs_of(item.asked, item.asked, groups, minimum_n=1, people=True, ratio=False)
    first = np.maximum(asked.total_1 - columns.numbers["total_1"], 0.0)
    return first, np.maximum(asked.total_2 - columns.numbers["total_2"], 0.0)
