"""Measure the clustering of small libraries, and how much of it is chance.

    python benchmarks/small_libraries.py FILE.npz ... [--draws 60]

Each file holds arrays `embedding` (n, d), `person` and `photo` (n,), as `embed.py` writes them. The first row of a file
clusters it as it is, with differences of a millionth in the embeddings: less than the rounding when they are stored,
but enough for another order of the faces. The other rows draw libraries: a few people with 6 to 39 faces each, and
single faces of other people. All rows print the mean, the lowest and the highest F score.
"""

import argparse
from pathlib import Path

import numpy as np
from cluster import SFACE, Faces, Labels, read

from photoindex.people.clustering.pipeline import cluster_faces
from photoindex.people.evaluation.clustering_scores import b_cubed, pairwise

SHIFT = 1e-6
LEAST, MOST = 6, 40
LIBRARIES = ((5, 20), (15, 60))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="NPZ")
    parser.add_argument("--draws", type=int, default=60)
    options = parser.parse_args()
    print("| file | library | B-cubed F: mean, lowest, highest | pairwise F |\n|---|---|---|---|")
    for path in options.files:
        faces = read(path)
        shifted_faces = [shifted(faces, seed) for seed in range(options.draws)]
        print_row(path.stem, f"whole, {len(faces[0])} faces", shifted_faces)
        for people, strangers in LIBRARIES:
            chance = np.random.default_rng(people)
            drawn_faces = [drawn(faces, people, strangers, chance) for _ in range(options.draws)]
            print_row(path.stem, f"{people} people and {strangers} strangers", drawn_faces)


def shifted(faces: Faces, seed: int) -> Faces:
    embeddings, photo, person = faces
    noise = np.random.default_rng(seed).normal(scale=SHIFT, size=embeddings.shape)
    moved = (embeddings + noise).astype(np.float32)
    return moved / np.linalg.norm(moved, axis=1, keepdims=True), photo, person


def drawn(faces: Faces, people: int, strangers: int, chance: np.random.Generator) -> Faces:
    """Up to 39 faces each of some people who have at least 6, and single faces of others."""
    embeddings, photo, person = faces
    size = np.bincount(person)
    chosen = chance.choice(np.flatnonzero(size >= LEAST), people, replace=False)
    rows = [chance.permutation(np.flatnonzero(person == who))[: chance.integers(LEAST, MOST)] for who in chosen]
    others = np.flatnonzero(~np.isin(person, chosen))
    rows.append(chance.choice(others, min(strangers, len(others)), replace=False))
    picked = np.sort(np.concatenate(rows))
    return embeddings[picked], photo[picked], person[picked]


def print_row(name: str, library: str, libraries: list[Faces]) -> None:
    scores = np.array([scored(*faces) for faces in libraries])
    columns = [f"{score.mean():.4f} {score.min():.4f} {score.max():.4f}" for score in scores.T]
    print(f"| {name} | {library} | {' | '.join(columns)} |", flush=True)


def scored(embeddings: np.ndarray, photo: Labels, person: Labels) -> tuple[float, float]:
    labels = cluster_faces(embeddings, photo, SFACE).labels
    return b_cubed(labels, person).f_score, pairwise(labels, person).f_score


if __name__ == "__main__":
    main()
