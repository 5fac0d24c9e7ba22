"""The home page."""

from dataclasses import replace
from pathlib import Path

from starlette.testclient import TestClient

from photoindex.errors import StorageError
from photoindex.operations.sitting import Home, Sitting, WarmIndex, open_sitting
from photoindex.review.app import create_app
from photoindex.review.review import review_on
from tests.library import Library
from tests.pages import Visitor


def test_a_missing_index_is_reported_on_a_page(tmp_path: Path) -> None:
    answer = TestClient(create_app(review_on(open_sitting(tmp_path / "none.duckdb")))).get("/")
    assert answer.status_code == 500
    assert "There is no index at" in answer.text


def test_home_says_how_much_is_named(visitor: Visitor, scanned: Library) -> None:
    assert "Start naming" in visitor.text("/")
    visitor.post("/api/name", cluster=scanned.cluster_with(4), name="Grandma")
    visitor.post("/api/name", cluster=scanned.cluster_with(3), name="Tom")
    text = visitor.text("/")
    assert "7 of 8 faces, 2 people" in text
    assert "88 % named" in text


def test_home_without_faces_says_what_to_do(library: Library) -> None:
    only = library.draw("only/empty.jpg", "nobody")
    library.scan(only.parent)
    assert "No faces found" in Visitor(library).text("/")


def test_home_says_why_names_do_not_follow(scanned: Library) -> None:
    class Troubled(Sitting):
        def home(self) -> Home:
            return replace(super().home(), trouble=StorageError("the disk is full"))

    pages = TestClient(create_app(review_on(Troubled(WarmIndex(scanned.index.path)))))
    assert "Names and questions do not follow now: the disk is full." in pages.get("/").text
