"""Visit the review page without a browser."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from photoindex.operations.sitting import Sitting, WarmIndex
from photoindex.review.app import create_app
from photoindex.review.review import review_on
from tests.library import Library


class Visitor:
    """Requests pages of a library, and sends the actions that their scripts send."""

    def __init__(self, library: Library) -> None:
        self.sitting = Sitting(WarmIndex(library.index.path))
        self.review = review_on(self.sitting)
        self.client = TestClient(create_app(self.review))

    def text(self, path: str, *, status: int = 200) -> str:
        """The text of a page, which has to have this status."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def seen_on(self, path: str) -> str:
        """What a page with faces sends back with an answer."""
        found = re.search(r'data-seen="([^"]+)"', self.text(path))
        assert found is not None
        return found[1]

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
def sitting(scanned: Library) -> Sitting:
    """A sitting on the scanned library, which does nothing in the background."""
    return Sitting(WarmIndex(scanned.index.path))


@pytest.fixture
def visitor(scanned: Library) -> Visitor:
    """A visitor of the scanned library."""
    return Visitor(scanned)
