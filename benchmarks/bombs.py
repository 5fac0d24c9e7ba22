"""Measure what hostile files cost a scan: read each, decode it as a search for faces does, and decode it in full.

    python benchmarks/bombs.py [NAME ...] [--work FOLDER]

Makes files that ask for far more than a photo does (benchmarks/bomb_files.py), one after the other. If NAMEs are given,
only files whose names contain one of them are made. For each, prints its outcome under the default limits, and the
processor time and peak memory of the process that read it. An idle process is measured first, for comparison. Needs
4 GB in FOLDER.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from bomb_files import BOMBS
from numpy.typing import NDArray
from peak import peak_memory

from photoindex.decode import DecodeLimits
from photoindex.domain.face import Face
from photoindex.domain.limits import SECONDS_PER_PHOTO
from photoindex.domain.outcome import Failed
from photoindex.domain.photo import PhotoFile
from photoindex.scan.messages import Task
from photoindex.scan.photo import process_photo
from photoindex.scan.reading import read_file

ONE, MAKE = "--one", "--make"


class Looks:
    """An analyzer that finds no faces, but requests the full photo."""

    search_side = 1600

    def analyze(
        self,
        image: NDArray[np.uint8],
        *,
        reduction: float = 1.0,
        finer: Callable[[float], NDArray[np.uint8]] | None = None,
    ) -> list[Face]:
        if finer is not None:
            finer(1.0)
        return []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=[""], metavar="NAME")
    parser.add_argument("--work", type=Path, help="folder for the files")
    options = parser.parse_args()
    print("| file | processor time | peak memory | outcome |\n|---|---|---|---|")
    print(f"| (none) | {' | '.join(measured(Path()))} |", flush=True)
    for name in BOMBS:
        if any(part in name for part in options.names):
            with tempfile.TemporaryDirectory(dir=options.work) as folder:
                path = Path(folder) / name
                # This is done in a separate process, so that the memory it needs does not count.
                subprocess.run([sys.executable, __file__, MAKE, name, str(path)], check=True)
                print(f"| {name} | {' | '.join(measured(path))} |", flush=True)


def measured(path: Path) -> list[str]:
    """Processor time, peak memory and outcome, measured in a separate process."""
    command = [sys.executable, __file__, ONE, str(path)]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_PER_PHOTO, check=False)
    except subprocess.TimeoutExpired:
        return [f"over {SECONDS_PER_PHOTO:g} s by the clock", "?", "ended"]
    if ended.returncode:
        return ["?", "?", f"DIED ({ended.returncode}): {ended.stderr.strip()[-200:]}"]
    return ended.stdout.strip().split("\t")


def one(path: Path) -> str:
    said = "nothing to do" if path == Path() else outcome_of(path)
    used = os.times()
    return f"{used.user + used.system:.1f} s\t{peak_memory() / 1e6:.0f} MB\t{said}"


def outcome_of(path: Path) -> str:
    file = PhotoFile(path, path.stat().st_size, 0)
    limits = DecodeLimits()
    outcome = process_photo(Task(file), Looks(), limits, lambda: read_file(path), lambda: None)
    return f"{outcome.reason}: {outcome.error}" if isinstance(outcome, Failed) else "read"


if __name__ == "__main__":
    if sys.argv[1:2] == [ONE]:
        print(one(Path(sys.argv[2])))
    elif sys.argv[1:2] == [MAKE]:
        BOMBS[sys.argv[2]](Path(sys.argv[3]))
    else:
        main()
