"""Nobody leaves a page before the answers that were given on it are stored."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.library import faces_by_name
from tests.served import Site

pytestmark = pytest.mark.browser

ASKS = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))"


def name_first(page: Page, name: str) -> list[Route]:
    """Answer the first question, and hold the answer back before it reaches the server."""
    held: list[Route] = []
    page.route("**/api/name", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no method of a list
    page.locator(".question.open input.name").fill(name)
    page.locator(".question.open input.name").press("Enter")
    expect(page.locator(".question.answered").first).to_contain_text(name)
    return held


def test_a_link_waits_for_the_answer(shipped: Site) -> None:
    page = shipped.window("/next")
    held = name_first(page, "Grandma")
    page.get_by_role("link", name="People").first.click()
    assert page.url.partition("?")[0].endswith("/next")
    held[0].continue_()
    page.wait_for_url("**/people")
    assert list(faces_by_name(shipped.index)) == ["Grandma"]


def test_an_answer_that_was_refused_keeps_the_page(shipped: Site) -> None:
    page = shipped.window("/next")
    held = name_first(page, "Grandma")
    page.get_by_role("link", name="People").first.click()
    held[0].fulfill(status=507, json={"kind": "storage", "error": "the disk is full", "hint": ""})
    expect(page.locator("#toasts")).to_contain_text("the disk is full")
    assert page.url.partition("?")[0].endswith("/next")


def test_the_browser_asks_before_a_tab_is_closed_whose_answer_is_on_its_way(shipped: Site) -> None:
    page = shipped.window("/next")
    assert not page.evaluate(ASKS)
    held = name_first(page, "Grandma")
    assert page.evaluate(ASKS)
    held[0].continue_()
    expect(page.locator("#toasts")).to_contain_text("Grandma")
    assert not page.evaluate(ASKS)


def test_a_key_pressed_after_the_answer_is_no_second_answer(shipped: Site) -> None:
    page = shipped.window("/cluster/1")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("input.name").fill("Grandma")
    page.locator("input.name").press("Enter")
    expect(page.locator("#done-said")).to_contain_text("Grandma")
    page.keyboard.press("i")
    page.keyboard.press("x")
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("Undone")
    assert [url.rpartition("/")[2] for url in sent] == ["name", "undo"]
