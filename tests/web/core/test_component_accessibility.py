"""Every component in a real browser: axe, 320 px, keyboard, no JavaScript, a strict policy."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sample_pages
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect, sync_playwright

import dueregard.web.core

STATIC = Path(dueregard.web.core.__file__).parent / "static"
AXE = Path(__file__).resolve().parents[2] / "vendor" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
ERRORS = ["400", "403", "403_csrf", "404", "429", "500"]
PAGES = ["record", "list", "form", *ERRORS]

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


class Server(http.server.ThreadingHTTPServer):
    """Serves the sample pages under the policy of the product and keeps what is posted."""

    posted: list[tuple[str, str]]


class Handler(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        directives = django_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        policy = "; ".join(f"{name} {' '.join(to)}" for name, to in directives.items())
        self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.posted.append((self.headers.get("X-CSRFToken", ""), body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Stay silent in the test run."""


@pytest.fixture
def server(tmp_path: Path, db: None) -> Iterator[Server]:
    for name in ("list", "form", "record"):
        text = getattr(sample_pages, f"{name}_page")()
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    for name in ERRORS:
        text = render_to_string(f"{name}.html", sample_pages.frame())
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    (tmp_path / "static").symlink_to(STATIC)
    started = Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(tmp_path)))
    started.posted = []
    thread = threading.Thread(target=started.serve_forever, daemon=True)
    thread.start()
    yield started
    started.shutdown()
    started.server_close()
    thread.join()


@pytest.fixture
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        message = "Chromium is not installed (on Debian or Ubuntu: apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(server: Server, chromium: Browser) -> Callable[..., Page]:
    """Return a function that opens a sample page; anything the browser complains of fails."""

    def open_page(name: str, *, width: int = 1280, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script
        )
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        quiet = "load" if name in ERRORS else "networkidle"
        page.goto(f"http://127.0.0.1:{server.server_port}/{name}.html", wait_until=quiet)
        assert complaints == []
        return page

    return open_page


def test_axe_finds_nothing_and_no_page_scrolls_sideways(visit) -> None:
    found = []
    for name in PAGES:
        for width in (1280, 320):
            page = visit(name, width=width)
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            result = page.evaluate("axe.run(document)")
            found += [
                f"{name} at {width}: {each['id']} {each['nodes'][0]['html'][:120]}"
                for each in result["violations"]
            ]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{name} at {width}: {wide} px wide")
            page.context.close()
    assert found == []


def test_errors_take_the_focus_and_lead_to_their_fields(visit) -> None:
    page = visit("form")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="New due date must include a month and a year").click()
    expect(page.locator("#id_due_on_month")).to_be_focused()


def test_draft_is_saved_as_it_is_written_with_the_token(visit, server: Server) -> None:
    page = visit("form")
    page.get_by_label("Reason").fill("Six of nine groups")
    expect(page.locator("[data-draft-message]")).to_contain_text("Draft saved at", timeout=5000)
    token, body = server.posted[-1]
    assert token == "a-token"
    assert "Six of nine groups" in body
    assert 'name="password"' not in body


def test_select_all_ticks_every_row(visit) -> None:
    page = visit("list")
    page.get_by_label("Select all on this page").check()
    expect(page.locator("[data-selected-count]")).to_have_text("5 selected")
    assert page.locator("input[name=selected]:checked").count() == 5


def test_tree_opens_by_keyboard_and_as_a_whole(visit) -> None:
    page = visit("record")
    leaf = page.get_by_role("link", name="Publish the local equality plans")
    expect(leaf).to_be_hidden()
    page.locator("summary", has_text="This means:").focus()
    page.keyboard.press("Enter")
    expect(leaf).to_be_visible()
    page.get_by_role("button", name="Close all branches").click()
    expect(page.get_by_text("This means:")).to_be_hidden()


def test_nothing_is_lost_without_javascript(visit) -> None:
    page = visit("list", script=False)
    page.get_by_text("Filter and sort").click()
    expect(page.get_by_label("Words in the text")).to_be_visible()
    expect(page.get_by_role("button", name="Apply")).to_be_visible()
    expect(page.get_by_role("link", name="What needs me")).to_be_visible()
    expect(page.get_by_role("link", name="Next page")).to_be_visible()
    expect(page.get_by_text("Select all on this page")).to_be_hidden()
    page = visit("record", script=False)
    page.locator("summary", has_text="This means:").click()
    expect(page.get_by_role("link", name="Publish the local equality plans")).to_be_visible()


def test_paper_shows_the_record_without_its_controls(visit) -> None:
    page = visit("record")
    page.emulate_media(media="print")
    expect(page.get_by_text("Scrutinising").first).to_be_visible()
    expect(page.get_by_role("navigation", name="Menu")).to_be_hidden()
    expect(page.get_by_role("button", name="Add")).to_be_hidden()
