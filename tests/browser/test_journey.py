"""The main job, end to end, as the tutorial tells it: a report in, a register, a paper out."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dueregard import papers

pytestmark = pytest.mark.browser

NINE_FORMS = "All nine forms have been tested with members of the Disability Network."


def choose(page: Page, label: str, option: str | re.Pattern[str]) -> None:
    """Choose an option of a select box by a part of its words."""
    box = page.get_by_label(label, exact=True)
    words = box.locator("option").all_inner_texts()
    match = next(w for w in words if re.search(option, w))
    box.select_option(label=match)


def press(page: Page, words: str) -> None:
    """Follow the first link or press the first button with these words."""
    page.locator("main").locator("a, button").filter(has_text=words).first.click()


def fill_date(page: Page, legend: str, day: datetime.date) -> None:
    group = page.get_by_role("group", name=legend)
    for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(name).fill(str(value))


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_from_a_report_to_a_board_paper(
    demo, signed_in: Callable[..., Page], javascript: bool
) -> None:
    settings = {"java_script_enabled": javascript}
    name = "Open Doors review" if javascript else "Wide Doors review"
    officer = signed_in("equality_officer", **settings)
    _import_the_paper(officer, demo.home, name)
    _name_owners(officer, name)
    _open_round(officer, name)
    owner = signed_in("policy_manager", **settings)
    _report(owner, name)
    member = signed_in("scrutineer", **settings)
    _ask(member, name)
    _propose_closure(owner, name, demo.home)
    verifier = signed_in("verifier", **settings)
    _verify(verifier)
    _prepare(officer, name)
    paper = _issue(signed_in("secretary", **settings))
    _read_back(paper)


def _import_the_paper(page: Page, home: Path, title: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Imports", exact=True).click()
    press(page, "Import a paper")
    text = (home / "papers" / "open-doors-report.txt").read_text("utf-8")
    if title.startswith("Wide"):
        text = text.replace("Open Doors", "Wide Doors").replace("12 March", "13 March")
    page.set_input_files(
        "input[type=file]",
        {"name": "report.txt", "mimeType": "text/plain", "buffer": text.encode()},
    )
    press(page, "Read the paper")
    expect(page.get_by_role("heading", name="What is this paper about?")).to_be_visible()
    if title.startswith("Wide"):
        page.get_by_label(re.compile("A new source")).check()
    page.get_by_label("Title of the new source").fill(title)
    page.get_by_label(re.compile("Short title")).fill(title)
    choose(page, "Who must carry it out? (optional)", r"^Wessamere Police$")
    press(page, "Continue to the rows")
    expect(page.get_by_role("heading", name="Review what was read")).to_be_visible()
    press(page, "Take in everything new or changed")
    press(page, "Continue to accept")
    press(page, "Accept and put into the register")
    expect(page.get_by_text("4 of 9 completed").first).to_be_visible()


def _name_owners(page: Page, title: str) -> None:
    press(page, "without an owner")
    for box in page.locator("input[type=checkbox][name=selected]").all():
        box.check()
    press(page, "Name an owner for these")
    choose(page, "Owner", r"^Policy manager")
    press(page, "Save the owner")
    expect(page.get_by_text("4 items given to this post.")).to_be_visible()


def _open_source(page: Page, title: str) -> None:
    page.goto("/recommendations/sources/")
    page.get_by_role("link", name=title, exact=True).first.click()


def _open_round(page: Page, title: str) -> None:
    _open_source(page, title)
    press(page, "Open a reporting round")
    page.get_by_label("Name", exact=True).fill(f"Winter of {title}")
    fill_date(page, "Reports are due by", datetime.date.today() + datetime.timedelta(days=14))
    press(page, "Open the round")
    expect(page.get_by_text("owners can report now")).to_be_visible()


def _report(page: Page, title: str) -> None:
    page.goto("/commitments/update/")
    card = page.locator("[id^=item-]").filter(has_text=f"1(a) – {title}")
    card.get_by_label(re.compile("What has been done")).fill(NINE_FORMS)
    press(page, "Save what I have written")
    expect(page.get_by_text("Saved for 1(a).")).to_be_visible()


def _open_item(page: Page, title: str) -> None:
    _open_source(page, title)
    page.get_by_role("link", name=re.compile("offering every form on paper")).first.click()
    expect(page.get_by_role("heading", name="Recommendation 1(a)")).to_be_visible()


def _ask(page: Page, title: str) -> None:
    _open_item(page, title)
    press(page, "Raise a challenge")
    page.get_by_label("Challenge", exact=True).fill("How many callers went on to apply?")
    press(page, "Raise the challenge")
    expect(page.get_by_text("open until it is answered").first).to_be_visible()


def _propose_closure(page: Page, title: str, home: Path) -> None:
    _open_item(page, title)
    details = page.locator("details", has_text="More you can do")
    if details.count() and not details.first.get_attribute("open"):
        details.first.locator("summary").click()
    press(page, "Add evidence")
    page.get_by_label("Title", exact=True).fill(f"Tests of the nine forms, {title}")
    page.get_by_label(re.compile("^File")).set_input_files(
        {"name": "tests.txt", "mimeType": "text/plain", "buffer": f"Tested: {title}.\n".encode()}
    )
    page.get_by_label("Public", exact=True).check()
    press(page, "Add the evidence")
    _open_item(page, title)
    press(page, "Propose closure")
    page.get_by_label("As made").check()
    page.get_by_label(re.compile("What was done")).fill("Every form is offered in each way.")
    press(page, "Propose closure")
    expect(page.get_by_text("Closure is proposed").first).to_be_visible()


def _verify(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile(r"1\(a\) offering every form on paper")).first.click()
    page.get_by_label("Verify: it is closed").check()
    press(page, "Save the decision")
    expect(page.get_by_text("1(a) is closed and verified.")).to_be_visible()


def _prepare(page: Page, title: str) -> None:
    _open_source(page, title)
    press(page, "Prepare a board paper")
    page.get_by_label("Report number").fill("6a")
    page.get_by_label("Board or committee").fill(f"Equality Board ({title})")
    fill_date(page, "Date of the meeting", datetime.date.today() + datetime.timedelta(days=30))
    page.get_by_label("By", exact=True).fill("Head of scrutiny")
    press(page, "Make the draft")
    page.get_by_role("textbox", name="Financial implications").fill(
        "The line costs £18,000 a year."
    )
    press(page, "Save and read the paper")
    expect(page.get_by_text("Not yet answered").first).to_be_visible()


def _issue(page: Page) -> bytes:
    page.goto("/")
    page.get_by_role("link", name=re.compile("Report 6a")).first.click()
    expect(page.get_by_role("heading", name="Check before issuing")).to_be_visible()
    press(page, "Issue the paper")
    expect(
        page.get_by_text("The paper has been issued and will not change any more.")
    ).to_be_visible()
    link = page.get_by_role("link", name=re.compile("PDF")).first
    with page.expect_download() as download:
        link.click()
    return Path(download.value.path()).read_bytes()


def _read_back(pdf: bytes) -> None:
    document = papers.read_bytes(pdf, name="paper.pdf")
    items = {item.ref: item for item in document.tracked_items}
    assert len([ref for ref in items if "(" in ref]) == 9
    assert items["1(a)"].status == "completed"
    assert NINE_FORMS in items["1(a)"].progress
    assert "How many callers went on to apply?" in items["1(a)"].challenges
    assert document.header.report_number == "6a"


def test_signing_in_and_reporting_by_keyboard_alone(demo, browser) -> None:
    page = browser.new_context(base_url=demo.address).new_page()
    page.goto("/")
    email, password = demo.sign_ins["contributor"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    _tab_to(page, "input[name=login]")
    page.keyboard.type(email)
    _tab_to(page, "input[type=password]")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What needs me today")).to_be_visible()
    page.goto("/commitments/update/")
    _tab_to(page, "textarea")
    page.keyboard.type("The panel met for a second time.")
    _tab_to(page, "form button[type=submit]:has-text('Save what')")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved for 3.1.")).to_be_visible()
    page.context.close()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on the first match; a trap would never end, so it is bounded."""
    target = page.locator(selector).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")
