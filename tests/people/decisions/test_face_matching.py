from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.domain.people import FaceRef
from photoindex.people.decisions.face_matching import MOST_ABSENT, SAME_FACE_IOU, match_absent, match_faces, match_refs

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


def test_what_two_packs_found_in_one_place_of_an_absent_photo_is_one_face() -> None:
    ours, beside = FaceRef("photo", LEFT, "a"), FaceRef("photo", RIGHT, "a")
    theirs = FaceRef("photo", Box(0.11, 0.11, 0.2, 0.2), "b")
    assert match_absent([ours, beside, theirs]) == {ours: ours, beside: beside, theirs: ours}


def test_two_boxes_of_one_pack_are_two_faces_of_an_absent_photo_unless_they_differ_by_rounding() -> None:
    one, near = FaceRef("photo", LEFT, "a"), FaceRef("photo", Box(0.14, 0.1, 0.2, 0.2), "a")
    rounded = FaceRef("photo", Box(0.1001, 0.1, 0.2, 0.2), "a")
    assert LEFT.iou(near.box) > SAME_FACE_IOU
    assert match_absent([one, near, rounded]) == {one: one, near: near, rounded: one}


def test_more_boxes_than_a_photo_can_have_faces_are_not_compared() -> None:
    refs = [FaceRef("photo", LEFT, str(pack)) for pack in range(MOST_ABSENT + 1)]
    assert match_absent(refs) == {ref: ref for ref in refs}
    assert set(match_absent(refs[:3]).values()) == {refs[0]}


@given(st.lists(boxes, max_size=5, unique=True), st.lists(boxes, max_size=5, unique=True))
def test_absent_faces_are_one_where_they_would_be_in_the_photo(ours: list[Box], theirs: list[Box]) -> None:
    refs = [FaceRef("photo", box, pack) for pack, found in (("a", ours), ("b", theirs)) for box in found]
    absent = match_absent(refs)
    faces = [ref for ref in refs if ref.found_by == "a" and absent[ref] == ref]
    present = match_refs(refs, {place: ref.box for place, ref in enumerate(faces)})
    assert {ref: first for ref, first in absent.items() if first in faces} == {
        ref: faces[place] for ref, place in present.items()
    }
