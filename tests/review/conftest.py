"""Send requests and actions to the review page of a small library."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.pages import Visitor

Send = Callable[..., dict[str, Any]]


@pytest.fixture
def browser(visitor: Visitor) -> TestClient:
    """Asks for the pages of the scanned library, without the checks of who asks."""
    return visitor.client


@pytest.fixture
def send(visitor: Visitor) -> Send:
    """Send an action and return the answer, which must have the expected status."""

    def act(path: str, status: int = 200, **body: Any) -> dict[str, Any]:
        return visitor.post(path, body, status=status)

    return act
