"""YAML whose scalars all stay text, so that 1.10 is no number, ``no`` no truth, and no key is lost.

A date that the calendar does not have, a reference ``1.10`` and an answer ``no`` would each be
changed or refused by YAML itself, without saying where.
"""

from __future__ import annotations

from typing import Any

import yaml

from .problems import Problem

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST = 2_000_000
_DEEPEST = 50
_MOST = 200_000


class _TextLoader(_Base):  # type: ignore[misc]
    """Reads scalars as text, empty ones as nothing, and remembers keys given twice."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.twice: list[tuple[str, int]] = []

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping; a key that stands twice is remembered with its line."""
        keys: set[str] = set()
        for key, _ in node.value:
            text = str(key.value)
            if text in keys:
                self.twice.append((text, key.start_mark.line + 1))
            keys.add(text)
        return dict(super().construct_mapping(node, deep=deep))


def read_yaml(text: str, file: str) -> tuple[object, list[Problem]]:
    """Return what YAML text holds, and what is wrong with it as YAML.

    Examples
    --------
    >>> read_yaml("ref: 1.10\\nanswer: no\\nday: 2026-02-30", "local.yaml")[0]
    {'ref': '1.10', 'answer': 'no', 'day': '2026-02-30'}
    >>> print(read_yaml("ref: A\\nref: B", "local.yaml")[1][0])
    local.yaml, line 2: the key ref stands twice; allowed: each key once
    """
    if len(text) > _LARGEST:
        return None, [Problem(file, "", "it is too large for a pack", f"{_LARGEST} characters")]
    loader = None
    try:
        if not _bounded(text):
            allowed = f"{_DEEPEST} levels and {_MOST} values, aliases written out"
            return None, [Problem(file, "", "it is nested too deep or too large", allowed)]
        loader = _TextLoader(text)
        content = loader.get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark is not None else ""
        return None, [Problem(file, where, "it is not YAML", "one YAML document")]
    finally:
        if loader is not None:
            loader.dispose()
    twice = [
        Problem(file, f"line {line}", f"the key {key} stands twice", "each key once")
        for key, line in loader.twice
    ]
    return content, twice


def _bounded(text: str) -> bool:
    """Say whether YAML stays within bounds once its aliases are written out.

    The events are counted before anything is built: building nests as deep as the text does.
    """
    sizes = [0]
    anchors: dict[str, int] = {}
    names: list[str | None] = []
    for event in yaml.parse(text, Loader=_Base):
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.CollectionStartEvent):
            sizes.append(1)
            names.append(anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            size = sizes.pop()
            if (name := names.pop()) is not None:
                anchors[name] = size
            sizes[-1] += size
        elif isinstance(event, yaml.AliasEvent):
            # An alias of what it stands in never ends.
            sizes[-1] += _MOST + 1 if anchor in names else anchors.get(str(anchor), 1)
        elif isinstance(event, yaml.ScalarEvent):
            sizes[-1] += 1
            if anchor is not None:
                anchors[anchor] = 1
        if len(sizes) > _DEEPEST or sizes[-1] > _MOST:
            return False
    return True
