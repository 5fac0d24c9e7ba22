"""Measure how well the pack's detection, alignment and embedding tell people apart.

    python benchmarks/verification.py pairs LFW_DIR [--pack FOLDER]...
    python benchmarks/verification.py labels DATA_DIR DATASET... [--pack FOLDER]...

`pairs` follows LFW_DIR/pairsDevTest.txt over LFW_DIR/images. LFW centres the labelled person, so the face nearest the
centre of a photo is used. `labels` takes the largest face of each photo that DATA_DIR/labels.csv lists for a data set,
and compares all with all. In a manifest, `false_match_rates` are the similarities reached by given shares of the
different-person pairs. `verification` is the similarity that best separates same-person from different-person pairs,
with equal weight on both kinds.

`--enlarge 3` enlarges the photos first. `--bilinear` reduces photos for the detector as InsightFace does, by
interpolating between single pixels, which shifts landmarks and therefore embeddings.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from datasets import EMBEDDED_PACK, Vector, labelled, largest, opened, vector_of
from numpy.typing import NDArray
from PIL import Image

from photoindex.domain.face import Face
from photoindex.faces import FaceAnalyzer, load_analyzer
from photoindex.faces.detection import Detection, Detector
from photoindex.faces.loading import load_detector, load_embedder, load_refiner
from photoindex.packs.manifest import Pack, load_pack

RATES = (1e-2, 1e-3, 1e-4, 1e-5)

Similarities = NDArray[np.float32]
Choice = Callable[[list[Face]], Face]


class BilinearDetector:
    """Reduces an image to the long side of the detector's largest pass without averaging, then detects."""

    def __init__(self, detector: Detector, side: int) -> None:
        self._detector, self._side = detector, side

    def detect(self, image: NDArray[np.uint8], reduction: float = 1.0) -> list[Detection]:
        factor = max(image.shape[:2]) / self._side
        if factor <= 1:
            return self._detector.detect(image)
        size = (round(image.shape[1] / factor), round(image.shape[0] / factor))
        small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
        return [enlarged(found, factor) for found in self._detector.detect(small)]


def enlarged(found: Detection, factor: float) -> Detection:
    x, y, width, height = (number * factor for number in found.box)
    landmarks = tuple((across * factor, down * factor) for across, down in found.landmarks)
    return Detection((x, y, width, height), landmarks, found.score)


def analyzer_for(pack: Pack, *, bilinear: bool, threads: int) -> FaceAnalyzer:
    if not bilinear:
        return load_analyzer(pack, threads=threads)
    side = max(pack.detector.input_sizes)
    detector = BilinearDetector(load_detector(pack, threads=threads), side)
    embedder, refiner = load_embedder(pack, threads=threads), load_refiner(pack, threads=threads)
    return FaceAnalyzer(detector, embedder, refiner=refiner, search_side=side)


def open_photo(path: Path, enlarge: float) -> NDArray[np.uint8]:
    upright = opened(path)
    if enlarge != 1:
        size = (round(upright.width * enlarge), round(upright.height * enlarge))
        upright = upright.resize(size, Image.Resampling.BICUBIC)
    return np.asarray(upright)


def nearest_centre(faces: list[Face]) -> Face:
    return min(faces, key=lambda face: (face.box.center[0] - 0.5) ** 2 + (face.box.center[1] - 0.5) ** 2)


def embed_all(analyzer: FaceAnalyzer, paths: list[Path], choose: Choice, enlarge: float) -> dict[Path, Vector]:
    """The embedding of the chosen face of each photo; photos without a face are left out."""
    embeddings = {}
    for path in paths:
        if faces := analyzer.analyze(open_photo(path, enlarge)):
            embeddings[path] = vector_of(choose(faces))
    return embeddings


def read_pairs(folder: Path) -> list[tuple[Path, Path, bool]]:
    """The triple (photo, photo, same person) of each line; a line is `name n m` or `name n name m`."""

    def photo(name: str, number: str) -> Path:
        return folder / "images" / name / f"{name}_{int(number):04}.jpg"

    pairs = []
    for line in (folder / "pairsDevTest.txt").read_text(encoding="utf-8").splitlines()[1:]:
        match line.split():
            case [name, first, second]:
                pairs.append((photo(name, first), photo(name, second), True))
            case [name, first, other, second]:
                pairs.append((photo(name, first), photo(other, second), False))
    return pairs


