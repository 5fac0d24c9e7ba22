"""Convert published data sets to the form that the benchmarks read; benchmarks/README.md says where to get them.

    python benchmarks/prepare.py lfw LFW_FOLDER DATA
    python benchmarks/prepare.py celeba IMAGES identity_CelebA.txt DATA [--people 100] [--least 5]
    python benchmarks/prepare.py wider WIDER_val/images wider_face_val_bbx_gt.txt DATA
    python benchmarks/prepare.py embeddings DATA DATASET FILE.npz [--pack FOLDER]

The first three link the photos into DATA (or copy them, where links are not possible) and write DATA/labels.csv (path,
dataset, person) or DATA/wider-face-subset/boxes.csv, under the names that the other scripts look for. `embeddings`
embeds the largest face of each photo that DATA/labels.csv lists for a data set: arrays `embedding` (n, d) in float16,
`person`, `photo`, `score` and `size`, the face's shorter side in pixels.
"""

import argparse
import csv
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from datasets import EMBEDDED_PACK, labelled, largest, opened, vector_of

from photoindex.faces import load_analyzer
from photoindex.packs.manifest import load_pack

Row = tuple[str, Path, str]
BOX_COLUMNS = ("x", "y", "w", "h", "blur", "expression", "illumination", "invalid", "occlusion", "pose")


def lfw(folder: Path) -> Iterator[Row]:
    """Read one folder per person, as in Labeled Faces in the Wild, and copy pairsDevTest.txt beside them."""
    for photo in sorted(folder.glob("*/*.jpg")):
        yield f"lfw/images/{photo.parent.name}/{photo.name}", photo, photo.parent.name


def celeba(images: Path, identities: Path, people: int, least: int) -> Iterator[Row]:
    """Read the first `people` people of CelebA who have at least `least` photos in `images`. Lines look like
    "000001.jpg 2880".
    """
    rows = [line.split() for line in identities.read_text(encoding="utf-8").splitlines()]
    there = [(name, person) for name, person in rows if (images / name).is_file()]
    counts = Counter(person for _, person in there)
    chosen = set(sorted(person for person, count in counts.items() if count >= least)[:people])
    for name, person in there:
        if person in chosen:
            yield f"celeba-inthewild/images/{name}", images / name, person


def wider_boxes(annotation: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """Map each photo to ten numbers per face. The file has a line of zeros for a photo without faces."""
    lines = iter(annotation.read_text(encoding="utf-8").splitlines())
    for name in lines:
        count = int(next(lines))
        rows = [next(lines).split() for _ in range(max(count, 1))]
        yield name, rows[:count]


def put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        return
    try:
        os.link(source, target)
    except OSError:
        # The target is on another disk, or its file system has no hard links.
        shutil.copyfile(source, target)


def write_labels(data: Path, dataset: str, rows: Iterable[Row]) -> int:
    """Add a data set to labels.csv, replacing its earlier lines."""
    data.mkdir(parents=True, exist_ok=True)
    file = data / "labels.csv"
    kept = []
    if file.exists():
        with file.open(encoding="utf-8", newline="") as stream:
            kept = [row for row in csv.DictReader(stream) if row["dataset"] != dataset]
    added = []
    for path, source, person in rows:
        put(source, data / path)
        added.append({"dataset": dataset, "path": path, "person": person})
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["dataset", "path", "person"])
        writer.writeheader()
        writer.writerows([*kept, *added])
    return len(added)


def write_boxes(images: Path, annotation: Path, data: Path) -> int:
    folder = data / "wider-face-subset"
    folder.mkdir(parents=True, exist_ok=True)
    photos = 0
    with (folder / "boxes.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["path", *BOX_COLUMNS])
        for name, rows in wider_boxes(annotation):
            put(images / name, folder / "images" / name)
            writer.writerows([f"images/{name}", *row] for row in rows)
            photos += 1
    return photos


def write_embeddings(data: Path, dataset: str, file: Path, pack: Path) -> int:
    analyzer = load_analyzer(load_pack(pack))
    vectors, people, photos, scores, sizes = [], [], [], [], []
    for path, person in labelled(data, {dataset}).items():
        faces = analyzer.analyze(np.asarray(opened(path)))
        if not faces:
            continue
        face = largest(faces)
        vectors.append(vector_of(face).astype(np.float16))
        people.append(person)
        photos.append(path.stem)
        scores.append(face.score)
        sizes.append(face.quality.size)
    np.savez(file, embedding=vectors, person=people, photo=photos, score=np.float16(scores), size=np.float16(sizes))
    return len(vectors)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    places = {
        "lfw": ("folder", "data"),
        "celeba": ("images", "identities", "data"),
        "wider": ("images", "annotation", "data"),
    }
    for kind, names in places.items():
        command = kinds.add_parser(kind)
        for name in names:
            command.add_argument(name, type=Path)
    kinds.choices["celeba"].add_argument("--people", type=int, default=100)
    kinds.choices["celeba"].add_argument("--least", type=int, default=5)
    embeddings = kinds.add_parser("embeddings")
    embeddings.add_argument("data", type=Path)
    embeddings.add_argument("dataset")
    embeddings.add_argument("file", type=Path)
    embeddings.add_argument("--pack", type=Path, default=EMBEDDED_PACK)
    options = parser.parse_args()
    if options.kind == "lfw":
        count = write_labels(options.data, "lfw", lfw(options.folder))
        for pairs in options.folder.glob("pairs*.txt"):
            put(pairs, options.data / "lfw" / pairs.name)
    elif options.kind == "celeba":
        rows = celeba(options.images, options.identities, options.people, options.least)
        count = write_labels(options.data, "celeba-inthewild", rows)
    elif options.kind == "wider":
        count = write_boxes(options.images, options.annotation, options.data)
    else:
        count = write_embeddings(options.data, options.dataset, options.file, options.pack)
    print(f"{count} photos")


if __name__ == "__main__":
    main()
