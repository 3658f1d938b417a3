"""Policies as YAML: presets that come with the library, and files of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from dueregard.exceptions import UnreadableDocument, UnusableDocument

from .cell_key import noise_table
from .policy import DisclosurePolicy
from .policy_fields import POLICY, read_fields

PRESETS = ("internal", "published", "ons_10_5", "hesa")


class UnusablePolicy(UnusableDocument):
    """A policy that was opened and does not say what a policy says, with every place."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def preset(name: str) -> DisclosurePolicy:
    """Return a policy that comes with the library.

    Parameters
    ----------
    name : {"internal", "published", "ons_10_5", "hesa"}
        Its name.

    Raises
    ------
    UnusablePolicy
        When there is no such preset.

    Examples
    --------
    >>> preset("ons_10_5").rounding
    Rounding(base=5, rule='nearest')
    >>> preset("ons_10_5").source.verified
    'partial'
    """
    return _policy(_preset(name, "policy"), f"preset {name}")


def read_policy(path: str | Path) -> DisclosurePolicy:
    """Read a policy from a YAML file.

    A file may start from a preset (``preset: published``) and change what it names.

    Raises
    ------
    UnreadableDocument
        When the file cannot be opened.
    UnusablePolicy
        With every key that is unknown or has a value that is not allowed, and what is.
    """
    place = Path(path)
    try:
        content = yaml.safe_load(place.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UnreadableDocument(f"{place}: there is no such file.") from None
    except OSError as error:
        raise UnreadableDocument(f"{place}: cannot be opened ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UnusablePolicy([f"{place}: it is not text in UTF-8"]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise UnusablePolicy([f"{place}{where}: it is not YAML"]) from None
    return policy_from(content, where=str(place), name=place.stem)


def policy_from(
    content: object, *, where: str = "policy", name: str = "policy"
) -> DisclosurePolicy:
    """Return the policy that a mapping describes (see the reference of policies).

    Parameters
    ----------
    content : mapping
        The keys of a policy; ``preset`` to start from one.
    where, name : str
        What messages call the mapping, and what the policy is called when it does not say.

    Raises
    ------
    UnusablePolicy
        With every key that is unknown or has a value that is not allowed.

    Examples
    --------
    >>> policy_from({"preset": "published", "threshold": 20}).width
    20
    >>> policy_from({"treshold": 10})
    Traceback (most recent call last):
        ...
    dueregard.disclosure.policy_files.UnusablePolicy: policy, treshold: unknown key; \
did you mean threshold?
    """
    if not isinstance(content, Mapping):
        raise UnusablePolicy([f"{where}: a policy is a mapping of keys to values"])
    stated = dict(content)
    if (start := stated.pop("preset", None)) is not None:
        base = _preset(start, where)
        if "threshold" in stated and "protection" not in stated:
            base.pop("protection", None)
        base = base if not stated else {**base, "name": f"{start}, changed"}
        stated = {**base, **stated}
    elif "threshold" not in stated:
        raise UnusablePolicy(
            [
                *_unknown(stated, where),
                *(
                    []
                    if _unknown(stated, where)
                    else [f"{where}, threshold: it is missing; give it or a preset"]
                ),
            ]
        )
    stated.setdefault("name", name)
    return _policy(stated, where)


def _unknown(stated: Mapping[Any, Any], where: str) -> list[str]:
    problems: list[str] = []
    read_fields({k: v for k, v in stated.items() if k not in POLICY}, where, problems)
    return problems


def _preset(name: object, where: str) -> dict[str, Any]:
    if name not in PRESETS:
        raise UnusablePolicy(
            [f"{where}, preset: there is no preset “{name}”; there are {', '.join(PRESETS)}"]
        )
    text = resources.files("dueregard.disclosure").joinpath("policies", f"{name}.yaml")
    return dict(yaml.safe_load(text.read_text(encoding="utf-8")))


def _policy(content: Mapping[str, Any], where: str) -> DisclosurePolicy:
    problems: list[str] = []
    fields = read_fields(content, where, problems)
    if not problems:
        policy = DisclosurePolicy(**fields)
        if policy.group_disclosure and policy.zeros == "safe":
            problems.append(
                f"{where}, group_disclosure: it needs zeros: unsafe, because the zeros beside "
                "an answer show that everybody gave it"
            )
        if policy.perturbation is not None:
            try:
                noise_table(policy.perturbation)
            except ValueError as error:
                problems.append(f"{where}, {error}")
    if problems:
        raise UnusablePolicy(problems)
    return policy
