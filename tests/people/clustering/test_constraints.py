"""Clustering obeys the decisions of users, whatever the evidence."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.domain.people import NEVER_A_PERSON, PeopleState
from photoindex.people.clustering.constraints import Constraints, JoinLimits, constraints_of
from photoindex.people.clustering.pipeline import cluster_faces
from photoindex.people.parties import IGNORED, NO_CLUSTER, NOBODY, Parties, Party
from tests.people.drawn_faces import THRESHOLDS, faces


def labels_of(embeddings: NDArray[np.float32], state: PeopleState, photo: list[int] | None = None) -> list[int]:
    ids = np.arange(len(embeddings), dtype=np.int64)
    photos = np.array(photo, dtype=np.int64) if photo else ids
    return cluster_faces(embeddings, photos, THRESHOLDS, constraints=constraints_of(ids, state)).labels.tolist()


def test_confirmed_faces_of_one_person_are_one_cluster_however_different_they_look() -> None:
    labels = labels_of(faces([4, 4]), PeopleState(confirmed={0: 7, 4: 7}))
    assert labels == [0] * 8


def test_confirmed_faces_of_two_people_are_never_one_cluster_and_others_join_one_of_them() -> None:
    labels = labels_of(faces([8]), PeopleState(confirmed={0: 1, 1: 2}))
    assert labels[0] != labels[1]
    assert {labels[0], labels[1]} >= set(labels[2:])


def test_a_rejected_face_leaves_the_cluster_of_that_person() -> None:
    labels = labels_of(faces([6]), PeopleState(confirmed={0: 1}, rejected={3: frozenset({1})}))
    assert labels == [0, 0, 0, NO_CLUSTER, 0, 0]


def test_a_face_from_before_birth_or_after_death_is_not_clustered_with_that_person() -> None:
    labels = labels_of(faces([6]), PeopleState(confirmed={0: 1}, outside_life={3: frozenset({1})}))
    assert labels[3] == NO_CLUSTER


def test_ignored_faces_do_not_join_people_and_faces_not_to_be_ignored_do_not_join_ignored_faces() -> None:
    assert labels_of(faces([4]), PeopleState(confirmed={0: 1}, ignored=frozenset({1})))[1] != 0
    spared = PeopleState(ignored=frozenset({0, 1}), rejected={2: frozenset({NEVER_A_PERSON})})
    labels = labels_of(faces([4]), spared)
    assert labels[0] == labels[1] != labels[2]


def test_faces_declared_different_are_in_separate_clusters_and_each_side_stays_together() -> None:
    sides = (frozenset({0, 1, 2}), frozenset({3, 4}))
    labels = labels_of(faces([5]), PeopleState(apart=(sides,)))
    assert len(set(labels[:3])) == len(set(labels[3:])) == 1
    assert labels[0] != labels[3]


def test_a_mirror_image_may_share_a_cluster_with_its_original_but_not_with_a_third_face_of_the_photo() -> None:
    embeddings = faces([5])
    photo = [0, 0, 0, 1, 2]
    assert sum(label == 0 for label in labels_of(embeddings, PeopleState(), photo)) == 3
    labels = labels_of(embeddings, PeopleState(same_twice=frozenset({(0, 1)})), photo)
    assert labels[0] == labels[1] >= 0
    assert labels[2] != labels[0]


def test_naming_improves_the_clustering_of_other_faces() -> None:
    """If a person looks different in two clusters, one confirmed face in each joins the clusters."""
    embeddings = faces([10, 10, 10], seed=4)
    assert len(set(labels_of(embeddings, PeopleState()))) == 3
    labels = labels_of(embeddings, PeopleState(confirmed={0: 1, 10: 1}))
    assert labels[:20] == [0] * 20
    assert labels[20:] == [1] * 10


def test_constraints_stay_with_their_faces_when_the_order_changes() -> None:
    known = Constraints(
        Parties(np.array([3, NOBODY, IGNORED, NOBODY])),
        {1: frozenset({Party(3)})},
        [[frozenset({0}), frozenset({1, 3})]],
        frozenset({(0, 2)}),
    )
    turned = known.reordered(np.array([2, 0, 3, 1]))
    assert turned.party.tolist() == [IGNORED, 3, NOBODY, NOBODY]
    assert turned.barred == {3: frozenset({3})}
    assert turned.apart == [[frozenset({1}), frozenset({3, 2})]]
    assert turned.twice == frozenset({(0, 1)})


def test_settled_clusters_never_join_even_if_a_new_face_could_join_either() -> None:
    limits = JoinLimits(np.arange(3), np.arange(3), Constraints.none(3), frozenset({0, 1}))
    assert not limits.allows(0, 1)
    assert limits.allows(2, 0)
    limits.join(2, 0)
    assert not limits.allows(2, 1)


said = st.fixed_dictionaries(
    {
        "confirmed": st.dictionaries(st.integers(0, 11), st.integers(1, 3), max_size=6),
        "ignored": st.frozensets(st.integers(0, 11), max_size=3),
        "rejected": st.dictionaries(st.integers(0, 11), st.frozensets(st.sampled_from([None, 1, 2, 3])), max_size=4),
        "photo": st.lists(st.integers(0, 7), min_size=12, max_size=12),
        "seed": st.integers(0, 20),
    }
)


@settings(max_examples=150)
@given(said)
def test_no_cluster_ever_contradicts_a_decision(case: dict[str, object]) -> None:
    confirmed: dict[int, int] = case["confirmed"]  # type: ignore[assignment]
    ignored: frozenset[int] = case["ignored"] - confirmed.keys()  # type: ignore[operator]
    rejected = {face: who for face, who in case["rejected"].items() if face not in confirmed}  # type: ignore[attr-defined]
    photo: list[int] = case["photo"]  # type: ignore[assignment]
    state = PeopleState(confirmed=confirmed, ignored=ignored, rejected=rejected)
    labels = labels_of(faces([6, 6], seed=case["seed"]), state, photo)  # type: ignore[arg-type]
    for one in range(12):
        for other in range(one + 1, 12):
            if labels[one] < 0 or labels[one] != labels[other]:
                continue
            same_person = confirmed.get(one) is not None and confirmed.get(one) == confirmed.get(other)
            assert photo[one] != photo[other] or same_person
            assert same_person or not {one, other} <= confirmed.keys()
            assert not (one in ignored and other in confirmed) and not (other in ignored and one in confirmed)
            for face, mate in ((one, other), (other, one)):
                assert confirmed.get(mate, 0) not in rejected.get(face, ())
    for who in set(confirmed.values()):
        assert len({labels[face] for face in confirmed if confirmed[face] == who}) == 1
