"""Cluster faces by person, in the way that photoindex uses by default.

1. Find the nearest neighbours of every face (`neighbours`).
2. Measure each face's own background against a fixed cohort of the library (`background`).
3. Join clusters if the evidence says that they are one person (`evidence`, `agglomeration`), and if humans and photos
   do not rule it out (`constraints`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.picked_rows import in_one_array
from photoindex.domain.thresholds import Thresholds
from photoindex.people.clustering.agglomeration import Joined, join_by_evidence
from photoindex.people.clustering.constraints import Constraints
from photoindex.people.faces import Faces
from photoindex.people.parties import NO_CLUSTER, ClusterIds
from photoindex.people.similarity.background import Background, Cohort, background_of, choose_cohort
from photoindex.people.similarity.calibration import Impostors, impostors_of
from photoindex.people.similarity.evidence import Expectation
from photoindex.people.similarity.neighbours import nearest

# The number of nearest neighbours of a face that become candidates for a join. With 8 or 24 candidates, all figures
# change by at most .001.
CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class Clustering:
    """The clusters of n faces, and the measurements behind them, so that later faces can be added to the clusters.

    `labels` is int64 (n,), `NO_CLUSTER` for a face outside all clusters. Clusters have at least two faces and are
    numbered from 0, the largest first. `indistinct` is bool (n,): the faces that are in no cluster because their
    cluster did not stand out (see `dividing`).
    """

    labels: ClusterIds
    background: Background
    cohort: Cohort
    expectation: Expectation
    indistinct: NDArray[np.bool_]


def cluster_faces(
    embeddings: NDArray[np.float32],
    photo: NDArray[np.int64],
    thresholds: Thresholds,
    *,
    constraints: Constraints | None = None,
    poor: NDArray[np.bool_] | None = None,
    cohort: Cohort | None = None,
) -> Clustering:
    """Cluster faces by person.

    Args:
        embeddings: float32 (n, d) of unit length.
        photo: int64 (n,), the photo of each face: faces of one photo are never in one cluster.
        thresholds: what a similarity means for the embedder.
        constraints: what humans said about the faces; the clusters obey it.
        poor: bool (n,), faces that may join clusters with other faces but form no cluster among themselves (see
            `poor_faces`).
        cohort: the faces against which earlier backgrounds were measured; if it is not given, a cohort is chosen.

    The outcome depends neither on the order of the faces nor on chance.

    Raises:
        MissingLibraryError: the library for approximate neighbours, which large libraries need, is not installed.
    """
    order = canonical_order(embeddings)
    vectors, photos = np.ascontiguousarray(embeddings[order]), photo[order]
    impostors = impostors_of(thresholds)
    measured_by = cohort or choose_cohort(vectors, impostors)
    background = background_of(vectors, measured_by, impostors)
    left, right, _ = nearest(vectors, photos, CANDIDATES).edges()
    joined = join_by_evidence(
        vectors,
        photos,
        background,
        links=(left, right),
        pair_floor=pair_floor(thresholds, impostors),
        constraints=constraints.reordered(order) if constraints is not None else None,
        poor=poor[order] if poor is not None else None,
    )
    return _in_order_given(joined, background, measured_by, order)


def background_in(faces: Faces, thresholds: Thresholds) -> Background:
    """Measure each face's background as `cluster_faces` does."""
    impostors = impostors_of(thresholds)
    embedding = in_one_array(faces.embedding)
    cohort = choose_cohort(embedding[canonical_order(embedding)], impostors)
    return background_of(embedding, cohort, impostors)


def pair_floor(thresholds: Thresholds, impostors: Impostors) -> float:
    """The evidence between two faces whose similarity is the pack's verification threshold."""
    return (thresholds.verification - impostors.mean) / impostors.deviation


def _in_order_given(joined: Joined, background: Background, cohort: Cohort, order: NDArray[np.int64]) -> Clustering:
    row = np.empty(len(order), dtype=np.int64)
    row[order] = np.arange(len(order))
    labels = by_size(joined.labels[row])
    return Clustering(labels, background[row], cohort, joined.expectation, joined.indistinct[row])


def canonical_order(embeddings: NDArray[np.float32]) -> NDArray[np.int64]:
    """An order that looks random and depends only on the embeddings, not on the order in which the faces were found."""
    words = np.ascontiguousarray(embeddings, dtype=np.float32).view(np.uint32)
    # The key of a face is a multilinear hash of its bits, modulo 2**64, with odd multipliers from a fixed generator.
    multipliers = np.random.default_rng(0).integers(0, 2**63, size=(words.shape[1],), dtype=np.uint64) * 2 + 1
    key = np.zeros(len(words), dtype=np.uint64)
    for column in range(words.shape[1]):
        key += words[:, column] * multipliers[column]
    order: NDArray[np.int64] = np.argsort(key, kind="stable")
    return order


def by_size(labels: NDArray[np.int64]) -> ClusterIds:
    """Renumber labels from 0, the largest cluster first and ties by first face; single faces get `NO_CLUSTER`."""
    _, first, inverse, counts = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(counts), dtype=np.int64)
    rank[np.lexsort((first, -counts))] = np.arange(len(counts))
    return ClusterIds(np.where(counts[inverse] > 1, rank[inverse], NO_CLUSTER).astype(np.int64))
