"""The home page."""

from pathlib import Path

from starlette.testclient import TestClient

from photoindex.operations.opening import open_index
from photoindex.review.app import create_app
from photoindex.review.review import Review


def test_a_missing_index_is_said_on_a_page(tmp_path: Path) -> None:
    answer = TestClient(create_app(Review(open_index(tmp_path / "none.duckdb")))).get("/")
    assert answer.status_code == 500
    assert "there is no index at" in answer.text
