"""Reading a plan file: every problem of it at once, with its place and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from dueregard.disclosure import (
    PRESETS,
    DisclosurePolicy,
    UnusablePolicy,
    policy_from,
    preset,
    read_policy,
)
from dueregard.exceptions import UnreadableDocument

from .plan import OUTPUTS, Plan, UnusablePlan
from .plan_parts import (
    Problems,
    asked_of,
    breakdown_of,
    family_of,
    lists_of,
    nil_of,
    period_of,
    return_file_of,
)

KEYS = (
    "title",
    "return",
    "mapping",
    "period",
    "snapshot",
    "population",
    "measures",
    "by",
    "family",
    "policy",
    "outputs",
    "expected",
    "nil",
    "schemas",
    "catalogue",
)


def read_plan(path: str | Path) -> Plan:
    """Read an analysis plan.

    Parameters
    ----------
    path : str or Path
        A YAML file; paths in it start from its folder.

    Raises
    ------
    UnreadableDocument
        When the file cannot be opened.
    UnusablePlan
        With every key that is missing, unknown or has a value that is not allowed.
    """
    place = Path(path)
    try:
        content = yaml.safe_load(place.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UnreadableDocument(f"{place}: there is no such file.") from None
    except OSError as error:
        raise UnreadableDocument(f"{place}: cannot be opened ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UnusablePlan([f"{place}: it is not text in UTF-8"]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise UnusablePlan([f"{place}{where}: it is not YAML"]) from None
    except ValueError as error:
        raise UnusablePlan([f"{place}: a date in it is not in the calendar ({error})"]) from None
    return plan_from(content, where=place.name, folder=place.resolve().parent)


def plan_from(content: object, *, where: str = "plan", folder: Path | None = None) -> Plan:
    """Return the plan that a mapping describes.

    Parameters
    ----------
    content : mapping
        Keys and values of a plan.
    where : str
        What the plan is called in messages.
    folder : Path, optional
        Where paths start from; the working folder when not given.

    Examples
    --------
    >>> plan = plan_from(
    ...     {
    ...         "return": "leavers",
    ...         "period": {"from": "2025-04-01", "to": "2026-03-31"},
    ...         "measures": ["leavers.resignation"],
    ...         "policy": "published",
    ...     }
    ... )
    >>> str(plan.period), plan.policy.name, plan.family.multiplicity
    ('2025-04-01 to 2026-03-31', 'published', 'holm')
    >>> plan_from({"return": "leavers", "mesures": []})
    Traceback (most recent call last):
        ...
    dueregard.analysis.plan.UnusablePlan: plan, mesures: unknown key; did you mean measures?
    plan, measures: it is missing; give at least one measure
    plan, policy: it is missing; give a preset (internal, published, ons_10_5, hesa) or a file
    plan, period: it is missing; give from and to, or a snapshot date
    """
    if not isinstance(content, Mapping):
        raise UnusablePlan([f"{where}: a plan is a mapping of keys to values"])
    problems = Problems(where)
    _check_keys(content, problems)
    base = folder or Path()
    measures = tuple(
        asked
        for number, given in enumerate(_items(content.get("measures"), "measures", problems), 1)
        if (asked := asked_of(given, f"measures, {number}", problems)) is not None
    )
    if not content.get("measures"):
        problems.add("measures", "it is missing; give at least one measure")
    policy = _policy(content.get("policy"), base, problems)
    period = period_of(content, problems)
    population = tuple(
        found
        for number, given in enumerate(_items(content.get("population"), "population", problems), 1)
        if (found := return_file_of(given, f"population, {number}", base, problems)) is not None
    )
    outputs = tuple(_items(content.get("outputs", list(OUTPUTS)), "outputs", problems))
    for output in outputs:
        if output not in OUTPUTS:
            problems.add("outputs", f"“{output}” is not one of {', '.join(OUTPUTS)}")
    by, family = (
        breakdown_of(content.get("by"), problems),
        family_of(content.get("family"), problems),
    )
    expected = lists_of(content.get("expected"), "expected", problems)
    nil = nil_of(content.get("nil"), "nil", problems)
    if not isinstance(content.get("return"), str):
        problems.add("return", "it is missing; give the name of a schema, such as leavers")
    if problems.found or policy is None or period is None:
        raise UnusablePlan(problems.found)
    return Plan(
        return_id=str(content["return"]),
        measures=measures,
        period=period,
        policy=policy,
        title=str(content.get("title", "")),
        mapping=_path(content.get("mapping"), base),
        population=population,
        by=by,
        family=family,
        outputs=outputs,
        expected=expected,
        nil=nil,
        schemas=_path(content.get("schemas"), base),
        catalogue=_path(content.get("catalogue"), base),
        content=dict(content),
        folder=base,
    )


def _check_keys(content: Mapping[Any, Any], problems: Problems) -> None:
    for key in content:
        if key not in KEYS:
            near = get_close_matches(str(key), KEYS, 1)
            hint = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(KEYS)}"
            problems.add(str(key), f"unknown key; {hint}")


def _items(given: object, key: str, problems: Problems) -> list[Any]:
    if given is None:
        return []
    if not isinstance(given, list):
        problems.add(key, "a list is needed")
        return []
    return given


def _path(given: object, folder: Path) -> Path | None:
    return None if given is None else folder / str(given)


def _policy(given: object, folder: Path, problems: Problems) -> DisclosurePolicy | None:
    if given is None:
        problems.add("policy", f"it is missing; give a preset ({', '.join(PRESETS)}) or a file")
        return None
    try:
        if isinstance(given, Mapping):
            return policy_from(given, where=f"{problems.where}, policy")
        if given in PRESETS:
            return preset(str(given))
        return read_policy(folder / str(given))
    except UnusablePolicy as error:
        problems.found.extend(error.problems)
    except UnreadableDocument as error:
        problems.add("policy", f"{error} Give a preset ({', '.join(PRESETS)}) or a file")
    return None
