"""The page fits the hand that uses it: on phones, with a mouse at rest, and for those who type fast."""

import re

import pytest
from playwright.sync_api import Route, expect

from photoindex.domain.targets import Target
from photoindex.operations.label import label
from tests.library import faces_by_name
from tests.served import Site

pytestmark = pytest.mark.browser


def test_on_a_phone_all_pages_are_at_the_bottom_and_large_enough_for_a_thumb(shipped: Site) -> None:
    page = shipped.phone("/people")
    boxes = [link.bounding_box() for link in page.get_by_role("navigation", name="Pages").get_by_role("link").all()]
    assert len(boxes) == 6
    for box in boxes:
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] + box["height"] > 844 - 60


def test_without_a_keyboard_no_key_is_shown(shipped: Site) -> None:
    page = shipped.phone("/next")
    expect(page.get_by_role("button", name="Skip")).to_be_visible()
    assert page.locator("kbd:visible").count() == 0


def test_the_photo_of_a_face_is_shown_while_the_mouse_rests_on_the_face(shipped: Site) -> None:
    page = shipped.window("/next")
    face = page.locator(".question.open .tile").first
    page.mouse.move(1, 1)
    face.hover()
    expect(page.locator(".hover img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".hover")).to_be_hidden()


def test_what_is_typed_while_a_question_loads_is_in_its_name_box(shipped: Site) -> None:
    page = shipped.window("/next")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/next/who-[^/]+$"), hold)
    page.reload()
    question = page.locator('.question[data-kind="who"]:not(.open)').last
    key = question.get_attribute("id")
    with page.expect_request(re.compile(r"/next/who-[^/]+$")):
        question.locator(".title").click()
    page.keyboard.type("Zoes")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    for route in held:
        route.continue_()
    expect(page.locator(f"#{key} input.name")).to_have_value("Zoe")
    expect(page.locator(".answered")).to_have_count(0)


def test_a_key_that_is_pressed_before_the_page_is_ready_does_nothing(shipped: Site) -> None:
    name(shipped, "Robin")
    page = shipped.window("/people")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/js/flow\.js$"), hold)
    with page.expect_request(re.compile(r"/js/flow\.js$")):
        page.goto("/next", wait_until="commit")
    expect(page.locator(".question").first).to_be_visible()
    # The scripts that every page has are there.
    page.wait_for_function(
        "() => { document.getElementById('help').click(); return document.getElementById('keys').open; }"
    )
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    for route in held:
        route.continue_()
    expect(page.locator(".question.open form.ask")).to_be_visible()
    assert faces_by_name(shipped.index) == {"Robin": 4}


def test_a_name_that_begins_a_known_one_is_called_new_before_it_is_accepted(shipped: Site) -> None:
    name(shipped, "Robin")
    page = shipped.window("/next")
    box = page.locator(".question.open .namebox")
    expect(box.locator("input")).to_be_focused()
    page.keyboard.type("rob")
    expect(box.get_by_role("status")).to_have_text("New person. Tab: Robin")
    page.keyboard.press("Tab")
    expect(box.locator("input")).to_have_value("Robin")
    expect(box.get_by_role("status")).to_have_text("")


def test_no_name_is_called_new_if_none_begins_like_it(shipped: Site) -> None:
    name(shipped, "Robin")
    page = shipped.window("/next")
    box = page.locator(".question.open .namebox")
    expect(box.locator("input")).to_be_focused()
    page.keyboard.type("r")
    expect(box.get_by_role("status")).not_to_have_text("")
    page.keyboard.type("x")
    expect(box.get_by_role("status")).to_have_text("")


def test_an_answer_is_said_once_and_undone_where_it_is_said(shipped: Site) -> None:
    page = shipped.window("/next?at=who-c1")
    expect(page.locator(".question.open input.name")).to_be_focused()
    page.keyboard.type("Robin")
    page.keyboard.press("Enter")
    line = page.locator(".answered")
    expect(line.locator(".said")).to_have_text("4 faces named Robin.")
    # Screen readers hear it; nothing covers the faces.
    expect(page.locator("#toasts")).to_have_text("4 faces named Robin.")
    expect(page.locator(".toast")).to_have_count(0)
    line.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("Undone")
    expect(page.locator(".answered")).to_have_count(0)
    assert faces_by_name(shipped.index) == {}


def name(site: Site, text: str) -> None:
    label(site.index, Target("cluster", ids=(1,)), text)
