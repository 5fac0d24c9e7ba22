"""Measure the clustering of labelled embeddings: `python benchmarks/cluster.py FILE.npz ... [--synthetic 100000]`.

Each file holds arrays `embedding` (n, d), `person` and `photo` (n,). Prints a line per method: "default" is what
photoindex does; "whispers" and "DBSCAN" are Chinese Whispers and DBSCAN on the same neighbour graph, each with the best
threshold for this file; "hdbscan" is HDBSCAN's hierarchy on that graph alone; "slices" is the default after adding the
photos in ten random parts. Thresholds come from a pack's manifest (--pack); by default they are SFace's.

`--raw 5000 10000` also compares with the hdbscan package on the vectors themselves, for 5,000 and 10,000 synthetic
faces; `--halves` groups each half of the people of a file separately. This shows how much the figures depend on who is
in the file.

`--table 3` prints one table instead: how many faces are in clusters of many people, for each file and for halves of its
people with three seeds, with the embeddings as they are, with noise added and in 64 dimensions.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import made_up
import numpy as np
from mush import print_table
from numpy.typing import NDArray
from peak import peak_memory

from photoindex.domain.thresholds import Thresholds
from photoindex.packs.manifest import load_pack
from photoindex.people.clustering.hdbscan import density_clusters
from photoindex.people.clustering.incremental import add_new_faces, full_pass_due
from photoindex.people.clustering.pipeline import cluster_faces
from photoindex.people.evaluation.clustering_scores import b_cubed, pairwise
from photoindex.people.parties import NO_CLUSTER
from photoindex.people.similarity.background import background_of
from photoindex.people.similarity.calibration import impostors_of
from photoindex.people.similarity.neighbours import Neighbours, nearest, nearest_exact
from photoindex.people.similarity.top_k import largest

Labels = NDArray[np.int64]
Faces = tuple[NDArray[np.float32], Labels, Labels]

# For SFace. 0.363 is the threshold that its authors publish; the other thresholds are rounded measurements on
# different-person pairs in parts of LFW and CelebA. The figures hardly depend on them: try --pack with other
# thresholds.
SFACE = Thresholds(verification=0.363, false_match_rates=((1e-2, 0.295), (1e-3, 0.363), (1e-4, 0.42), (1e-5, 0.472)))

LINKS = 32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="NPZ")
    parser.add_argument("--pack", type=Path, help="folder of the pack whose thresholds apply")
    parser.add_argument("--synthetic", type=int, metavar="N", help="also N synthetic faces, for time and memory")
    parser.add_argument("--length", type=int, default=128, metavar="D", help="length of a synthetic embedding (128)")
    parser.add_argument(
        "--raw", type=int, nargs="*", default=[], metavar="N", help="also the hdbscan package, on N synthetic faces"
    )
    parser.add_argument("--halves", action="store_true", help="also cluster halves of the people of each file")
    parser.add_argument("--table", type=int, metavar="SEEDS", help="only a table of clusters of many people")
    arguments = parser.parse_args()
    thresholds = load_pack(arguments.pack).thresholds if arguments.pack else SFACE
    density_clusters(np.eye(4, dtype=np.float32), np.arange(4))  # imports hdbscan untimed
    if arguments.table is not None:
        print_table({path.stem: read(path) for path in arguments.files}, thresholds, arguments.table)
        return
    for path in arguments.files:
        faces = read(path)
        compare(path.stem, faces, thresholds)
        for half, part in enumerate(halves(faces) if arguments.halves else []):
            compare(f"{path.stem}, half {half + 1} of the people", part, thresholds, peers=False)
    for count in arguments.raw:
        compare_raw(alone(count, arguments.length), thresholds)
    if arguments.synthetic:
        faces = alone(arguments.synthetic, arguments.length)
        compare(f"synthetic {arguments.synthetic}", faces, thresholds, peers=False)
    print(f"peak memory {peak_memory() / 1e6:.0f} MB")


def read(path: Path) -> Faces:
    with np.load(path) as arrays:
        embeddings = arrays["embedding"].astype(np.float32)
        photo = np.unique(arrays["photo"], return_inverse=True)[1].astype(np.int64)
        person = np.unique(arrays["person"], return_inverse=True)[1].astype(np.int64)
    return embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True), photo, person


def halves(faces: Faces) -> list[Faces]:
    embeddings, photo, person = faces
    first = np.random.default_rng(0).random(int(person.max()) + 1) < 0.5
    return [(embeddings[side], photo[side], person[side]) for side in (first[person], ~first[person])]


def alone(count: int, length: int) -> Faces:
    """Embeddings, photos and persons of `count` synthetic faces, each in its own photo."""
    embeddings, person = made_up.vectors(count, length)
    return embeddings, np.arange(count, dtype=np.int64), person


def compare(name: str, faces: Faces, thresholds: Thresholds, *, peers: bool = True) -> None:
    embeddings, photo, person = faces
    print(f"{name}: {len(embeddings)} faces, {len(np.unique(person))} people")
    heading()
    report("default", lambda: cluster_faces(embeddings, photo, thresholds).labels, person)
    if not peers:
        # This comes first, because computing the recall over every face also takes memory.
        print(f"  peak memory {peak_memory() / 1e6:.0f} MB")
        print(f"  recall of the 12 nearest: {recall(embeddings):.4f}")
        return
    report("slices", lambda: in_slices(faces, thresholds), person)
    report("hdbscan", lambda: density_clusters(embeddings, photo), person)
    graph = nearest(embeddings, photo, LINKS)
    for method in (chinese_whispers, dbscan):
        results = {floor: method(graph, floor) for floor in np.arange(0.3, 0.65, 0.025)}
        best = max(results, key=lambda floor: b_cubed(results[floor], person).f_score)
        report(f"{method.__name__.replace('chinese_', '')} {best:.3f}", lambda: method(graph, best), person)  # noqa: B023


def compare_raw(faces: Faces, thresholds: Thresholds) -> None:
    """Compare the default with the hdbscan package, which compares every pair of vectors."""
    import hdbscan

    embeddings, photo, person = faces
    print(f"{len(embeddings)} synthetic faces, compared with hdbscan on raw vectors")
    heading()
    ours = report("default", lambda: cluster_faces(embeddings, photo, thresholds).labels, person)
    package = hdbscan.HDBSCAN(min_cluster_size=2, min_samples=2)
    theirs = report("hdbscan raw", lambda: package.fit_predict(embeddings).astype(np.int64), person)
    print(f"  the default takes {ours / theirs:.3f} of its time")


def chinese_whispers(graph: Neighbours, floor: float, rounds: int = 20) -> Labels:
    """Chinese Whispers: each face takes the label with the largest weight among its neighbours (Biemann, 2006)."""
    left, right, similarity = graph.edges()
    near = similarity >= floor
    ends, others = np.concatenate([left[near], right[near]]), np.concatenate([right[near], left[near]])
    weight = np.concatenate([similarity[near], similarity[near]])
    starts = np.searchsorted(ends[(by_end := np.argsort(ends, kind="stable"))], np.arange(len(graph.index) + 1))
    others, weight = others[by_end], weight[by_end]
    labels, random = np.arange(len(graph.index)), np.random.default_rng(0)
    for _ in range(rounds):
        for face in random.permutation(len(labels)):
            part = slice(starts[face], starts[face + 1])
            if part.start < part.stop:
                names, which = np.unique(labels[others[part]], return_inverse=True)
                labels[face] = names[np.bincount(which, weight[part]).argmax()]
    return labels


def dbscan(graph: Neighbours, floor: float, least: int = 2) -> Labels:
    """DBSCAN: a cluster consists of faces with at least `least` near neighbours, and of every face that they reach
    (Ester et al., 1996).
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    left, right, similarity = graph.edges()
    near = similarity >= floor
    core = np.bincount(np.concatenate([left[near], right[near]]), minlength=len(graph.index)) >= least
    reached = near & (core[left] | core[right])
    links = (np.ones(int(reached.sum())), (left[reached], right[reached]))
    count = len(graph.index)
    return connected_components(coo_matrix(links, shape=(count, count)))[1].astype(np.int64)


