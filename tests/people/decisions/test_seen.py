"""What was seen differs exactly if somebody said something about these faces, or they moved to another cluster."""

import numpy as np
import pytest

from photoindex.domain.people import PeopleState, Person
from photoindex.domain.people_snapshot import Clusters
from photoindex.people.decisions.seen import seen_now

CLUSTERS = Clusters(np.array([1, 2, 3]), np.array([7, 7, 8]), next_id=9)
TOM = {5: Person(5, "Tom")}
BEFORE = PeopleState(persons=TOM)


def test_faces_are_the_same_in_any_order() -> None:
    assert seen_now([2, 1, 2], BEFORE, CLUSTERS) == seen_now([1, 2], BEFORE, CLUSTERS)
    assert seen_now([2, 1], BEFORE, CLUSTERS).face_ids == (1, 2)


@pytest.mark.parametrize(
    "after",
    [
        PeopleState(persons=TOM, confirmed={2: 5}),
        PeopleState(persons=TOM, ignored=frozenset({2})),
        PeopleState(persons=TOM, not_faces=frozenset({2})),
        PeopleState(persons=TOM, rejected={2: frozenset({5})}),
        PeopleState(persons=TOM, rejected={2: frozenset({None})}),
        PeopleState(persons=TOM, rejected={2: frozenset({None, 5})}),
    ],
)
def test_what_a_human_said_about_one_of_the_faces_makes_a_difference(after: PeopleState) -> None:
    assert seen_now([1, 2], after, CLUSTERS) != seen_now([1, 2], BEFORE, CLUSTERS)
    assert seen_now([1, 3], after, CLUSTERS) == seen_now([1, 3], BEFORE, CLUSTERS)


def test_each_thing_that_can_be_said_differs_from_the_others() -> None:
    said = [{"confirmed": {2: 5}}, {"ignored": frozenset({2})}, {"not_faces": frozenset({2})}, {"rejected": {2: {5}}}]
    digests = {seen_now([2], PeopleState(persons=TOM, **each), CLUSTERS).digest for each in said}  # type: ignore[arg-type]
    assert len(digests) == len(said)


def test_another_cluster_or_another_face_makes_a_difference() -> None:
    moved = Clusters(np.array([1, 2, 3]), np.array([7, 8, 8]), next_id=9)
    assert seen_now([1, 2], BEFORE, moved) != seen_now([1, 2], BEFORE, CLUSTERS)
    assert seen_now([1], BEFORE, CLUSTERS) != seen_now([2], BEFORE, CLUSTERS)
