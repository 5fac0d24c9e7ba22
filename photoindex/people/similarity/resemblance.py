"""People in, who resembles whom out.

Two embeddings of relatives are a little more similar than those of strangers, and so are those of people of one age,
sex and origin, or of photos taken in one light: resemblance is no evidence of kinship.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A person looks different as a child, with a beard, from the side: each cluster is one look, the largest ones count.
_MOST_LOOKS = 8

# The mean of so many best pairs of looks: the single best may be chance.
_BEST_PAIRS = 3


# People whom everybody is measured against: their mean and deviation are steady then.
MOST_OTHERS = 300


@dataclass(frozen=True, slots=True)
class Resemblance:
    """`similarity` is the mean cosine of the best pairs of looks; `score` says how many deviations that lies above what
    the two have with other people.
    """

    person_id: int
    similarity: float
    score: float


def looks_of(embeddings: NDArray[np.float32], clusters: NDArray[np.int64]) -> NDArray[np.float32]:
    """One unit vector for each cluster of a person's faces, the largest first: float32 (l, d), l at most 8.

    `embeddings` is float32 (n, d), `clusters` int64 (n,); faces in no cluster (negative) are one look together.
    """
    labels, inverse, counts = np.unique(np.maximum(clusters, -1), return_inverse=True, return_counts=True)
    largest = np.argsort(-counts, kind="stable")[:_MOST_LOOKS]
    means = np.stack([embeddings[inverse == place].mean(axis=0) for place in largest.tolist()])
    assert len(labels) >= len(means)
    return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def rank_by_resemblance(person: int, looks: dict[int, NDArray[np.float32]]) -> list[Resemblance]:
    """Everybody else, the most alike first; `looks` are those of each person by id.

    Some people are like everybody, so a similarity is measured against those that both have with others, in deviations
    (symmetric score normalisation, as in `background`): with all others up to `MOST_OTHERS`, and with that many, evenly
    spread over their ids, in larger libraries. With fewer than three others there is nothing to measure against: the
    score is 0 and the similarity alone ranks.
    """
    people = sorted(looks)
    mine = people.index(person)
    table = _padded([looks[who] for who in people])
    others = [place for place in range(len(people)) if place != mine]
    similarity = _similarities(table[[mine]], table)[0]
    scores = _scores(table, mine, similarity) if len(others) >= 3 else np.zeros(len(people))
    ranked = [Resemblance(people[place], float(similarity[place]), float(scores[place])) for place in others]
    return sorted(ranked, key=lambda entry: (-entry.score, -entry.similarity, entry.person_id))


def _padded(looks: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The looks of everybody in one array, float32 (p, l, d), nan where somebody has fewer than the others."""
    most = max(len(theirs) for theirs in looks)
    table = np.full((len(looks), most, looks[0].shape[1]), np.nan, dtype=np.float32)
    for row, theirs in zip(table, looks, strict=True):
        row[: len(theirs)] = theirs
    return table


def _similarities(some: NDArray[np.float32], all_people: NDArray[np.float32]) -> NDArray[np.float64]:
    """The mean of the best pairs of looks between people: float64 (s, p)."""
    count, looks, length = all_people.shape
    result = np.empty((len(some), count))
    columns = all_people.reshape(-1, length).T
    for row, theirs in enumerate(some):
        pairs = theirs @ columns
        pairs = np.where(np.isnan(pairs), -np.inf, pairs).reshape(looks, count, looks)
        best = np.sort(pairs.transpose(1, 0, 2).reshape(count, -1), axis=1)[:, : -_BEST_PAIRS - 1 : -1]
        there = best > -np.inf
        result[row] = np.where(there, best, 0.0).sum(axis=1) / there.sum(axis=1)
    return result


def _scores(table: NDArray[np.float32], mine: int, similarity: NDArray[np.float64]) -> NDArray[np.float64]:
    count = len(table)
    chosen = np.unique(np.linspace(0, count - 1, min(count, MOST_OTHERS)).round().astype(np.int64))
    to_chosen = _similarities(table[chosen], table)
    to_chosen[np.arange(len(chosen)), chosen] = np.nan
    mean, deviation = np.nanmean(to_chosen, axis=0), np.maximum(np.nanstd(to_chosen, axis=0), 1e-6)
    own = np.delete(similarity, mine)
    own_mean, own_deviation = own.mean(), max(float(own.std()), 1e-6)
    return np.asarray(((similarity - own_mean) / own_deviation + (similarity - mean) / deviation) / 2, dtype=np.float64)
