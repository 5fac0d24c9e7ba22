"""Store a clustered library of invented people, without photos."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from photoindex.domain.face import Face, FaceQuality
from photoindex.domain.geometry import Box, Landmarks
from photoindex.domain.outcome import Analysed
from photoindex.domain.photo import PhotoFacts, PhotoFile
from photoindex.operations.cluster import cluster
from photoindex.store.jobs.scan_results import save_outcomes
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, PackStamp, set_current_pack
from photoindex.store.tables.roots import put_root
from tests.fakes import THRESHOLDS

SIZES = (14, 9, 7, 5, 4, 3, 1, 1)
LENGTH = 32
STAMP = PackStamp("invented", "0123456789ab")


def made_up_library(folder: Path, sizes: tuple[int, ...] = SIZES, *, nearness: float = 0.85) -> Index:
    """People with `sizes` faces each, two or three faces in a photo, one photo a day from 2001 on."""
    random = np.random.default_rng(7)
    person = np.repeat(np.arange(len(sizes)), sizes)
    centres = random.normal(size=(len(sizes), LENGTH))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    vectors = nearness * centres[person] + np.sqrt(1 - nearness**2) * _noise(random, len(person))
    photos: list[list[int]] = []
    for row in random.permutation(len(person)).tolist():
        free = [photo for photo in photos if len(photo) < 3 and person[row] not in person[photo]]
        photo = free[0] if free and len(free[0]) < 3 else []
        if not photo:
            photos.append(photo)
        photo.append(row)
    index = Index(folder / "index.duckdb")
    outcomes = [
        Analysed(
            PhotoFile(folder / "photos" / f"{number}.jpg", 1, 1, 1, number),
            f"{number:064x}",
            PhotoFacts(100, 100, "JPEG", taken_at=datetime(2001, 1, 1) + timedelta(number), taken_trusted=True),
            None,
            tuple(_face(place, vectors[row]) for place, row in enumerate(rows)),
        )
        for number, rows in enumerate(photos)
    ]
    with index.writing() as connection:
        save_outcomes(connection, outcomes, STAMP)
        put_root(connection, folder / "photos")
        set_current_pack(connection, CurrentPack(STAMP, THRESHOLDS))
    cluster(index)
    return index


def _noise(random: np.random.Generator, count: int) -> np.ndarray:
    noise = random.normal(size=(count, LENGTH))
    return noise / np.linalg.norm(noise, axis=1, keepdims=True)


def _face(place: int, vector: np.ndarray) -> Face:
    box = Box(0.05 + 0.3 * place, 0.2, 0.2, 0.3)
    points = [(box.x + 0.02 * at, 0.3) for at in range(5)]
    quality = FaceQuality(size=100.0 + place, sharpness=50.0, yaw=0.0, norm=10.0)
    return Face(box, Landmarks(*points), 0.9, quality, (vector / np.linalg.norm(vector)).astype("<f2").tobytes())
