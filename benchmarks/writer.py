"""Measure the writer of a scan: results per second, disk and memory as the index grows.

    python benchmarks/writer.py [--photos 10000,100000,1000000] [--faces 2] [--length 128]

Fills an index with synthetic photos in large steps, and at each size lets a scan's writer take results from a source
that is always faster than the writer. Prints one line per size: photos, size of the index, bytes per photo, results per
second, results per second when 20,000 are written at a time, the longest time that the index was held, the peak memory
of this process, and the time that a scan needs to list all known files at its start. The last lines hold the bytes per
photo and per face, and the memory of the list of files that a first scan holds.
"""

import argparse
import hashlib
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import made_up
import numpy as np
from peak import peak_memory

from photoindex.domain.outcome import Analysed
from photoindex.domain.photo import PhotoFacts, PhotoFile
from photoindex.operations.scanning.result_writer import ResultWriter
from photoindex.packs.registry import active_pack
from photoindex.store.jobs.scan_results import save_outcomes
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import PackStamp
from photoindex.store.tables.known_files import known_files

ROOT = Path("/photos")
FILL_STEP = 20_000
MEASURED = 5_000
SAMPLE = 20_000
FILES_IN_MEMORY = 200_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", default="10000,100000", help="increasing sizes of the index")
    parser.add_argument("--faces", type=int, default=2, help="faces per photo")
    parser.add_argument("--length", type=int, default=128, help="numbers in an embedding")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.photos.split(",")]
    pack = active_pack()
    stamp = PackStamp(pack.name, pack.fingerprint)
    print("| photos | faces | index MB | bytes a photo | results/s | in large steps | write s | peak MB | list s |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="photoindex-writer-") as folder:
        index = Index(Path(folder) / "index.duckdb")
        source = photos(arguments.faces, arguments.length)
        done = 0
        for size in sizes:
            large = fill(index, stamp, source, size - done)
            rate, longest = pour(index, stamp, source)
            done = size + MEASURED
            told = row(index, stamp, photos=done, faces=arguments.faces, rates=(rate, large), longest=longest)
            print(told, flush=True)
    bare = bytes_of_a_photo(stamp, 0, arguments.length)
    face = (bytes_of_a_photo(stamp, 4, arguments.length) - bare) / 4
    print(f"a photo without faces takes {bare:.0f} bytes, a face {face:.0f} bytes")
    print(f"a file that is waiting to be read takes {bytes_of_a_task():.0f} bytes of memory")


def photos(faces: int, length: int, first: int = 0) -> Iterator[Analysed]:
    """Photos like a camera's, in one folder per month. Their embeddings are noise, which does not compress."""
    random = np.random.default_rng(first)
    number = first
    while True:
        path = ROOT / f"{2000 + number // 12_000}" / f"{number // 1000 % 12 + 1:02d}" / f"IMG_{number:08d}.jpg"
        file = PhotoFile(path, int(random.integers(2_000_000, 6_000_000)), 1_700_000_000_000_000_000 + number)
        facts = PhotoFacts(4000, 3000, "JPEG", camera_make="Maker", camera_model="Model 7")
        content_hash = hashlib.sha256(str(number).encode()).hexdigest()
        own = tuple(made_up.face(random, made_up.noise(random, length)) for _ in range(faces))
        yield Analysed(file, content_hash, facts, None, own)
        number += 1


def fill(index: Index, stamp: PackStamp, source: Iterator[Analysed], count: int) -> float:
    """Store `count` results in steps of FILL_STEP, and return the results per second."""
    seconds = 0.0
    for start in range(0, count, FILL_STEP):
        step = list(islice(source, min(count - start, FILL_STEP)))
        began = time.perf_counter()
        with index.writing() as connection:
            save_outcomes(connection, step, stamp)
        seconds += time.perf_counter() - began
    return count / seconds


def pour(index: Index, stamp: PackStamp, source: Iterator[Analysed]) -> tuple[float, float]:
    """Results per second that the writer takes without a pause between them, and the time of its longest write."""
    writer = ResultWriter(index, stamp)
    with index.writing() as connection:
        writer.begin_run(connection, [ROOT])
    seconds = longest = 0.0
    for outcome in list(islice(source, MEASURED)):
        began = time.perf_counter()
        writer.take(outcome)
        took = time.perf_counter() - began
        seconds, longest = seconds + took, max(longest, took)
    began = time.perf_counter()
    writer.flush(hurry=False)
    last = time.perf_counter() - began
    return MEASURED / (seconds + last), max(longest, last)


def row(index: Index, stamp: PackStamp, *, photos: int, faces: int, rates: tuple[float, float], longest: float) -> str:
    size = index.path.stat().st_size
    began = time.perf_counter()
    with index.reading() as connection:
        known = known_files(connection, stamp.fingerprint, [ROOT])
    took = time.perf_counter() - began
    assert len(known) == photos
    return (
        f"| {photos:,} | {photos * faces:,} | {size / 1e6:.0f} | {size / photos:.0f} | {rates[0]:,.0f} "
        f"| {rates[1]:,.0f} | {longest:.2f} | {peak_memory() / 1e6:.0f} | {took:.1f} |"
    )


def bytes_of_a_photo(stamp: PackStamp, faces: int, length: int) -> float:
    """Bytes on the disk, measured in an index so large that its fixed part does not matter."""
    with tempfile.TemporaryDirectory(prefix="photoindex-writer-") as folder:
        index = Index(Path(folder) / "index.duckdb")
        fill(index, stamp, photos(faces, length), SAMPLE)
        return index.path.stat().st_size / SAMPLE


def bytes_of_a_task() -> float:
    import tracemalloc

    tracemalloc.start()
    files = [item.file for item in islice(photos(0, 1), FILES_IN_MEMORY)]
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return used / len(files)


if __name__ == "__main__":
    main()
