"""Measure how well photos that lie on their side are recognised if their metadata does not say so.

    python benchmarks/sideways.py DATA_DIR [--landscapes FOLDER] [--beside] [--cost FOLDER ...] [--pack FOLDER]
                                  [--photos 60]

DATA_DIR holds labels.csv and the photos it lists. Each photo with a face is turned by 0, 90, 180 and 270 degrees, and
analysed with and without trying other orientations. Prints the share of photos in which the largest upright face is
recognised. Photos without an upright face in the folder --landscapes show how often a face is wrongly found on its
side, and how much it costs to try.

With --beside, each turned photo is scaled to a long side of 900, 450 or 220 pixels and placed next to an upright photo
of 980 pixels. --cost measures how much trying other orientations adds to the processor time of a photo in each folder:
decode, detect and embed.
"""

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from datasets import EMBEDDED_PACK, Pixels, labelled, largest, vector_of

from photoindex.decode import PHOTO_SUFFIXES, DecodeLimits, decode_photo
from photoindex.errors import PhotoError
from photoindex.faces import Detection, FaceAnalyzer, load_detector, load_embedder, load_refiner
from photoindex.faces.embedding import Embedder
from photoindex.faces.passes import Search
from photoindex.faces.turning import TurningDetector
from photoindex.packs.manifest import load_pack
from photoindex.scan.photo import analyse

DATASET = "celeba-inthewild"
ALIKE = 0.6
LONG_SIDES = (900, 450, 220)


def opened(path: Path) -> Pixels:
    return decode_photo(path.read_bytes(), path.name, least_side=1024).image


def run_people(paths: list[Path], ways: dict[str, FaceAnalyzer]) -> None:
    right = {name: np.zeros(4, dtype=int) for name in ways}
    count = 0
    for path in paths:
        image = opened(path)
        faces = ways["upright only"].analyze(image)
        if not faces:
            continue
        count += 1
        wanted = vector_of(largest(faces))
        for turns in range(4):
            turned = np.ascontiguousarray(np.rot90(image, turns))
            for name, analyzer in ways.items():
                right[name][turns] += any(vector_of(face) @ wanted >= ALIKE for face in analyzer.analyze(turned))
    print(f"{count} photos; the largest face recognised (similarity {ALIKE}) when turned by 0, 90, 180, 270 degrees")
    for name, hits in right.items():
        print(f"  {name:13} " + "  ".join(f"{hit / count:.1%}" for hit in hits))


def run_beside(paths: list[Path], ways: dict[str, FaceAnalyzer]) -> None:
    right = {name: np.zeros((len(LONG_SIDES), 4), dtype=int) for name in ways}
    counts = np.zeros(len(LONG_SIDES), dtype=int)
    for number, path in enumerate(paths):
        image, neighbour = opened(path), opened(paths[number - 7])
        faces = ways["upright only"].analyze(image)
        if not faces:
            continue
        size = number % len(LONG_SIDES)
        counts[size] += 1
        wanted = vector_of(largest(faces))
        for turns in range(4):
            page = _page(neighbour, np.rot90(_fitted(image, LONG_SIDES[size]), turns))
            for name, analyzer in ways.items():
                right[name][size, turns] += any(vector_of(face) @ wanted >= ALIKE for face in analyzer.analyze(page))
    print(f"{counts.sum()} photos beside an upright one; recognised when turned by 0, 90, 180, 270 degrees")
    for name, hits in right.items():
        for side, row, count in zip(LONG_SIDES, hits, counts, strict=True):
            print(f"  {name:13} {side} pixels  " + "  ".join(f"{hit}/{count}" for hit in row))


def _page(upright: Pixels, turned: Pixels) -> Pixels:
    page = np.full((1000, 1000 + max(turned.shape[:2]), 3), 120, dtype=np.uint8)
    beside = _fitted(upright, 980)
    page[: beside.shape[0], : beside.shape[1]] = beside
    page[40 : 40 + turned.shape[0], 1000 : 1000 + turned.shape[1]] = turned
    return page


