"""Every public name of the library half has an entry in the reference, functions an example."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
PAGES = {page: page.read_text(encoding="utf-8") for page in sorted(REFERENCE.rglob("*.md"))}
PACKAGES = ("statistics", "tables", "disclosure")
NAMES = [
    (package, name)
    for package in PACKAGES
    for name in importlib.import_module(f"dueregard.{package}").__all__
]
EXAMPLES = "\n".join(
    example.source
    for text in PAGES.values()
    for example in doctest.DocTestParser().get_examples(text)
)


@pytest.mark.parametrize(("package", "name"), NAMES)
def test_name_is_in_the_reference(package: str, name: str) -> None:
    entry = re.compile(rf"`(?:\w+\.)*{name}\b")
    assert any(entry.search(text) for text in PAGES.values()), f"{name} has no entry"


@pytest.mark.parametrize(("package", "name"), NAMES)
def test_functions_have_a_worked_example(package: str, name: str) -> None:
    item = getattr(importlib.import_module(f"dueregard.{package}"), name)
    if inspect.isfunction(item):
        assert re.search(rf"\b{name}\(", EXAMPLES), f"{name} is in no example"


@pytest.mark.parametrize(("package", "name"), NAMES)
def test_docstrings_say_what_it_is(package: str, name: str) -> None:
    item = getattr(importlib.import_module(f"dueregard.{package}"), name)
    if inspect.isfunction(item):
        told = inspect.getdoc(item) or ""
        assert "Parameters" in told or "Raises" in told or not inspect.signature(item).parameters
        assert ">>>" in told or package != "statistics"
