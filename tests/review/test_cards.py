"""Questions as templates show them: the faces, and what each answer sends."""

import pytest

from photoindex.domain.people import Person
from photoindex.operations.show import show_group
from photoindex.operations.suggest import NameEvidence, Question, suggestion
from photoindex.review.asking import Asked, key_of
from photoindex.review.cards import Call, Card, card_of, headline_of
from tests.library import Library, face_in, green, name_both, red
from tests.pages import Visitor

PERSONS = {1: Person(1, "Grandma"), 2: Person(2, "Tom")}


@pytest.fixture
def asking(visitor: Visitor, scanned: Library) -> Visitor:
    """A visitor of a library in which red is Grandma and green is Tom."""
    name_both(scanned)
    return visitor


def asked(visitor: Visitor, question: Question) -> Asked:
    seen = visitor.sitting.seen((*question.face_ids, *question.other_faces))
    return Asked(key_of(question), suggestion(question, PERSONS), seen)


def card(visitor: Visitor, question: Question) -> Card:
    return card_of(visitor.review.library, asked(visitor, question))


def test_the_question_who_offers_all_faces_to_tick(visitor: Visitor) -> None:
    shown = card_of(visitor.review.library, visitor.review.library.questions.list()[0])
    assert [tile.ticked for tile in shown.faces] == [True] * 4
    assert (shown.yes, shown.no) == (None, None)
    assert shown.base == {"cluster": shown.cluster_id}
    assert shown.detail == "4 faces, 2001 to 2002"


def test_the_question_is_names_the_faces_or_marks_them_as_somebody_else(asking: Visitor, scanned: Library) -> None:
    blue = face_in(scanned, "2003/f.jpg")
    shown = card(asking, Question("is", (blue,), 1.0, 0.9, person_id=1))
    assert shown.headline.title == "Is this Grandma?"
    assert shown.yes == Call("/api/name", {"faces": [blue], "name": "Grandma"})
    assert shown.no == Call("/api/reject", {"faces": [blue], "person_id": 1})
    assert len(shown.others) == 4
    assert shown.context == "15 June 2003, 12:00, in 2003"


def test_the_name_in_question_is_not_among_the_likely_names(asking: Visitor, scanned: Library) -> None:
    face = face_in(scanned, "2001/a.jpg")
    assert card(asking, Question("is", (face,), 1.0, 0.9, person_id=1)).likely == ()
    assert card(asking, Question("who", (face,), 1.0, 0.9, person_id=1)).likely == ("Grandma",)


def test_the_question_really_keeps_or_removes_the_name(asking: Visitor, scanned: Library) -> None:
    face = face_in(scanned, "2001/a.jpg")
    shown = card(asking, Question("really", (face,), 1.0, 0.6, person_id=1, other_person=2))
    assert shown.yes == Call("/api/keep", {"faces": [face], "person_id": 1})
    assert shown.no == Call("/api/reject", {"faces": [face], "person_id": 1})
    assert shown.hint == "It looks more like Tom."
    assert shown.likely == ("Tom",)


def test_the_question_two_splits_a_cluster_or_asks_for_its_name(visitor: Visitor, scanned: Library) -> None:
    cluster = scanned.cluster_with(4)
    first, *rest = (row.face_id for row in show_group(scanned.index, red(scanned)).faces)
    question = Question("two", tuple(rest), 1.0, 0.6, cluster, other_faces=(first,), other_cluster=cluster)
    shown = card(visitor, question)
    assert shown.yes == Call("/api/split", {"cluster": cluster, "faces": [first]})
    assert shown.no == Call("/api/name", {"cluster": cluster}, wants_name=True)


def test_the_question_same_asks_for_one_name_or_tells_two_clusters_apart(visitor: Visitor, scanned: Library) -> None:
    one, other = scanned.cluster_with(4), scanned.cluster_with(3)
    sides = [tuple(row.face_id for row in show_group(scanned.index, side(scanned)).faces) for side in (red, green)]
    shown = card(visitor, Question("same", sides[0], 1.0, 0.5, one, None, sides[1], other))
    assert shown.yes == Call("/api/name", {"clusters": [one, other]}, wants_name=True)
    assert shown.no == Call("/api/different", {"clusters": [one, other]})
    assert shown.other_detail == "3 faces, 2001 to 2003"


def test_the_question_same_merges_two_persons_or_tells_them_apart(asking: Visitor, scanned: Library) -> None:
    faces = (face_in(scanned, "2001/a.jpg"),)
    others = (face_in(scanned, "2003/e.jpg"),)
    shown = card(asking, Question("same", faces, 1.0, 0.95, None, 1, others, None, 2))
    assert shown.headline.title == "Are Grandma and Tom the same person?"
    assert shown.yes == Call("/api/merge", {"person_id": 2, "into": 1})
    assert shown.no == Call("/api/different", {"persons": [1, 2]})


def test_a_headline_shows_a_few_faces_of_each_side(visitor: Visitor, scanned: Library) -> None:
    faces = tuple(row.face_id for row in show_group(scanned.index, red(scanned)).faces)
    headline = headline_of(asked(visitor, Question("same", faces * 3, 1.0, 0.5, other_faces=(1,))))
    assert (len(headline.faces), headline.others, headline.amount) == (5, (1,), 13)


def claimed(person_id: int | None = None, *, sure: bool = True) -> NameEvidence:
    return NameEvidence("Oma", ("takeout",), 3, 4, 5, person_id, 0.97, sure)


def test_a_name_that_another_program_surely_gives_is_proposed(visitor: Visitor, scanned: Library) -> None:
    faces = (face_in(scanned, "2001/a.jpg"),)
    shown = card(visitor, Question("who", faces, 1.0, 0.97, claimed=claimed()))
    assert (shown.proposed, shown.likely) == ("Oma", ("Oma",))
    assert shown.hint == "Google Photos says: Oma. 3 of the 4 photos in which it names Oma show one of these faces."


def test_a_name_that_is_less_sure_is_only_among_the_likely_ones(asking: Visitor, scanned: Library) -> None:
    face = face_in(scanned, "2003/f.jpg")
    shown = card(asking, Question("who", (face,), 1.0, 0.0, claimed=claimed(1, sure=False)))
    assert (shown.proposed, shown.likely[0]) == (None, "Grandma")
    assert shown.hint == "Perhaps Oma: Google Photos names Oma in 3 of the 5 photos of these faces."


def test_the_name_of_a_person_is_asked_about_with_its_evidence(asking: Visitor, scanned: Library) -> None:
    face = face_in(scanned, "2003/f.jpg")
    shown = card(asking, Question("is", (face,), 1.0, 0.97, person_id=1, claimed=claimed(1)))
    assert (shown.headline.title, shown.proposed) == ("Is this Grandma?", None)
    assert "Grandma" not in shown.likely
    assert shown.hint.startswith("Google Photos says: Oma.")
