"""Reading the demonstration's content."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

#: The files of sources, in the order they are loaded: links may point back.
SOURCES = ("fair_at_work", "stop_search")


def content(name: str) -> dict[str, Any]:
    """Return the content file ``name`` (without its ending)."""
    path = files("dueregard.web.overview.demonstration") / "content" / f"{name}.yaml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
