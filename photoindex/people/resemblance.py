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

    Some people are like everybody, so a similarity is measured against those that both have with all others, in
    deviations (symmetric score normalisation, as in `background`). With fewer than three others there is nothing to
    measure against: the score is 0 and the similarity alone ranks.
    """
    people = sorted(looks)
    similarity = _similarities([looks[who] for who in people])
    mine = people.index(person)
    others = [place for place in range(len(people)) if place != mine]
    scores = _normalised(similarity, mine) if len(others) >= 3 else np.zeros(len(people))
    ranked = [Resemblance(people[place], float(similarity[mine, place]), float(scores[place])) for place in others]
    return sorted(ranked, key=lambda entry: (-entry.score, -entry.similarity, entry.person_id))


def _similarities(looks: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
    """The mean of the best pairs of looks between any two people: float64 (p, p), nan on the diagonal."""
    owner = np.repeat(np.arange(len(looks)), [len(theirs) for theirs in looks])
    every = np.concatenate(looks)
    result = np.full((len(looks), len(looks)), np.nan)
    for one, theirs in enumerate(looks):
        pairs = theirs @ every.T
        for other in range(len(looks)):
            if other != one:
                best = np.sort(pairs[:, owner == other], axis=None)[::-1][:_BEST_PAIRS]
                result[one, other] = best.mean()
    return result


def _normalised(similarity: NDArray[np.float64], mine: int) -> NDArray[np.float64]:
    mean = np.nanmean(similarity, axis=1)
    deviation = np.maximum(np.nanstd(similarity, axis=1), 1e-6)
    row = similarity[mine]
    return np.asarray(((row - mean[mine]) / deviation[mine] + (row - mean) / deviation) / 2, dtype=np.float64)
