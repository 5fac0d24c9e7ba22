"""How long a second scan takes over files that have not changed, against `find`, and what it needs in memory.

    python benchmarks/rescan.py [FILES]

Makes FILES small files (100,000 unless told) and an index that knows them, in a temporary folder, then alternates
`find -type f -printf '%s %T@ %p\\n'` with `photoindex scan`. The target is three times `find` plus two seconds.
"""

import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import insightface

from photoindex.crawl import CrawlOptions, crawl
from photoindex.domain.photo import PhotoFile
from photoindex.models.packs import active_pack
from photoindex.store.bulk import append_rows, next_ids
from photoindex.store.clock import utc_now
from photoindex.store.index import Index
from photoindex.store.paths import text_of
from photoindex.store.results import PackStamp
from photoindex.store.roots import put_root
from photoindex.store.settings import CurrentPack, set_current_pack

ROUNDS = 3
FILES_IN_A_FOLDER = 200


def main(files: int) -> None:
    with tempfile.TemporaryDirectory(prefix="photoindex-rescan-") as folder:
        tree, index = Path(folder) / "tree", Index(Path(folder) / "index.duckdb")
        make_tree(tree, files)
        fill(index, tree)
        scan = [sys.executable, "-m", "photoindex", "scan", str(tree), "--index", str(index.path)]
        run(scan)
        for _ in range(ROUNDS):
            walked, scanned = run(["find", str(tree), "-type", "f", "-printf", "%s %T@ %p\\n"]), run(scan)
            allowed = 3 * walked + 2
            print(f"{files:,} files: find {walked:.2f} s, scan {scanned:.2f} s, allowed {allowed:.2f} s")
        shutil.copy(Path(insightface.__file__).parent / "data" / "images" / "t1.jpg", tree / "new.jpg")
        print(f"with one new photo of six faces: {run(scan):.2f} s, allowed {allowed + 3:.2f} s")
        # The largest child was a scan: on Linux in kilobytes.
        print(f"largest process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000:.0f} MB")


def make_tree(tree: Path, files: int) -> None:
    for number in range(files):
        folder = tree / f"{number // 20_000}" / f"{number // FILES_IN_A_FOLDER:05d}"
        if number % FILES_IN_A_FOLDER == 0:
            folder.mkdir(parents=True)
        (folder / f"IMG_{number:06d}.jpg").write_bytes(b"x" * (number % 977 + 1))


def fill(index: Index, tree: Path) -> None:
    """Let the index know every file, as if a scan had found no face in any."""
    pack = active_pack()
    found = [item for item in crawl([tree], CrawlOptions(frozenset({".jpg"}))) if isinstance(item, PhotoFile)]
    now, facts = utc_now(), ("JPEG", 100, 100, 1, None, "", None, None, None, None, None)
    with index.writing() as connection:
        numbered = list(zip(next_ids(connection, "photo_ids", len(found)), found, strict=True))
        hashes = (hashlib.sha256(str(number).encode()).hexdigest() for number, _ in numbered)
        append_rows(
            connection,
            "photo",
            ((number, name, file.size, *facts) for (number, file), name in zip(numbered, hashes, strict=True)),
        )
        append_rows(connection, "analysis", ((number, pack.fingerprint, pack.name, "", now) for number, _ in numbered))
        append_rows(
            connection,
            "file",
            ((text_of(file.path), file.size, file.mtime_ns, number, None) for number, file in numbered),
        )
        put_root(connection, tree)
        set_current_pack(connection, CurrentPack(PackStamp(pack.name, pack.fingerprint), pack.thresholds))


def run(command: list[str]) -> float:
    """Seconds that a command takes; its processor time is printed, which other programs disturb less."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"  {Path(command[0]).name}: {busy:.2f} s of processor time")
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
