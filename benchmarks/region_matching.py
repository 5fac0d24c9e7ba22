"""Measure how boxes of other programs find their faces: `python benchmarks/region_matching.py DATA`

Scans the photos of DATA/wider-face-subset. The boxes that humans drew there stand for those of another program: they
are scaled and shifted, and matched with the faces that the scan found. A face is there if it overlaps (IoU) by half
with the box as it was drawn. Prints, for each rule, how many boxes find their face, find another one, and miss theirs;
and how many boxes without a face find one.
"""

import argparse
import csv
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import duckdb
from PIL import Image

from photoindex.domain.geometry import Box
from photoindex.operations.importing.matching import SAME_PLACE, likeness

# Other programs draw from the eyes to the mouth or around the whole head; narrower boxes in the photos show no face.
SCALES, SHIFT, NARROWEST = ((1.0, 1.0), (0.7, 0.7), (1.6, 1.6), (0.7, 1.6)), 0.15, 10
Score = Callable[[Box, Box], float]
RULES: tuple[tuple[str, Score, float], ...] = (
    ("as imported", likeness, SAME_PLACE), ("IoU of 0.4", Box.iou, 0.4), ("IoU of 0.25", Box.iou, 0.25),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    photos = parser.parse_args().data / "wider-face-subset"
    drawn, found = drawn_boxes(photos), found_boxes(photos)
    print(f"{len(drawn)} photos, {sum(map(len, drawn.values()))} boxes, {sum(map(len, found.values()))} faces")
    for name, score, least in RULES:
        for scales in SCALES:
            counts = compare(drawn, found, score, least, scales)
            print(f"{name:12} scaled by {scales[0]} to {scales[1]}: {dict(counts)}")


def drawn_boxes(photos: Path) -> dict[str, list[Box]]:
    boxes: dict[str, list[Box]] = defaultdict(list)
    with (photos / "boxes.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            x, y, width, height = (float(row[key]) for key in "xywh")
            if row["invalid"] != "1" and min(width, height) >= NARROWEST:
                with Image.open(photos / row["path"]) as image:
                    across, down = image.size
                boxes[row["path"]].append(Box(x / across, y / down, width / across, height / down))
    return boxes


def found_boxes(photos: Path) -> dict[str, list[Box]]:
    boxes: dict[str, list[Box]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="photoindex-matching-") as work:
        index = str(Path(work, "index.duckdb"))
        command = [sys.executable, "-m", "photoindex", "scan", str(photos), "--index", index]
        subprocess.run(command, check=True, capture_output=True)
        with duckdb.connect(index, read_only=True) as connection:
            rows = connection.execute("SELECT path, x, y, width, height FROM face JOIN file USING (photo_id)")
            for path, *sides in rows.fetchall():
                boxes[Path(path).relative_to(photos).as_posix()].append(Box(*sides))
    return boxes


def compare(
    drawn: dict[str, list[Box]], found: dict[str, list[Box]], score: Score, least: float, scales: tuple[float, float]
) -> Counter[str]:
    chance = random.Random(1)
    counts: Counter[str] = Counter()
    for path, boxes in drawn.items():
        faces, scale = found.get(path, []), chance.uniform(*scales)
        there = best_first(boxes, faces, Box.iou, 0.5)
        moved = [
            Box(box.x + chance.uniform(-SHIFT, SHIFT) * box.width, box.y + chance.uniform(-SHIFT, SHIFT) * box.height,
                box.width, box.height).expanded(scale)
            for box in boxes
        ]  # fmt: skip
        matched = best_first(moved, faces, score, least)
        for at in range(len(boxes)):
            if at in there:
                right = matched.get(at) == there[at]
                counts["right" if right else "wrong" if at in matched else "missed"] += 1
            else:
                counts["without a face, matched" if at in matched else "without a face, left"] += 1
    return counts


def best_first(boxes: list[Box], faces: list[Box], score: Score, least: float) -> dict[int, int]:
    pairs = sorted(
        (-value, at, face)
        for at, box in enumerate(boxes)
        for face, place in enumerate(faces)
        if (value := score(box, place)) >= least
    )
    found: dict[int, int] = {}
    for _, at, face in pairs:
        if at not in found and face not in found.values():
            found[at] = face
    return found


if __name__ == "__main__":
    main()
