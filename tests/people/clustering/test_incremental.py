"""New faces join existing clusters, and no other face moves."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photoindex.domain.thresholds import Thresholds
from photoindex.people.clustering.incremental import add_new_faces, full_pass_due
from photoindex.people.clustering.pipeline import Clustering, cluster_faces
from photoindex.people.parties import NO_CLUSTER
from photoindex.people.similarity.background import background_of
from photoindex.people.similarity.calibration import impostors_of
from photoindex.people.similarity.evidence import Expectation
from tests.people.drawn_faces import THRESHOLDS, faces


def grow(
    first: int, sizes: list[int], *, seed: int = 0, photo: list[int] | None = None
) -> tuple[list[int], Clustering]:
    """Cluster the first faces of a shuffled library and add the rest."""
    embeddings = faces(sizes, seed=seed)[np.random.default_rng(seed).permutation(sum(sizes))]
    photos = np.arange(len(embeddings), dtype=np.int64)
    known = cluster_faces(embeddings[:first], photos[:first], THRESHOLDS)
    new = np.arange(len(embeddings)) >= first
    labels = np.concatenate([known.labels, np.full(len(embeddings) - first, NO_CLUSTER, dtype=np.int64)])
    background = background_of(embeddings, known.cohort, impostors_of(THRESHOLDS))
    added = add_new_faces(embeddings, photos, labels, new, background=background, expectation=known.expectation).labels
    return added.tolist(), known


@settings(max_examples=60)
@given(st.lists(st.integers(1, 6), min_size=2, max_size=8), st.integers(0, 30), st.floats(0.1, 0.9))
def test_no_face_leaves_its_cluster_and_no_two_clusters_join(sizes: list[int], seed: int, share: float) -> None:
    first = max(2, int(sum(sizes) * share)) if sum(sizes) > 2 else 2
    added, known = grow(min(first, sum(sizes)), sizes, seed=seed)
    for before, after in zip(known.labels.tolist(), added, strict=False):
        assert before in {NO_CLUSTER, after}


def test_a_new_face_joins_its_person_and_a_stranger_joins_nobody() -> None:
    embeddings = faces([5, 5, 1])
    known = cluster_faces(embeddings[:9], np.arange(9), THRESHOLDS)
    labels = np.append(known.labels, [NO_CLUSTER] * 2)
    background = background_of(embeddings, known.cohort, impostors_of(THRESHOLDS))
    added = add_new_faces(
        embeddings,
        np.arange(11),
        labels,
        np.arange(11) > 8,
        background=background,
        expectation=known.expectation,
    ).labels
    assert added.tolist() == [*known.labels.tolist(), known.labels[8], NO_CLUSTER]


def test_two_new_faces_of_somebody_new_form_a_new_cluster() -> None:
    embeddings = faces([6, 3])
    known = cluster_faces(embeddings[:6], np.arange(6), THRESHOLDS)
    labels = np.append(known.labels, [NO_CLUSTER] * 3)
    background = background_of(embeddings, known.cohort, impostors_of(THRESHOLDS))
    added = add_new_faces(
        embeddings, np.arange(9), labels, np.arange(9) > 5, background=background, expectation=known.expectation
    ).labels
    assert added.tolist() == [0] * 6 + [1] * 3


def test_a_new_face_stays_out_of_a_cluster_that_already_holds_its_photo() -> None:
    embeddings = faces([5])
    known = cluster_faces(embeddings[:4], np.arange(4), THRESHOLDS)
    background = background_of(embeddings, known.cohort, impostors_of(THRESHOLDS))
    added = add_new_faces(
        embeddings,
        np.array([0, 1, 2, 3, 3]),
        np.append(known.labels, NO_CLUSTER),
        np.arange(5) == 4,
        background=background,
        expectation=known.expectation,
    ).labels
    assert added.tolist() == [0, 0, 0, 0, NO_CLUSTER]


def test_a_full_pass_is_due_for_small_libraries_and_after_growth_by_more_than_a_fifth() -> None:
    assert full_pass_due(100, 1)
    assert not full_pass_due(10_000, 2_000)
    assert full_pass_due(10_000, 2_001)


@pytest.mark.slow
def test_adding_one_photo_to_a_hundred_thousand_faces_takes_under_two_seconds() -> None:
    random = np.random.default_rng(0)
    labels = random.integers(NO_CLUSTER, 5_000, 100_000).astype(np.int64)
    centres = random.normal(size=(5_001, 128)).astype(np.float32)
    embeddings = centres[labels] + random.normal(size=(100_000, 128)).astype(np.float32) * 0.7
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    new = np.zeros(100_000, dtype=bool)
    new[-3:] = True
    thresholds = Thresholds(0.36, ((1e-2, 0.29), (1e-4, 0.42)))
    cohort = cluster_faces(embeddings[:2000], np.arange(2000), thresholds).cohort
    background = background_of(embeddings, cohort, impostors_of(thresholds))
    expectation = Expectation(people=1000.0, typical=6.0, pair_floor=3.0)
    started = time.process_time()
    added = add_new_faces(
        embeddings, np.arange(100_000), labels, new, background=background, expectation=expectation
    ).labels
    assert time.process_time() - started < 2.0
    assert np.array_equal(added[~new][labels[~new] >= 0], labels[~new][labels[~new] >= 0])
