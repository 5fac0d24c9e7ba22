"""Measure the memory of a scan. Linux only, because it reads /proc.

    python benchmarks/memory.py photos [--count 10000] [--shared FOLDER] [--work FOLDER]
    python benchmarks/memory.py giants [--megapixels 200] [--work FOLDER]

`photos` scans copies of a hundred photos of all sizes, each with unique bytes appended, so that its content is new. It
prints the resident size of the main process and of the workers every 500 photos.

`giants` makes pictures of --megapixels in several formats. For each picture, it prints the outcome and the peak memory
of a worker that has loaded the networks. Then it prints the peak of two workers at the same time.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from datasets import add_folders
from PIL import Image
from scan_library import library

from photoindex.domain.outcome import Failed
from photoindex.domain.photo import PhotoFile
from photoindex.faces import load_analyzer
from photoindex.packs.registry import default_pack
from photoindex.scan.engine import Engine, EngineOptions
from photoindex.scan.messages import Task

EVERY = 500
# The number of photos of each kind, and how often they appear: many small photos, few of 12 megapixels.
KINDS = {"lfw/images": (40, 55), "celeba-inthewild": (40, 33), "wider-face-subset": (20, 10), "12 megapixels": (8, 2)}
GIANTS = {
    "JPEG": ("jpg", {"quality": 85}),
    "progressive JPEG": ("jpg", {"quality": 85, "progressive": True}),
    "PNG": ("png", {"compress_level": 1}),
    "TIFF": ("tif", {}),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["photos", "giants"])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--megapixels", type=int, default=200)
    add_folders(parser)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        if options.what == "photos":
            many = Path(folder) / "photos"
            copy_photos(list(sources(options.shared / "data", options.work)), many, options.count)
            scan(many, Path(folder) / "index.duckdb")
        else:
            measure_giants(Path(folder), options.megapixels)


def sources(data: Path, work: Path) -> Iterator[tuple[list[Path], int]]:
    """The photos of each kind, with the number of photos of this kind in every hundred."""
    for kind, (count, share) in KINDS.items():
        folder = data / kind if (data / kind).is_dir() else library(data, work, count, seed=1)
        found = sorted(folder.rglob("*.jpg"))
        yield random.Random(0).sample(found, count), share


def copy_photos(kinds: list[tuple[list[Path], int]], folder: Path, count: int) -> None:
    folder.mkdir()
    chance = random.Random(0)
    photos, shares = [photos for photos, _ in kinds], [share for _, share in kinds]
    for number in range(count):
        (chosen,) = chance.choices(photos, shares)
        data = chance.choice(chosen).read_bytes() + number.to_bytes(8, "little")
        (folder / f"IMG_{number:05d}.jpg").write_bytes(data)


def scan(folder: Path, index: Path) -> None:
    command = [sys.executable, "-m", "photoindex", "scan", str(folder), "--index", str(index), "--json"]
    done = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line).get("step") != "photo":
                continue
            done += 1
            if done in {20, 100} or done % EVERY == 0:
                sizes = " ".join(f"{resident(worker):.0f}" for worker in children(process.pid))
                print(f"{done:6} photos: main {resident(process.pid):.0f} MB, workers {sizes} MB", flush=True)


def children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    # Python's own resource tracker also runs as a child process.
    return [child for child in map(int, found) if "spawn_main" in _read(f"/proc/{child}/cmdline")]


def resident(process: int, field: str = "VmRSS") -> float:
    """The resident size of a process in megabytes; zero if it has ended."""
    for line in _read(f"/proc/{process}/status").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1000
    return 0.0


def _read(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def measure_giants(folder: Path, megapixels: int) -> None:
    for name, (suffix, how) in GIANTS.items():
        path = folder / f"{name.replace(' ', '-')}.{suffix}"
        draw(path, megapixels, how)
        report(name, [path])
    twice = [path for path in sorted(folder.iterdir()) if path.suffix == ".png" or "progressive" in path.name]
    report("two at once", twice)


def draw(path: Path, megapixels: int, how: dict[str, object]) -> None:
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    noise = np.random.default_rng(0).integers(0, 256, (height // 40, height // 30, 3), dtype=np.uint8)
    Image.fromarray(noise).resize((height * 4 // 3, height), Image.Resampling.BICUBIC).save(path, **how)


def report(name: str, paths: list[Path]) -> None:
    """Run a worker per file, and print their peak memory and the outcomes."""
    tasks = [Task(PhotoFile(path, path.stat().st_size, 0)) for path in paths]
    peak, ended = [0.0], threading.Event()
    make = partial(load_analyzer, default_pack(), threads=1)
    began = time.perf_counter()
    with Engine(make, EngineOptions(len(tasks)), lambda: False) as engine:
        watcher = threading.Thread(target=_watch, args=(peak, ended))
        watcher.start()
        outcomes = list(engine.run(iter(tasks)))
        ended.set()
        watcher.join()
    said = "; ".join(outcome.error if isinstance(outcome, Failed) else "read" for outcome in outcomes)
    print(f"{name}: at most {peak[0]:.0f} MB, {time.perf_counter() - began:.1f} s: {said}", flush=True)


def _watch(peak: list[float], ended: threading.Event) -> None:
    while not ended.wait(0.01):
        peak[0] = max(peak[0], sum(map(resident, children(os.getpid()))))


if __name__ == "__main__":
    main()
