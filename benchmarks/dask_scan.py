"""Compare the photos per second of a Dask cluster and of worker processes on this machine, with one and two workers.

    python benchmarks/dask_scan.py [--files 150] [--rounds 2] [--shared FOLDER] [--work FOLDER]

Scans 12-megapixel JPEGs (`scan_library.py`) with local workers and with a LocalCluster of as many threads. The time to
start Python, the cluster and the workers does not count: the clock runs from the first third of the results to the
last. Also prints the workers' processor time per photo, which other programs disturb less, the size of a result on the
network in bytes, and the largest resident size of a process.
"""

import argparse
import pickle
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
from datasets import add_folders
from distributed import LocalCluster
from scan_library import library

from photoindex.domain.outcome import Analysed, Outcome
from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress
from photoindex.packs.registry import active_pack
from photoindex.scan.dask.messages import finding_of
from photoindex.store.opening.index import Index


class Clock(NoProgress):
    """Records the arrival time and the length of each result, and the memory of the child processes."""

    def __init__(self) -> None:
        self.moments: list[float] = []
        self.results: list[tuple[int, int]] = []
        self.largest = 0
        self.busy: list[float] = []

    def outcome(self, outcome: Outcome) -> None:
        self.moments.append(time.perf_counter())
        assert isinstance(outcome, Analysed), outcome
        self.results.append((len(outcome.faces), len(pickle.dumps(finding_of(0, outcome)))))
        processes = psutil.Process().children(recursive=True)
        self.largest = max(self.largest, *(process.memory_info().rss for process in processes))
        times = [process.cpu_times() for process in processes]
        self.busy.append(sum(time.user + time.system for time in times))

    @property
    def bytes_travelled(self) -> tuple[float, float]:
        """The bytes of a result without faces, and the bytes that each face adds."""
        face, bare = np.polyfit(*zip(*self.results, strict=True), 1)
        return float(bare), float(face)

    @property
    def busy_seconds(self) -> float:
        """Processor time of the workers per photo, in seconds."""
        return (self.busy[-1] - self.busy[0]) / (len(self.busy) - 1)

    @property
    def rate(self) -> float:
        """Photos per second after the first third, because batches end together and networks warm up."""
        first = self.moments[len(self.moments) // 3]
        later = [moment for moment in self.moments if moment > first + 0.05]
        return len(later) / (later[-1] - first)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=2)
    add_folders(parser)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    photos = library(arguments.shared / "data", arguments.work, arguments.files, seed=0)
    with tempfile.TemporaryDirectory(prefix="photoindex-distributed-") as folder:
        for turn in range(arguments.rounds):
            for workers in (1, 2):
                local = scanned(photos, Path(folder) / f"local-{workers}-{turn}.duckdb", workers=workers)
                with LocalCluster(
                    n_workers=1, threads_per_worker=workers, host="127.0.0.1", dashboard_address="127.0.0.1:0"
                ) as cluster:
                    index = Path(folder) / f"dask-{workers}-{turn}.duckdb"
                    spread = scanned(photos, index, scheduler=cluster.scheduler_address)
                bare, face = spread.bytes_travelled
                print(
                    f"{workers} workers: {local.rate:.2f} photos/s local, {spread.rate:.2f} on a cluster; "
                    f"{local.busy_seconds:.3f} and {spread.busy_seconds:.3f} s of processor time a photo, "
                    f"{bare:.0f} bytes a result and {face:.0f} a face in it, "
                    f"largest process {max(local.largest, spread.largest) / 1e6:.0f} MB",
                    flush=True,
                )


def scanned(photos: Path, index: Path, **wishes: object) -> Clock:
    clock = Clock()
    scan(Index(index), active_pack(), ScanRequest((photos,), **wishes), clock)  # type: ignore[arg-type]
    return clock


if __name__ == "__main__":
    main()
