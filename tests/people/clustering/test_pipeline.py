"""Clustering on real embeddings of labelled people, and on libraries as small as a new user's."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.domain.thresholds import Thresholds
from photoindex.people.clustering.pipeline import cluster_faces
from photoindex.people.evaluation.clustering_scores import b_cubed, pairwise
from photoindex.people.parties import NO_CLUSTER
from tests.people.drawn_faces import faces
from tests.people.drawn_library import SFACE

Faces = tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]


def made_up(sizes: list[int], *, seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Well-separated people, and the person of each face."""
    return faces(sizes, seed=seed), np.repeat(np.arange(len(sizes)), sizes)


def labels_of(embeddings: NDArray[np.float32], photo: NDArray[np.int64], thresholds: Thresholds) -> NDArray[np.int64]:
    return cluster_faces(embeddings, photo, thresholds).labels


def separate(count: int) -> NDArray[np.int64]:
    return np.arange(count, dtype=np.int64)


@pytest.fixture(scope="module")
def labelled(shared_data: Path) -> dict[str, Faces]:
    def read(name: str) -> Faces:
        with np.load(shared_data / "embeddings" / f"{name}.npz") as arrays:
            embeddings = arrays["embedding"].astype(np.float32)
            photo = np.unique(arrays["photo"], return_inverse=True)[1].astype(np.int64)
            person = np.unique(arrays["person"], return_inverse=True)[1].astype(np.int64)
        return embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True), photo, person

    return {name: read(name) for name in ("lfw_dev", "celeba_dev", "fiw_dev")}


def small_libraries(faces: Faces, sizes: list[int], count: int) -> Iterator[Faces]:
    """Random libraries of different people, with `sizes` photos each."""
    embeddings, photo, person = faces
    random = np.random.default_rng(1)
    plenty = np.flatnonzero(np.bincount(person) >= max(sizes))
    for _ in range(count):
        people = random.choice(plenty, len(sizes), replace=False)
        chosen = [
            random.choice(np.flatnonzero(person == who), size, False) for who, size in zip(people, sizes, strict=True)
        ]
        index = np.concatenate(chosen)
        yield embeddings[index], photo[index], person[index]


@pytest.mark.parametrize("count", [0, 1])
def test_a_library_without_two_faces_has_no_clusters(count: int) -> None:
    labels = labels_of(np.eye(4, dtype=np.float32)[:count], separate(count), SFACE)
    assert labels.tolist() == [NO_CLUSTER] * count
    assert labels.dtype == np.int64


def test_two_alike_faces_are_one_person_and_two_strangers_are_in_no_cluster() -> None:
    alike, _ = made_up([2])
    strangers, _ = made_up([1, 1])
    assert labels_of(alike, separate(2), SFACE).tolist() == [0, 0]
    assert labels_of(strangers, separate(2), SFACE).tolist() == [NO_CLUSTER] * 2


def test_the_only_two_faces_are_not_joined_if_they_are_below_the_verification_threshold() -> None:
    embeddings = np.array([[1.0, 0.0], [0.35, np.sqrt(1 - 0.35**2)]], dtype=np.float32)
    assert labels_of(embeddings, separate(2), SFACE).tolist() == [NO_CLUSTER] * 2


def test_copies_of_one_face_are_one_cluster() -> None:
    assert labels_of(np.tile(made_up([1])[0], (5, 1)), separate(5), SFACE).tolist() == [0] * 5


def test_clusters_are_numbered_from_the_largest() -> None:
    embeddings, person = made_up([3, 9, 5])
    labels = labels_of(embeddings, separate(len(person)), SFACE)
    assert [labels[person == who].tolist() for who in range(3)] == [[2] * 3, [0] * 9, [1] * 5]


def test_two_faces_of_one_photo_are_never_in_one_cluster() -> None:
    embeddings, _ = made_up([40])
    photo = np.arange(40, dtype=np.int64) // 2
    labels = labels_of(embeddings, photo, SFACE)
    for label in range(int(labels.max()) + 1):
        members = photo[labels == label]
        assert len(np.unique(members)) == len(members)
    assert labels.max() >= 1


def test_one_photo_with_many_equal_faces_has_no_cluster() -> None:
    labels = labels_of(np.tile(made_up([1])[0], (30, 1)), np.zeros(30, dtype=np.int64), SFACE)
    assert labels.tolist() == [NO_CLUSTER] * 30


def test_the_order_of_the_faces_does_not_matter() -> None:
    embeddings, person = made_up([1] * 20 + [2] * 10 + [7] * 5, seed=3)
    photo = separate(len(person)) // 2
    labels = labels_of(embeddings, photo, SFACE)
    order = np.random.default_rng(5).permutation(len(person))
    shuffled = labels_of(embeddings[order], photo[order], SFACE)
    assert pairwise(shuffled, labels[order]).f_score == 1.0
    assert np.array_equal(shuffled < 0, labels[order] < 0)


