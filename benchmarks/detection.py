"""Measure recall and precision of the pack's detector.

    python benchmarks/detection.py DATA_DIR [--pack FOLDER] [--sizes 256,1024]

DATA_DIR holds boxes.csv (path, x, y, w, h, invalid and more) and the photos. A detection is correct if its box has an
IoU of at least 0.5 with a valid box that no better detection has taken. Boxes that are marked invalid are ignored; they
count neither as missed nor as wrong. In each of the lower rows, boxes whose shorter side is below the row's pixels are
ignored too. A detection without a box counts as wrong in a row if its own shorter side reaches the row's pixels.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from datasets import EMBEDDED_PACK, Truth, boxes, opened
from numpy.typing import NDArray

from photoindex.domain.geometry import Box
from photoindex.faces import Detection, Detector, load_detector
from photoindex.packs.manifest import Pack, load_pack

LOWEST_SCORE = 0.05
SMALLEST_SIDES = (0, 20, 32)
PRECISION = 0.95
IOU = 0.5


@dataclass(frozen=True, slots=True)
class Curve:
    """The scores of the detections in descending order, with the precision and recall of all detections up to each."""

    scores: NDArray[np.float64]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    faces: int

    def at_precision(self, wanted: float) -> tuple[float, float]:
        """The best recall at no less than that precision, and the score at which it is reached."""
        enough = np.flatnonzero(self.precision >= wanted)
        if not enough.size:
            return 0.0, 1.0
        best = enough[np.argmax(self.recall[enough])]
        return float(self.recall[best]), float(self.scores[best])

    def at_score(self, threshold: float) -> tuple[float, float]:
        """Precision and recall of the detections that reach the threshold."""
        count = int(np.count_nonzero(self.scores >= threshold))
        return (float(self.precision[count - 1]), float(self.recall[count - 1])) if count else (1.0, 0.0)


def outcomes(found: list[Detection], truths: list[Truth], smallest: float) -> Iterator[tuple[float, bool]]:
    """The pair (score, correct or not) of each detection that counts, best score first."""
    ignored = [truth.invalid or min(truth.box.width, truth.box.height) < smallest for truth in truths]
    free = set(range(len(truths)))
    for detection in sorted(found, key=lambda item: -item.score):
        box = Box(*detection.box)
        candidates = [index for index in free if box.iou(truths[index].box) >= IOU]
        # A valid box takes precedence over an ignored one that overlaps more.
        best = max(candidates, key=lambda index: (not ignored[index], box.iou(truths[index].box)), default=None)
        if best is None:
            if min(box.width, box.height) >= smallest:
                yield detection.score, False
        else:
            free.discard(best)
            if not ignored[best]:
                yield detection.score, True


def curve(found: dict[str, list[Detection]], truths: dict[str, list[Truth]], smallest: float) -> Curve:
    ranked = sorted(
        (pair for path in truths for pair in outcomes(found[path], truths[path], smallest)), key=lambda pair: -pair[0]
    )
    faces = sum(
        not truth.invalid and min(truth.box.width, truth.box.height) >= smallest
        for there in truths.values()
        for truth in there
    )
    right = np.cumsum([is_right for _, is_right in ranked])
    scores = np.array([score for score, _ in ranked])
    return Curve(scores, right / np.arange(1, len(ranked) + 1), right / max(1, faces), faces)


def search(detector: Detector, folder: Path, paths: list[str]) -> tuple[dict[str, list[Detection]], float]:
    """The detections of each photo, and the median milliseconds per photo without decoding."""
    found, times = {}, []
    for path in paths:
        image = np.asarray(opened(folder / path))
        start = time.perf_counter()
        found[path] = detector.detect(image)
        times.append(time.perf_counter() - start)
    return found, float(np.median(times)) * 1000


def sensitive(pack: Pack, sizes: tuple[int, ...] | None) -> Pack:
    """The pack with a threshold low enough to draw the whole curve."""
    spec = replace(pack.detector, score_threshold=LOWEST_SCORE, input_sizes=sizes or pack.detector.input_sizes)
    return replace(pack, detector=spec)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with boxes.csv and the photos")
    parser.add_argument("--pack", type=Path, default=EMBEDDED_PACK, help="folder of the model pack")
    parser.add_argument("--sizes", help="long sides to search at instead of the manifest's, such as 256,1024")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    sizes = tuple(int(size) for size in options.sizes.split(",")) if options.sizes else None
    pack = load_pack(options.pack)
    truths = boxes(options.data)
    detector = load_detector(sensitive(pack, sizes), threads=options.threads)
    found, milliseconds = search(detector, options.data, list(truths))
    threshold = pack.detector.score_threshold
    print(f"{pack.name}: {len(truths)} photos, {milliseconds:.1f} ms a photo")
    print(f"shorter side  faces  recall at precision {PRECISION} (score)  at score {threshold}: precision  recall")
    for smallest in SMALLEST_SIDES:
        drawn = curve(found, truths, smallest)
        recall, score = drawn.at_precision(PRECISION)
        precision, at_threshold = drawn.at_score(threshold)
        label = f">= {smallest} px" if smallest else "all"
        print(f"{label:12}  {drawn.faces:5}  {recall:.3f} ({score:.3f}){'':22}{precision:.3f}  {at_threshold:.3f}")


if __name__ == "__main__":
    main()
