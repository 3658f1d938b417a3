"""The page of an analysis in a real Chromium: axe, 320 px, keyboard, no script, print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from returns_of_an_authority import write_authority

from dueregard.analysis import analyse, read_plan

pytestmark = pytest.mark.browser

TITLE = "Who resigned, by the ethnic group they gave and the unit they last served in, " + "2025/26"
LONG = "Anti-Terrorism-and-Organised-Crime-Command-Headquarters-Directorate"


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with a long title, a unit whose name does not break, months and withheld rows."""
    folder = tmp_path_factory.mktemp("authority")
    plan = write_authority(folder)
    for file in folder.glob("*.csv"):
        file.write_text(file.read_text("utf-8").replace("Elm", LONG), encoding="utf-8")
    text = plan.read_text("utf-8").replace("Who resigned, 2025/26", f"'{TITLE}'")
    plan.write_text(text.replace("units: unit", "units: unit, periods: quarter"), "utf-8")
    analyse([folder / "leavers.csv"], read_plan(plan), folder / "out", plan_file=plan)
    return folder / "out" / "summary.html"


@pytest.fixture
def page(browser: Browser, summary: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    width = getattr(request, "param", 1280)
    context = browser.new_context(viewport={"width": width, "height": 900})
    opened = context.new_page()
    opened.goto(summary.as_uri())
    yield opened
    context.close()


@pytest.mark.parametrize("page", [1280, 320], indirect=True)
def test_axe_finds_nothing(page: Page, violations: Callable[[Page], list[str]]) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(page) == []


@pytest.mark.parametrize("page", [1280, 320], indirect=True)
def test_nothing_scrolls_sideways(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


@pytest.mark.parametrize("page", [320], indirect=True)
def test_a_chart_can_be_read_on_a_narrow_screen(page: Page) -> None:
    drawn = page.locator(".drawing svg").first.bounding_box()
    assert drawn is not None and drawn["width"] >= 500


def test_every_part_opens_with_the_keyboard(page: Page) -> None:
    summaries = page.locator("summary")
    assert summaries.count() >= 3
    for at in range(summaries.count()):
        summaries.nth(at).focus()
        page.keyboard.press("Enter")
    assert page.locator("details:not([open])").count() == 0


def test_the_page_needs_nothing_else_and_runs_no_script(page: Page, summary: Path) -> None:
    assert page.locator("script").count() == 0
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0
    assert page.title() == TITLE
    assert 'src="http' not in summary.read_text("utf-8")


def test_every_part_is_there_in_print(page: Page) -> None:
    page.emulate_media(media="print")
    heights = page.locator("details").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert heights and min(heights) > 60
