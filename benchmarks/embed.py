"""Embed labelled photos into a file that `cluster.py` and `effort.py` read.

    python benchmarks/embed.py OUT.npz DATA celeba-inthewild lfw [--plain] [--pack FOLDER] [--per-set 1500]

DATA holds one folder per data set and labels.csv (dataset, path, person), which names one person in each photo. That
person is assumed to be the largest face. `--plain` uses SCRFD and SFace in plain float32 instead of the embedded pack.
`--per-set` takes only the first photos of each data set, in the order of their paths.
"""

import argparse
from pathlib import Path

import numpy as np
from datasets import EMBEDDED_PACK, add_folders, labelled, largest, opened, vector_of
from plain_pack import installed, plain_files

from photoindex.faces import load_analyzer
from photoindex.packs.manifest import Pack, load_pack


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("datasets", nargs="+")
    parser.add_argument("--pack", type=Path, default=EMBEDDED_PACK, help="folder of the pack to embed with")
    parser.add_argument("--plain", action="store_true", help="install and use SCRFD and SFace in plain float32")
    parser.add_argument("--per-set", type=int, metavar="N", help="only the first N photos of each data set")
    add_folders(parser)
    arguments = parser.parse_args()
    pack = plain(arguments.shared, arguments.work) if arguments.plain else load_pack(arguments.pack)
    people: dict[Path, str] = {}
    for dataset in arguments.datasets:
        people |= dict(sorted(labelled(arguments.data, [dataset]).items())[: arguments.per_set])
    embed(pack, people, arguments.out)


def plain(shared: Path, work: Path) -> Pack:
    work.mkdir(parents=True, exist_ok=True)
    return installed(plain_files(shared / "models", work), "plain")


def embed(pack: Pack, people: dict[Path, str], out: Path) -> None:
    """Write the largest face of each photo. Photos without a face are left out."""
    analyzer = load_analyzer(pack, threads=1)
    found = []
    for path, person in people.items():
        if faces := analyzer.analyze(np.asarray(opened(path))):
            found.append((path, person, largest(faces)))
    faces_found = [face for _, _, face in found]
    np.savez_compressed(
        out,
        embedding=np.stack([vector_of(face) for face in faces_found]).astype(np.float16),
        person=np.array([person for _, person, _ in found]),
        photo=np.array([str(path) for path, _, _ in found]),
        size=np.array([face.quality.size for face in faces_found], dtype=np.float32),
        score=np.array([face.score for face in faces_found], dtype=np.float32),
        norm=np.array([face.quality.norm for face in faces_found], dtype=np.float32),
    )
    print(f"{out}: {len(found)} faces of {len(set(people.values()))} people in {len(people)} photos")


if __name__ == "__main__":
    main()
