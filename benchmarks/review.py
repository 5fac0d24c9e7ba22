"""Measure answers, questions and lists on a large index: `python benchmarks/review.py [--faces N] [--requests N]`

Makes an index of 200,000 faces of 5,000 people in the folder --work, where later runs reuse it. Five hundred people
have a name. Then does, in one process that keeps the library in memory, what a review page asks for, 200 times each,
and prints the median and the 95th percentile of the time, and the peak memory.
"""

import argparse
import multiprocessing
import shutil
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import made_up
import numpy as np
from commands import run
from numpy.typing import NDArray

from photoindex.domain.face import Face
from photoindex.domain.outcome import Analysed
from photoindex.domain.people import Decision, Person
from photoindex.domain.photo import PhotoFacts, PhotoFile
from photoindex.operations.identities.replay import refresh_people
from photoindex.packs.registry import active_pack
from photoindex.store.jobs.scan_results import save_outcomes
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, PackStamp, require_current_pack, set_current_pack
from photoindex.store.tables.decisions import append_decisions, next_seq
from photoindex.store.tables.faces import faces_in_cluster
from photoindex.store.tables.roots import put_root
from photoindex.store.views.listing import list_clusters

FACES, PEOPLE, NAMED = 200_000, 5_000, 500
FACES_A_PHOTO = 5 / 3
# The sizes of people fall with this power of their rank.
POWER = 0.8
FIRST_DAY = datetime(1990, 1, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--faces", type=int, default=FACES)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "photoindex-benchmark")
    options = parser.parse_args()
    folder = options.work / f"review-{options.faces}"
    if not (folder / "index.duckdb").exists():
        # In another process, because memory that is used to make the index would count as memory of the server.
        making = multiprocessing.get_context("spawn").Process(target=make, args=(folder, options.faces))
        making.start()
        making.join()


def make(folder: Path, faces: int) -> None:
    """Make an index like one that has been scanned, clustered and partly named."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    unfinished = Index(folder / "unfinished.duckdb")
    person = fill(unfinished, folder / "tree", faces)
    cost = run(["cluster", "--index", str(unfinished.path)])
    print(f"clustering {cost.seconds:.1f} s, {cost.memory / 1e6:.0f} MB", flush=True)
    name_people(unfinished, person)
    for made in folder.glob("unfinished.duckdb*"):
        made.rename(folder / made.name.replace("unfinished.duckdb", "index.duckdb"))


def fill(index: Index, tree: Path, faces: int) -> dict[int, int]:
    """Store every photo with its faces; return the person of each face id."""
    pack = active_pack()
    stamp = PackStamp(pack.name, pack.fingerprint)
    chance = np.random.default_rng(0)
    photos = round(faces / FACES_A_PHOTO)
    sizes = sizes_of_people(faces)
    whose = np.repeat(np.arange(len(sizes)), sizes)
    # Nobody is twice in a photo.
    place = np.concatenate([chance.choice(photos, size=size, replace=False) for size in sizes.tolist()])
    vectors = made_up.around(whose, chance, pack.embedder.length)
    in_photo: list[list[Face]] = [[] for _ in range(photos)]
    order = np.argsort(place, kind="stable")
    for number in order.tolist():
        in_photo[place[number]].append(made_up.face(chance, vectors[number]))
    days = np.sort(chance.integers(0, 35 * 365, size=photos)).tolist()
    outcomes = [
        Analysed(
            PhotoFile(tree / f"{number // 200:05d}" / f"IMG_{number:06d}.jpg", 1, 1, 1, number),
            f"{number:064x}",
            PhotoFacts(100, 100, "JPEG", taken_at=FIRST_DAY + timedelta(day), taken_from="exif", taken_trusted=True),
            None,
            tuple(theirs),
        )
        for number, (theirs, day) in enumerate(zip(in_photo, days, strict=True))
    ]
    with index.writing() as connection:
        for start in range(0, len(outcomes), 10_000):
            save_outcomes(connection, outcomes[start : start + 10_000], stamp)
        put_root(connection, tree)
        set_current_pack(connection, CurrentPack(stamp, pack.thresholds))
        ids = [row[0] for row in connection.execute("SELECT face_id FROM face ORDER BY face_id").fetchall()]
    return dict(zip(ids, whose[order].tolist(), strict=True))


def sizes_of_people(faces: int) -> NDArray[np.int64]:
    """The number of faces of each person, the largest first."""
    people = max(faces * PEOPLE // FACES, 2)
    share = np.arange(1, people + 1) ** -POWER
    sizes = np.maximum((share / share.sum() * faces).astype(np.int64), 2)
    sizes[0] += faces - sizes.sum()
    return sizes


def name_people(index: Index, person: dict[int, int]) -> None:
    """Give the largest cluster of each of the people with the largest clusters the right name."""
    with index.writing() as connection:
        pack = require_current_pack(connection)
        named: dict[int, Person] = {}
        said: list[Decision] = []
        seq, moment = next_seq(connection), datetime(2026, 1, 1)
        rows = list_clusters(connection, pack.fingerprint)
        most = max(len(person) * NAMED // FACES, 1)
        for row in rows:
            members = faces_in_cluster(connection, row.id)
            who = Counter(person[face.face_id] for face in members).most_common(1)[0][0]
            if who in named:
                continue
            named[who] = Person(len(named) + 1, f"Person {len(named) + 1}")
            # Only part of each cluster is named, so that some faces are confirmed and the others follow.
            refs = tuple(face.ref for face in members[: max(1, len(members) * 3 // 4)])
            said.append(
                Decision(
                    seq + len(said), moment + timedelta(seconds=len(said)), "name", named[who].person_id,
                    named[who].name, refs, as_group=True, source=f'label cluster {row.id} "{named[who].name}"',
                )
            )  # fmt: skip
            if len(named) == most:
                break
        append_decisions(connection, said)
        refresh_people(connection, pack)
        print(f"{len(said)} decisions name {len(named)} people; there are {len(rows)} clusters", flush=True)


if __name__ == "__main__":
    main()
