"""Answers that name nobody."""

import pytest

from photoindex.domain.targets import Target
from photoindex.operations.label import label, reject
from tests.library import Library, face_in
from tests.pages import Visitor


def test_strangers_are_ignored(visitor: Visitor, scanned: Library) -> None:
    answer = visitor.post("/api/ignore", cluster=scanned.cluster_with(4))
    assert answer["said"] == "4 faces ignored."
    assert visitor.sitting.home().ignored == 4


def test_a_detection_that_is_not_a_face_is_left_out(visitor: Visitor, scanned: Library) -> None:
    statue = face_in(scanned, "2003/f.jpg")
    assert visitor.post("/api/not-a-face", faces=[statue])["said"] == "1 is not a face."
    assert visitor.sitting.home().faces == 7
    assert visitor.post("/api/undo")["said"].startswith("Undone: ")
    assert visitor.sitting.home().faces == 8


def test_a_skipped_question_is_asked_later_and_nothing_is_recorded(visitor: Visitor) -> None:
    questions = visitor.review.library.questions
    first = questions.list()[0].key
    answer = visitor.post("/api/skip", question=first)
    assert answer["answer"] is None
    assert questions.list()[-1].key == first
    assert visitor.review.library.status().totals.decisions == 0


@pytest.mark.parametrize(("path", "values"), [("/api/ignore", {}), ("/api/name", {"name": "Ruby"})])
def test_the_open_faces_of_a_cluster_that_also_holds_named_ones_can_be_answered(
    visitor: Visitor, scanned: Library, path: str, values: dict[str, str]
) -> None:
    cluster, left = scanned.cluster_with(4), face_in(scanned, "2002/d.jpg")
    label(scanned.index, Target("cluster", ids=(cluster,)), "Robin")
    reject(scanned.index, Target("face", ids=(left,)), "Robin")
    seen = visitor.seen_on(f"/cluster/{cluster}")
    assert visitor.post(path, cluster=cluster, seen=seen, yes=True, **values)["said"].startswith(
        "1 face ignored" if path == "/api/ignore" else "1 face named Ruby"
    )
    named = [face.status for face in visitor.sitting.cluster(cluster) if face.face_id != left]
    assert named == ["confirmed"] * 3