def test_clustering_works_for_a_pack_with_only_a_verification_threshold() -> None:
    embeddings, person = made_up([6] * 5 + [1] * 10)
    labels = labels_of(embeddings, separate(len(person)), Thresholds(verification=0.4, false_match_rates=()))
    assert b_cubed(labels, person).f_score == 1.0


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "cubed", "paired"), [("lfw_dev", 0.988, 0.993), ("celeba_dev", 0.958, 0.958), ("fiw_dev", 0.874, 0.85)]
)
def test_real_people_are_clustered_as_well_as_when_last_measured(
    labelled: dict[str, Faces], name: str, cubed: float, paired: float
) -> None:
    embeddings, photo, person = labelled[name]
    labels = labels_of(embeddings, photo, SFACE)
    assert b_cubed(labels, person).f_score >= cubed
    assert pairwise(labels, person).f_score >= paired


@pytest.mark.shared_data
def test_no_cluster_of_a_family_library_holds_two_faces_of_one_photo(labelled: dict[str, Faces]) -> None:
    embeddings, photo, _ = labelled["fiw_dev"]
    labels = labels_of(embeddings, photo, SFACE)
    clustered = labels >= 0
    pairs = np.stack([labels[clustered], photo[clustered]], axis=1)
    assert len(np.unique(pairs, axis=0)) == len(pairs)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "sizes", "least"),
    [
        ("lfw_dev", [4] * 5, 0.98),
        ("celeba_dev", [4] * 5, 0.93),
        ("fiw_dev", [4] * 5, 0.88),
        ("lfw_dev", [3] * 20, 0.98),
        ("celeba_dev", [3] * 20, 0.93),
        ("lfw_dev", [20, 8, 8, 8, 3, 3, 3, 3, 1, 1, 1, 1], 0.98),
        ("celeba_dev", [30], 0.95),
        ("lfw_dev", [30], 0.98),
        ("lfw_dev", [2], 0.95),
    ],
)
def test_small_libraries_are_clustered_well(
    labelled: dict[str, Faces], name: str, sizes: list[int], least: float
) -> None:
    scores = [
        b_cubed(labels_of(embeddings, photo, SFACE), person).f_score
        for embeddings, photo, person in small_libraries(labelled[name], sizes, 20)
    ]
    assert np.mean(scores) >= least


def with_strangers(faces: Faces, people: int, each: int, strangers: int, count: int) -> Iterator[Faces]:
    """Random libraries of a few people with the same number of faces, and single faces of other people."""
    embeddings, photo, person = faces
    random = np.random.default_rng(2)
    plenty = np.flatnonzero(np.bincount(person) >= each)
    for _ in range(count):
        chosen = random.choice(plenty, people, replace=False)
        rows = [random.choice(np.flatnonzero(person == who), each, replace=False) for who in chosen]
        others = np.flatnonzero(~np.isin(person, chosen))
        index = np.concatenate([*rows, random.choice(others, strangers, replace=False)])
        yield embeddings[index], photo[index], person[index]


@pytest.mark.shared_data
def test_a_few_people_do_not_take_in_each_other_and_the_strangers_around_them(labelled: dict[str, Faces]) -> None:
    scores = [
        b_cubed(labels_of(embeddings, photo, SFACE), person)
        for embeddings, photo, person in with_strangers(labelled["celeba_dev"], 5, 12, 20, 30)
    ]
    assert min(score.precision for score in scores) >= 0.88
    assert np.mean([score.f_score for score in scores]) >= 0.96


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["celeba_dev", "lfw_dev"])
def test_differences_far_below_rounding_hardly_change_the_clusters(labelled: dict[str, Faces], name: str) -> None:
    embeddings, photo, person = labelled[name]
    scores = []
    for seed in range(4):
        noise = np.random.default_rng(seed).normal(scale=1e-6, size=embeddings.shape)
        moved = (embeddings + noise).astype(np.float32)
        moved /= np.linalg.norm(moved, axis=1, keepdims=True)
        scores.append(b_cubed(labels_of(moved, photo, SFACE), person).f_score)
    assert max(scores) - min(scores) <= 0.003


@pytest.mark.shared_data
def test_people_with_a_single_face_each_are_hardly_ever_joined(labelled: dict[str, Faces]) -> None:
    libraries = list(small_libraries(labelled["lfw_dev"], [1] * 12, 40))
    joined = [int(labels_of(embeddings, photo, SFACE).max()) + 1 for embeddings, photo, _ in libraries]
    assert np.mean(joined) <= 0.35


@pytest.mark.shared_data
def test_adding_photos_moves_hardly_any_existing_faces(labelled: dict[str, Faces]) -> None:
    embeddings, photo, _ = labelled["celeba_dev"]
    before = labels_of(embeddings[:-50], photo[:-50], SFACE)
    after = labels_of(embeddings, photo, SFACE)[:-50]
    assert pairwise(after, before).f_score >= 0.97
