"""What a Dask cluster costs against worker processes: photos a second on this machine, one and two workers.

    python benchmarks/dask_scan.py PHOTOS [--files 40] [--rounds 2]

Makes 12-megapixel JPEGs (quality 90, with grain) of the first photos below PHOTOS and scans them with local workers and
with a LocalCluster of as many threads. Starting Python, the cluster and the workers is not counted: the clock runs from
the first result to the last. Also prints the workers' processor time for each photo, which other programs disturb less,
the bytes of a result as it travels, and the largest resident size of a process.
"""

import argparse
import pickle
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
from distributed import LocalCluster
from PIL import Image

from photoindex.domain.outcome import Analysed, Outcome
from photoindex.models.packs import active_pack
from photoindex.operations.progress import NoProgress
from photoindex.operations.scan import ScanRequest, scan
from photoindex.scan.distributed.messages import finding_of
from photoindex.store.index import Index

SIZE = (4000, 3000)
GRAIN = 6


class Clock(NoProgress):
    """Notes when results come, how long they are, and how large the processes below this one have become."""

    def __init__(self) -> None:
        self.moments: list[float] = []
        self.bytes: list[int] = []
        self.largest = 0
        self.busy: list[float] = []

    def outcome(self, outcome: Outcome) -> None:
        self.moments.append(time.perf_counter())
        assert isinstance(outcome, Analysed), outcome
        self.bytes.append(len(pickle.dumps(finding_of(0, outcome))))
        processes = psutil.Process().children(recursive=True)
        self.largest = max(self.largest, *(process.memory_info().rss for process in processes))
        times = [process.cpu_times() for process in processes]
        self.busy.append(sum(time.user + time.system for time in times))

    @property
    def busy_seconds(self) -> float:
        """Processor time of the workers for each photo."""
        return (self.busy[-1] - self.busy[0]) / (len(self.busy) - 1)

    @property
    def rate(self) -> float:
        """Results that come together count as one moment, so the first of them are left out."""
        first = self.moments[0]
        later = [moment for moment in self.moments if moment > first + 0.05]
        return len(later) / (later[-1] - first)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="photoindex-distributed-") as folder:
        library = make_library(arguments.photos, Path(folder) / "photos", arguments.files)
        for turn in range(arguments.rounds):
            for workers in (1, 2):
                local = scanned(library, Path(folder) / f"local-{workers}-{turn}.duckdb", workers=workers)
                with LocalCluster(
                    n_workers=1, threads_per_worker=workers, host="127.0.0.1", dashboard_address="127.0.0.1:0"
                ) as cluster:
                    index = Path(folder) / f"dask-{workers}-{turn}.duckdb"
                    spread = scanned(library, index, scheduler=cluster.scheduler_address)
                print(
                    f"{workers} workers: {local.rate:.2f} photos/s local, {spread.rate:.2f} on a cluster; "
                    f"{local.busy_seconds:.3f} s of processor time a photo, "
                    f"{sum(spread.bytes) / len(spread.bytes):.0f} bytes a result, "
                    f"largest process {max(local.largest, spread.largest) / 1e6:.0f} MB",
                    flush=True,
                )


def make_library(source: Path, library: Path, files: int) -> Path:
    library.mkdir()
    for number, path in enumerate(sorted(source.rglob("*.jpg"))[:files]):
        with Image.open(path) as photo:
            size = SIZE if photo.width > photo.height else SIZE[::-1]
            large = np.asarray(photo.convert("RGB").resize(size, Image.Resampling.BICUBIC), dtype=np.int16)
        # Without the grain of a sensor a file would be a sixth as long, and as much faster to decode.
        grain = np.random.default_rng(number).normal(0, GRAIN, large.shape[:2]).astype(np.int16)
        noisy = (large + grain[:, :, None]).clip(0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(library / f"{number}.jpg", quality=90)
    return library


def scanned(library: Path, index: Path, **wishes: object) -> Clock:
    clock = Clock()
    scan(Index(index), active_pack(), ScanRequest((library,), **wishes), clock)  # type: ignore[arg-type]
    return clock


if __name__ == "__main__":
    main()
