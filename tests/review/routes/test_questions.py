"""The page that asks one question after another."""

import pytest

from photoindex.domain.targets import Target
from photoindex.operations.label import label
from tests.library import Library, drawn_in, face_in
from tests.pages import Visitor


def test_the_first_question_is_open_with_all_its_faces(visitor: Visitor, scanned: Library) -> None:
    text = visitor.text("/next")
    assert text.count('class="question"') == len(visitor.review.library.questions.list())
    assert text.count('role="option"') == 4
    assert "Name 4 faces" in text


def test_a_reload_keeps_the_place(visitor: Visitor) -> None:
    second = visitor.review.library.questions.list()[1].key
    text = visitor.text(f"/next?at={second}")
    assert text.index(f'id="q-{second}"') == text.index('id="q-')


def test_the_address_of_a_settled_question_leads_to_the_best_question(visitor: Visitor) -> None:
    assert visitor.text("/next?at=who-c999") == visitor.text("/next")


def test_a_settled_question_cannot_be_opened(visitor: Visitor) -> None:
    assert "settled" in visitor.text("/next/who-c999", status=404)


def test_likely_names_are_offered(visitor: Visitor, scanned: Library) -> None:
    one, *_ = (face_in(scanned, photo) for photo in ("2001/a.jpg",))
    label(scanned.index, Target("face", ids=(one,)), "Grandma")
    questions = visitor.review.library.questions.list()
    texts = [visitor.text(f"/next/{asked.key}/likely") for asked in questions]
    assert not any("Tom" in text for text in texts)


def test_questions_that_come_after_are_listed(visitor: Visitor) -> None:
    keys = [asked.key for asked in visitor.review.library.questions.list()]
    assert all(f'data-key="{key}"' in visitor.text("/next/more") for key in keys)


def test_the_reason_is_given_for_the_first_face(visitor: Visitor) -> None:
    key = visitor.review.library.questions.list()[0].key
    assert "Nobody has said who this is." in visitor.text(f"/next/{key}/why")


def test_nothing_left_to_ask_is_reported(visitor: Visitor, scanned: Library) -> None:
    while questions := visitor.review.library.questions.list():
        faces = list(questions[0].question.face_ids)
        visitor.post("/api/ignore", faces=faces)
    text = visitor.text("/next")
    assert "Nothing left to ask" in text
    assert 'id="flow-end" hidden' not in text


@pytest.mark.parametrize("page", ["/next", "/next/more"])
def test_an_index_without_a_scan_is_reported(page: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = drawn_in(tmp_path_factory.mktemp("empty"))
    assert "There is no index at" in Visitor(empty).text(page, status=500)
