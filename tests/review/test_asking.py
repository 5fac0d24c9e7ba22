"""The questions of a sitting keep their order."""

from photoindex.domain.targets import Target
from photoindex.operations.label import label
from photoindex.operations.sitting import Sitting
from photoindex.operations.suggest import Question
from photoindex.operations.undo import undo
from photoindex.review.asking import Questions, key_of
from tests.library import Library, red


def keys(questions: Questions) -> list[str]:
    return [asked.key for asked in questions.list()]


def test_a_key_stays_the_same_when_a_scan_adds_faces_to_a_cluster() -> None:
    before, after = (Question("who", faces, 2.0, 0.5, cluster_id=7) for faces in ((1, 2), (1, 2, 9)))
    assert key_of(before) == key_of(after) == "who-c7"


def test_different_questions_about_the_same_faces_have_different_keys() -> None:
    asked = [
        Question("is", (3,), 1.0, 0.9, person_id=4),
        Question("is", (3,), 1.0, 0.9, person_id=5),
        Question("really", (3,), 1.0, 0.9, person_id=4, other_person=5),
        Question("who", (3,), 1.0, 0.0),
        Question("same", (3,), 1.0, 0.5, other_faces=(8,), other_cluster=2),
        Question("two", (3,), 1.0, 0.5, cluster_id=2, other_faces=(8,), other_cluster=2),
    ]
    assert len({key_of(question) for question in asked}) == len(asked)


def test_a_skipped_question_is_asked_last(sitting: Sitting, scanned: Library) -> None:
    questions = Questions(sitting)
    first, *others = keys(questions)
    questions.skip(first)
    assert keys(questions) == [*others, first]


def test_a_settled_question_is_not_asked_again(sitting: Sitting, scanned: Library) -> None:
    questions = Questions(sitting)
    first, *others = keys(questions)
    label(sitting.index, red(scanned), "Grandma")
    assert questions.get(first) is None
    assert keys(questions) == others


def test_questions_keep_their_places_when_others_change(sitting: Sitting, scanned: Library) -> None:
    questions = Questions(sitting)
    before = keys(questions)
    label(sitting.index, Target("face", ids=(questions.list()[-1].question.face_ids[0],)), "Tom")
    assert keys(questions)[: len(before) - 1] == before[:-1]


def test_a_question_is_asked_again_after_an_undo(sitting: Sitting, scanned: Library) -> None:
    questions = Questions(sitting)
    first = keys(questions)[0]
    label(sitting.index, red(scanned), "Grandma")
    assert questions.get(first) is None
    undo(sitting.index)
    again = questions.get(first)
    assert again is not None
    assert again.seen == sitting.seen(again.question.face_ids)
