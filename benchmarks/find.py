"""Measure `photoindex find` on a large index: `python benchmarks/find.py [PHOTOS] [--runs N] [--work FOLDER]`

Makes an index of PHOTOS photos (100,000 by default) with two faces each in the folder --work; later runs reuse it.
Three hundred people have a name, some of them thousands of faces. Then runs one query of each kind as a command of its
own, N times, and prints the shortest and the median time from the start of the command to its end, and the shortest
processor time. The photos do not exist, so that the commands report them as missing.

Python keeps compiled files, as in an installation, whatever PYTHONDONTWRITEBYTECODE says: compiling all modules at each
start would take .15 s.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from costs import Cost, compiled, cost_of

from photoindex.domain.thresholds import Thresholds
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, PackStamp, set_current_pack

STAMP = PackStamp("made-up", "0123456789ab")
PEOPLE = 300

QUERIES = {
    "a name": ["Person 7"],
    "two names": ["Person 7", "Person 8"],
    "and, or, not": ["Person 7 (Person 8 | Person 9) -Person 10"],
    "only:": ["only: Person 7"],
    "count:": ["Person 7 count:>=2"],
    "unnamed and year:": ["unnamed year:2015"],
    "together": ["Person 7 together"],
    "age:": ["Person 7 age:..6"],
    "folder: and file:": ["Person 7 -folder:f12 file:*7"],
    "near:": ["Person 7 near:52.5,13.4,500km"],
    "face terms": ["Person 7 size:>=100 quality:>=0.5 confidence:>0.8"],
    "by quality": ["Person 7", "--sort", "quality", "--limit", "50"],
    "nothing but undated": ["undated"],
    "text:": ["text:birthday"],
    "a name and text:": ["Person 7", "text:birthday"],
    "place: a town": ["place:Town 7"],
    "place: a country": ["Person 7 place:Country 7"],
    "place: a mistake": ["place:Tawn 77"],
}

_PHOTOS = """
INSERT INTO photo (photo_id, content_hash, size, format, width, height, orientation, taken_at, taken_from, camera_make,
                   latitude, longitude)
SELECT id, md5(id::VARCHAR), 1, 'JPEG', 4000, 3000, 1,
       CASE WHEN id % 20 > 0 THEN TIMESTAMP '1995-01-01' + INTERVAL (id * 9000) SECOND END, 'exif',
       CASE WHEN id % 2 = 0 THEN 'NIKON' ELSE 'Canon' END,
       CASE WHEN id % 3 = 0 THEN (id * 7 % 180) - 90 END, CASE WHEN id % 3 = 0 THEN (id * 13 % 360) - 180 END
FROM range(1, $photos + 1) AS rows(id);
"""
_REST = (
    "INSERT INTO file (path, size, mtime_ns, photo_id) "
    "SELECT $folder || '/f' || (photo_id % 500) || '/IMG_' || photo_id || '.jpg', 1, 1, photo_id FROM photo",
    "INSERT INTO analysis SELECT photo_id, $fingerprint, 'made-up', 'benchmark', now(), NULL FROM photo",
    "INSERT INTO face SELECT id, (id + 1) // 2, $fingerprint, 0.1 + 0.1 * (id % 2) * (id % 3), 0.2, 0.1, 0.15, "
    "[0,0,0,0,0,0,0,0,0,0], 0.5 + 0.5 * (id % 7) / 7, 20 + id * 31 % 300, 50, 0.1, 5 + id % 10, FALSE "
    "FROM (SELECT unnest(range(1, 2 * (SELECT count(*) FROM photo) + 1)) AS id)",
    "INSERT INTO person SELECT id, 'Person ' || id FROM range(1, $people + 1) AS rows(id)",
    "INSERT INTO assignment SELECT face_id, 1 + floor($people * pow((hash(face_id) % 1000000) / 1000000, 2)), "
    "CASE face_id % 5 WHEN 0 THEN 'confirmed' WHEN 1 THEN 'suggested' ELSE 'automatic' END, "
    "0.5 + 0.5 * (face_id % 9) / 9 FROM face WHERE face_id % 3 > 0",
    "INSERT INTO photo_text SELECT photo_id, 'A title', 'What a ' || CASE WHEN photo_id % 50 = 0 THEN 'birthday' ELSE "
    "'day' END, ['one', 'two'], 'a title\nwhat a ' || CASE WHEN photo_id % 50 = 0 THEN 'birthday' ELSE 'day' END || "
    "'\n' || repeat('some other words ', 10) FROM photo WHERE photo_id % 3 = 0",
    "INSERT INTO place SELECT id, 'Town ' || id, '', 'C' || id % 100, 'Country ' || id % 100, id, "
    "['town ' || id, 'ville ' || id, 'stadt ' || id, 'ciudad ' || id], ['country ' || id % 100, 'europe'] "
    "FROM range(1, 5001) AS rows(id)",
    "INSERT INTO photo_place SELECT photo_id, 1 + photo_id % 5000, 1000, TRUE FROM photo WHERE latitude IS NOT NULL",
    "INSERT INTO photo_place SELECT photo_id, 1 + photo_id % 50, 5000, FALSE FROM photo WHERE latitude IS NOT NULL",
    "INSERT INTO setting VALUES ('gazetteer', 'made up')",
    "UPDATE photo SET facts_version = 2",
    "INSERT INTO root (path, added_at) VALUES ($folder, now())",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=int, nargs="?", default=100_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "photoindex-benchmark")
    options = parser.parse_args()
    path = options.work / f"find-{options.photos}" / "index.duckdb"
    if not path.exists():
        make(path, options.photos)
    environment = compiled(options.work / "compiled")
    run(["find", *QUERIES["text:"], "--index", str(path)], environment)
    for name, words in {"(--version)": None, **QUERIES}.items():
        command = ["--version"] if words is None else ["find", *words, "--index", str(path)]
        times = [run(command, environment) for _ in range(options.runs)]
        walls = [each.seconds for each in times]
        print(
            f"{name:22} {min(walls):5.2f} s shortest, {statistics.median(walls):5.2f} s median, "
            f"{min(each.processor for each in times):5.2f} s of the processor",
            flush=True,
        )


def make(path: Path, photos: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    index = Index(path, scratch=True)
    with index.writing() as connection:
        fill(connection, photos, str(path.parent / "photos"))
        set_current_pack(connection, CurrentPack(STAMP, Thresholds(0.363, ((1e-5, 0.6),))))


def fill(connection: Connection, photos: int, folder: str) -> None:
    connection.execute(_PHOTOS, {"photos": photos})
    values = {"folder": folder, "fingerprint": STAMP.fingerprint, "people": PEOPLE}
    for statement in _REST:
        connection.execute(statement, {name: value for name, value in values.items() if f"${name}" in statement})
    connection.execute(
        "INSERT INTO decision (seq, made_at, kind, person_id, person_name, source, uid, as_group, born) "
        "SELECT id, now(), 'lifespan', id, 'Person ' || id, '', id::VARCHAR, FALSE, '1995' "
        "FROM range(1, $people + 1) AS rows(id)",
        {"people": PEOPLE},
    )


def run(words: list[str], environment: Mapping[str, str]) -> Cost:
    cost = cost_of([sys.executable, "-m", "photoindex", *words], environment)
    if cost.code not in (0, 1):
        raise SystemExit(f"{' '.join(words)} failed")
    return cost


if __name__ == "__main__":
    main()