def in_slices(faces: Faces, thresholds: Thresholds, parts: int = 10) -> Labels:
    """The labels after adding the photos in random parts. New faces are placed in existing clusters, or all faces are
    clustered again when that is due.
    """
    embeddings, photo, _ = faces
    part = np.random.default_rng(0).permutation(int(photo.max()) + 1)[photo] * parts // (int(photo.max()) + 1)
    order = np.argsort(part, kind="stable")
    vectors, photos = embeddings[order], photo[order]
    clustering, clustered, labels = None, 0, np.empty(0, dtype=np.int64)
    for count in np.cumsum(np.bincount(part, minlength=parts)).tolist():
        if clustering is None or full_pass_due(clustered, count - clustered):
            clustering, clustered = cluster_faces(vectors[:count], photos[:count], thresholds), count
            labels = clustering.labels
            continue
        new = np.arange(count) >= len(labels)
        known = np.concatenate([labels, np.full(count - len(labels), NO_CLUSTER, dtype=np.int64)])
        background = background_of(vectors[:count], clustering.cohort, impostors_of(thresholds))
        labels = add_new_faces(
            vectors[:count], photos[:count], known, new, background=background, expectation=clustering.expectation
        ).labels
    result = np.empty(len(labels), dtype=np.int64)
    result[order] = labels
    return result


def recall(embeddings: NDArray[np.float32], count: int = 12, sample: int = 2000) -> float:
    """The share of the nearest neighbours that `nearest` finds, over a sample of faces."""
    alone = np.arange(len(embeddings), dtype=np.int64)
    found = nearest(embeddings, alone, count).index
    if len(embeddings) <= sample:
        return float(np.mean(np.sort(found) == np.sort(nearest_exact(embeddings, alone, count).index)))
    chosen = np.random.default_rng(1).choice(len(embeddings), sample, replace=False)
    hits = 0
    for start in range(0, sample, 50):
        rows = chosen[start : start + 50]
        block = embeddings[rows] @ embeddings.T
        block[np.arange(len(rows)), rows] = -np.inf
        true = largest(block, count)[0]
        hits += sum(len(np.intersect1d(found[row], best)) for row, best in zip(rows, true, strict=True))
    return hits / (sample * count)


def heading() -> None:
    print(f"  {'':15}  B-cubed P     R     F   pairwise P     R     F   seconds    CPU")


def report(name: str, run: Callable[[], Labels], person: Labels) -> float:
    """Run a method, print its figures, and return its processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    labels = run()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    cubed, paired = b_cubed(labels, person), pairwise(labels, person)
    print(
        f"  {name:15}       {cubed.precision:.3f} {cubed.recall:.3f} {cubed.f_score:.4f}"
        f"        {paired.precision:.3f} {paired.recall:.3f} {paired.f_score:.4f}   {wall:7.1f} {cpu:6.1f}",
        flush=True,
    )
    return cpu


if __name__ == "__main__":
    main()
