from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.people.matching import SAME_FACE_IOU, match_faces

LEFT, RIGHT = Box(0.1, 0.1, 0.2, 0.2), Box(0.6, 0.1, 0.2, 0.2)
boxes = st.builds(Box, st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0.1, 0.5), st.floats(0.1, 0.5))


def test_a_box_that_moved_a_little_is_the_same_face() -> None:
    assert match_faces([LEFT, RIGHT], {7: Box(0.61, 0.1, 0.2, 0.21), 8: Box(0.11, 0.1, 0.2, 0.2)}) == [8, 7]


def test_a_face_that_is_not_there_is_not_replaced_by_another() -> None:
    assert match_faces([LEFT, RIGHT], {7: RIGHT}) == [None, 7]


def test_a_face_goes_to_the_box_that_fits_best() -> None:
    assert match_faces([Box(0.12, 0.1, 0.2, 0.2), LEFT], {7: LEFT}) == [None, 7]


@given(st.lists(boxes, max_size=5), st.dictionaries(st.integers(0, 9), boxes, max_size=5))
def test_matches_overlap_and_are_one_to_one(wanted: list[Box], present: dict[int, Box]) -> None:
    matches = match_faces(wanted, present)
    found = [face for face in matches if face is not None]
    assert len(found) == len(set(found))
    for box, face in zip(wanted, matches, strict=True):
        if face is not None:
            assert box.iou(present[face]) >= SAME_FACE_IOU
        else:
            free = present.keys() - found
            assert all(box.iou(present[other]) < SAME_FACE_IOU for other in free)
