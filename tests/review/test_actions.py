"""Actions: the values that a page sends are checked before anything is done."""

import pytest

from tests.pages import Visitor


@pytest.mark.parametrize(
    "body",
    [
        {"cluster": "1"},
        {"cluster": -1},
        {"cluster": True},
        {"cluster": 2**63},
        {"clusters": 7},
        {"faces": [1, "2"]},
        {"faces": [1.5]},
        {"cluster": 1, "name": 5},
        {"cluster": 1, "name": None},
        {},
        ["cluster"],
    ],
)
def test_invalid_values_are_refused_in_words(visitor: Visitor, body: object) -> None:
    answer = visitor.post("/api/name", body, status=400)
    assert answer["kind"] == "usage"
    assert answer["error"]


def test_text_that_is_not_json_is_refused(visitor: Visitor) -> None:
    for text in (b"{", b"\xff", b"[" * 100_000):
        answer = visitor.client.post("/api/name", content=text)
        assert (answer.status_code, answer.json()["kind"]) == (400, "usage")


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e999", "9" * 4000, '"\\ud800"', "[[1]]", '{"a": 1}', "[NaN]"])
@pytest.mark.parametrize("key", ["name", "faces", "seen", "box", "else", "\\udfff"])
@pytest.mark.parametrize("path", ["/api/name", "/api/draw", "/api/export", "/api/skip"])
def test_values_that_cannot_be_sent_back_are_refused(visitor: Visitor, path: str, key: str, value: str) -> None:
    answer = visitor.client.post(path, content=f'{{"cluster": 1, "photo_id": 1, "{key}": {value}}}')
    assert (answer.status_code, answer.json()["kind"]) == (400, "usage")


def test_nothing_is_recorded_by_a_refused_action(visitor: Visitor) -> None:
    visitor.post("/api/name", status=400, cluster=1, name="")
    assert visitor.review.library.persons() == ()


def test_an_action_is_not_a_page(visitor: Visitor) -> None:
    assert visitor.json("/api/name", status=405)["kind"] == "request"
