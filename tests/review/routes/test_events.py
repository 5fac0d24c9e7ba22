"""The address of the events."""

from tests.pages import Visitor


def test_events_are_sent_as_such_and_end_with_the_server(visitor: Visitor) -> None:
    visitor.review.streams.end()
    answer = visitor.client.get("/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == ""


def test_the_head_of_the_events_is_no_stream(visitor: Visitor) -> None:
    assert visitor.client.head("/events").status_code == 200
