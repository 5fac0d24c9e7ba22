"""The stream of events."""

from tests.pages import Visitor


def test_events_are_sent_as_server_sent_events_and_end_with_the_server(visitor: Visitor) -> None:
    visitor.review.streams.end()
    answer = visitor.client.get("/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == ""


def test_a_head_request_for_the_events_gets_no_stream(visitor: Visitor) -> None:
    assert visitor.client.head("/events").status_code == 200
