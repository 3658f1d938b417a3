"""Every distinct page that links lead to: axe finds nothing, nothing scrolls sideways."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

#: make test-full looks at every page in every role, not once for each distinct page.
FULL = os.environ.get("DUEREGARD_TEST_FULL") == "1"
#: Roles whose pages differ; each adds the pages the earlier ones did not reach.
ROLES = ("equality_officer", "scrutineer", "verifier", "contributor", "secretary", "administrator")
#: Addresses that hand out a file, not a page.
FILES = {
    "commitments:evidence_file",
    "governance:paper_file",
    "governance:paper_style",
    "recommendations:received_paper_file",
    "recommendations:source_export",
}
#: Pages whose markup changes with the role: looked at once for each.
BY_ROLE = {
    "overview:home",
    "recommendations:source",
    "recommendations:recommendation",
    "commitments:challenge",
    "commitments:decide_closure",
    "commitments:round",
}


def name_of(path: str) -> str | None:
    """Return the name of the page at ``path``; None for what is not a page of ours."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def links_of(page: Page) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
    found = []
    for href in hrefs:
        parts = urlsplit(page.evaluate("href => new URL(href, location.href).href", href))
        if parts.netloc == urlsplit(page.url).netloc:
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


def look_at(page: Page, where: str, violations: Callable[[Page], list[str]]) -> list[str]:
    """Return what is wrong with one page, wide and narrow."""
    problems = []
    response = page.goto(where)
    assert response is not None
    if response.status >= 400:
        return [f"{where}: {response.status}"]
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    problems += [f"{where}: {line}" for line in violations(page)]
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > 320:
        problems.append(f"{where}: {width} pixels wide on a screen of 320")
    page.set_viewport_size({"width": 1280, "height": 900})
    return problems


def begin_work(page: Page, home: Path) -> None:
    """Leave an import in review and a paper in draft, so that their pages can be reached."""
    page.goto("/recommendations/imports/new/")
    page.set_input_files("input[type=file]", home / "papers" / "open-doors-report.txt")
    page.get_by_role("button", name="Read the paper").click()
    page.get_by_role("button", name="Continue to the rows").click()
    page.goto("/recommendations/sources/1/")
    page.locator("main a").filter(has_text="Prepare a board paper").first.click()
    page.get_by_label("Report number").fill("9")
    page.get_by_label("Board or committee").fill("Equality Board")
    day = page.get_by_role("group", name="Date of the meeting")
    for name, value in (("Day", "1"), ("Month", "12"), ("Year", "2099")):
        day.get_by_label(name).fill(value)
    page.get_by_label("By", exact=True).fill("Head of scrutiny")
    page.get_by_role("button", name="Make the draft").click()
    page.wait_for_url("**/edit/")


def test_every_page_that_links_lead_to(
    demo, signed_in: Callable[..., Page], violations: Callable[[Page], list[str]]
) -> None:
    problems: list[str] = []
    seen: set[str] = set()
    everything: set[str] = set()
    begin_work(signed_in("equality_officer"), demo.home)
    for role in demo.sign_ins if FULL else ROLES:
        page = signed_in(role, viewport={"width": 1280, "height": 900})
        errors: list[str] = []
        page.on("console", lambda m, e=errors: e.append(m.text) if m.type == "error" else None)
        mine: set[str] = set()
        waiting = deque(["/"])
        while waiting:
            where = waiting.popleft()
            name = name_of(urlsplit(where).path)
            known = mine if FULL or name in BY_ROLE else seen
            if name is None or name in FILES or name in known or "export=" in where:
                continue
            known.add(name)
            everything.add(name)
            problems += look_at(page, where, violations)
            waiting.extend(links_of(page))
        problems += [f"{role}: {text}" for text in errors]
    assert problems == []
    assert len(everything) >= 60, sorted(everything)


@pytest.mark.parametrize("where", ["/accounts/login/", "/accounts/password/reset/"])
def test_pages_before_signing_in(
    signed_in: Callable[..., Page], violations: Callable[[Page], list[str]], where: str
) -> None:
    assert look_at(signed_in(None), where, violations) == []
