"""Measure how fast photos are found by the paths of another machine, and how many are found.

    python benchmarks/photo_finder.py [FILES]

Makes up a library of FILES photos (100,000) in folders of 400, named by a counter that begins again after 10,000, and
looks for all of them by paths of another root: with and without size and date, from Windows, and with all photos in one
folder. Prints processor seconds for preparing, learning and finding, and the numbers of files found, left open, and
found wrongly.
"""

import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import PurePosixPath

from photoindex.interop.photo_finder import Ambiguous, Found, IndexedFile, PhotoFinder
from photoindex.interop.photo_names import PhotoHint

HERE, THERE = "/home/ann/Pictures", "/mnt/nas/photos"


def made_up(count: int) -> list[IndexedFile]:
    rng = random.Random(1)
    start = datetime(2000, 1, 1)
    return [
        IndexedFile(
            f"{HERE}/{2000 + number // 5000}/Trip {number // 400}/IMG_{number % 10_000:04}.JPG",
            f"{number:064x}",
            rng.randrange(10**6, 10**7),
            4000,
            3000,
            start + timedelta(days=number // 14, seconds=rng.randrange(86_400)),
        )
        for number in range(count)
    ]


def moved(file: IndexedFile) -> str:
    return file.path.replace(HERE, THERE)


def flat(file: IndexedFile) -> str:
    return f"{THERE}/{PurePosixPath(file.path).name}"


HINTS: Mapping[str, Callable[[IndexedFile], PhotoHint]] = {
    "another root": lambda file: PhotoHint(moved(file), file.size, 3000, 4000, file.taken_at),
    "metadata was written": lambda file: PhotoHint(moved(file), file.size + 999, 4000, 3000, file.taken_at),
    "paths only": lambda file: PhotoHint(moved(file)),
    "from Windows": lambda file: PhotoHint(moved(file).replace("/mnt", "D:").replace("/", "\\").upper(), file.size),
    "one folder, dates": lambda file: PhotoHint(flat(file), None, 4000, 3000, file.taken_at),
    "one folder, names only": lambda file: PhotoHint(flat(file)),
}


def measure(name: str, files: list[IndexedFile], hint: Callable[[IndexedFile], PhotoHint]) -> None:
    hints = list(map(hint, files))
    times = [time.process_time()]
    finder = PhotoFinder(files)
    times.append(time.process_time())
    finder.learn(hints)
    times.append(time.process_time())
    matches = list(map(finder.find, hints))
    times.append(time.process_time())
    found = [match.file is file for match, file in zip(matches, files, strict=True) if isinstance(match, Found)]
    left_open = sum(isinstance(match, Ambiguous) for match in matches)
    prepare, learn, find = (after - before for before, after in pairwise(times))
    print(
        f"{name:24} prepare {prepare:5.2f} s   learn {learn:5.2f} s   find {find:5.2f} s   found {sum(found):,}"
        f"   open {left_open:,}   wrong {len(found) - sum(found):,}"
    )


if __name__ == "__main__":
    library = made_up(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    for name, hint in HINTS.items():
        measure(name, library, hint)
    tracemalloc.start()
    finder = PhotoFinder(library)
    print(f"memory: {tracemalloc.get_traced_memory()[0] / 1e6:.0f} MB")
