"""Measure how photos on their side are recognised if their metadata does not say so.

    python benchmarks/sideways.py DATA_DIR [--landscapes FOLDER] [--pack FOLDER] [--photos 60]

DATA_DIR holds labels.csv and the photos it lists. Each photo with a face is turned by 0, 90, 180 and 270 degrees, and
analysed with and without trying other orientations. Prints the share in which the largest upright face is recognised.
Photos in the folder --landscapes without an upright face show how often a face is wrongly found on its side, and what
trying costs.
"""

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from datasets import EMBEDDED_PACK, Pixels, labelled, largest, vector_of

from photoindex.decode import PHOTO_SUFFIXES, decode_photo
from photoindex.errors import PhotoError
from photoindex.faces import FaceAnalyzer, load_detector, load_embedder
from photoindex.faces.turning import TurningDetector
from photoindex.packs.manifest import load_pack

DATASET = "celeba-inthewild"
ALIKE = 0.6


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


def without_people(folder: Path) -> Iterator[Pixels]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in PHOTO_SUFFIXES and path.stat().st_size < 4_000_000:
            try:
                yield opened(path)
            except PhotoError:
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
    parser.add_argument("--photos", type=int, default=60)
    parser.add_argument("--pack", type=Path, default=EMBEDDED_PACK, help="folder of the model pack")
    options = parser.parse_args()
    pack = load_pack(options.pack)
    detector, embedder = load_detector(pack), load_embedder(pack)
    assert isinstance(detector, TurningDetector)
    paths = list(labelled(options.data, [DATASET]))
    ways = {"upright only": FaceAnalyzer(detector.upright, embedder), "as the scan": FaceAnalyzer(detector, embedder)}
    run_people(random.Random(0).sample(paths, min(options.photos, len(paths))), ways)
    if options.landscapes:
        run_nobody(options.landscapes, detector)


if __name__ == "__main__":
    main()
