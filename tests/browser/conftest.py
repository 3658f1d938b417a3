"""A real Chromium against the product as `dueregard demo` starts it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Demo:
    """The running demonstration: its address and one sign-in per role."""

    address: str
    sign_ins: dict[str, tuple[str, str]]
    home: Path


def _missing(what: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Start the demonstration in a folder of its own and stop it afterwards."""
    home = tmp_path_factory.mktemp("demo") / "home"
    process = subprocess.Popen(
        [sys.executable, "-m", "dueregard", "demo", "--home", str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "DUEREGARD_HOME": "", "DATABASE_URL": ""},
    )
    printed: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        printed.append(line)
        if "stop it with" in line:
            break
    text = "".join(printed)
    found = re.search(r"http://127\.0\.0\.1:\d+", text)
    assert found, text
    sign_ins = {
        role: (email, password)
        for role, email, password in re.findall(r"^  (\w+)\s+(\S+@\S+)\s+(\S+)$", text, re.M)
    }
    yield Demo(found.group(), sign_ins, home)
    process.terminate()
    process.wait(timeout=20)
    process.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium; it is stopped at the end of the module."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        _missing("Chromium is not installed (on Debian or Ubuntu: apt-get install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def signed_in(demo: Demo, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page signed in as a role, with options of a context."""
    states: dict[str, Any] = {}
    contexts: list[BrowserContext] = []

    def open_as(role: str | None, **options: Any) -> Page:
        if role is not None and role not in states:
            states[role] = _sign_in(browser, demo, role)
        context = browser.new_context(
            storage_state=states[role] if role else None, base_url=demo.address, **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_as
    for context in contexts:
        context.close()


def _sign_in(browser: Browser, demo: Demo, role: str) -> Any:
    context = browser.new_context(base_url=demo.address)
    page = context.new_page()
    page.goto("/")
    email, password = demo.sign_ins[role]
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(demo.address + "/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The text of axe-core."""
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def violations(axe_source: str) -> Callable[[Page], list[str]]:
    """Return a function that lists what axe finds wrong on a page, one line each."""

    def check(page: Page) -> list[str]:
        page.evaluate(axe_source)
        result = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES
        )
        return [
            f"{v['id']}: {v['help']} — {'; '.join(n['html'][:160] for n in v['nodes'][:3])}"
            for v in result["violations"]
        ]

    return check
