"""The address of the events."""

from starlette.testclient import TestClient

from photoindex.review.app import create_app
from photoindex.review.review import Review
from tests.library import Library


def test_events_are_sent_as_such_and_end_with_the_server(scanned: Library) -> None:
    review = Review(scanned.index)
    review.streams.end()
    answer = TestClient(create_app(review)).get("/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == ""


def test_the_head_of_the_events_is_no_stream(scanned: Library) -> None:
    assert TestClient(create_app(Review(scanned.index))).head("/events").status_code == 200