def accuracy(same: Similarities, different: Similarities, threshold: float) -> float:
    """The mean of two shares: same-person pairs that reach the threshold, and different-person pairs that do not."""
    return float(((same >= threshold).mean() + (different < threshold).mean()) / 2)


def best_threshold(same: Similarities, different: Similarities) -> float:
    thresholds = np.arange(0, 1, 0.001)
    return float(thresholds[np.argmax([accuracy(same, different, threshold) for threshold in thresholds])])


def at_rate(different: Similarities, rate: float) -> float:
    """The similarity that is reached by the share `rate` of the different-person pairs."""
    return float(np.quantile(different, 1 - rate))


def report(pack: Pack, same: Similarities, different: Similarities, rates: tuple[float, ...]) -> None:
    threshold, best = pack.thresholds.verification, best_threshold(same, different)
    print(f"  {same.size:,} pairs of one person, {different.size:,} of two")
    print(f"  accuracy {accuracy(same, different, threshold):.2%} at the manifest's {threshold:.3f}")
    print(f"  accuracy {accuracy(same, different, best):.2%} at the best, {best:.3f}")
    print(f"  similarity {same.mean():.3f} +- {same.std():.3f}, {different.mean():.3f} +- {different.std():.3f}")
    for rate in rates:
        reached = at_rate(different, rate)
        print(f"  false matches {rate:g}: similarity {reached:.3f}, true matches {(same >= reached).mean():.2%}")


def run_pairs(pack: Pack, analyzer: FaceAnalyzer, folder: Path, enlarge: float) -> None:
    pairs = read_pairs(folder)
    paths = sorted({path for first, second, _ in pairs for path in (first, second)})
    start = time.perf_counter()
    found = embed_all(analyzer, paths, nearest_centre, enlarge)
    spent = (time.perf_counter() - start) / len(paths)
    print(f"{pack.name}: {len(paths)} photos, {len(paths) - len(found)} without a face, {spent * 1000:.1f} ms a photo")
    # A photo without a face matches nobody.
    similarity = {
        (first, second): float(found[first] @ found[second]) if first in found and second in found else -1.0
        for first, second, _ in pairs
    }
    same = np.array([similarity[first, second] for first, second, alike in pairs if alike], dtype=np.float32)
    different = np.array([similarity[first, second] for first, second, alike in pairs if not alike], dtype=np.float32)
    report(pack, same, different, RATES[:2])


def run_labels(pack: Pack, analyzer: FaceAnalyzer, folder: Path, datasets: list[str], enlarge: float) -> None:
    people = labelled(folder, datasets)
    found = embed_all(analyzer, list(people), largest, enlarge)
    names = np.unique([people[path] for path in found], return_inverse=True)[1]
    embeddings = np.stack(list(found.values()))
    first, second = np.triu_indices(len(names), 1)
    similarities, alike = (embeddings @ embeddings.T)[first, second], names[first] == names[second]
    print(f"{pack.name}: {', '.join(datasets)}: {len(people)} photos, {len(found)} with a face")
    report(pack, similarities[alike], similarities[~alike], RATES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("protocol", choices=["pairs", "labels"])
    parser.add_argument("data", type=Path, help="folder of LFW, or folder with labels.csv")
    parser.add_argument("datasets", nargs="*", help="data sets in labels.csv")
    parser.add_argument("--pack", type=Path, action="append", help="folder of a model pack; repeat to compare several")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--enlarge", type=float, default=1, metavar="FACTOR", help="enlarge photos by this factor first"
    )
    parser.add_argument("--bilinear", action="store_true", help="reduce for the detector as InsightFace does")
    options = parser.parse_args()
    for folder in options.pack or [EMBEDDED_PACK]:
        pack = load_pack(folder)
        analyzer = analyzer_for(pack, bilinear=options.bilinear, threads=options.threads)
        if options.protocol == "pairs":
            run_pairs(pack, analyzer, options.data, options.enlarge)
        else:
            run_labels(pack, analyzer, options.data, options.datasets, options.enlarge)


if __name__ == "__main__":
    main()
