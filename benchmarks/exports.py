"""Measure exports of found photos: `python benchmarks/exports.py INDEX QUERY [--only KIND ...] [--kills N]`

Exports the photos that QUERY finds in INDEX as every kind that needs no further choice, each in a process of its own,
and prints its time, processor time and peak memory, the size of what it made, and how long an update that changes
nothing takes.

With --kills, makes a short film of the photos instead, kills it (SIGKILL) N times at random moments, makes it again
each time, and compares each film that was completed with one that was never killed: all bytes must be equal. The same
is done with a slideshow, of which all files must be equal.
"""

import argparse
import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from costs import Cost, cost_of

KINDS: Mapping[str, Sequence[str]] = {
    "slideshow": (),
    "slideshow --size 1600": ("--size", "1600"),
    "slideshow --strip-location": ("--strip-location",),
    "folder": ("--as", "folder"),
    "sheet": ("--as", "sheet"),
    "table": ("--as", "table"),
}
FILM = ("--size", "360", "--seconds", "0.5", "--best", "12")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("query")
    parser.add_argument("--only", nargs="*", metavar="KIND", default=[])
    parser.add_argument("--kills", type=int, metavar="N", default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="photoindex-") as work:
        if arguments.kills:
            check_kills(arguments.index, arguments.query, Path(work), arguments.kills, arguments.only)
        else:
            for kind in arguments.only or KINDS:
                measure(kind, arguments.index, arguments.query, Path(work) / "out")


def measure(kind: str, index: Path, query: str, folder: Path) -> None:
    command = find(index, query, "--export", folder, *KINDS[kind])
    made = run(command)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    again = run([*command, "--update"])
    print(
        f"{kind:28} {made.seconds:6.1f} s, {made.processor:6.1f} s busy, {made.memory / 1e6:5.0f} MB of memory, "
        f"{size / 1e6:6.0f} MB made; update {again.seconds:5.1f} s, {again.memory / 1e6:5.0f} MB",
        flush=True,
    )
    shutil.rmtree(folder)


def find(index: Path, query: str, *words: object) -> list[str]:
    return [sys.executable, "-m", "photoindex", "find", query, "--index", str(index), *map(str, words)]


def run(command: Sequence[str]) -> Cost:
    """Run a command, and exit if it fails."""
    cost = cost_of(command)
    if cost.code:
        sys.exit(f"exit code {cost.code}: {' '.join(command)}")
    return cost


def check_kills(index: Path, query: str, work: Path, kills: int, only: Sequence[str]) -> None:
    """Exit if an export that was killed differs from one that was not."""
    choice = random.Random(7)
    film, folder = work / "film.mp4", work / "show"
    exports = {
        "film": (find(index, query, "--film", film, *FILM), film),
        "slideshow": (find(index, query, "--export", folder, "--update", "--best", "40"), folder),
    }
    for name, (command, place) in exports.items():
        if only and name not in only:
            continue
        seconds = run(command).seconds
        wanted = contents(place)
        remove(place)
        done, completed = 0, 0
        while done < kills:
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                try:
                    code = process.wait(choice.uniform(0.3, seconds))
                except subprocess.TimeoutExpired:
                    process.kill()
                    done += 1
                    continue
            if code:
                sys.exit(f"{name}: exit code {code} after {done} kills")
            check(name, place, wanted)
            completed += 1
        run(command)
        check(name, place, wanted)
        completed += 1
        print(f"{name}: killed {done} times, completed {completed} times, always equal ({seconds:.1f} s)", flush=True)


def check(name: str, place: Path, wanted: Mapping[str, str]) -> None:
    """Exit if an export is not as wanted; otherwise remove it."""
    if (found := contents(place)) != wanted:
        differing = sorted(path for path, _ in set(found.items()) ^ set(wanted.items()))
        sys.exit(f"{name}: differs after a kill: {', '.join(dict.fromkeys(differing))}")
    if others := [path.name for path in place.parent.iterdir() if path != place]:
        sys.exit(f"{name}: leaves {others}")
    remove(place)


def contents(place: Path) -> dict[str, str]:
    """A digest of each file by its path; of the record of an export, without sizes and times."""
    files = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    return {path.relative_to(place.parent).as_posix(): digest_of(path) for path in files}


def digest_of(path: Path) -> str:
    if path.name == ".photoindex-export.files.jsonl":
        lines = map(json.loads, path.read_text(encoding="ascii").splitlines())
        return repr(sorted((line["key"], line["path"], line["size"], line["done"]) for line in lines))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def remove(place: Path) -> None:
    if place.is_file():
        place.unlink()
    else:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
