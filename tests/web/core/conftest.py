"""Rendering of components and sample pages, without the rest of the product."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.template import engines
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node


@pytest.fixture
def render() -> Callable[..., HTMLParser]:
    """Return a function that renders template source with ``{% load components %}``."""

    def rendered(source: str, **values: Any) -> HTMLParser:
        template = engines["django"].from_string("{% load components %}" + source)
        return HTMLParser(template.render(values))

    return rendered


@pytest.fixture
def words() -> Callable[[Node | None], str]:
    """Return a function that gives the text of a node with single spaces."""

    def text(node: Node | None) -> str:
        assert node is not None, "the node is not there"
        return " ".join(node.text().split())

    return text
