"""Answer questions on the page as a user would: with keys, in two tabs, while a scan runs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from photoindex.operations.log import log
from photoindex.store.opening.index import Index
from tests.library import faces_by_name
from tests.review.browser.conftest import Open
from tests.served import Site

pytestmark = pytest.mark.browser

# The questions about the six people of the group photo, which the library holds four times.
FIRST, SECOND, THIRD = "who-c1", "who-c2", "who-c3"


def opened(page: Page, key: str) -> Locator:
    """The question with this key, which has to be the open one."""
    question = page.locator(f".question.open[data-key={key}]")
    expect(question.locator("form.ask")).to_be_visible()
    return question


def said(page: Page, key: str) -> Locator:
    """The text of an answered question in the list."""
    return page.locator(f".question[data-key={key}] .said")


def key_of_open(page: Page) -> str:
    expect(page.locator(".question.open form.ask")).to_be_visible()
    return page.locator(".question.open").get_attribute("data-key") or ""


def ready_to_type(page: Page) -> None:
    expect(page.locator(".question.open input.name")).to_be_focused()


def with_robin_named(site: Site) -> Page:
    """The page after the first question was answered with keys."""
    page = site.window(f"/next?at={FIRST}")
    ready_to_type(page)
    page.keyboard.type("Robin")
    page.keyboard.press("Enter")
    expect(said(page, FIRST)).to_have_text("4 faces named Robin.")
    return page


def test_a_name_that_begins_like_another_is_accepted_as_typed(shipped: Site) -> None:
    page = with_robin_named(shipped)
    page.goto(f"/next?at={SECOND}")
    ready_to_type(page)
    page.keyboard.type("Rob")
    expect(page.locator(".completions li")).to_have_text("Robin4 photos")
    page.keyboard.press("Enter")
    expect(said(page, SECOND)).to_have_text("4 faces named Rob.")
    assert faces_by_name(shipped.index) == {"Robin": 4, "Rob": 4}


def test_tab_completes_a_name_and_the_button_says_what_enter_does(shipped: Site) -> None:
    page = with_robin_named(shipped)
    page.goto(f"/next?at={SECOND}")
    ready_to_type(page)
    page.keyboard.type("rob")
    expect(page.locator(".completions li")).to_have_count(1)
    page.keyboard.press("Tab")
    question = opened(page, SECOND)
    expect(question.locator("input.name")).to_have_value("Robin")
    expect(question.locator(".go")).to_have_text("Add 4 faces to Robin (4 photos)")
    # All of them are in the photos in which Robin is already.
    expect(question.locator(".note")).to_contain_text("Robin")


def test_tab_and_enter_wait_for_the_names_that_are_on_their_way(shipped: Site) -> None:
    page = with_robin_named(shipped)
    page.goto(f"/next?at={SECOND}")
    ready_to_type(page)
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    page.route("**/api/names*", hold)
    with page.expect_request("**/api/names*"):
        page.keyboard.type("rob")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    page.evaluate("0")
    field = opened(page, SECOND).locator("input.name")
    expect(field).to_be_focused()
    assert faces_by_name(shipped.index) == {"Robin": 4}
    for route in asked:
        route.continue_()
    # Robin is beside these faces in all photos.
    expect(opened(page, SECOND).get_by_role("alertdialog")).to_be_visible()
    page.keyboard.press("y")
    expect(said(page, SECOND)).to_have_text("4 faces added to Robin, now in 4 photos.")
    assert faces_by_name(shipped.index) == {"Robin": 8}


def test_faces_that_are_not_ticked_do_not_get_the_name(shipped: Site) -> None:
    page = shipped.window(f"/next?at={FIRST}")
    ready_to_type(page)
    page.keyboard.press("Escape")
    expect(page.locator(".question.open [role=option]").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(opened(page, FIRST).locator(".go")).to_have_text("Name 3 faces")
    page.keyboard.press("Enter")
    page.keyboard.type("Robin")
    page.keyboard.press("Enter")
    expect(said(page, FIRST)).to_contain_text("3 faces named Robin. 1 face marked as somebody else.")
    assert faces_by_name(shipped.index) == {"Robin": 3}


def test_a_ticks_all_faces_again(shipped: Site) -> None:
    page = shipped.window(f"/next?at={FIRST}")
    ready_to_type(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    expect(opened(page, FIRST).locator(".go")).to_have_text("Name 2 faces")
    page.keyboard.press("a")
    expect(opened(page, FIRST).locator(".go")).to_have_text("Name 4 faces")


def test_u_undoes_an_answer_and_its_question_comes_back(shipped: Site) -> None:
    page = with_robin_named(shipped)
    ready_to_type(page)
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    opened(page, FIRST)
    expect(page.locator("#toasts")).to_contain_text("Robin")
    assert faces_by_name(shipped.index) == {}
    page.locator("#toasts button", has_text="Redo").click()
    expect(said(page, FIRST)).to_have_text("4 faces named Robin.")
    assert faces_by_name(shipped.index) == {"Robin": 4}


@pytest.mark.shared_data
def test_ten_questions_are_answered_with_keys_alone(celebrities: Site) -> None:
    page = celebrities.window()
    page.keyboard.press("Enter")
    page.wait_for_url("**/next*")
    answered = []
    for number in range(10):
        key = key_of_open(page)
        answered.append(key)
        if number < 5:
            ready_to_type(page)
            page.keyboard.type(f"Person {'ABCDE'[number]}")
            page.keyboard.press("Enter")
        else:
            kind = page.locator(".question.open").get_attribute("data-kind")
            if kind == "who":
                ready_to_type(page)
                page.keyboard.press("Escape")
            page.keyboard.press("i" if kind in ("who", "is") else "n")
        expect(page.locator(f".question.open[data-key={key}]")).to_have_count(0)
        expect(said(page, key)).not_to_contain_text("...")
    assert len(set(answered)) == 10
    assert len(log(celebrities.index)) >= 10
    assert sum(faces_by_name(celebrities.index).values()) > 80


def test_a_reload_keeps_the_place(shipped: Site) -> None:
    page = shipped.window("/next")
    opened(page, key_of_open(page))
    page.locator(f".question[data-key={THIRD}] [data-do=open]").click()
    opened(page, THIRD)
    page.reload()
    opened(page, THIRD)
    ready_to_type(page)


def test_skipping_records_nothing(shipped: Site) -> None:
    page = shipped.window(f"/next?at={FIRST}")
    ready_to_type(page)
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.locator(f".question[data-key={FIRST}]")).to_have_count(0)
    ready_to_type(page)
    assert log(shipped.index) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of files")
def test_a_question_comes_back_with_the_reason_if_storing_fails(shipped: Site) -> None:
    page = shipped.window(f"/next?at={FIRST}")
    ready_to_type(page)
    page.keyboard.type("Robin")
    with no_space_on_disks():
        page.keyboard.press("Enter")
        question = page.locator(f".question.refused[data-key={FIRST}]")
        expect(question.locator("form.ask")).to_be_visible()
    expect(question.locator(".said")).not_to_be_empty()
    expect(page.locator("#toasts .bad")).to_be_visible()
    expect(question.locator("input.name")).to_have_value("Robin")
    assert faces_by_name(shipped.index) == {}
    page.keyboard.press("Enter")
    expect(said(page, FIRST)).to_have_text("4 faces named Robin.")
    assert faces_by_name(shipped.index) == {"Robin": 4}


@contextmanager
def no_space_on_disks() -> Iterator[None]:
    """No process of the server can write anything inside the block."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_question_comes_back_if_the_server_does_not_answer(shipped: Site) -> None:
    page = shipped.window(f"/next?at={FIRST}")
    ready_to_type(page)
    page.route("**/api/name", lambda route: route.abort())
    page.keyboard.type("Robin")
    page.keyboard.press("Enter")
    expect(opened(page, FIRST).locator(".said")).to_contain_text("photoindex does not answer.")
    # Chromium reports the request that this test broke.
    assert all("net::ERR_FAILED" in complaint for complaint in shipped.complaints)
    shipped.complaints.clear()


