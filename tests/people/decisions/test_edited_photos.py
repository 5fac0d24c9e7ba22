import numpy as np
from numpy.typing import NDArray

from photoindex.domain.geometry import Box
from photoindex.domain.thresholds import Thresholds
from photoindex.people.decisions.edited_photos import successors, whole_move

THRESHOLDS = Thresholds(verification=0.5, false_match_rates=((1e-2, 0.3), (1e-3, 0.5)))
LEFT, MIDDLE, RIGHT = (Box(x, 0.1, 0.2, 0.2) for x in (0.0, 0.4, 0.8))


def like(person: int, similarity: float, spare: int) -> NDArray[np.float32]:
    """A unit vector with this similarity to the vector of the person and similarity 0 to the vectors of others."""
    vector = np.zeros(12, dtype=np.float32)
    vector[person], vector[spare] = similarity, np.sqrt(1 - similarity**2)
    return vector


PEOPLE = {person: like(person, 1.0, 11) for person in (1, 2, 3)}


def test_a_face_in_its_old_position_needs_less_similarity_than_a_face_elsewhere() -> None:
    new = {7: like(1, 0.4, 7)}
    assert successors({1: LEFT}, {7: LEFT}, PEOPLE | new, THRESHOLDS) == {1: 7}
    assert successors({1: LEFT}, {7: RIGHT}, PEOPLE | new, THRESHOLDS) == {}
    assert successors({1: LEFT}, {7: RIGHT}, PEOPLE | {7: like(1, 0.6, 7)}, THRESHOLDS) == {1: 7}


def test_a_stranger_in_an_old_position_inherits_nothing() -> None:
    assert successors({1: LEFT}, {7: LEFT}, PEOPLE | {7: like(5, 1.0, 7)}, THRESHOLDS) == {}


def test_if_half_of_the_faces_match_the_others_need_less_similarity() -> None:
    old, new = {1: LEFT, 2: MIDDLE}, {7: MIDDLE, 8: RIGHT}
    vectors = PEOPLE | {7: like(1, 0.9, 7), 8: like(2, 0.4, 8)}
    assert successors(old, new, vectors, THRESHOLDS) == {1: 7, 2: 8}
    assert successors(old, new, vectors | {7: like(5, 0.9, 7)}, THRESHOLDS) == {}


def test_each_face_is_matched_once_to_the_most_similar_face() -> None:
    vectors = PEOPLE | {7: like(1, 0.8, 7), 8: like(1, 0.9, 8)}
    assert successors({1: LEFT, 2: MIDDLE}, {7: LEFT, 8: RIGHT}, vectors, THRESHOLDS) == {1: 8}


def test_moved_faces_show_how_the_photo_was_turned() -> None:
    faces = [Box(0.1, 0.2, 0.2, 0.3), Box(0.6, 0.1, 0.1, 0.2)]
    moved = [box.turned().turned().turned().mirrored() for box in faces]
    move = whole_move(list(zip(faces, moved, strict=True)))
    assert move is not None
    assert [move(box).iou(new) > 0.999 for box, new in zip(faces, moved, strict=True)] == [True, True]
    assert faces[0].turned().turned().turned().turned().iou(faces[0]) > 0.999


def test_faces_in_unrelated_positions_do_not_show_how_the_photo_was_turned() -> None:
    assert whole_move([(LEFT, Box(0.5, 0.5, 0.1, 0.1))]) is None
    assert whole_move([]) is None
