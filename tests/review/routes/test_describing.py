"""Actions about persons."""

import pytest

from photoindex.operations.label import label
from tests.library import Library, face_in, faces_by_name, green, red
from tests.pages import Visitor
from tests.review.conftest import Send


@pytest.fixture
def grandma(scanned: Library) -> int:
    return label(scanned.index, red(scanned), "Gran").person.person_id


def test_a_new_name_is_recorded(scanned: Library, send: Send, grandma: int) -> None:
    answer = send("/api/rename", person_id=grandma, name="Grandma")
    assert (answer["said"], answer["person_id"]) == ("Gran is called Grandma now.", grandma)
    assert faces_by_name(scanned.index) == {"Grandma": 4}


def test_a_name_that_somebody_has_joins_both_only_after_asking(scanned: Library, send: Send, grandma: int) -> None:
    tom = label(scanned.index, green(scanned), "Tom").person.person_id
    asked = send("/api/rename", 409, person_id=grandma, name="tom")
    assert asked["kind"] == "ask"
    assert asked["ask"] == "This joins Tom, 3 photos. They do not look alike. Are they the same person?"
    assert faces_by_name(scanned.index) == {"Gran": 4, "Tom": 3}
    assert send("/api/rename", **asked["yes"])["person_id"] == tom
    assert faces_by_name(scanned.index) == {"Tom": 7}


def test_dates_of_a_life_are_recorded_and_say_what_they_contradict(send: Send, grandma: int) -> None:
    answer = send("/api/lifespan", person_id=grandma, born="2001-06", died="")
    assert answer["said"] == "Gran: born June 2001. 2 confirmed faces from outside these dates stayed."


def test_a_date_that_is_none_is_refused(send: Send, grandma: int) -> None:
    assert "is not a date" in send("/api/lifespan", 400, person_id=grandma, born="last year")["error"]
    assert send("/api/lifespan", 400, person_id=grandma)["hint"] == "To take a date back, undo it in the history."


def test_somebody_who_is_not_here_is_not_found(send: Send, grandma: int) -> None:
    assert send("/api/rename", 404, person_id=grandma + 1, name="Tom")["kind"] == "not-found"


def test_a_portrait_is_chosen_and_given_up(scanned: Library, visitor: Visitor, grandma: int) -> None:
    face = face_in(scanned, "2002/d.jpg")
    answer = visitor.post("/api/portrait", person_id=grandma, face_id=face)
    assert answer["said"] == "This face represents Gran now."
    assert f"/crops/{face}/large.webp" in visitor.text("/people")
    assert visitor.post("/api/portrait", person_id=grandma)["said"] == "The best face represents Gran again."
