"""Measure how much faster a prepared pack is: milliseconds per face and per image for the published and the prepared
form.

    python benchmarks/networks.py [--pack FOLDER]... [--models FOLDER]

`--models` makes a pack of the SCRFD in that folder and of SFace in plain float32 (from the file that
`models/build_opencv_zoo.py` reads), as a user would install it. Everything runs in one thread. Figures are medians of
rounds that run all variants in turn, so that a machine that slows down affects all of them.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import insightface
import numpy as np
from datasets import EMBEDDED_PACK
from numpy.typing import NDArray
from PIL import Image
from plain_pack import installed, plain_files

from photoindex.data_folder import DATA_VARIABLE
from photoindex.faces import load_analyzer
from photoindex.faces.loading import load_embedder, load_network
from photoindex.faces.passes import MultiScaleDetector
from photoindex.packs.manifest import Pack, load_pack
from photoindex.packs.prepared import FOLDER, prepare_pack

PHOTO = Path(insightface.__file__).parent / "data" / "images" / "t1.jpg"
SIZES = ((640, 480), (1024, 768))
ROUNDS = 40

Job = Callable[[], object]


def photo(width: int, height: int) -> NDArray[np.uint8]:
    with Image.open(PHOTO) as image:
        return np.asarray(image.convert("RGB").resize((width, height)))


def medians(jobs: dict[str, Job], rounds: int = ROUNDS) -> dict[str, float]:
    """The median milliseconds of each job."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for job in jobs.values():
        job()
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            times[name].append(time.perf_counter() - start)
    return {name: float(np.median(spent)) * 1000 for name, spent in times.items()}


def jobs_of(pack: Pack) -> dict[str, Job]:
    """The jobs to measure for a pack; images already have the size at which they are searched."""
    embedder, network = load_embedder(pack), load_network(pack)
    crop = photo(pack.embedder.input_size, pack.embedder.input_size)
    jobs: dict[str, Job] = {
        "a face": lambda: embedder.embed([crop]),
        "four faces": lambda: embedder.embed([crop] * 4),
    }
    for width, height in SIZES:
        if network.fixed_size is None or max(network.fixed_size) >= width:
            detector = MultiScaleDetector(network, sizes=(width,), threshold=pack.detector.score_threshold)
            jobs[f"{width}x{height}"] = lambda d=detector, image=photo(width, height): d.detect(image)  # type: ignore[misc]
    return jobs | {"loading": lambda: load_analyzer(pack)}


def as_it_came(pack: Pack, folder: Path) -> Pack:
    """A copy of the pack without its prepared files."""
    shutil.copytree(pack.folder, folder, ignore=shutil.ignore_patterns(FOLDER))
    return replace(pack, folder=folder, name=f"{pack.name} as it came")


def report(pack: Pack, scratch: Path) -> None:
    prepare_pack(pack)
    variants = {"as it came": as_it_came(pack, scratch / f"{pack.name}-as-it-came"), "prepared": pack}
    jobs = {(name, job): run for name, variant in variants.items() for job, run in jobs_of(variant).items()}
    spent = medians({f"{name}/{job}": run for (name, job), run in jobs.items()})
    columns = list(dict.fromkeys(job for name, job in jobs if name == "prepared"))
    print(f"{pack.name}, milliseconds\n{'':12}" + "".join(f"{column:>12}" for column in columns))
    for name in variants:
        cells = (spent.get(f"{name}/{column}") for column in columns)
        print(f"{name:12}" + "".join(f"{'-' if cell is None else f'{cell:.1f}':>12}" for cell in cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pack", type=Path, action="append", default=[], help="folder of a model pack")
    parser.add_argument("--models", type=Path, help="folder with SCRFD and the published SFace")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        os.environ[DATA_VARIABLE] = str(scratch / "data")
        packs = [load_pack(folder) for folder in options.pack or [EMBEDDED_PACK]]
        if options.models:
            packs.append(installed(plain_files(options.models, scratch), "scrfd-and-sface"))
        for pack in packs:
            report(pack, scratch)


if __name__ == "__main__":
    main()
