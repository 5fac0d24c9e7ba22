"""Questions with everything that is shown with them."""

from photoindex.domain.targets import Target
from photoindex.operations.asking import Known, next_questions
from photoindex.operations.label import label
from tests.library import Library, face_in, green, red


def test_a_question_has_examples_with_dates_and_the_other_people_in_the_photos(scanned: Library) -> None:
    label(scanned.index, green(scanned), "Tom")
    asked = next_questions(scanned.index, limit=1, examples=3).asked[0]
    assert asked.suggestion.question.kind == "who"
    assert len(asked.faces) == 3
    assert asked.compare == ()
    photos = {face.path.name: face for face in next_questions(scanned.index, limit=1, examples=9).asked[0].faces}
    assert sorted(photos) == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]
    assert photos["b.jpg"].others == photos["c.jpg"].others == ("Tom",)
    assert photos["a.jpg"].others == ()
    assert photos["a.jpg"].taken_at is not None
    assert photos["a.jpg"].taken_at.year == 2001


def test_everybody_with_a_name_is_listed_with_counts_the_largest_first(scanned: Library) -> None:
    label(scanned.index, green(scanned), "Tom")
    label(scanned.index, red(scanned), "Grandma")
    assert next_questions(scanned.index, limit=5, examples=4).known == (Known("Grandma", 4, 4), Known("Tom", 3, 3))


def test_a_face_that_may_be_somebody_is_compared_with_that_person(scanned: Library) -> None:
    label(scanned.index, Target("face", ids=(face_in(scanned, "2001/a.jpg"),)), "Grandma")
    asked = [item for item in next_questions(scanned.index, limit=9, examples=4).asked if item.suggestion.name]
    for item in asked:
        assert item.suggestion.name == "Grandma"
        assert [face.path.name for face in item.compare] == ["a.jpg"]
        assert item.likely[0].person.name == "Grandma"


def test_skipped_questions_are_left_out(scanned: Library) -> None:
    first = next_questions(scanned.index, limit=9, examples=1).asked
    rest = next_questions(scanned.index, limit=9, examples=1, skip=[first[0].suggestion.question]).asked
    assert [item.suggestion.question for item in rest] == [item.suggestion.question for item in first[1:]]
