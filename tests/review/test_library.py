"""Selections: the faces that an answer is about."""

import pytest

from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.answer import AnswerReport
from photoindex.operations.label import LabelReport, Unlike
from photoindex.review.library import Library as Pages
from photoindex.review.library import Selection
from tests.library import Library, confirmed_by_name, face_in, faces_by_name
from tests.pages import Visitor


@pytest.fixture
def pages(visitor: Visitor) -> Pages:
    """What the pages of the scanned library can do."""
    return visitor.review.library


def test_a_whole_cluster_is_named_as_a_cluster(pages: Pages, scanned: Library) -> None:
    report = pages.name(Selection(clusters=(scanned.cluster_with(4),)), "Grandma", agreed=False)
    assert isinstance(report, LabelReport)
    assert report.faces == 4


def test_part_of_a_cluster_is_named_as_one_answer(pages: Pages, scanned: Library) -> None:
    cluster = scanned.cluster_with(4)
    first, second, *rest = pages.cluster(cluster).face_ids
    report = pages.name(Selection((cluster,), refused=(first,), left=(second,)), "Grandma", agreed=False)
    assert isinstance(report, AnswerReport)
    assert [(item.kind, len(item.faces)) for item in report.decisions] == [("name", len(rest)), ("reject", 1)]
    pages.undo(None)
    assert faces_by_name(scanned.index) == {}


def test_faces_that_look_different_are_named_after_a_yes(pages: Pages, scanned: Library) -> None:
    pages.name(Selection(clusters=(scanned.cluster_with(4),)), "Grandma", agreed=False)
    green = Selection(clusters=(scanned.cluster_with(3),))
    assert isinstance(pages.name(green, "Grandma", agreed=False), Unlike)
    assert isinstance(pages.name(green, "Grandma", agreed=True), LabelReport)
    assert confirmed_by_name(scanned)["Grandma"][1] == 7


def test_single_faces_are_named_one_by_one(pages: Pages, scanned: Library) -> None:
    blue = face_in(scanned, "2003/f.jpg")
    report = pages.name(Selection(faces=(blue,)), "Ann", agreed=False)
    assert isinstance(report, LabelReport)
    assert (report.faces, report.joined) == (1, False)


def test_a_selection_without_faces_is_an_error(pages: Pages) -> None:
    with pytest.raises(UsageError, match="no face is chosen"):
        pages.ignore(Selection())


def test_a_person_that_nobody_named_has_no_name(pages: Pages) -> None:
    with pytest.raises(NotFoundError):
        pages.name_of(1)
