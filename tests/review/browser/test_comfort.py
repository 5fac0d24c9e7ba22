"""The page fits the hand that uses it: on phones, with a mouse at rest, and for those who type fast."""

import re

import pytest
from playwright.sync_api import Route, expect

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
