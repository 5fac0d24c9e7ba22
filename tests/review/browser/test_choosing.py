"""Some of the faces in a question are the person, and others are not."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from photoindex.domain.people import Decision
from photoindex.domain.targets import Target
from photoindex.operations.label import label
from photoindex.operations.log import log
from tests.served import Site

pytestmark = [pytest.mark.browser, pytest.mark.shared_data]


@pytest.fixture
def page(celebrities: Site) -> Page:
    """A question that asks about several faces whether they are Ann, one face of whose cluster has her name."""
    with celebrities.index.reading() as connection:
        query = "SELECT min(face_id) FROM membership WHERE cluster_id = 4"
        ((face,),) = connection.execute(query).fetchall()
    label(celebrities.index, Target("face", ids=(face,)), "Ann")
    celebrities.sitting.work()
    page = celebrities.window("/next")
    page.locator('.question[data-kind="is"] .title').first.click()
    expect(open_question(page).locator(".versus")).to_be_visible()
    return page


def decisions(site: Site) -> list[Decision]:
    return [row.decision for row in log(site.index)]


def open_question(page: Page) -> Locator:
    return page.locator(".question.open")


def test_only_the_ticked_faces_get_the_name(celebrities: Site, page: Page) -> None:
    question = open_question(page)
    page.keyboard.press("c")
    expect(question.get_by_role("combobox", name="Name")).to_be_focused()
    expect(question.locator("input.name")).to_have_value("Ann")
    faces = question.get_by_role("option")
    number = faces.count()
    assert number > 2
    faces.first.click()
    expect(question.locator(".go")).to_have_text(re.compile(f"Add {number - 1} faces to Ann"))
    question.locator(".go").click()
    expect(page.locator(".answered .said")).to_have_text(re.compile("1 face marked as somebody else"))
    assert [(said.kind, len(said.faces)) for said in decisions(celebrities)[-2:]] == [
        ("name", number - 1),
        ("reject", 1),
    ]


def test_the_confirmed_faces_beside_them_cannot_be_ticked(page: Page) -> None:
    question = open_question(page)
    confirmed = question.get_by_role("list", name="Ann").get_by_role("button").count()
    question.get_by_role("button", name="Choose faces").click()
    expect(question.get_by_role("option").first).to_be_visible()
    assert question.get_by_role("list", name="Ann").get_by_role("button").count() == confirmed
    assert question.get_by_role("list", name="Ann").get_by_role("option").count() == 0


def test_yes_and_no_are_not_offered_while_faces_are_chosen(celebrities: Site, page: Page) -> None:
    question = open_question(page)
    page.keyboard.press("c")
    expect(question.locator("input.name")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.press("y")
    expect(question.get_by_role("button", name="No", exact=True)).to_be_hidden()
    assert [said.kind for said in decisions(celebrities)] == ["name"]
