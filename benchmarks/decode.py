"""Measure what decoding costs, and what is lost by decoding at reduced size.

    python benchmarks/decode.py speed PHOTO [--megapixels 12,48]
    python benchmarks/decode.py drift DATA_DIR DATASET [--photos 400]
    python benchmarks/decode.py faces DATA_DIR [--megapixels 12] [--photos 60]

`speed` makes JPEGs of PHOTO and times each decoder at each scale, alternating, in processor time of one thread.

`drift` takes the largest face of each photo that DATA_DIR/labels.csv lists for a data set, and crops it both from the
full photo and from the coarsest decode in which the face's shorter side keeps a given number of pixels. It prints how
similar the two embeddings are, and the effect on verification.

`faces` enlarges the photos of DATA_DIR/boxes.csv and analyses each as the scan does and in full. It prints the share of
faces found both ways, the similarity of their embeddings, recall and precision, and how many photos were decoded twice.
"""

import argparse
import io
import random
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from datasets import EMBEDDED_PACK, Pixels, boxes, labelled, opened, vector_of
from detection import curve
from numpy.typing import NDArray
from PIL import Image
from verification import accuracy, at_rate, best_threshold

from photoindex.decode import DecodeLimits, decode_photo
from photoindex.decode.colour import rgb_array
from photoindex.decode.jpeg import decode_jpeg
from photoindex.domain.face import Face
from photoindex.faces import Detection, FaceAnalyzer, load_analyzer, load_detector, load_embedder
from photoindex.faces.alignment import aligned
from photoindex.packs.manifest import Pack, load_pack
from photoindex.scan.photo import analyse

SCALES = (1, 2, 4, 8)
LEAST_PIXELS = (32, 40, 48, 56, 64, 80)
ROUNDS = 7


