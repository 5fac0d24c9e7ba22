"""Why a face has its name."""

import pytest

from photoindex.cli.main import run
from photoindex.errors import NotFoundError
from photoindex.operations.explain import InSamePhoto, SaidNot, Standing, explain_face
from tests.library import Library, face_in


def test_an_explanation_names_the_nearest_face_the_runner_up_and_the_limits(named: Library) -> None:
    face = face_in(named, "2002/c.jpg", 1)
    found = explain_face(named.index, face)
    standing = found.reasons[0]
    assert isinstance(standing, Standing)
    assert (standing.status, standing.name) == ("confirmed", "Grandma")
    nearest = found.explanation.faces[0]
    assert found.names[nearest.person_id] == "Grandma"
    assert nearest.face_id != face
    assert found.names[found.explanation.candidates[0].person_id] == "Grandma"
    assert found.explanation.margin is None
    assert InSamePhoto("Tom") in found.reasons


def test_a_face_without_a_person_is_explained_too(scanned: Library) -> None:
    found = explain_face(scanned.index, face_in(scanned, "2003/f.jpg"))
    assert found.reasons == (Standing("none", None, 1.0, None, 0),)


def test_a_rejection_is_among_the_reasons(named: Library) -> None:
    face = face_in(named, "2003/f.jpg")
    assert run(["label", "face", str(face), "--not", "Tom", "--index", str(named.index.path)]) == 0
    found = explain_face(named.index, face)
    assert SaidNot("Tom") in found.reasons
    assert [item.forbidden for item in found.explanation.candidates if found.names[item.person_id] == "Tom"] == [True]


def test_explaining_a_face_that_does_not_exist_is_an_error_that_says_so(named: Library) -> None:
    with pytest.raises(NotFoundError):
        explain_face(named.index, 999)
