"""Reading pack files: YAML in UTF-8, with no key given twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from dueregard.exceptions import UnreadableDocument

from .problems import UnusableVocabulary


class _Loader(yaml.SafeLoader):
    """A safe loader that refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is neither a list nor a mapping", key_node.start_mark
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key “{key}” is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def parse(text: str, where: str) -> dict[str, Any]:
    """Return the mapping a pack is.

    Raises
    ------
    UnusableVocabulary
        When it is not YAML, has a key twice, or is not a mapping; the line is told.

    Examples
    --------
    >>> parse("pack: a\\npack: b", "local.yaml")
    Traceback (most recent call last):
        ...
    dueregard.vocabulary.problems.UnusableVocabulary: local.yaml, line 2: the key “pack” is \
given twice
    """
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        told = error.problem or ""
        what = told if "key" in told else f"it is not YAML ({told})"
        raise UnusableVocabulary([f"{where}{line}: {what}"]) from None
    except yaml.YAMLError:
        raise UnusableVocabulary([f"{where}: it is not YAML"]) from None
    if not isinstance(content, dict):
        raise UnusableVocabulary([f"{where}: a pack is a mapping of keys to values"])
    return content


def read(path: str | Path) -> tuple[str, dict[str, Any]]:
    """Return the name and the content of a pack file.

    Raises
    ------
    UnreadableDocument
        When the file cannot be opened.
    UnusableVocabulary
        When it is no pack.
    """
    place = Path(path)
    try:
        text = place.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UnreadableDocument(f"{place}: there is no such file.") from None
    except OSError as error:
        raise UnreadableDocument(f"{place}: cannot be opened ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UnusableVocabulary([f"{place}: it is not text in UTF-8"]) from None
    return place.name, parse(text, place.name)


def shipped() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the content of every pack that comes with the library, by name."""
    folder = resources.files("dueregard.vocabulary").joinpath("packs")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            yield file.name, parse(file.read_text(encoding="utf-8"), file.name)
