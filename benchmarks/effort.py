"""Measure how many answers are needed to name every face correctly: `python benchmarks/effort.py FILE.npz ...`

Each file holds arrays `embedding` (n, d), `person`, `photo` and optionally `size` and `score` (n,). Clusters the faces
and simulates a user who answers the suggestions truthfully, as `photoindex evaluate` does. Thresholds come from a
pack's manifest (--pack), by default from that of the embedded pack.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from datasets import EMBEDDED_PACK

from photoindex.packs.manifest import load_pack
from photoindex.people.clustering.pipeline import cluster_faces
from photoindex.people.clustering.poor_faces import poor_faces
from photoindex.people.evaluation.clustering_scores import b_cubed
from photoindex.people.evaluation.effort import effort
from photoindex.people.faces import Faces

SHARES = (0.5, 0.8, 0.9, 0.95, 0.97, 0.99)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="NPZ")
    parser.add_argument("--pack", type=Path, default=EMBEDDED_PACK, help="the folder of the pack whose thresholds hold")
    arguments = parser.parse_args()
    thresholds = load_pack(arguments.pack).thresholds
    for path in arguments.files:
        with np.load(path) as arrays:
            embedding = arrays["embedding"].astype(np.float32)
            photo = np.unique(arrays["photo"], return_inverse=True)[1].astype(np.int64)
            person = np.unique(arrays["person"], return_inverse=True)[1].astype(np.int64)
            size = arrays["size"] if "size" in arrays else np.full(len(person), np.inf)
            score = arrays["score"].astype(np.float32) if "score" in arrays else np.ones(len(person), dtype=np.float32)
        embedding /= np.linalg.norm(embedding, axis=1, keepdims=True)
        started = time.perf_counter()
        poor = poor_faces(size.astype(np.float32), np.zeros(len(person), dtype=np.float32))
        labels = cluster_faces(embedding, photo, thresholds, poor=poor).labels
        clustered = time.perf_counter()
        curve = effort(Faces(np.arange(1, len(person) + 1), photo, labels, embedding, score), person, thresholds)
        print(
            f"{path.stem}: {len(person)} faces, {curve.faces} of {curve.people} people with five or more; "
            f"B-cubed F {b_cubed(labels, person).f_score:.4f}"
        )
        for share in SHARES:
            answers = curve.answers_for(share)
            print(
                f"  {share:.0%} right after "
                + (f"{answers:5} answers, {answers / curve.people:.2f} a person" if answers else "... not reached")
            )
        print(f"  answers by kind: {', '.join(f'{kind} {count}' for kind, count in curve.kinds.items())}")
        print(
            f"  clustering {clustered - started:.1f} s, simulation {time.perf_counter() - clustered:.1f} s", flush=True
        )


if __name__ == "__main__":
    main()
