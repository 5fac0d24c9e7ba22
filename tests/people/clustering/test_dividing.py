"""Clusters of many people whose faces are alike only in being poor are divided; real people are not."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.people.clustering.constraints import Constraints
from photoindex.people.clustering.dividing import typical_distinctness
from photoindex.people.clustering.incremental import add_new_faces
from photoindex.people.clustering.pipeline import Clustering, cluster_faces
from photoindex.people.evaluation.clustering_scores import b_cubed
from photoindex.people.parties import NO_CLUSTER, NOBODY, ClusterIds, Parties
from photoindex.people.similarity.background import background_of
from photoindex.people.similarity.calibration import impostors_of
from photoindex.people.similarity.evidence import ClusterSums
from tests.people.drawn_faces import faces
from tests.people.drawn_library import SFACE

REAL, EACH, POOR = 40, 6, 30
FIRST_POOR = REAL * EACH


def with_poor_faces(seed: int = 0, poor: int = POOR) -> NDArray[np.float32]:
    """40 people with six faces each, and one face each of strangers who all resemble the same blur."""
    random = np.random.default_rng(seed + 100)
    blur = random.normal(size=128)
    strangers = random.normal(size=(poor, 128))
    strangers /= np.linalg.norm(strangers, axis=1, keepdims=True)
    strangers += 0.75 * blur / np.linalg.norm(blur)
    strangers /= np.linalg.norm(strangers, axis=1, keepdims=True)
    return np.concatenate([faces([EACH] * REAL, noise=0.9, seed=seed), strangers.astype(np.float32)])


def clustered(embeddings: NDArray[np.float32], constraints: Constraints | None = None) -> Clustering:
    return cluster_faces(embeddings, np.arange(len(embeddings)), SFACE, constraints=constraints)


def largest_of_poor(labels: NDArray[np.int64]) -> int:
    poor = labels[FIRST_POOR:]
    return int(np.bincount(poor[poor != NO_CLUSTER], minlength=1).max())


def test_poor_faces_of_many_people_are_left_single_and_marked() -> None:
    found = clustered(with_poor_faces())
    assert largest_of_poor(found.labels) <= 3
    assert found.indistinct[FIRST_POOR:].sum() >= POOR / 2
    assert not found.indistinct[:FIRST_POOR].any()
    assert (found.labels[found.indistinct] == NO_CLUSTER).all()


@settings(max_examples=10)
@given(st.integers(0, 20))
def test_people_beside_poor_faces_stay_whole(seed: int) -> None:
    labels = clustered(with_poor_faces(seed)).labels[:FIRST_POOR]
    assert b_cubed(labels, np.repeat(np.arange(REAL), EACH)).f_score == 1.0


def test_a_large_person_who_varies_much_stays_whole() -> None:
    embeddings = np.concatenate([with_poor_faces(), faces([80], noise=1.1, seed=7)])
    found = clustered(embeddings)
    assert len(np.unique(found.labels[-80:])) == 1
    assert not found.indistinct[-80:].any()


@settings(max_examples=5)
@given(st.integers(0, 100))
def test_the_order_of_the_faces_does_not_matter(seed: int) -> None:
    embeddings = with_poor_faces()
    order = np.random.default_rng(seed).permutation(len(embeddings))
    whole, shuffled = clustered(embeddings), clustered(embeddings[order])
    assert shuffled.indistinct.tolist() == whole.indistinct[order].tolist()
    assert b_cubed(shuffled.labels, whole.labels[order]).f_score == 1.0


def test_a_small_library_does_not_show_what_is_typical() -> None:
    embeddings = faces([5] * 19)
    labels = np.repeat(np.arange(19), 5)
    background = clustered(embeddings).background
    assert typical_distinctness(ClusterSums(labels, embeddings, background)) == -np.inf


def test_faces_that_a_human_named_stay_together_and_keep_their_cluster() -> None:
    embeddings = with_poor_faces()
    party = np.full(len(embeddings), NOBODY, dtype=np.int64)
    party[FIRST_POOR : FIRST_POOR + 8] = 1
    found = clustered(embeddings, Constraints(Parties(party)))
    assert len(np.unique(found.labels[FIRST_POOR : FIRST_POOR + 8])) == 1
    assert not found.indistinct[party != NOBODY].any()


@settings(max_examples=10)
@given(st.lists(st.tuples(st.integers(0, POOR - 1), st.integers(0, POOR - 1)), max_size=5))
def test_faces_that_a_human_told_apart_are_never_joined_again(pairs: list[tuple[int, int]]) -> None:
    apart = [[frozenset([FIRST_POOR + a]), frozenset([FIRST_POOR + b])] for a, b in pairs if a != b]
    embeddings = with_poor_faces()
    known = Constraints.none(len(embeddings))
    labels = clustered(embeddings, Constraints(known.party, apart=apart)).labels
    for (one,), (other,) in apart:
        assert labels[one] == NO_CLUSTER or labels[one] != labels[other]


def added_in_two_parts(embeddings: NDArray[np.float32], first: int) -> tuple[Clustering, ClusterIds, NDArray[np.bool_]]:
    """Cluster the first faces, and add the others without a full pass."""
    known = clustered(embeddings[:first])
    new = np.arange(len(embeddings)) >= first
    labels = ClusterIds(np.concatenate([known.labels, np.full(int(new.sum()), NO_CLUSTER, dtype=np.int64)]))
    background = background_of(embeddings, known.cohort, impostors_of(SFACE))
    placed = add_new_faces(
        embeddings, np.arange(len(embeddings)), labels, new, background=background, expectation=known.expectation
    )
    return known, placed.labels, placed.indistinct


@pytest.mark.parametrize("added", [20, 40])
def test_added_faces_do_not_build_such_clusters_again(added: int) -> None:
    first = FIRST_POOR + POOR
    known, labels, indistinct = added_in_two_parts(with_poor_faces(poor=POOR + added), first)
    assert largest_of_poor(labels) <= 3
    assert indistinct.sum() >= added / 2
    assert (labels[indistinct] == NO_CLUSTER).all()
    assert labels[:first][known.labels != NO_CLUSTER].tolist() == known.labels[known.labels != NO_CLUSTER].tolist()


@pytest.mark.shared_data
def test_families_have_hardly_any_faces_in_clusters_without_a_majority(shared_data: Path) -> None:
    """Without division, 2.9 % of the faces are in such clusters of three and more faces."""
    with np.load(shared_data / "embeddings" / "fiw_dev.npz") as arrays:
        embeddings = arrays["embedding"].astype(np.float32)
        photo = np.unique(arrays["photo"], return_inverse=True)[1].astype(np.int64)
        person = np.unique(arrays["person"], return_inverse=True)[1].astype(np.int64)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    found = cluster_faces(embeddings, photo, SFACE)
    mixed = 0
    for label in range(int(found.labels.max()) + 1):
        members = person[found.labels == label]
        if len(members) >= 3 and np.bincount(members).max() < 0.6 * len(members):
            mixed += len(members)
    assert mixed / len(person) < 0.015
    assert found.indistinct.any()
