"""Every public result of `dueregard.statistics` has a way through the door, or a reason."""

from __future__ import annotations

import dataclasses
import inspect
import typing

import pytest

import dueregard.statistics as st
from dueregard.disclosure.kinds import FUNCTIONS, RESULTS

PUBLIC = {name: getattr(st, name) for name in st.__all__}
TYPES = {item for item in PUBLIC.values() if inspect.isclass(item)}
#: What says how to choose a method: it holds no result.
NO_RESULT = {st.Rule}


def test_every_public_function_has_a_rule() -> None:
    assert set(FUNCTIONS) == {name for name, item in PUBLIC.items() if inspect.isfunction(item)}


def test_every_public_type_of_result_has_a_rule() -> None:
    assert set(RESULTS) == TYPES - NO_RESULT


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_rules_name_arguments_and_fields_that_exist(name) -> None:
    rule, parameters = FUNCTIONS[name], inspect.signature(PUBLIC[name]).parameters
    assert set(rule.events) | set(rule.denominators) <= set(parameters)
    assert bool(rule.reason) == (rule.guard == "never")
    returned = typing.get_type_hints(PUBLIC[name])["return"]
    if inspect.isclass(returned) and dataclasses.is_dataclass(returned):
        assert returned in RESULTS


@pytest.mark.parametrize("kind", sorted(RESULTS, key=lambda kind: kind.__name__))
def test_shown_fields_exist(kind) -> None:
    rule = RESULTS[kind]
    assert set(rule.fields) | set(rule.words) <= {f.name for f in dataclasses.fields(kind)}


def test_notes_and_counts_are_never_shown() -> None:
    """A note may say that a group has no events; the numbers at risk are counts."""
    shown = {name for rule in RESULTS.values() for name in (*rule.fields, *rule.words)}
    assert not shown & {"notes", "reasons", "at_risk", "events", "raw", "posterior", "prior"}
