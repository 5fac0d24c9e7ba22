"""Measure how well a scan groups labelled photos: pairwise and B-cubed precision, recall and F.

    python benchmarks/grouping.py DATA lfw celeba-inthewild

DATA holds one folder per data set and labels.csv (dataset, path, person). A photo's label names one person in it; this
is assumed to be the face that InsightFace would choose (large and near the middle: its area minus twice the squared
distance from the centre, in pixels). Other faces take part in the grouping, but do not count for the score.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from datasets import labelled

from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress
from photoindex.packs.registry import active_pack
from photoindex.people.evaluation.clustering_scores import b_cubed, pairwise
from photoindex.store.opening.index import Index

LABELLED_FACES = """
SELECT path, arg_max(coalesce(cluster_id, -face_id),
                     face.width * photo.width * face.height * photo.height
                     - 2 * (((x + face.width / 2 - .5) * photo.width) ** 2
                            + ((y + face.height / 2 - .5) * photo.height) ** 2))
FROM file JOIN photo USING (photo_id) JOIN face USING (photo_id) LEFT JOIN membership USING (face_id)
GROUP BY path
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("datasets", nargs="+")
    parser.add_argument("--workers", type=int)
    arguments = parser.parse_args()
    print("| data set | photos | labelled faces | people | B-cubed P / R / F | pairwise P / R / F | scan s |")
    print("|---|---|---|---|---|---|---|")
    for dataset in arguments.datasets:
        print(row(arguments.data.resolve(), dataset, arguments.workers), flush=True)


def row(data: Path, dataset: str, workers: int | None) -> str:
    """Scan one data set into its own index and score the clusters."""
    people = labelled(data, [dataset])
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder) / "index.duckdb")
        began = time.monotonic()
        summary = scan(index, active_pack(), ScanRequest((data / dataset,), workers=workers), NoProgress())
        seconds = time.monotonic() - began
        with index.reading() as connection:
            found = {Path(path): cluster for path, cluster in connection.execute(LABELLED_FACES).fetchall()}
    scored = [path for path in found if path in people]
    clusters = np.array([found[path] for path in scored], dtype=np.int64)
    names = sorted({people[path] for path in scored})
    truth = np.array([names.index(people[path]) for path in scored], dtype=np.int64)
    cubed, pairs = b_cubed(clusters, truth), pairwise(clusters, truth)
    return (
        f"| {dataset} | {summary.photos} | {len(scored)} | {len(names)} "
        f"| {cubed.precision:.4f} / {cubed.recall:.4f} / {cubed.f_score:.4f} "
        f"| {pairs.precision:.4f} / {pairs.recall:.4f} / {pairs.f_score:.4f} | {seconds:.1f} |"
    )


if __name__ == "__main__":
    main()
