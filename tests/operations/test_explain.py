"""Why a face has its name."""

import pytest

from photoindex.cli.main import run
from photoindex.errors import NotFoundError
from photoindex.operations.explain import explain_face, rate_in_words
from tests.library import Library, face_in


def test_an_explanation_names_the_nearest_face_the_runner_up_and_the_limits(named: Library) -> None:
    face = face_in(named, "2002/c.jpg", 1)
    found = explain_face(named.index, face)
    assert found.words[0].startswith("You said that this is Grandma")
    nearest = found.explanation.faces[0]
    assert found.names[nearest.person_id] == "Grandma"
    assert nearest.face_id != face
    assert found.names[found.explanation.candidates[0].person_id] == "Grandma"
    assert found.explanation.margin is None
    assert "It cannot be Tom, who has another face in this photo." in found.words


def test_a_face_of_nobody_is_explained_too(scanned: Library) -> None:
    found = explain_face(scanned.index, face_in(scanned, "2003/f.jpg"))
    assert found.words == ("Nobody has said who this is. It is in no cluster.",)


def test_a_rejection_is_among_the_reasons(named: Library) -> None:
    face = face_in(named, "2003/f.jpg")
    assert run(["label", "face", str(face), "--not", "Tom", "--index", str(named.index.path)]) == 0
    found = explain_face(named.index, face)
    assert "You said that it is not Tom." in found.words
    assert [item.forbidden for item in found.explanation.candidates if found.names[item.person_id] == "Tom"] == [True]


def test_explaining_a_face_that_is_not_there_says_so(named: Library) -> None:
    with pytest.raises(NotFoundError):
        explain_face(named.index, 999)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.0, 1.0, "not measured"),
        (0.0, 1e-4, "fewer than one pair of different people in 10,000"),
        (1e-2, 1.0, "more than one pair of different people in 100"),
        (1e-3, 1e-3, "about one pair of different people in 1,000"),
    ],
)
def test_rates_are_told_in_plain_words(low: float, high: float, words: str) -> None:
    assert words in rate_in_words(low, high)
