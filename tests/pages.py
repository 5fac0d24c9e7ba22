"""Visit the review page without a browser."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from photoindex.review.app import create_app
from photoindex.review.review import Review
from tests.library import Library


class Visitor:
    """Requests pages of a library, and sends the actions that their scripts send."""

    def __init__(self, library: Library) -> None:
        self.review = Review(library.index)
        self.client = TestClient(create_app(self.review))

    def text(self, path: str, *, status: int = 200) -> str:
        """The text of a page, which has to have this status."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def json(self, path: str, *, status: int = 200) -> dict[str, Any]:
        """The values that an address answers with."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        values: dict[str, Any] = answer.json()
        return values

    def post(self, path: str, body: Any = None, /, *, status: int = 200, **values: Any) -> dict[str, Any]:
        """The answer to an action."""
        answer = self.client.post(path, json=values if body is None else body)
        assert answer.status_code == status, answer.text
        said: dict[str, Any] = answer.json()
        return said


@pytest.fixture
def visitor(scanned: Library) -> Visitor:
    """A visitor of the scanned library."""
    return Visitor(scanned)
