"""Make drawn photos and an analyzer that recognises the people in them, so that tests need no networks.

A drawn photo is a row of squares of 100 pixels; each colour is a person, and black is background.
"""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoindex.domain.face import Face, FaceQuality
from photoindex.domain.geometry import Box, Landmarks
from photoindex.domain.thresholds import Thresholds
from photoindex.packs.manifest import DetectorSpec, EmbedderSpec, Licence, ModelFile, Pack, sha256_of

SQUARE = 100
COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0),
           "cyan": (0, 255, 255), "pink": (255, 0, 255), "nobody": (0, 0, 0)}  # fmt: skip
# Squares of these colours crash or hang the worker.
CRASH, HANG = (255, 128, 0), (128, 0, 255)
COLOURS |= {"crash": CRASH, "hang": HANG}

THRESHOLDS = Thresholds(verification=0.4, false_match_rates=((1e-2, 0.3), (1e-3, 0.4), (1e-4, 0.5), (1e-5, 0.6)))


def draw(path: Path, people: Sequence[str], *, taken: str | None = None, shade: int = 0) -> Path:
    """Write a JPEG with these people in it; `shade` makes photos of the same people different."""
    pixels = np.zeros((SQUARE, SQUARE * max(len(people), 1), 3), dtype=np.uint8)
    for place, name in enumerate(people):
        pixels[:, place * SQUARE : (place + 1) * SQUARE] = COLOURS[name]
    pixels[:4, :4] = shade
    exif = Image.Exif()
    if taken is not None:
        exif.get_ifd(0x8769)[36867] = taken
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, quality=95, exif=exif)
    return path


class ColourAnalyzer:
    """Finds a face in every square that is not black. Faces of the same colour have nearly the same embedding."""

    search_side = 1024

    def analyze(self, image: NDArray[np.uint8], **_: object) -> list[Face]:
        width = image.shape[1]
        faces = []
        for place in range(width // SQUARE):
            square = image[:, place * SQUARE : (place + 1) * SQUARE]
            colour = tuple(round(value / 127.5) for value in square[20:80, 20:80].mean(axis=(0, 1)))
            if colour == tuple(round(value / 127.5) for value in CRASH):
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
            if colour == tuple(round(value / 127.5) for value in HANG):
                time.sleep(600)
            if colour != (0, 0, 0):
                noise = int(image.astype(np.int64).sum())
                faces.append(face_in(Box(place * SQUARE / width, 0.0, SQUARE / width, 1.0), colour, noise))
        return faces


class SlowAnalyzer(ColourAnalyzer):
    """A slow `ColourAnalyzer`; tests pass it to worker processes with `partial`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def analyze(self, image: NDArray[np.uint8], **how: object) -> list[Face]:
        time.sleep(self._seconds)
        return super().analyze(image, **how)


def face_in(box: Box, colour: Sequence[int], noise: int) -> Face:
    """A face whose embedding follows from the colour, with a little noise."""
    vector = np.random.default_rng(noise).normal(size=64) * 0.02
    vector[int(colour[0]) * 9 + int(colour[1]) * 3 + int(colour[2])] += 1.0
    vector /= np.linalg.norm(vector)
    x, y = box.center
    landmarks = Landmarks((x - 0.01, y), (x + 0.01, y), (x, y), (x - 0.01, y + 0.1), (x + 0.01, y + 0.1))
    quality = FaceQuality(size=SQUARE, sharpness=100.0, yaw=0.0, norm=10.0)
    return Face(box, landmarks, 0.9, quality, vector.astype("<f2").tobytes())


def fake_pack(folder: Path, name: str = "colours") -> Pack:
    """A pack whose files can be verified, although they hold no network."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for file in ("detector.onnx", "embedder.onnx"):
        (folder / file).write_text(f"{name} {file}", encoding="utf-8")
        files.append(ModelFile(file, sha256_of(folder / file)))
    return Pack(
        folder=folder,
        name=name,
        version="1",
        title="Colours",
        detector=DetectorSpec("yunet", files[0], (100,), "RGB", 0.0, 1.0, 0.5),
        embedder=EmbedderSpec("onnx", files[1], 112, "RGB", 0.0, 1.0, 64),
        thresholds=THRESHOLDS,
        licence=Licence("MIT", commercial_use=True, summary="free"),
        source="drawn",
        recipe=2,
    )
