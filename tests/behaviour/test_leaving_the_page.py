"""Nobody leaves a page before the answers that were given on it are stored."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright
from uvicorn import Config, Server

from photoindex.operations.people import list_people
from photoindex.operations.sitting import Sitting
from photoindex.review.app import create_app
from photoindex.review.listening import listen, port_of
from photoindex.review.review import review_on
from tests.conftest import CHROMIUM
from tests.library import Library

pytestmark = pytest.mark.browser


@pytest.fixture
def page(sitting: Sitting) -> Iterator[Page]:
    """The questions of the scanned library, in a browser."""
    with listen("127.0.0.1", 0, allow_remote=False) as listening, sync_playwright() as playwright:
        review = review_on(sitting)
        server = Server(Config(create_app(review), ws="none", lifespan="off", log_config=None))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
        thread.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(base_url=f"http://127.0.0.1:{port_of(listening)}")
        opened.goto("/next")
        yield opened
        browser.close()
        server.force_exit = server.should_exit = True
        thread.join()


def name_first(page: Page, name: str) -> list[Route]:
    """Answer the first question, and hold the answer back before it reaches the server."""
    held: list[Route] = []
    page.route("**/api/name", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no method of a list
    page.locator(".question.open input.name").fill(name)
    page.locator(".question.open input.name").press("Enter")
    expect(page.locator(".question.answered").first).to_contain_text(name)
    return held


def names(library: Library) -> list[str | None]:
    return [row.name for row in list_people(library.index).persons]


def test_a_link_waits_for_the_answer(scanned: Library, page: Page) -> None:
    held = name_first(page, "Grandma")
    page.get_by_role("link", name="People").first.click()
    assert page.url.partition("?")[0].endswith("/next")
    held[0].continue_()
    page.wait_for_url("**/people")
    assert names(scanned) == ["Grandma"]


def test_an_answer_that_was_refused_keeps_the_page(page: Page) -> None:
    held = name_first(page, "Grandma")
    page.get_by_role("link", name="People").first.click()
    held[0].fulfill(status=507, json={"kind": "storage", "error": "the disk is full", "hint": ""})
    expect(page.locator("#toasts")).to_contain_text("the disk is full")
    assert page.url.partition("?")[0].endswith("/next")


def test_the_browser_asks_before_a_tab_is_closed_whose_answer_is_on_its_way(page: Page) -> None:
    asks = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert not page.evaluate(asks)
    held = name_first(page, "Grandma")
    assert page.evaluate(asks)
    held[0].continue_()
    expect(page.locator("#toasts")).to_contain_text("Grandma")
    assert not page.evaluate(asks)


def test_an_undo_shows_the_page_again_without_asking(scanned: Library, page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    name_first(page, "Grandma")[0].continue_()
    expect(page.locator("#toasts")).to_contain_text("Grandma")
    page.goto("/history")
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_text("Undone").first.wait_for()
    assert asked == []
    assert names(scanned) == []
