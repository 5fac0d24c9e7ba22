from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.domain.people import FaceRef
from photoindex.people.decisions.face_matching import MAX_MISSING, SAME_FACE_IOU, match_faces, match_missing, match_refs

LEFT, RIGHT = Box(0.1, 0.1, 0.2, 0.2), Box(0.6, 0.1, 0.2, 0.2)
boxes = st.builds(Box, st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0.1, 0.5), st.floats(0.1, 0.5))


def test_a_box_that_moved_slightly_is_the_same_face() -> None:
    assert match_faces([LEFT, RIGHT], {7: Box(0.61, 0.1, 0.2, 0.21), 8: Box(0.11, 0.1, 0.2, 0.2)}) == [8, 7]


def test_a_missing_face_is_not_replaced_by_another() -> None:
    assert match_faces([LEFT, RIGHT], {7: RIGHT}) == [None, 7]


def test_a_face_is_matched_to_the_box_that_fits_best() -> None:
    assert match_faces([Box(0.12, 0.1, 0.2, 0.2), LEFT], {7: LEFT}) == [None, 7]


@given(st.lists(boxes, max_size=5), st.dictionaries(st.integers(0, 9), boxes, max_size=5))
def test_matched_boxes_overlap_and_are_matched_one_to_one(wanted: list[Box], present: dict[int, Box]) -> None:
    matches = match_faces(wanted, present)
    found = [face for face in matches if face is not None]
    assert len(found) == len(set(found))
    for box, face in zip(wanted, matches, strict=True):
        if face is not None:
            assert box.iou(present[face]) >= SAME_FACE_IOU
        else:
            free = present.keys() - found
            assert all(box.iou(present[other]) < SAME_FACE_IOU for other in free)


def test_in_a_missing_photo_boxes_of_two_packs_in_one_position_are_one_face() -> None:
    ours, beside = FaceRef("photo", LEFT, "a"), FaceRef("photo", RIGHT, "a")
    theirs = FaceRef("photo", Box(0.11, 0.11, 0.2, 0.2), "b")
    assert match_missing([ours, beside, theirs]) == {ours: ours, beside: beside, theirs: ours}


def test_in_a_missing_photo_two_boxes_of_one_pack_are_two_faces_unless_they_differ_only_by_rounding() -> None:
    one, near = FaceRef("photo", LEFT, "a"), FaceRef("photo", Box(0.14, 0.1, 0.2, 0.2), "a")
    rounded = FaceRef("photo", Box(0.1001, 0.1, 0.2, 0.2), "a")
    assert LEFT.iou(near.box) > SAME_FACE_IOU
    assert match_missing([one, near, rounded]) == {one: one, near: near, rounded: one}


def test_boxes_are_not_compared_if_there_are_more_than_one_photo_can_hold() -> None:
    refs = [FaceRef("photo", LEFT, str(pack)) for pack in range(MAX_MISSING + 1)]
    assert match_missing(refs) == {ref: ref for ref in refs}
    assert set(match_missing(refs[:3]).values()) == {refs[0]}


@given(st.lists(boxes, max_size=5, unique=True), st.lists(boxes, max_size=5, unique=True))
def test_faces_of_a_missing_photo_match_just_as_they_would_in_the_photo(ours: list[Box], theirs: list[Box]) -> None:
    refs = [FaceRef("photo", box, pack) for pack, found in (("a", ours), ("b", theirs)) for box in found]
    absent = match_missing(refs)
    faces = [ref for ref in refs if ref.found_by == "a" and absent[ref] == ref]
    present = match_refs(refs, {place: ref.box for place, ref in enumerate(faces)})
    assert {ref: first for ref, first in absent.items() if first in faces} == {
        ref: faces[place] for ref, place in present.items()
    }
