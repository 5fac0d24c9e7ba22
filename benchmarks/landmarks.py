"""Compare ways to look at faces again for better landmarks, by cost and gain.

    python benchmarks/landmarks.py looks DATA_DIR DATASET... [--pack FOLDER]
    python benchmarks/landmarks.py cost [--faces 1 4] [--photos 40] [--rounds 3] [--pack FOLDER]

`looks` takes the largest face of each photo that DATA_DIR/labels.csv lists for the data sets. For each way, it prints
the processor time of a face, and the share of same-person pairs that are more similar than all but 1 %, 0.1 % and
0.01 % of the different-person pairs, with and without the embedding of the mirrored crop added.

`cost` makes 12-megapixel photos with these numbers of faces (`scan_library.py`), and measures the processor time that
the pack's own way adds to a photo: with and without it in turn, from reading the file to its thumbnails.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from datasets import EMBEDDED_PACK, Pixels, add_folders, labelled, opened
from numpy.typing import NDArray
from scan_library import library
from verification import at_rate

from photoindex.decode import DecodeLimits
from photoindex.faces import Detection, FaceAnalyzer, load_analyzer, load_detector, load_embedder
from photoindex.faces.alignment import aligned
from photoindex.faces.embedding import Embedder
from photoindex.faces.loading import load_network
from photoindex.faces.refinement import LandmarkRefiner, Looks, UprightLook
from photoindex.packs.manifest import Pack, load_pack
from photoindex.scan.messages import Task
from photoindex.scan.photo import process_photo
from photoindex.scan.reading import read_file

RATES = (1e-2, 1e-3, 1e-4)


def looks(cell: int, *faces: int) -> Looks:
    """Looks at these sizes; a negative size is mirrored."""
    return Looks(cell, tuple(UprightLook(abs(face), mirrored=face < 0) for face in faces))


WAYS = {
    "as detected": None,
    "96 in 128": looks(128, 96),
    "56, 72m in 96": looks(96, 56, -72),
    "72, 96m in 128": looks(128, 72, -96),
    "96, 96m in 128": looks(128, 96, -96),
    "56, 64m, 72 in 96": looks(96, 56, -64, 72),
    "72, 84m, 96 in 128": looks(128, 72, -84, 96),
    "56, 56m, 72, 72m in 96": looks(96, 56, -56, 72, -72),
    "72, 72m, 96, 96m in 128": looks(128, 72, -72, 96, -96),
    "72, 72m, 96, 96m, 128, 128m in 160": looks(160, 72, -72, 96, -96, 128, -128),
    "72, 72m, 96, 96m, 128, 128m in 256": looks(256, 72, -72, 96, -96, 128, -128),
}


def run_looks(pack: Pack, data: Path, datasets: Sequence[str]) -> None:
    detector, embedder, network = load_detector(pack), load_embedder(pack), load_network(pack)
    refiners = {name: None if way is None else LandmarkRefiner(network, way) for name, way in WAYS.items()}
    spent = dict.fromkeys(WAYS, 0.0)
    crops: dict[str, list[Pixels]] = {name: [] for name in WAYS}
    people = []
    for path, person in labelled(data, datasets).items():
        image = np.asarray(opened(path))
        if not (faces := detector.detect(image)):
            continue
        people.append(person)
        largest = max(faces, key=lambda face: face.box[2] * face.box[3])
        for name, refiner in refiners.items():
            began = time.thread_time()
            face = largest if refiner is None else refiner.refined(image, largest)
            spent[name] += time.thread_time() - began
            crops[name].append(_crop(image, face, embedder))
    print(f"{', '.join(datasets)}: {len(people)} faces; ms a face; true matches at {RATES} false; with mirrored crops")
    for name, those in crops.items():
        plain, both = true_matches(people, those, embedder)
        print(f"| {name} | {spent[name] / len(people) * 1000:.2f} | {_shares(plain)} | {_shares(both)} |", flush=True)


def _crop(image: Pixels, face: Detection, embedder: Embedder) -> Pixels:
    return aligned(image, np.array(face.landmarks), embedder.input_size)


def true_matches(people: Sequence[str], crops: list[Pixels], embedder: Embedder) -> tuple[list[float], list[float]]:
    """The shares of same-person pairs found at each of RATES: with the embeddings of the crops, and with the sums of
    the embeddings of the crops and of their mirror images.
    """
    names = np.unique(people, return_inverse=True)[1]
    first, second = np.triu_indices(len(names), 1)
    same = names[first] == names[second]

    def shares(embeddings: NDArray[np.float32]) -> list[float]:
        unit = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
        similarities = (unit @ unit.T)[first, second]
        return [float((similarities[same] >= at_rate(similarities[~same], rate)).mean()) for rate in RATES]

    plain = embedder.embed(crops)
    return shares(plain), shares(plain + embedder.embed([np.ascontiguousarray(crop[:, ::-1]) for crop in crops]))


def _shares(values: list[float]) -> str:
    return " ".join(f"{value:.4f}" for value in values)


def run_cost(pack: Pack, photos: Sequence[Path], rounds: int) -> None:
    detector = load_detector(pack)
    plain = FaceAnalyzer(detector, load_embedder(pack), side_for=detector.upright.side_for)
    ways = [plain, load_analyzer(pack)]
    times = np.empty((rounds, len(photos), 2))
    for number in range(rounds):
        for row, path in enumerate(photos):
            # Whichever comes second finds the file in memory, so they take turns.
            for way in (0, 1) if number % 2 else (1, 0):
                times[number, row, way] = _seconds(path, ways[way])
    # The machine does other work too: the least of the rounds is closest to the photo's own time.
    without, with_looks = times.min(axis=0).mean(axis=0) * 1000
    print(
        f"  {without:.1f} ms a photo, with refined landmarks {with_looks:.1f} ms ({with_looks / without - 1:+.1%})",
        flush=True,
    )


def _seconds(path: Path, analyzer: FaceAnalyzer) -> float:
    began = time.thread_time()
    content = read_file(path)
    process_photo(Task(content.file), analyzer, DecodeLimits(), lambda: content, lambda: None)
    return time.thread_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    by_looks, by_cost = commands.add_parser("looks"), commands.add_parser("cost")
    by_looks.add_argument("data", type=Path, help="folder with labels.csv and the photos")
    by_looks.add_argument("datasets", nargs="+")
    by_cost.add_argument("--faces", type=int, nargs="+", default=[1, 4])
    by_cost.add_argument("--photos", type=int, default=40)
    by_cost.add_argument("--rounds", type=int, default=3)
    add_folders(by_cost)
    for command in (by_looks, by_cost):
        command.add_argument("--pack", type=Path, default=EMBEDDED_PACK, help="folder of the model pack")
    options = parser.parse_args()
    pack = load_pack(options.pack)
    if options.command == "looks":
        run_looks(pack, options.data, options.datasets)
        return
    for count in options.faces:
        print(f"{options.photos} photos of {count} face{'s' if count > 1 else ''}")
        folder = library(options.shared / "data", options.work, options.photos, 0, counts=(count,))
        run_cost(pack, sorted(folder.iterdir()), options.rounds)


if __name__ == "__main__":
    main()
