"""The page of a cluster with more faces than a page can hold."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.served import Site

pytestmark = pytest.mark.browser

# The made-up faces: their ids begin above those of the library.
FACES, PAGE, FIRST = 3000, 200, 100_001
TILE = (
    '<li class="tile" role="option" tabindex="-1" aria-selected="true" aria-label="Face {0}" data-face="{0}"'
    ' data-photo="{0}"><img class="crop" src="/static/face.svg" alt="" width="112" height="112"></li>'
)
MORE = '<li class="more" role="presentation" data-more="/cluster/1?sort=fit&amp;page={}"></li>'


def part(number: int) -> str:
    """A page of made-up tiles, as the server sends it."""
    before = FIRST + (number - 1) * PAGE
    tiles = "\n".join(TILE.format(before + place) for place in range(PAGE))
    return tiles + (MORE.format(number + 1) if number * PAGE < FACES else "")


@pytest.fixture
def page(shipped: Site) -> Page:
    """The page of a cluster, as if it had thousands of faces, scrolled to its end once."""
    page = shipped.window()

    def answer(route: Route) -> None:
        number = re.search(r"page=(\d+)", route.request.url)
        if number is not None:
            route.fulfill(body=part(int(number[1])), content_type="text/html")
            return
        text = route.fetch().text()
        text = re.sub(r'(<ul class="tiles pick"[^>]*>).*?(</ul>)', lambda found: found[1] + part(1) + found[2], text,
                      flags=re.DOTALL)  # fmt: skip
        text = re.sub(r'data-total="\d+"', f'data-total="{FACES}"', text)
        route.fulfill(body=re.sub(r'data-doubtful="[^"]*"', 'data-doubtful="[]"', text), content_type="text/html")

    page.route(re.compile(r"/cluster/1(\?|$)"), answer)
    page.goto("/cluster/1")
    expect(page.locator(".go")).to_have_text("Name 3,000 faces")
    return page


def tile(place: int) -> str:
    return f'.tile[data-face="{FIRST + place}"]'


def scroll_to_end(page: Page) -> None:
    page.wait_for_function(
        """(last) => { scrollTo(0, document.documentElement.scrollHeight);
             return document.querySelector(`.tile[data-face="${last}"]`) !== null; }""",
        arg=FIRST + FACES - 1,
    )


def scroll_to_start(page: Page) -> None:
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(tile(0))).to_be_attached()


def test_the_page_holds_the_faces_near_the_window_only(page: Page) -> None:
    scroll_to_end(page)
    assert page.locator(".tile").count() < 600
    expect(page.locator(tile(0))).not_to_be_attached()
    scroll_to_start(page)
    assert page.locator(".tile").count() < 600


def test_the_page_is_as_high_as_if_it_held_all_faces(page: Page) -> None:
    scroll_to_end(page)
    rows = "() => getComputedStyle(document.getElementById('tiles')).gridTemplateColumns.split(' ').length"
    columns = page.evaluate(rows)
    one = page.evaluate("() => document.querySelector('.tile').getBoundingClientRect().height + 8")
    high = page.evaluate("() => document.getElementById('tiles').getBoundingClientRect().height")
    assert high == pytest.approx(-(-FACES // columns) * one - 8, abs=FACES // columns)


def test_ticks_are_kept_while_a_face_is_far_away(page: Page) -> None:
    page.locator(tile(3)).click()
    expect(page.locator(".go")).to_have_text("Name 2,999 faces")
    scroll_to_end(page)
    scroll_to_start(page)
    expect(page.locator(tile(3))).to_have_attribute("aria-selected", "false")
    expect(page.locator(tile(4))).to_have_attribute("aria-selected", "true")
    expect(page.locator(".go")).to_have_text("Name 2,999 faces")


def test_shift_reaches_from_a_face_that_is_far_away(page: Page) -> None:
    page.locator(tile(3)).click()
    scroll_to_end(page)
    page.locator(tile(FACES - 1)).click(modifiers=["Shift"])
    expect(page.locator(".go")).to_have_text("Name 3 faces")


def test_keys_reach_faces_that_are_far_away(page: Page) -> None:
    page.locator(tile(0)).focus()
    scroll_to_end(page)
    assert page.evaluate("document.activeElement.matches('.tile')")
    page.keyboard.press("Home")
    expect(page.locator(tile(0))).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator(tile(FACES - 1))).to_be_focused()
    expect(page.locator(tile(FACES - 1))).to_be_in_viewport()
    assert page.locator('.tile[tabindex="0"]').count() == 1
