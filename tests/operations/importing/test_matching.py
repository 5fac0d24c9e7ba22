"""Boxes of other programs are matched to faces whatever their size."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.operations.importing.matching import SAME_PLACE, likeness, matched

FACES = [Box(0.1 + 0.2 * across, 0.1 + 0.3 * down, 0.1, 0.15) for down, across in product(range(3), range(4))]


def moved(box: Box, scale: float, right: float, down: float) -> Box:
    larger = box.expanded(scale)
    return Box(larger.x + right * box.width, larger.y + down * box.height, larger.width, larger.height)


@given(
    st.permutations(range(len(FACES))), st.floats(0.7, 1.6), st.floats(-0.15, 0.15), st.floats(-0.15, 0.15),
    st.sets(st.sampled_from(range(len(FACES)))),
)  # fmt: skip
def test_boxes_around_heads_and_boxes_from_eyes_to_mouth_find_their_faces_and_no_others(
    order: list[int], scale: float, right: float, down: float, undetected: set[int]
) -> None:
    here = [face for face in range(len(FACES)) if face not in undetected]
    boxes = [moved(FACES[face], scale, right, down) for face in order]
    found = matched(boxes, [FACES[face] for face in here])
    assert [None if at is None else here[at] for at in found] == [
        None if face in undetected else face for face in order
    ]


def test_a_second_box_on_a_face_is_a_second_box_of_that_face_and_the_better_one_comes_first() -> None:
    face = FACES[0]
    worse, better = moved(face, 1.3, 0.1, 0.1), moved(face, 1.1, 0, 0)
    assert matched([worse, better], [face]) == [0, 0]
    other = moved(face, 1, 0.5, 0)
    assert matched([worse, better], [other, face]) == [0, 1]


def test_a_box_many_times_as_large_as_a_face_is_not_a_box_of_that_face() -> None:
    assert likeness(FACES[0].expanded(3), FACES[0]) == 0
    assert likeness(FACES[0].expanded(2.4), FACES[0]) > SAME_PLACE


def test_a_box_without_an_area_matches_nothing() -> None:
    assert likeness(Box(0.1, 0.1, 0, 0.2), FACES[0]) == 0
    assert matched([Box(0.1, 0.1, 0, 0)], FACES) == [None]
    assert matched([], FACES) == []
    assert matched([FACES[0]], []) == [None]
