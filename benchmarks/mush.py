"""Print how many faces are in clusters of many people, with weaker embedders too: see `cluster.py --table`."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.thresholds import Thresholds
from photoindex.people.clustering.pipeline import cluster_faces
from photoindex.people.evaluation.clustering_scores import b_cubed, pairwise
from photoindex.people.similarity.background import Background

Labels = NDArray[np.int64]
Faces = tuple[NDArray[np.float32], Labels, Labels]

# A cluster is mixed if fewer of its faces than this share are one person.
_MAJORITY = 0.6
# The evidence above which a pair of faces looks like one person, and the most faces of a cluster that are compared.
_ALIKE = 3.5
_COMPARED = 300
_NOISE = 0.5
_SHORT = 64
_PAIRS = 2_000_000
_RATES = (1e-2, 1e-3, 1e-4, 1e-5)
HEADING = (
    "| set | embedder | people | faces | B-cubed | pairwise | in mixed clusters | of 3+ | cohesion | left single |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """B-cubed F, pairwise F, the shares of faces in mixed clusters of two or more and of three or more faces, the mean
    share of alike pairs in clusters of three and more faces, and the share of faces that division left single.
    """

    cubed: float
    paired: float
    mixed: float
    mixed_of_three: float
    cohesion: float
    left: float


def print_table(libraries: dict[str, Faces], thresholds: Thresholds, seeds: int) -> None:
    """Print a row for each library and embedder, and a row with the means of its halves: for each seed, the people are
    divided into two halves, which are clustered separately.
    """
    print(HEADING)
    weaker = {
        "noise added": {name: noisy(faces) for name, faces in libraries.items()},
        f"{_SHORT} dimensions": {name: shorter(faces) for name, faces in libraries.items()},
    }
    for embedder, sets in {"as it is": libraries, **weaker}.items():
        fitted = thresholds if sets is libraries else refitted(list(sets.values()))
        for name, faces in sets.items():
            print_row(name, embedder, faces, [measure(faces, fitted)])
            halves = [measure(half, fitted) for seed in range(seeds) for half in divided(faces, seed)]
            print_row(f"{name}, halves", embedder, faces, halves)


def print_row(name: str, embedder: str, faces: Faces, measured: list[Measured]) -> None:
    means = np.mean([[m.cubed, m.paired, m.mixed, m.mixed_of_three, m.cohesion, m.left] for m in measured], axis=0)
    cubed, paired, mixed, of_three, cohesion, left = means
    people = "" if len(measured) > 1 else f"{len(np.unique(faces[2]))}"
    count = "" if len(measured) > 1 else f"{len(faces[0])}"
    print(
        f"| {name} | {embedder} | {people} | {count} | {cubed:.4f} | {paired:.4f} | {mixed:.2%} | {of_three:.2%} "
        f"| {cohesion:.3f} | {left:.2%} |",
        flush=True,
    )


def measure(faces: Faces, thresholds: Thresholds) -> Measured:
    embeddings, photo, person = faces
    found = cluster_faces(embeddings, photo, thresholds)
    mixed, mixed_of_three, cohesion = 0, 0, []
    for members in clusters_of(found.labels):
        if np.bincount(person[members]).max() < _MAJORITY * len(members):
            mixed += len(members)
            mixed_of_three += len(members) if len(members) > 2 else 0
        if len(members) > 2:
            cohesion.append(alike(embeddings, found.background, members))
    count = len(embeddings)
    return Measured(
        b_cubed(found.labels, person).f_score,
        pairwise(found.labels, person).f_score,
        mixed / count,
        mixed_of_three / count,
        float(np.mean(cohesion)) if cohesion else 1.0,
        int(found.indistinct.sum()) / count,
    )


def clusters_of(labels: Labels) -> Iterator[Labels]:
    order = np.argsort(labels, kind="stable")
    order = order[labels[order] >= 0]
    yield from np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)


def alike(embeddings: NDArray[np.float32], background: Background, members: Labels) -> float:
    """The share of the pairs of a cluster with evidence above `_ALIKE`."""
    members = members[:: -(-len(members) // _COMPARED)]
    one, other = np.triu_indices(len(members), 1)
    similarity = (embeddings[members] @ embeddings[members].T)[one, other]
    return float((background.evidence(members[one], members[other], similarity) > _ALIKE).mean())


def divided(faces: Faces, seed: int) -> list[Faces]:
    embeddings, photo, person = faces
    first = np.random.default_rng(seed).random(int(person.max()) + 1) < 0.5
    return [(embeddings[side], photo[side], person[side]) for side in (first[person], ~first[person])]


def noisy(faces: Faces) -> Faces:
    """The faces with noise of half their length."""
    noise = np.random.default_rng(1).standard_normal(faces[0].shape)
    return _unit(faces[0] + _NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)), faces[1], faces[2]


def shorter(faces: Faces) -> Faces:
    """The faces projected to 64 random dimensions."""
    random = np.random.default_rng(2).standard_normal((faces[0].shape[1], _SHORT))
    return _unit(faces[0] @ np.linalg.qr(random)[0]), faces[1], faces[2]


def _unit(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def refitted(libraries: list[Faces]) -> Thresholds:
    """Thresholds as a manifest would hold them: the similarities that given shares of different-person pairs reach."""
    random, found = np.random.default_rng(0), []
    for embeddings, _, person in libraries:
        one, other = random.integers(0, len(person), (2, _PAIRS // len(libraries)))
        different = person[one] != person[other]
        found.append(np.einsum("ij,ij->i", embeddings[one[different]], embeddings[other[different]]))
    reached = [float(np.quantile(np.concatenate(found), 1 - rate)) for rate in _RATES]
    return Thresholds(verification=reached[1], false_match_rates=tuple(zip(_RATES, reached, strict=True)))
