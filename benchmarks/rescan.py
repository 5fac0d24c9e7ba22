"""Measure the time and memory of a second scan over unchanged files, and of one new photo among them.

    python benchmarks/rescan.py [FILES] [--faces N]

Makes FILES small files (100,000 by default) and an index that knows them, in a temporary folder, with N synthetic faces
(as many as files by default) and a dozen real photos of one person, who gets a name. Then alternates
`find -type f -printf '%s %T@ %p\\n'` with `photoindex scan`; the target is three times `find` plus two seconds.
Finally adds one more photo of that person. This photo must be stored, grouped and found within the target plus three
seconds.
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import insightface
import made_up
import numpy as np
from peak import peak_memory
from PIL import Image

from photoindex.crawl import CrawlOptions, FoundFile, crawl
from photoindex.domain.outcome import Analysed
from photoindex.domain.photo import PhotoFacts
from photoindex.packs.registry import active_pack
from photoindex.store.jobs.scan_results import save_outcomes
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, PackStamp, set_current_pack
from photoindex.store.tables.roots import put_root

ROUNDS = 3
FILES_IN_A_FOLDER = 200
NAME = "Tom"
VARIANTS = 12
PORTRAIT = Path(insightface.__file__).parent / "data" / "images" / "Tom_Hanks_54745.png"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=int, nargs="?", default=100_000)
    parser.add_argument("--faces", type=int, help="synthetic faces in the index")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="photoindex-rescan-") as folder:
        measure(Path(folder), options.files, options.files if options.faces is None else options.faces)


def measure(folder: Path, files: int, faces: int) -> None:
    tree, index = folder / "tree", Index(folder / "index.duckdb")
    make_tree(tree, files)
    fill(index, tree, faces)
    for number in range(VARIANTS):
        draw_variant(tree / f"portrait-{number}.jpg", number)
    scan = [sys.executable, "-m", "photoindex", "scan", str(tree), "--index", str(index.path)]
    print(f"made {files:,} files and {faces:,} faces; the first grouping took {run(scan):.1f} s")
    with index.reading() as connection:
        cluster = connection.execute(
            "SELECT cluster_id FROM membership JOIN face USING (face_id) JOIN file USING (photo_id) "
            "WHERE path LIKE '%portrait-0.jpg'"
        ).fetchone()
    command = [sys.executable, "-m", "photoindex"]
    if cluster is not None:
        run([*command, "label", "cluster", str(cluster[0]), NAME, "--index", str(index.path)])
    allowed = 0.0
    for _ in range(ROUNDS):
        walked, scanned = run(["find", str(tree), "-type", "f", "-printf", "%s %T@ %p\\n"]), run(scan)
        allowed = 3 * walked + 2
        print(f"{files:,} files: find {walked:.2f} s, scan {scanned:.2f} s, allowed {allowed:.2f} s")
    draw_variant(tree / "new.jpg", VARIANTS)
    began = time.perf_counter()
    steps = run_in_steps(scan)
    searched = time.perf_counter()
    found = subprocess.run(
        [*command, "find", NAME, "--index", str(index.path)], check=True, capture_output=True, text=True
    )
    ended = time.perf_counter()
    print(f"one new photo: {ended - began:.2f} s until it is found, allowed {allowed + 3:.2f} s")
    for step, seconds in {**steps, "find the person": ended - searched}.items():
        print(f"  {step:34} {seconds:.2f} s")
    print(f"  it is {'' if 'new.jpg' in found.stdout else 'NOT '}among the photos of {NAME}")
    # The child process with the largest memory was a scan.
    print(f"largest process: {peak_memory(of_children=True) / 1e6:.0f} MB")


def make_tree(tree: Path, files: int) -> None:
    for number in range(files):
        folder = tree / f"{number // 20_000}" / f"{number // FILES_IN_A_FOLDER:05d}"
        if number % FILES_IN_A_FOLDER == 0:
            folder.mkdir(parents=True)
        (folder / f"IMG_{number:06d}.jpg").write_bytes(b"x" * (number % 977 + 1))


def draw_variant(path: Path, number: int) -> None:
    """The portrait, each time slightly lighter and compressed differently."""
    with Image.open(PORTRAIT) as portrait:
        portrait.convert("RGB").point(lambda value: min(255, value + 2 * number)).save(path, quality=95 - number)


def fill(index: Index, tree: Path, faces: int) -> None:
    """Store every file in the index, as if a scan had read it."""
    pack = active_pack()
    stamp = PackStamp(pack.name, pack.fingerprint)
    found = [item for item in crawl([tree], CrawlOptions(frozenset({".jpg"}))) if isinstance(item, FoundFile)]
    chance = np.random.default_rng(0)
    made = (made_up.face(chance, vector) for vector in made_up.vectors(faces, pack.embedder.length)[0])
    facts = PhotoFacts(100, 100, "JPEG")
    outcomes = [
        Analysed(
            file.photo_file,
            hashlib.sha256(str(number).encode()).hexdigest(),
            facts,
            None,
            tuple(face for _, face in zip(range(-(-faces // len(found))), made, strict=False)),
        )
        for number, file in enumerate(found)
    ]
    with index.writing() as connection:
        for start in range(0, len(outcomes), 10_000):
            save_outcomes(connection, outcomes[start : start + 10_000], stamp)
        put_root(connection, tree)
        set_current_pack(connection, CurrentPack(stamp, pack.thresholds))


def run(command: list[str]) -> float:
    """Run a command and return the seconds that it takes. Also prints its processor time, which other programs affect
    less.
    """
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"  {Path(command[0]).name}: {busy:.2f} s of processor time")
    return time.perf_counter() - began


def run_in_steps(scan: list[str]) -> dict[str, float]:
    """The seconds of each step of a scan that finds one photo, from the times at which it reports them."""
    moments = {"began": time.perf_counter()}
    with subprocess.Popen([*scan, "--json"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            # Only the first `look` counts; there is one for every thousand files.
            moments.setdefault(json.loads(line).get("step", "summary"), time.perf_counter())
    moments["ended"] = time.perf_counter()
    parts = {
        "start, and what the index knows": ("began", "look"),
        "walk": ("look", "start"),
        "start a worker, look at the photo": ("start", "photo"),
        "store": ("photo", "group"),
        "group": ("group", "summary"),
        "end": ("summary", "ended"),
    }
    return {name: moments[end] - moments[start] for name, (start, end) in parts.items()}


if __name__ == "__main__":
    main()
