"""Faces in, groups out: the one default way in which photoindex clusters.

1. The exact nearest neighbours of every face (`neighbours`).
2. HDBSCAN's hierarchy on that graph gives dense groups that are safe to build on (`hierarchy`).
3. They tell who is a stranger to whom, so each face gets its own background (`background`).
4. Groups and the faces left over join where the evidence says one person (`evidence`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.models.manifest import Thresholds
from photoindex.people.background import background_of
from photoindex.people.calibration import impostors_of
from photoindex.people.evidence import join_by_evidence
from photoindex.people.hierarchy import dense_groups
from photoindex.people.neighbours import Neighbours, nearest


@dataclass(frozen=True, slots=True)
class Options:
    """How to cluster. None of these is delicate: half or double gives nearly the same figures.

    `neighbours` is the size of the neighbour graph. `seed_rate` is the false-match rate at whose similarity the
    hierarchy stops linking: one wrong link in a million pairs. `candidates` is how many neighbours of a face
    may propose a join; more change nothing.
    """

    neighbours: int = 32
    seed_rate: float = 1e-6
    candidates: int = 12


def cluster(
    embeddings: NDArray[np.float32], photo: NDArray[np.int64], thresholds: Thresholds, options: Options | None = None
) -> NDArray[np.int64]:
    """Group faces by person: int64 (n,), -1 for a face that belongs to no group.

    `embeddings` is float32 (n, d) of unit length; `photo` int64 (n,) says which faces are of one photo: these are never
    in one group. Groups have at least two faces and are numbered from 0, the largest first. The outcome depends
    neither on the order of the faces nor on chance.

    Raises:
        MissingLibraryError: the installed `hdbscan` lacks what is needed.
    """
    if len(embeddings) < 2:
        return np.full(len(embeddings), -1, dtype=np.int64)
    options = options or Options()
    canonical = _canonical_order(embeddings)
    vectors, photos = np.ascontiguousarray(embeddings[canonical]), photo[canonical]
    graph = nearest(vectors, photos, options.neighbours)
    impostors = impostors_of(thresholds)
    seeds = dense_groups(graph, photos, impostors.similarity_at(options.seed_rate))
    background = background_of(vectors, seeds, impostors)
    labels = join_by_evidence(
        vectors,
        photos,
        background,
        seeds,
        links=_links(graph, options.candidates),
        pair_floor=(thresholds.verification - impostors.mean) / impostors.deviation,
    )
    result = np.empty(len(labels), dtype=np.int64)
    result[canonical] = labels
    return _by_size(result)


def _links(graph: Neighbours, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    left, right, _ = Neighbours(graph.index[:, :count], graph.similarity[:, :count]).edges()
    return left, right


def _canonical_order(embeddings: NDArray[np.float32]) -> NDArray[np.int64]:
    """An order that looks random and depends only on what the faces are, not on when they were found."""
    words = np.ascontiguousarray(embeddings, dtype=np.float32).view(np.uint32).astype(np.uint64)
    # Odd multipliers from a fixed generator make a multilinear hash of the bits, modulo 2**64.
    multipliers = np.random.default_rng(0).integers(0, 2**63, size=words.shape[1], dtype=np.uint64) * 2 + 1
    order: NDArray[np.int64] = np.argsort((words * multipliers).sum(axis=1), kind="stable")
    return order


def _by_size(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Renumber by size, then by first face; groups of one become -1."""
    _, first, inverse, counts = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(counts), dtype=np.int64)
    rank[np.lexsort((first, -counts))] = np.arange(len(counts))
    return np.where(counts[inverse] > 1, rank[inverse], -1).astype(np.int64)