def _fitted(image: Pixels, side: int) -> Pixels:
    scale = side / max(image.shape[:2])
    size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)  # type: ignore[return-value]


class _Remembering:
    """A detector for upright faces that keeps its last detections, so that the other steps can be timed alone."""

    def __init__(self, detector: TurningDetector) -> None:
        self._searcher = detector.upright
        self.image, self.reduction = np.zeros((1, 1, 3), dtype=np.uint8), 1.0
        self._found = Search([], [])

    def detect(self, image: Pixels, reduction: float = 1.0) -> list[Detection]:
        self.image, self.reduction = image, reduction
        self._found = self._searcher.search(image, reduction)
        return self._found.faces

    def search(self, image: Pixels, reduction: float = 1.0) -> Search:
        return self._found if image is self.image else self._searcher.search(image, reduction)

    def side_for(self, width: int, height: int) -> int:
        return self._searcher.side_for(width, height)


def run_cost(folder: Path, detector: TurningDetector, embedder: Embedder, count: int) -> None:
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in PHOTO_SUFFIXES]
    upright = _Remembering(detector)
    detector.upright = upright
    analyzer = FaceAnalyzer(upright, embedder, side_for=upright.side_for)
    times = []
    for path in random.Random(0).sample(paths, min(count, len(paths))):
        data = path.read_bytes()
        start = time.thread_time()
        analyse(data, path.name, analyzer, DecodeLimits())
        middle = time.thread_time()
        detector.detect(upright.image, upright.reduction)
        times.append((middle - start, time.thread_time() - middle))
    # The first runs of a session are slower.
    whole, added = np.array(times[5:]).mean(axis=0) * 1000
    print(f"{folder.name}, {len(times) - 5} photos: {whole:.1f} ms")
    print(f"  other orientations {added:.2f} ms ({added / whole:.1%})")


def without_people(folder: Path) -> Iterator[Pixels]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in PHOTO_SUFFIXES and path.stat().st_size < 4_000_000:
            try:
                yield opened(path)
            except PhotoError:
                # Only photos that a scan can decode are measured.
                continue


def run_nobody(folder: Path, detector: TurningDetector) -> None:
    invented, times = 0, []
    images = [image for image in without_people(folder) if not detector.upright.detect(image)]
    for image in images:
        start = time.thread_time()
        detector.upright.detect(image)
        middle = time.thread_time()
        invented += bool(detector.detect(image))
        times.append((middle - start, time.thread_time() - middle))
    if not images:
        print("every photo in --landscapes shows an upright face")
        return
    alone, tried = np.median(np.array(times), axis=0) * 1000
    print(f"{len(images)} photos without a face upright: {invented} with one on its side")
    print(f"  detection {alone:.1f} ms, with the other orientations {tried:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with labels.csv and the photos")
    parser.add_argument("--landscapes", type=Path, help="folder of photos, most of them without people")
    parser.add_argument("--beside", action="store_true", help="put each photo next to an upright one")
    parser.add_argument("--cost", type=Path, nargs="*", default=[], help="folders of photos")
    parser.add_argument("--photos", type=int, default=60)
    parser.add_argument("--pack", type=Path, default=EMBEDDED_PACK, help="folder of the model pack")
    options = parser.parse_args()
    pack = load_pack(options.pack)
    detector, embedder = load_detector(pack), load_embedder(pack)
    assert isinstance(detector, TurningDetector)
    paths = list(labelled(options.data, [DATASET]))
    refiner = load_refiner(pack)
    ways = {
        "upright only": FaceAnalyzer(detector.upright, embedder, refiner=refiner),
        "as the scan": FaceAnalyzer(detector, embedder, refiner=refiner),
    }
    chosen = random.Random(0).sample(paths, min(options.photos, len(paths)))
    if not options.cost:
        (run_beside if options.beside else run_people)(chosen, ways)
    for folder in options.cost:
        run_cost(folder, load_detector(pack), embedder, options.photos)
    if options.landscapes:
        run_nobody(options.landscapes, detector)


if __name__ == "__main__":
    main()
