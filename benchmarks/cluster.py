"""Measure the clustering of labelled embeddings: `python benchmarks/cluster.py FILE.npz ... [--synthetic 20000]`.

Each file holds arrays `embedding` (n, d), `person` and `photo` (n,). One line a method: "default" is what photoindex
does; "hdbscan" is HDBSCAN's hierarchy on the same neighbour graph alone; "no photos" is the default without knowing
which faces share a photo. Thresholds come from a pack's manifest (--pack), or are SFace's.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoindex.models.manifest import Thresholds, load_pack
from photoindex.people.cluster import cluster
from photoindex.people.hierarchy import dense_groups
from photoindex.people.metrics import b_cubed, pairwise
from photoindex.people.neighbours import nearest

# More neighbours change nothing for plain HDBSCAN on these sets.
NEIGHBOURS = 32

Labels = NDArray[np.int64]

# SFace: 0.363 is the threshold its authors publish; the other rates were rounded from pairs of different people
# in parts of LFW and CelebA. The figures hardly depend on them: try --pack with other thresholds.
SFACE = Thresholds(verification=0.363, false_match_rates=((1e-2, 0.295), (1e-3, 0.363), (1e-4, 0.42), (1e-5, 0.472)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="NPZ")
    parser.add_argument("--pack", type=Path, help="the folder of the pack whose thresholds hold")
    parser.add_argument("--synthetic", type=int, metavar="N", help="also N made-up faces, to see time and memory")
    arguments = parser.parse_args()
    thresholds = load_pack(arguments.pack).thresholds if arguments.pack else SFACE
    dense_groups(nearest(np.eye(4, dtype=np.float32), np.arange(4), 2), np.arange(4), -1.0)  # import hdbscan untimed
    for path in arguments.files:
        compare(path.stem, *read(path), thresholds)
    if arguments.synthetic:
        compare(f"synthetic {arguments.synthetic}", *made_up(arguments.synthetic), thresholds)
    print(peak_memory())


def read(path: Path) -> tuple[NDArray[np.float32], Labels, Labels]:
    with np.load(path) as arrays:
        embeddings = arrays["embedding"].astype(np.float32)
        photo = np.unique(arrays["photo"], return_inverse=True)[1].astype(np.int64)
        person = np.unique(arrays["person"], return_inverse=True)[1].astype(np.int64)
    return embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True), photo, person


def made_up(count: int, length: int = 128) -> tuple[NDArray[np.float32], Labels, Labels]:
    """Faces with a power law of photos a person and SFace's similarity within one (0.6 on average, 0.1 spread)."""
    random = np.random.default_rng(0)
    sizes = np.minimum(random.zipf(1.7, size=count), count // 20)
    person = np.repeat(np.arange(count), sizes)[:count].astype(np.int64)
    centres = random.normal(size=(int(person.max()) + 1, length))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    noise = random.normal(size=(count, length)) / np.sqrt(length)
    nearness = np.clip(random.normal(0.775, 0.09, size=(count, 1)), 0.3, 0.99)
    faces = nearness * centres[person] + np.sqrt(1 - nearness**2) * noise
    faces /= np.linalg.norm(faces, axis=1, keepdims=True)
    order = random.permutation(count)
    return faces[order].astype(np.float32), np.arange(count, dtype=np.int64), person[order]


def compare(name: str, embeddings: NDArray[np.float32], photo: Labels, person: Labels, thresholds: Thresholds) -> None:
    def plain() -> Labels:
        return dense_groups(nearest(embeddings, photo, NEIGHBOURS), photo, floor=0.0)

    methods: dict[str, Callable[[], Labels]] = {
        "default": lambda: cluster(embeddings, photo, thresholds),
        "hdbscan": plain,
    }
    if len(np.unique(photo)) < len(photo):
        methods["no photos"] = lambda: cluster(embeddings, np.arange(len(photo)), thresholds)
    print(f"{name}: {len(embeddings)} faces, {len(np.unique(person))} people")
    print(f"  {'':10}  B-cubed P     R     F   pairwise P     R     F   seconds")
    for method, run in methods.items():
        started = time.perf_counter()
        labels = run()
        seconds = time.perf_counter() - started
        cubed, paired = b_cubed(labels, person), pairwise(labels, person)
        print(
            f"  {method:10}       {cubed.precision:.3f} {cubed.recall:.3f} {cubed.f_score:.4f}"
            f"        {paired.precision:.3f} {paired.recall:.3f} {paired.f_score:.4f}   {seconds:7.1f}",
            flush=True,
        )


def peak_memory() -> str:
    try:
        import resource
        import sys
    except ImportError:  # Windows
        return ""
    unit = 1 if sys.platform == "darwin" else 1024
    return f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6:.0f} MB"


if __name__ == "__main__":
    main()
