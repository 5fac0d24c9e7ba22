"""Make a library of 12-megapixel JPEGs with known numbers of faces from smaller photos; the same on every run.

By default, a quarter of the photos each has 0, 1, 2 and 8 faces. The background is an enlarged part of a group photo
without people. People are cut out of web photos of one person, enlarged to faces of all sizes, and pasted. Sensor noise
makes the files as large as a camera's; without it, they would decode too fast. Every second photo is in portrait
format.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from datasets import boxes, labelled
from numpy.typing import NDArray

from photoindex.decode import decode_photo
from photoindex.faces import load_detector
from photoindex.packs.registry import default_pack

LONG_SIDE, SHORT_SIDE = 4000, 3000
QUALITY = 90
GRAIN = 8.0
# Rows and columns of people in a landscape photo, by the number of people.
GRIDS = {0: (0, 0), 1: (1, 1), 2: (1, 2), 4: (2, 2), 8: (2, 4)}
# The numbers of people in photos of an ordinary library.
COUNTS = (0, 1, 2, 8)
# The size of a face as a share of the space for one person; its logarithm is uniform. Eight people stand further away.
SMALLEST, LARGEST = 0.12, 0.45
# The size of a cut-out as a multiple of the face, large enough to include hair and shoulders.
AROUND = 2.0
LEAST_SCORE = 0.85
BACKGROUND_SIDE = 320
# Part of the folder's name, so that a change of anything above makes a new library.
VERSION = 2

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Person:
    """A web photo with one face, whose box is (x, y, width, height) in pixels."""

    path: Path
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sources:
    """`people` holds the photos to cut people from; `scenes` holds group photos with the boxes of everybody in them."""

    people: Sequence[Person]
    scenes: Sequence[tuple[Path, NDArray[np.int64]]]


def library(data: Path, work: Path, files: int, seed: int, counts: tuple[int, ...] = COUNTS) -> Path:
    """The folder with the photos IMG_0000.jpg and so on, which is made in `work` unless it exists.

    The photos have these `counts` of people in turn.
    """
    kind = "" if counts == COUNTS else "-faces-" + "-".join(map(str, counts))
    folder = work / f"library-{VERSION}-{files}-{seed}{kind}"
    done = folder.with_suffix(".done")
    if not done.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        sources = Sources(list(_people(data)), list(_scenes(data / "wider-face-subset")))
        with get_context("spawn").Pool() as pool:
            pool.starmap(_make, [(folder, sources, number, seed, counts) for number in range(files)], chunksize=4)
        done.touch()
    return folder


def _people(data: Path) -> Iterator[Person]:
    detector = load_detector(default_pack(), threads=2)
    for path in labelled(data, ["celeba-inthewild"]):
        faces = detector.detect(_opened(path))
        if len(faces) == 1 and faces[0].score >= LEAST_SCORE:
            yield Person(path, faces[0].box)


def _scenes(folder: Path) -> Iterator[tuple[Path, NDArray[np.int64]]]:
    for path, truths in boxes(folder).items():
        rows = [(truth.box.x, truth.box.y, truth.box.width, truth.box.height) for truth in truths]
        yield folder / path, np.array(rows, dtype=np.int64)


def _make(folder: Path, sources: Sources, number: int, seed: int, counts: tuple[int, ...]) -> None:
    chance = np.random.default_rng([seed, number])
    rows, columns = GRIDS[counts[number % len(counts)]]
    width, height = LONG_SIDE, SHORT_SIDE
    if number // len(counts) % 2:
        width, height, rows, columns = height, width, columns, rows
    picture = _background(sources, width, height, chance)
    for place in range(rows * columns):
        row, column = divmod(place, columns)
        left, top, right, bottom = (
            column * width // columns,
            row * height // rows,
            (column + 1) * width // columns,
            (row + 1) * height // rows,
        )
        _paste(picture[top:bottom, left:right], sources.people[chance.integers(len(sources.people))], chance)
    grain = np.roll(_grain(), tuple(chance.integers(0, 1024, 2)), axis=(0, 1))[:height, :width, None]
    noisy = cv2.add(picture, np.repeat(grain, 3, axis=2), dtype=cv2.CV_8U)
    good, data = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    assert good
    (folder / f"IMG_{number:04d}.jpg").write_bytes(data.tobytes())


def _background(sources: Sources, width: int, height: int, chance: np.random.Generator) -> Image:
    """An enlarged part of a group photo that no face touches (BGR)."""
    across = BACKGROUND_SIDE if width > height else BACKGROUND_SIDE * width // height
    down = across * height // width
    while True:
        path, faces = sources.scenes[chance.integers(len(sources.scenes))]
        scene = cv2.imread(str(path))
        if scene is None or scene.shape[0] <= down or scene.shape[1] <= across:
            continue
        left, top = chance.integers(0, (scene.shape[1] - across, scene.shape[0] - down))
        x, y, w, h = faces.T
        if not ((x < left + across) & (x + w > left) & (y < top + down) & (y + h > top)).any():
            part = scene[top : top + down, left : left + across]
            return cv2.resize(part, (width, height), interpolation=cv2.INTER_CUBIC)  # type: ignore[return-value]


def _paste(room: Image, person: Person, chance: np.random.Generator) -> None:
    """Paste a person at a random place in `room`, a part of a picture (BGR)."""
    photo = _opened(person.path)[..., ::-1]
    x, y, w, h = person.box
    half = AROUND * max(w, h) / 2
    left, top = (max(0, round(middle - half)) for middle in (x + w / 2, y + h / 2))
    part = photo[top : round(y + h / 2 + half), left : round(x + w / 2 + half)]
    side = math.exp(chance.uniform(math.log(SMALLEST), math.log(LARGEST))) * min(room.shape[:2])
    scale = side / min(w, h)
    size = min(room.shape[1], round(part.shape[1] * scale)), min(room.shape[0], round(part.shape[0] * scale))
    cut = cv2.resize(part, size, interpolation=cv2.INTER_CUBIC)
    down, across = (chance.integers(0, room.shape[axis] - cut.shape[axis] + 1) for axis in (0, 1))
    room[down : down + cut.shape[0], across : across + cut.shape[1]] = cut


@cache
def _grain() -> NDArray[np.int16]:
    noise = np.random.default_rng(0).normal(0, GRAIN, (LONG_SIDE, LONG_SIDE)).astype(np.float32)
    # Neighbouring pixels share their noise, because a sensor measures each colour only at every second pixel.
    return cv2.GaussianBlur(noise, (0, 0), 0.5).round().astype(np.int16)


def _opened(path: Path) -> Image:
    return decode_photo(path.read_bytes(), path.name).image
