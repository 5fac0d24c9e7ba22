"""The faces of a person or a cluster are listed by how well they fit."""

import numpy as np

from photoindex.domain.people import PeopleState
from photoindex.domain.targets import Target
from photoindex.operations.label import label
from photoindex.operations.reviewing.fits import doubtful_among
from photoindex.operations.show import show_group
from photoindex.operations.undo import undo
from tests.library import Library, face, face_in, name_both, red

GRANDMA = Target("person", name="Grandma")


def test_a_wrong_face_of_a_person_comes_last_and_contradicts_them(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    label(scanned.index, face(scanned, "2003/f.jpg"), "Grandma")
    shown = show_group(scanned.index, GRANDMA)
    wrong = face_in(scanned, "2003/f.jpg")
    assert shown.faces[-1].face_id == wrong
    assert [item.face_id for item in shown.doubtful] == [wrong]
    assert shown.fits[wrong].unlike is not None
    assert shown.fits[wrong].probability < 0.5 < shown.fits[shown.faces[0].face_id].probability


def test_the_person_that_a_doubtful_face_fits_better_is_known(scanned: Library) -> None:
    name_both(scanned)
    label(scanned.index, face(scanned, "2003/e.jpg"), "Grandma")
    shown = show_group(scanned.index, GRANDMA)
    wrong = shown.fits[face_in(scanned, "2003/e.jpg")]
    assert wrong.doubtful
    assert shown.names[wrong.rival or 0] == "Tom"


def test_a_face_outside_a_doubt_is_not_doubtful_after_an_undo(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    label(scanned.index, face(scanned, "2003/f.jpg"), "Grandma")
    undo(scanned.index)
    assert show_group(scanned.index, GRANDMA).doubtful == ()


def test_three_faces_are_too_few_to_compare(scanned: Library) -> None:
    shown = show_group(scanned.index, Target("cluster", ids=(scanned.cluster_with(3),)))
    assert (shown.fits, shown.doubtful) == ({}, ())


def test_single_faces_and_photos_have_no_fit(scanned: Library) -> None:
    assert show_group(scanned.index, face(scanned, "2003/e.jpg")).fits == {}


def test_a_face_that_a_human_confirmed_by_itself_is_doubtful_only_if_it_contradicts() -> None:
    state = PeopleState(confirmed={1: 7, 2: 7, 3: 7}, grouped=frozenset({3}))
    ids, fit = np.array([1, 2, 3, 4, 5, 6]), np.array([0.1, 0.1, 0.1, 0.1, 0.95, np.nan])
    assert doubtful_among(ids, fit, state, {2: None}).tolist() == [False, True, True, True, False, False]
