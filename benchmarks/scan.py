"""Compare a scan's photos per second with the loops that a user would write with other libraries.

    python benchmarks/scan.py [--files 300] [--parts 3] [--shared FOLDER] [--work FOLDER] [--latency MS]

Makes a library of 12-megapixel JPEGs with 0, 1, 2 and 8 faces (`scan_library.py`) from FOLDER/data, and two model
packs: SCRFD-0.5G and SFace in float32, which InsightFace runs from the same files, and the embedded one. The library is
divided into parts; each contender takes each part in turn, in its own process. Two boxes are the same face if their IoU
is at least one half.

"Steady" leaves out the time to start a process, load its models and, for photoindex, group the faces and end.
InsightFace runs twice: with one pass at 640, as in its examples, and with its default of two passes (128 and 640),
which the pack that photoindex makes from these files also uses. With --latency MS, the engine also runs with a reader
that waits MS milliseconds before each file.
"""

import argparse
import importlib.util
import os
import sys
from pathlib import Path

from datasets import add_folders
from plain_pack import installed, plain_files
from scan_contenders import FOLDER, Contender, matched
from scan_latency import report_latency
from scan_library import library
from scan_stages import NECESSARY, mean, measure

from photoindex.data_folder import DATA_VARIABLE
from photoindex.packs.default_pack import DEFAULT_PACK

HERE = Path(__file__).parent
PACK = "scrfd-sface"
CORES = os.cpu_count() or 1
# dlib takes seconds per photo.
PHOTOS_FOR_DLIB = 4
PHOTOS_FOR_STAGES = 60


def contenders(plain: Path) -> list[Contender]:
    def scan(pack: str, workers: int) -> Contender:
        name = "photoindex" + (f" ({pack})" if pack == DEFAULT_PACK else "")
        count = f"{workers} worker{'s' if workers > 1 else ''}"
        command = [sys.executable, "-m", "photoindex", "scan", FOLDER, "--pack", pack]
        return Contender(f"{name}, {count}", command, workers, index=True)

    def peer(name: str, *arguments: str, most: int | None = None) -> Contender:
        library_name, *rest = arguments
        command = [sys.executable, str(HERE / "scan_peers.py"), library_name, FOLDER, *rest]
        return Contender(name, command, most=most)

    wanted = [
        scan(PACK, CORES),
        peer("InsightFace at 640", "insightface", str(plain), "640"),
        scan(PACK, 1),
        peer("InsightFace at 128 and 640", "insightface", str(plain), "128", "640"),
        scan(DEFAULT_PACK, CORES),
    ]
    if importlib.util.find_spec("face_recognition"):
        wanted.append(peer("face_recognition (dlib)", "face_recognition", most=PHOTOS_FOR_DLIB))
    else:
        print("face_recognition is not installed and left out.")
    return wanted


def report(runs: list[Contender]) -> None:
    ours = runs[0]
    print(f"{'':38} steady  whole  photos  start and end  the first is faster by (in each part)")
    for run in runs:
        outside = (run.whole - run.photos / run.rate) / len(run.rates)
        ratios = " ".join(f"{first / rate:.2f}" for first, rate in zip(ours.rates, run.rates, strict=True))
        print(
            f"{run.name:38} {run.rate:6.2f} {run.photos / run.whole:6.2f} {run.photos:7} {outside:12.1f} s  "
            f"{ours.rate / run.rate:.2f} ({ratios})"
        )
    for run in runs[1:]:
        if not run.index:
            count = sum(map(len, run.faces.values()))
            found, back = matched(run.faces, ours.faces), matched(ours.faces, run.faces)
            print(f"{run.name}: {count} faces, {found:.1%} of them found by the first, {back:.1%} the other way round")


def report_stages(name: str, alone: dict[str, float], together: dict[str, float], rates: tuple[float, float]) -> None:
    """Print where a photo's time goes, and how close a scan on all cores comes to what the stages allow.

    Args:
        alone: milliseconds per photo and stage with one core busy; `together` is the same with all cores busy.
        rates: photos per second on one core and on all.
    """
    one, all_of_them = rates
    spent = 1000 / one
    stages = {**alone, "other": spent - sum(alone.values())}
    print(f"{name}: {spent:.1f} ms a photo")
    for stage, milliseconds in stages.items():
        busy = f"{together[stage]:6.1f} ms with all cores busy" if stage in together else ""
        print(f"  {stage:15} {milliseconds:6.1f} ms {milliseconds / spent:6.1%} {busy}")
    for state, shares in (("alone", alone), ("with all cores busy", together)):
        limit = 1000 * CORES / sum(shares[stage] for stage in NECESSARY)
        print(f"  limit of {', '.join(NECESSARY)} {state}: {limit:.1f} photos/s; reached: {all_of_them / limit:.1%}")
    scaling = CORES * sum(alone.values()) / sum(together.values())
    print(
        f"  {CORES} processes without an engine do {scaling:.2f} times the work of one; scans {all_of_them / one:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--parts", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    add_folders(parser)
    parser.add_argument(
        "--latency", type=float, metavar="MS", help="also run with each read delayed by MS milliseconds"
    )
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    os.environ[DATA_VARIABLE] = str(options.work / "user-data")
    photos = sorted(library(options.shared / "data", options.work, options.files, options.seed).iterdir())
    size = sum(len(photo.read_bytes()) for photo in photos) / len(photos)
    print(f"{len(photos)} photos of 12 megapixels, {size / 1e6:.1f} MB each, {CORES} cores")
    plain = plain_files(options.shared / "models", options.work)
    pack = installed(plain, PACK)
    runs = contenders(plain)
    alone, together = [], []
    for number in range(options.parts):
        part = photos[number * len(photos) // options.parts : (number + 1) * len(photos) // options.parts]
        for run in runs:
            run.run(part, options.work)
        few = part[:: max(1, len(photos) // PHOTOS_FOR_STAGES)]
        alone.append(measure(pack, few, 1))
        together.append(measure(pack, few, CORES))
    report(runs)
    report_stages(runs[2].name, mean(alone), mean(together), (runs[2].rate, runs[0].rate))
    if options.latency:
        report_latency(pack, photos[: len(photos) // options.parts], CORES, options.latency)


if __name__ == "__main__":
    main()
