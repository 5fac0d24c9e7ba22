"""Rank people by how much they resemble one person.

Embeddings of two relatives are a little more similar than embeddings of two strangers. But the same is true of people
of the same age, sex and origin, and of photos taken in the same light. Resemblance is therefore no evidence of kinship.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.parties import ClusterIds
from photoindex.people.similarity.sampling import evenly_spread

# A person looks different as a child, with a beard or from the side, and each cluster shows one appearance. Only this
# many clusters of a person are used, the largest ones.
_MOST_CLUSTERS = 8

# The mean is taken over this many best pairs of clusters, because the single best pair may be due to chance.
_BEST_PAIRS = 3


# Everybody is measured against at most this many people. With more people, the mean and the deviation hardly change.
MOST_OTHERS = 300


@dataclass(frozen=True, slots=True)
class Resemblance:
    """`similarity` is the mean cosine of the best pairs of clusters. `score` is the number of deviations by which
    `similarity` exceeds the mean similarity of the two people to others.
    """

    person_id: int
    similarity: float
    score: float


def cluster_means(embeddings: NDArray[np.float32], clusters: ClusterIds) -> NDArray[np.float32]:
    """One unit vector for each cluster of a person's faces, with the largest cluster first: float32 (c, d), where c is
    at most 8.

    `embeddings` is float32 (n, d), `clusters` (n,); all faces without a cluster count as one cluster.
    """
    _, inverse, counts = np.unique(clusters, return_inverse=True, return_counts=True)
    largest = np.argsort(-counts, kind="stable")[:_MOST_CLUSTERS]
    means = np.stack([embeddings[inverse == label].mean(axis=0) for label in largest.tolist()])
    return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def rank_by_resemblance(person: int, means: dict[int, NDArray[np.float32]]) -> list[Resemblance]:
    """Rank everybody else, the most alike first. `means` maps the id of each person to their `cluster_means`.

    Some people look like everybody. A similarity is therefore measured, in deviations, against the similarities that
    the two people have with others (symmetric score normalisation, as in `background`). The others are all people if
    there are at most `MOST_OTHERS`, otherwise that many, evenly spread over their ids. With fewer than three others
    there is nothing to measure against. The score is then 0, and only the similarity decides the rank.
    """
    people = sorted(means)
    mine = people.index(person)
    table = _padded([means[who] for who in people])
    others = [row for row in range(len(people)) if row != mine]
    similarity = _similarities(table[[mine]], table)[0]
    scores = _scores(table, mine, similarity) if len(others) >= 3 else np.zeros(len(people))
    ranked = [Resemblance(people[row], float(similarity[row]), float(scores[row])) for row in others]
    return sorted(ranked, key=lambda entry: (-entry.score, -entry.similarity, entry.person_id))


def _padded(means: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The cluster means of all people in one array: float32 (p, c, d). If a person has fewer than c clusters, the
    missing ones are nan.
    """
    most = max(len(theirs) for theirs in means)
    table = np.full((len(means), most, means[0].shape[1]), np.nan, dtype=np.float32)
    for row, theirs in zip(table, means, strict=True):
        row[: len(theirs)] = theirs
    return table


def _similarities(some: NDArray[np.float32], all_people: NDArray[np.float32]) -> NDArray[np.float64]:
    """The mean of the best pairs of clusters between people: float64 (s, p)."""
    count, clusters, length = all_people.shape
    result = np.empty((len(some), count))
    columns = all_people.reshape(-1, length).T
    for row, theirs in enumerate(some):
        pairs = theirs @ columns
        pairs = np.where(np.isnan(pairs), -np.inf, pairs).reshape(clusters, count, clusters)
        best = np.sort(pairs.transpose(1, 0, 2).reshape(count, -1), axis=1)[:, : -_BEST_PAIRS - 1 : -1]
        there = best > -np.inf
        result[row] = np.where(there, best, 0.0).sum(axis=1) / there.sum(axis=1)
    return result


def _scores(table: NDArray[np.float32], mine: int, similarity: NDArray[np.float64]) -> NDArray[np.float64]:
    count = len(table)
    chosen = evenly_spread(count, MOST_OTHERS)
    to_chosen = _similarities(table[chosen], table)
    to_chosen[np.arange(len(chosen)), chosen] = np.nan
    mean, deviation = np.nanmean(to_chosen, axis=0), np.maximum(np.nanstd(to_chosen, axis=0), 1e-6)
    own = np.delete(similarity, mine)
    own_mean, own_deviation = own.mean(), max(float(own.std()), 1e-6)
    return np.asarray(((similarity - own_mean) / own_deviation + (similarity - mean) / deviation) / 2, dtype=np.float64)
