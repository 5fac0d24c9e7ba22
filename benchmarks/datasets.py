"""Read the photos that benchmarks run on, and their labels.

A data folder holds one folder per data set, labels.csv (path, dataset, person: one person per photo) and, in folders of
group photos, boxes.csv (path, x, y, w, h, invalid and more: every face in pixels).
"""

import argparse
import csv
import os
import tempfile
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from photoindex.domain.embedding import decode
from photoindex.domain.face import Face
from photoindex.domain.geometry import Box
from photoindex.packs.default_pack import embedded_folder

SHARED = Path(os.environ.get("PHOTOINDEX_SHARED", Path(__file__).parents[2] / "shared"))
EMBEDDED_PACK = embedded_folder()

Pixels = NDArray[np.uint8]
Vector = NDArray[np.float32]


def add_folders(parser: argparse.ArgumentParser) -> None:
    """Add the options --shared, the folder with `data` and `models`, and --work, the folder for generated files."""
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with data and models")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "photoindex-benchmark")


def labelled(data: Path, datasets: Collection[str]) -> dict[Path, str]:
    """Map each photo of these data sets to the person that labels.csv names in it."""
    with (data / "labels.csv").open(encoding="utf-8", newline="") as stream:
        return {data / row["path"]: row["person"] for row in csv.DictReader(stream) if row["dataset"] in datasets}


@dataclass(frozen=True, slots=True)
class Truth:
    """A box of boxes.csv in pixels."""

    box: Box
    invalid: bool


def boxes(folder: Path) -> dict[str, list[Truth]]:
    """Map each photo, relative to the folder, to its boxes in boxes.csv."""
    truths: dict[str, list[Truth]] = defaultdict(list)
    with (folder / "boxes.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            box = Box(float(row["x"]), float(row["y"]), float(row["w"]), float(row["h"]))
            truths[row["path"]].append(Truth(box, row["invalid"] == "1"))
    return dict(truths)


def opened(path: Path) -> Image.Image:
    """Open the photo upright and in RGB, with Pillow only."""
    with Image.open(path) as photo:
        return ImageOps.exif_transpose(photo).convert("RGB")


def largest(faces: list[Face]) -> Face:
    return max(faces, key=lambda face: face.box.area)


def vector_of(face: Face) -> Vector:
    return decode(face.embedding)
