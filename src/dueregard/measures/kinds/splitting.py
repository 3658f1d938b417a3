"""Dimensions that a measure is always broken down by, in the words of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dueregard import vocabulary
from dueregard.measures.columns import Coded, Columns
from dueregard.measures.definition import Measure
from dueregard.measures.finding import Finding


def split_of(measure: Measure) -> Mapping[str, Mapping[str, str]]:
    """Return the fields a measure is always broken down by, with what their levels are called.

    ``options: split`` is a list of fields, or each field with its words:
    ``{supported: {"true": with support, "false": without support}}``; a text is the id of a
    classification, whose words they are: ``{rank: police.ranks}``.

    Examples
    --------
    >>> dict(split_of(Measure("ours.1", "1", "Leaving", "retention", options={"split": ["rank"]})))
    {'rank': {}}
    """
    given = measure.options.get("split", ())
    if isinstance(given, Mapping):
        return {str(name): _words(words) for name, words in given.items()}
    return {str(name): {} for name in given}


def _words(given: Any) -> dict[str, str]:
    if isinstance(given, str):
        scheme = vocabulary.classification(given)
        return {each.code: each.display for each in scheme.categories} | {
            str(kind): str(kind).replace("_", " ") for kind in vocabulary.MissingKind
        }
    return {str(level): str(words) for level, words in (given or {}).items()}


def by_of(measure: Measure, by: Iterable[str]) -> tuple[str, ...]:
    """Return what rows are broken down by: what was asked for, and what the measure always is."""
    return tuple(dict.fromkeys([*by, *split_of(measure)]))


def in_words(columns: Columns, measure: Measure) -> Columns:
    """Return columns with the levels of split fields in the words of the catalogue."""
    changed = {
        name: Coded(
            tuple(words.get(level, level) for level in columns.by[name].words),
            columns.by[name].codes,
        )
        for name, words in split_of(measure).items()
        if words and name in columns.by
    }
    return replace(columns, by={**columns.by, **changed}) if changed else columns


def where_but(finding: Finding, *left_out: str) -> str:
    """Return where a finding is, without some of its dimensions, at the start of a sentence."""
    told = ", ".join(level for name, level in finding.by.items() if name not in left_out)
    return f"{told}: " if told else ""
