import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photoindex.people.clustering.cluster_ids import KeptIds, keep_ids

clusterings = st.dictionaries(st.integers(0, 40), st.integers(-1, 6), max_size=40)


def carry(labels: dict[int, int], previous: dict[int, int], next_id: int = 1) -> KeptIds:
    faces = np.array(list(labels), dtype=np.int64)
    return keep_ids(faces, np.array(list(labels.values()), dtype=np.int64), previous, next_id)


def ids_by_face(labels: dict[int, int], kept: KeptIds) -> dict[int, int]:
    return dict(zip(labels, kept.ids.tolist(), strict=True))


def test_first_ids_are_numbered_from_the_largest_cluster() -> None:
    labels = {1: 7, 2: 3, 3: 3, 4: -1}
    kept = carry(labels, {}, next_id=10)
    assert ids_by_face(labels, kept) == {1: 11, 2: 10, 3: 10, 4: -1}
    assert kept.next_id == 12


def test_the_larger_part_of_a_split_keeps_the_id() -> None:
    kept = carry({1: 0, 2: 1, 3: 1}, {1: 5, 2: 5, 3: 5}, next_id=6)
    assert kept.ids.tolist() == [6, 5, 5]
    assert kept.kept == {5}


def test_the_larger_cluster_of_a_merge_keeps_its_id_and_the_other_id_is_reported() -> None:
    kept = carry({1: 0, 2: 0, 3: 0}, {1: 4, 2: 9, 3: 9}, next_id=10)
    assert kept.ids.tolist() == [9, 9, 9]
    assert kept.merged == {4: 9}
    assert kept.gone == frozenset()


def test_a_cluster_is_reported_as_gone_if_its_faces_are_deleted_or_in_no_cluster() -> None:
    kept = carry({1: -1, 2: -1}, {1: 4, 2: 4, 3: 8}, next_id=9)
    assert kept.gone == {4, 8}
    assert kept.ids.tolist() == [-1, -1]


def test_of_equal_halves_the_one_with_the_lowest_face_keeps_the_id() -> None:
    assert carry({1: 3, 2: 3, 3: 0, 4: 0}, {1: 5, 2: 5, 3: 5, 4: 5}, next_id=6).ids.tolist() == [5, 5, 6, 6]


@given(clusterings, clusterings)
def test_numbering_does_not_change_clusters_and_every_old_id_has_exactly_one_outcome(
    labels: dict[int, int], previous: dict[int, int]
) -> None:
    kept = carry(labels, previous)
    names = ids_by_face(labels, kept)
    assert len({(labels[face], names[face]) for face in labels}) == len(set(labels.values()))
    assert len(set(names.values())) == len(set(labels.values()))
    assert all((labels[face] < 0) == (names[face] < 0) for face in labels)
    old = {cluster for cluster in previous.values() if cluster >= 0}
    assert kept.kept | kept.merged.keys() | kept.gone == old
    assert len(kept.kept) + len(kept.merged) + len(kept.gone) == len(old)
    assert set(kept.merged.values()) <= set(names.values())


@given(clusterings, clusterings, st.integers(0, 50))
def test_new_ids_have_never_been_used_before(labels: dict[int, int], previous: dict[int, int], next_id: int) -> None:
    kept = carry(labels, previous, next_id)
    fresh = {cluster for cluster in kept.ids.tolist() if cluster >= 0} - kept.kept
    used_before = max([next_id - 1, *previous.values()])
    assert all(used_before < cluster < kept.next_id for cluster in fresh)


@given(clusterings, clusterings, st.randoms())
def test_ids_do_not_depend_on_repetition_numbering_or_order(
    labels: dict[int, int], previous: dict[int, int], random: object
) -> None:
    once = carry(labels, previous)
    names = ids_by_face(labels, once)
    faces = list(labels)
    random.shuffle(faces)  # type: ignore[attr-defined]
    renumbered = {face: -1 if labels[face] < 0 else 100 - labels[face] for face in faces}
    again = carry(renumbered, names, once.next_id)
    assert ids_by_face(renumbered, again) == names
    assert again.next_id == once.next_id
    assert not again.merged
    assert not again.gone
    assert ids_by_face(renumbered, carry(renumbered, previous)) == names
