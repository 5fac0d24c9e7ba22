"""Advice on a page: links where a page can do it, commands for the rest."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from photoindex.advice.actions import Action
from photoindex.advice.every import Advice
from photoindex.advice.library import ScanFolder
from photoindex.advice.people import ListFaces, NameCluster, RenamePerson, ShowCluster, UndoDecision
from photoindex.review.wording.advice import steps_of


@pytest.mark.parametrize(
    ("advice", "addresses"),
    [
        (ShowCluster(12), ["/cluster/12"]),
        (NameCluster((12, 13)), ["/cluster/12", "/cluster/13"]),
        (ListFaces("person", name="Tom"), ["/people"]),
        (RenamePerson("Tom"), ["/people"]),
        (UndoDecision(3), ["/history"]),
        (Action.SUGGEST_NAMES, ["/next"]),
    ],
)
def test_what_a_page_can_do_is_a_link(advice: Advice, addresses: list[str]) -> None:
    assert [step.address for step in steps_of([advice])] == addresses


def test_what_no_page_can_do_is_a_command() -> None:
    (scan,) = steps_of([ScanFolder(Path("My photos"))])
    assert (scan.address, scan.command) == ("", 'scan "My photos"')


def test_advice_for_the_command_line_alone_is_left_out_and_nothing_is_said_twice() -> None:
    assert steps_of([Action.CHOOSE_PORT]) == ()
    assert len(steps_of([Action.LIST_NAMES, Action.LIST_CLUSTERS])) == 1


def test_an_error_page_offers_the_next_step(browser: TestClient) -> None:
    page = browser.get("/cluster/999")
    assert page.status_code == 404
    assert '<a class="button" href="/people">People</a>' in page.text
