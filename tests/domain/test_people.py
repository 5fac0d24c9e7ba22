"""Decisions about faces, and the state that results from all of them."""

from datetime import datetime

from photoindex.domain.geometry import Box
from photoindex.domain.people import BY_HAND, NEVER_A_PERSON, Decision, FaceRef, PeopleState

BOX = Box(0.1, 0.2, 0.3, 0.4)
ONE, TWO, THREE = (FaceRef("photo", Box(x, 0.2, 0.3, 0.4)) for x in (0.1, 0.4, 0.7))
SPLIT = Decision(1, datetime(2020, 1, 1), "split", faces=(ONE,), others=((TWO,), (THREE,)))


def test_a_face_is_stored_with_five_decimals_and_with_the_pack_that_found_it() -> None:
    drawn = FaceRef("photo", Box(0.123456789, 1 / 3, 2 / 3, 0.000004), BY_HAND)
    assert drawn.rounded() == FaceRef("photo", Box(0.12346, 0.33333, 0.66667, 0.0), BY_HAND)
    assert drawn.rounded().rounded() == drawn.rounded()


def test_faces_that_two_packs_found_in_one_place_differ() -> None:
    assert FaceRef("photo", BOX, "a") != FaceRef("photo", BOX, "b")
    assert len({FaceRef("photo", BOX, "a"), FaceRef("photo", BOX, "b"), FaceRef("photo", BOX, "a")}) == 2


def test_the_groups_of_a_split_are_its_own_faces_and_each_group_of_others() -> None:
    assert SPLIT.groups == ((ONE,), (TWO,), (THREE,))


def test_the_faces_of_a_decision_can_be_replaced_group_by_group() -> None:
    changed = SPLIT.speaking_of([(2, (ONE,)), (0, (THREE,)), (1, (TWO,))])
    assert changed.groups == ((THREE,), (TWO,), (ONE,))
    assert (changed.seq, changed.at, changed.kind) == (1, datetime(2020, 1, 1), "split")
    assert SPLIT.speaking_of([]).groups == ((),)


def test_rejected_people_and_people_who_did_not_live_then_are_forbidden_for_a_face() -> None:
    state = PeopleState(
        rejected={1: frozenset({2, NEVER_A_PERSON})}, outside_life={1: frozenset({3}), 4: frozenset({5})}
    )
    assert state.forbidden(1) == {2, 3, NEVER_A_PERSON}
    assert state.forbidden(4) == {5}
    assert state.forbidden(9) == frozenset()
