"""Names that another program gives to photos, accepted or replaced with keys."""

import pytest
from playwright.sync_api import Page, expect

from photoindex.operations.people import list_people
from tests.claims import claim
from tests.library import faces_by_name
from tests.review.browser.conftest import HOSTILE
from tests.served import Site

pytestmark = pytest.mark.browser

GROUP = ("group.jpg", "brighter.jpg", "smaller.jpg", "grey.jpg")


@pytest.fixture
def proposed(shipped: Site) -> tuple[Page, str]:
    """The question about the man of two photos, whom Google Photos calls Tom, and its key."""
    claim(shipped.index, {**dict.fromkeys(GROUP, ("Ann",)), "tom.jpg": ("Tom",), HOSTILE: ("Tom",)})
    (cluster,) = [row.id for row in list_people(shipped.index).clusters if row.faces == 2]
    key = f"who-c{cluster}"
    page = shipped.window(f"/next?at={key}")
    expect(page.locator(".question.open input.name")).to_be_focused()
    return page, key


def test_enter_accepts_a_proposed_name_whose_evidence_is_shown(shipped: Site, proposed: tuple[Page, str]) -> None:
    page, key = proposed
    question = page.locator(f".question.open[data-key={key}]")
    expect(question.locator(".facts")).to_contain_text(
        "Google Photos says: Tom. All 2 photos in which it names Tom show one of these faces."
    )
    expect(question.locator("input.name")).to_have_value("Tom")
    expect(question.locator(".go")).to_have_text("Name 2 faces Tom")
    expect(question.locator(".note")).to_have_text("Enter accepts this name. Type another one to replace it.")
    assert faces_by_name(shipped.index) == {}
    page.keyboard.press("Enter")
    expect(page.locator(f".question[data-key={key}] .said")).to_have_text("2 faces named Tom.")
    assert faces_by_name(shipped.index) == {"Tom": 2}


def test_what_is_typed_replaces_a_proposed_name(shipped: Site, proposed: tuple[Page, str]) -> None:
    page, key = proposed
    page.keyboard.type("Thomas")
    expect(page.locator(f".question.open[data-key={key}] .go")).to_have_text("Name 2 faces Thomas")
    page.keyboard.press("Enter")
    expect(page.locator(f".question[data-key={key}] .said")).to_have_text("2 faces named Thomas.")
    assert faces_by_name(shipped.index) == {"Thomas": 2}


def test_a_key_that_is_held_down_accepts_no_name(shipped: Site, proposed: tuple[Page, str]) -> None:
    page, key = proposed
    held = 'new KeyboardEvent("keydown", { key: "Enter", repeat: true, bubbles: true, cancelable: true })'
    page.locator(".question.open input.name").evaluate(f"(input) => input.dispatchEvent({held})")
    expect(page.locator(f".question.open[data-key={key}] input.name")).to_have_value("Tom")
    page.keyboard.press("Escape")
    expect(page.locator(f".question.open[data-key={key}] input.name")).to_have_value("")
    assert faces_by_name(shipped.index) == {}
