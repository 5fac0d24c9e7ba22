"""Undo and redo say in words what they did."""

from tests.library import Library, faces_by_name
from tests.pages import Visitor


def test_the_latest_answer_is_undone_and_brought_back(visitor: Visitor, scanned: Library) -> None:
    named = visitor.post("/api/name", cluster=scanned.cluster_with(4), name="Grandma")
    undone = visitor.post("/api/undo")
    assert undone["said"] == "Undone: named 4 faces Grandma."
    assert undone["answer"] == named["answer"]
    assert faces_by_name(scanned.index) == {}
    again = visitor.post("/api/redo")
    assert again["said"] == "Brought back: named 4 faces Grandma."
    assert again["answer"] == named["answer"]
    assert faces_by_name(scanned.index) == {"Grandma": 4}


def test_a_decision_is_undone_by_its_number(visitor: Visitor, scanned: Library) -> None:
    first = visitor.post("/api/name", cluster=scanned.cluster_with(4), name="Grandma")["answer"]["first"]
    visitor.post("/api/name", cluster=scanned.cluster_with(3), name="Tom")
    assert visitor.post("/api/undo", seq=first)["said"] == "Undone: named 4 faces Grandma."
    assert faces_by_name(scanned.index) == {"Tom": 3}


def test_an_undo_that_is_undone_brings_the_decision_back(visitor: Visitor, scanned: Library) -> None:
    visitor.post("/api/name", cluster=scanned.cluster_with(4), name="Grandma")
    visitor.post("/api/undo")
    assert visitor.post("/api/undo", seq=2)["said"] == "Brought back: named 4 faces Grandma."
    assert faces_by_name(scanned.index) == {"Grandma": 4}


def test_nothing_to_undo_is_reported(visitor: Visitor) -> None:
    assert visitor.post("/api/undo", status=404)["error"] == "There is nothing to undo."
    assert "nothing to redo" in visitor.post("/api/redo", status=404)["error"]