def jpeg_of(photo: Image.Image, megapixels: float) -> bytes:
    """The photo as a JPEG of that size and of quality 90, with slight sensor noise."""
    factor = (megapixels * 1e6 / (photo.width * photo.height)) ** 0.5
    large = photo.resize((round(photo.width * factor), round(photo.height * factor)), Image.Resampling.BICUBIC)
    noise = np.random.default_rng(0).normal(0, 2, (large.height, large.width, 1)).astype(np.int16)
    pixels = np.clip(np.asarray(large, np.int16) + noise, 0, 255).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def decoders(data: bytes, scale: int) -> dict[str, Callable[[], Pixels | None]]:
    def pillow() -> Pixels:
        image = Image.open(io.BytesIO(data))
        if scale > 1:
            image.draft(None, (image.width // scale, image.height // scale))
        image.load()
        return rgb_array(image)

    def photoindex() -> Pixels | None:
        return decode_jpeg(Image.open(io.BytesIO(data)), data, scale)

    found: dict[str, Callable[[], Pixels | None]] = {"photoindex": photoindex, "Pillow": pillow}
    try:
        import simplejpeg
    except ImportError:
        return found
    height, width = (-(-side // scale) for side in simplejpeg.decode_jpeg_header(data)[:2])
    found["simplejpeg"] = lambda: simplejpeg.decode_jpeg(
        data, fastdct=False, fastupsample=False, min_height=height, min_width=width, min_factor=1
    )
    return found


def run_speed(photo: Path, sizes: list[float]) -> None:
    cv2.setNumThreads(1)
    for megapixels in sizes:
        data = jpeg_of(opened(photo), megapixels)
        print(f"{megapixels:g} megapixels, {len(data) / 1e6:.1f} MB; milliseconds")
        for scale in SCALES:
            times: dict[str, list[float]] = {}
            for _ in range(ROUNDS):
                for name, decode in decoders(data, scale).items():
                    start = time.thread_time()
                    decode()
                    times.setdefault(name, []).append(time.thread_time() - start)
            medians = [f"{name} {np.median(spent) * 1000:.0f}" for name, spent in times.items()]
            print(f"  1/{scale}: " + ", ".join(medians))


def run_drift(pack: Pack, data: Path, dataset: str, count: int) -> None:
    rows = list(labelled(data, [dataset]).items())
    random.Random(0).shuffle(rows)
    detector, embedder = load_detector(pack), load_embedder(pack)
    people, whole, reduced = [], [], {least: [] for least in LEAST_PIXELS}
    for path, person in rows[:count]:
        content = io.BytesIO()
        opened(path).save(content, "JPEG", quality=92)
        image = decode_photo(content.getvalue(), path.name).image
        found = detector.detect(image)
        if not found:
            continue
        face = max(found, key=lambda item: min(item.box[2:]))
        if min(face.box[2:]) < 2 * max(LEAST_PIXELS):
            continue
        crops = {scale: crop_at(content.getvalue(), image.shape, face, scale, embedder.input_size) for scale in SCALES}
        vectors = embedder.embed(list(crops.values()))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        people.append(person)
        whole.append(vectors[0])
        for least, rows_of in reduced.items():
            rows_of.append(vectors[max(n for n, scale in enumerate(SCALES) if min(face.box[2:]) / scale >= least)])
    names = np.unique(people, return_inverse=True)[1]
    print(f"{len(names)} faces; least pixels, mean and least similarity to the same in full, verification")
    verify("in full", np.stack(whole), np.stack(whole), names)
    for least, vectors in reduced.items():
        verify(f"{least} px", np.stack(vectors), np.stack(whole), names)


def crop_at(data: bytes, shape: tuple[int, ...], face: Detection, scale: int, size: int) -> Pixels:
    image = decode_photo(data, "a.jpg", least_side=max(shape) // scale).image
    factors = image.shape[1] / shape[1], image.shape[0] / shape[0]
    return aligned(image, np.array(face.landmarks) * factors, size)


def verify(label: str, vectors: NDArray[np.float32], whole: NDArray[np.float32], names: NDArray[np.intp]) -> None:
    """Compare photos decoded at reduced size with photos decoded in full, because a library holds both."""
    first, second = np.triu_indices(len(names), 1)
    similarities, alike = (vectors @ whole.T)[first, second], names[first] == names[second]
    same, different = similarities[alike], similarities[~alike]
    drift = (vectors * whole).sum(axis=1)
    print(
        f"  {label:8} {drift.mean():.4f} {drift.min():.4f}"
        f"  accuracy {accuracy(same, different, best_threshold(same, different)):.2%}"
        f"  true matches at 0.1 % false {(same >= at_rate(different, 1e-3)).mean():.2%}"
    )


def run_faces(pack: Pack, data: Path, megapixels: float, count: int) -> None:
    analyzer, truths = load_analyzer(pack), boxes(data)
    paths = random.Random(0).sample(sorted(truths), min(count, len(truths)))
    truths = {path: truths[path] for path in paths}
    counting = CountingAnalyzer(analyzer)
    found: dict[str, dict[str, list[Detection]]] = {"as the scan": {}, "in full": {}}
    similar: list[float] = []
    total = 0
    for path in paths:
        photo = opened(data / path)
        content = jpeg_of(photo, megapixels)
        full = analyzer.analyze(decode_photo(content, path).image)
        part = analyse(content, path, counting, DecodeLimits()).faces
        total += max(len(full), len(part))
        similar += [similarity for similarity in (likeness(face, full) for face in part) if similarity is not None]
        for name, faces in (("in full", full), ("as the scan", part)):
            found[name][path] = [in_pixels(face, photo.size) for face in faces]
    print(f"{len(paths)} photos of {megapixels:g} megapixels, {counting.second} decoded twice")
    print(f"  {total} faces, {len(similar) / total:.2%} the same (IoU 0.5)")
    print(f"  similarity {np.mean(similar):.4f}, 5 % below {np.quantile(similar, 0.05):.4f}, least {min(similar):.4f}")
    for name, detections in found.items():
        drawn = curve(detections, truths, 0)
        precision, recall = drawn.at_score(0)
        print(f"  {name}: precision {precision:.4f}, recall {recall:.4f} of {drawn.faces} faces")


class CountingAnalyzer:
    """A counter of the photos that were decoded a second time."""

    def __init__(self, analyzer: FaceAnalyzer) -> None:
        self._analyzer = analyzer
        self.search_side = analyzer.search_side
        self.second = 0

    def analyze(
        self, image: Pixels, *, reduction: float = 1.0, finer: Callable[[float], Pixels] | None = None
    ) -> list[Face]:
        def counted(wanted: float) -> Pixels:
            self.second += 1
            assert finer is not None
            return finer(wanted)

        return self._analyzer.analyze(image, reduction=reduction, finer=counted if finer else None)


def likeness(face: Face, others: list[Face]) -> float | None:
    """The similarity of the embeddings of the same face in two analyses."""
    other = max(others, key=lambda item: face.box.iou(item.box), default=None)
    if other is None or face.box.iou(other.box) < 0.5:
        return None
    return float(vector_of(face) @ vector_of(other))


def in_pixels(face: Face, size: tuple[int, int]) -> Detection:
    width, height = size
    box = (face.box.x * width, face.box.y * height, face.box.width * width, face.box.height * height)
    return Detection(box, (), face.score)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["speed", "drift", "faces"])
    parser.add_argument("data", type=Path, help="a photo for `speed`, otherwise the folder with the lists")
    parser.add_argument("dataset", nargs="?", default="celeba-inthewild", help="data set in labels.csv, for `drift`")
    parser.add_argument("--megapixels", default="12", help="for `speed`, several such as 12,48")
    parser.add_argument("--photos", type=int, default=60)
    parser.add_argument("--pack", type=Path, default=EMBEDDED_PACK, help="folder of the model pack")
    options = parser.parse_args()
    sizes = [float(size) for size in options.megapixels.split(",")]
    if options.what == "speed":
        run_speed(options.data, sizes)
    elif options.what == "drift":
        run_drift(load_pack(options.pack), options.data, options.dataset, options.photos)
    else:
        run_faces(load_pack(options.pack), options.data, sizes[0], options.photos)


if __name__ == "__main__":
    main()