def test_the_second_of_two_answers_to_one_question_in_two_tabs_is_refused(shipped: Site) -> None:
    first = shipped.window(f"/next?at={FIRST}")
    second = shipped.tab(first.context, f"/next?at={FIRST}")
    ready_to_type(second)
    second.keyboard.type("Tom")
    first.bring_to_front()
    first.locator(".question.open input.name").fill("Robin")
    first.keyboard.press("Enter")
    expect(said(first, FIRST)).to_have_text("4 faces named Robin.")
    second.bring_to_front()
    second.keyboard.press("Enter")
    expect(second.locator("#toasts .bad")).to_contain_text("since they were shown")
    expect(second.locator(f".question.open[data-key={FIRST}]")).to_have_count(0)
    assert faces_by_name(shipped.index) == {"Robin": 4}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot pause a process")
def test_the_place_is_kept_while_a_scan_runs(shipped: Site, tmp_path: Path, portrait_photo: Path) -> None:
    page = shipped.window(f"/next?at={FIRST}")
    ready_to_type(page)
    page.keyboard.type("Rob")
    page.evaluate("document.addEventListener('photoindex:changed', () => { window.changed = true; })")
    for angle in range(3):
        (tmp_path / "new").mkdir(exist_ok=True)
        Image.open(portrait_photo).convert("RGB").rotate(angle).save(tmp_path / "new" / f"{angle}.jpg")
    with paused_scan(shipped.index, tmp_path / "new") as scan:
        expect(page.locator("#progress")).to_contain_text("of 3 photos")
        page.keyboard.type("in")
        scan.send_signal(signal.SIGCONT)
    page.wait_for_function("() => window.changed")
    expect(page.locator("#progress")).to_have_text("")
    ready_to_type(page)
    expect(opened(page, FIRST).locator("input.name")).to_have_value("Robin")
    page.keyboard.press("Enter")
    expect(said(page, FIRST)).to_have_text("4 faces named Robin.")


