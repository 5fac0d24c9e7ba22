"""Measure `names import` on a large index: `python benchmarks/names_import.py INDEX [--undo]`

Works on a copy of INDEX, for example one that benchmarks/deciding.py makes. Writes a table that names every face of the
index after its cluster, with boxes 1.3 times as large, and imports it: a dry run, the import, and the import again.
Prints the wall time, the processor time and the peak memory of each command.
"""

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from peak import peak_memory

ROWS = """
SELECT path, 'Somebody ' || coalesce(cluster_id, face_id) AS person, x - width * 0.15, y - height * 0.15, width * 1.3,
       height * 1.3
FROM face JOIN file USING (photo_id) LEFT JOIN membership USING (face_id) ORDER BY path
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--undo", action="store_true", help="also undo the import")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="photoindex-names-") as work:
        index, table = Path(work, "index.duckdb"), Path(work, "names.csv")
        shutil.copy(options.index, index)
        with duckdb.connect(str(index), read_only=True) as connection:
            rows = connection.execute(ROWS).fetchall()
        with table.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(["path", "person", "x", "y", "width", "height"])
            writer.writerows(rows)
        print(f"{len(rows):,} faces")
        words = ["names", "import", str(table)]
        for command in ([*words, "--dry-run"], words, words, *([["undo"]] if options.undo else [])):
            begun = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-m", "photoindex", *command, "--index", str(index)],
                check=False, capture_output=True, text=True,
            )  # fmt: skip
            seconds = time.perf_counter() - begun
            print(f"{' '.join(command[:2] + command[3:]):28} {seconds:6.1f} s, peak so far "
                  f"{peak_memory(of_children=True) / 1e6:,.0f} MB")  # fmt: skip
            print("  " + "\n  ".join((done.stdout + done.stderr).splitlines()[:6]))


if __name__ == "__main__":
    main()
