"""A client of the review page over a small library."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from photoindex.review.app import create_app
from photoindex.review.review import Review
from tests.library import Library

Send = Callable[..., dict[str, Any]]


@pytest.fixture
def browser(scanned: Library) -> TestClient:
    """Asks for the pages of the scanned library, without the checks of who asks."""
    return TestClient(create_app(Review(scanned.index)))


@pytest.fixture
def send(browser: TestClient) -> Send:
    """Send an action and return the answer, which must have the expected status."""

    def act(path: str, status: int = 200, **body: Any) -> dict[str, Any]:
        answer = browser.post(path, json=body)
        assert answer.status_code == status, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return act