@contextmanager
def paused_scan(index: Index, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A scan in a process of its own, which is paused while it scans and holds no lock on the database."""
    command = [sys.executable, "-m", "photoindex", "scan", str(folder), "--index", str(index.path), "--workers", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ) as scan:
        try:
            assert scan.stderr is not None
            next(line for line in scan.stderr if "photos to scan" in line)
            scan.send_signal(signal.SIGSTOP)
            while not is_free(index.path):
                scan.send_signal(signal.SIGCONT)
                time.sleep(0.01)
                scan.send_signal(signal.SIGSTOP)
            yield scan
        finally:
            scan.send_signal(signal.SIGCONT)
            scan.communicate()


def is_free(database: Path) -> bool:
    """Whether no process has the database open, tried in a process of its own as DuckDB's locks demand."""
    opening = "import duckdb, sys; duckdb.connect(sys.argv[1], read_only=True)"
    command = [sys.executable, "-c", opening, str(database)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_on_a_read_only_page_keys_change_nothing(open_site: Open, shipped_once: Path) -> None:
    site = open_site(shipped_once, read_only=True)
    page = site.window(f"/next?at={FIRST}")
    expect(page.locator(".notice")).to_be_visible()
    key_of_open(page)
    for key in ("Escape", "i", "s", "y", "u"):
        page.keyboard.press(key)
    status = page.evaluate(
        """fetch("/api/ignore", { method: "POST", body: '{"cluster": 1}',
             headers: { "Content-Type": "application/json", "X-Photoindex": "1" } }).then((answer) => answer.status)"""
    )
    assert status == 403
    assert log(site.index) == []


def test_people_are_named_on_a_phone_with_a_thumb_alone(shipped: Site) -> None:
    page = shipped.phone(f"/next?at={FIRST}")
    question = opened(page, FIRST)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    question.locator("[role=option]").nth(1).tap()
    expect(question.locator(".go")).to_have_text("Name 3 faces")
    question.locator("[role=option]").nth(1).tap()
    question.locator("input.name").tap()
    page.keyboard.type("Robin")
    question.locator(".go").tap()
    expect(said(page, FIRST)).to_have_text("4 faces named Robin.")
    page.locator(".answered .undo").tap()
    opened(page, FIRST)
    assert faces_by_name(shipped.index) == {}
