"""Every example in a docstring or a page of the documentation runs and says what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import dueregard

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = re.compile(r"\.(migrations|__main__|wsgi)(\.|$)")
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])
MODULES = sorted(
    info.name
    for info in pkgutil.walk_packages(dueregard.__path__, "dueregard.")
    if not SKIPPED.search(info.name)
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_module(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_examples_of_page(page: Path) -> None:
    result = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_of_page_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_there_are_examples() -> None:
    """The library half shows its use: this count falls when examples are taken away."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    count = sum(
        1
        for name in MODULES
        for found in finder.find(importlib.import_module(name))
        if found.examples
    )
    assert count >= 10
