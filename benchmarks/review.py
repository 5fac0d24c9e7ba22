"""Measure answers, questions and lists on a large index: `python benchmarks/review.py [--faces N] [--requests N]`

Makes an index of 200,000 faces of 5,000 people in the folder --work, where later runs reuse it. Five hundred people
have a name. Then, in one process that keeps the library in memory, performs every operation of the review page 200
times, and prints the median and the 95th percentile of the time, and the peak memory.
"""

import argparse
import multiprocessing
import resource
import shutil
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import made_up
import numpy as np
from commands import run, store
from numpy.typing import NDArray

from photoindex.domain.face import Face
from photoindex.domain.outcome import Analysed
from photoindex.domain.people import Decision, Person
from photoindex.domain.photo import PhotoFacts, PhotoFile
from photoindex.domain.targets import Target
from photoindex.operations.answer import Part, answer, redo_answer, undo_answer
from photoindex.operations.confirm import confirm
from photoindex.operations.identities.replay import refresh_people
from photoindex.operations.label import ignore, label_if_alike
from photoindex.operations.merge import merge
from photoindex.operations.sitting import Sitting, open_sitting
from photoindex.operations.split import split_by_hand
from photoindex.operations.undo import undo
from photoindex.packs.registry import active_pack
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.decisions import append_decisions, next_seq
from photoindex.store.tables.faces import faces_in_cluster
from photoindex.store.views.listing import list_clusters

FACES, PEOPLE, NAMED = 200_000, 5_000, 500
FACES_A_PHOTO = 5 / 3
# The number of faces of a person falls with this power of the person's rank.
POWER = 0.8
FIRST_DAY = datetime(1990, 1, 1)

Result = TypeVar("Result")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--faces", type=int, default=FACES)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "photoindex-benchmark")
    options = parser.parse_args()
    folder = options.work / f"review-{options.faces}"
    if not (folder / "index.duckdb").exists():
        # In another process, because memory that is used to make the index would count as memory of the server.
        making = multiprocessing.get_context("spawn").Process(target=make, args=(folder, options.faces))
        making.start()
        making.join()
    with tempfile.TemporaryDirectory(prefix="photoindex-review-") as copied:
        for file in folder.glob("index.duckdb*"):
            if file.is_file():  # not the queue of waiting commands
                shutil.copy2(file, Path(copied) / file.name)
        sitting = open_sitting(Path(copied) / "index.duckdb")
        for name, pause in (("with nothing else to do", 0.0), ("with work in the background", 0.5)):
            if pause:
                sitting.start()
            print(f"{name}: {options.requests} rounds", flush=True)
            Visit(sitting, options.requests, pause).report()
        sitting.close()
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


class Visit:
    """Somebody who answers questions, and looks at lists between the answers, with a pause in seconds after each."""

    def __init__(self, sitting: Sitting, rounds: int, pause: float) -> None:
        self._sitting = sitting
        self._rounds = rounds
        self._pause = pause
        self._wall: dict[str, list[float]] = {}
        self._processor: dict[str, list[float]] = {}
        self._number = 0

    def report(self) -> None:
        """Carry out all requests, and print the times of each kind."""
        began = time.perf_counter()
        self._sitting.work()
        print(f"  {'library and first questions':28} {time.perf_counter() - began:6.2f} s", flush=True)
        for number in range(self._rounds):
            self._round(number)
            time.sleep(self._pause)
        print(f"  {'milliseconds':28} {'median':>7} {'95 %':>7} {'cpu':>7} {'times':>7}")
        for kind, times in self._wall.items():
            middle, slow = np.percentile(np.array(times) * 1000, (50, 95))
            processor = statistics.median(self._processor[kind]) * 1000
            print(f"  {kind:28} {middle:7.0f} {slow:7.0f} {processor:7.0f} {len(times):7}", flush=True)

    def _round(self, number: int) -> None:
        sitting, index = self._sitting, self._sitting.index
        (asked,) = self._timed("next question", lambda: sitting.questions(1))
        faces = asked.question.face_ids
        self._number += 1
        name = f"New {id(self)} {self._number}"
        cluster_id = asked.question.cluster_id
        target = Target("cluster", ids=(cluster_id or 0,))
        match number % 6 if cluster_id is not None and len(faces) >= 4 else 0:
            case 0:
                self._timed("answer: name", lambda: answer(index, [Part("name", faces, name)], seen=asked.seen))
            case 1:
                parts = [Part("name", faces[2:], name), Part("split", faces[2:], others=faces[:2])]
                self._timed("answer: name and split", lambda: answer(index, parts, seen=asked.seen))
                self._timed("undo an answer", lambda: undo_answer(index))
                self._timed("redo an answer", lambda: redo_answer(index))
            case 2:
                self._timed("label cluster", lambda: label_if_alike(index, target, name))
                self._timed("confirm", lambda: confirm(index, Target("face", ids=faces[:1])))
                self._timed("merge", lambda: merge(index, name, f"Person {number + 1}"))
            case 3:
                self._timed("ignore", lambda: ignore(index, Target("face", ids=faces)))
                self._timed("undo", lambda: undo(index))
                self._timed("answer: ignore", lambda: answer(index, [Part("ignore", faces)], seen=sitting.seen(faces)))
            case 4:
                person = f"Person {number + 1}"
                self._timed("answer: not", lambda: answer(index, [Part("not", faces, person)], seen=asked.seen))
                self._timed("answer: name", lambda: answer(index, [Part("name", faces, name)]))
            case _:
                self._timed("split", lambda: split_by_hand(index, target, faces[:2], None))
        self._timed("home", sitting.home)
        people = self._timed("people", sitting.people)
        self._timed("cluster", lambda: sitting.cluster(people.clusters[0].id)[:200])
        self._timed("person", lambda: sitting.person(people.persons[number % 50].id)[:200])

    def _timed(self, kind: str, act: Callable[[], Result]) -> Result:
        wall, processor = time.perf_counter(), time.process_time()
        result = act()
        self._processor.setdefault(kind, []).append(time.process_time() - processor)
        self._wall.setdefault(kind, []).append(time.perf_counter() - wall)
        return result


def make(folder: Path, faces: int) -> None:
    """Make an index like one that has been scanned, clustered and partly named."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    unfinished = Index(folder / "unfinished.duckdb")
    person = fill(unfinished, folder / "tree", faces)
    cost = run(["cluster", "--index", str(unfinished.path)])
    print(f"clustering {cost.processor:.1f} s, {cost.memory / 1e6:.0f} MB", flush=True)
    name_people(unfinished, person)
    for made in folder.glob("unfinished.duckdb*"):
        made.rename(folder / made.name.replace("unfinished.duckdb", "index.duckdb"))


def fill(index: Index, tree: Path, faces: int) -> dict[int, int]:
    """Store every photo with its faces; return the person of each face id."""
    chance = np.random.default_rng(0)
    photos = round(faces / FACES_A_PHOTO)
    sizes = sizes_of_people(faces)
    whose = np.repeat(np.arange(len(sizes)), sizes)
    # Nobody is twice in a photo.
    place = np.concatenate([chance.choice(photos, size=size, replace=False) for size in sizes.tolist()])
    vectors = made_up.around(whose, chance, active_pack().embedder.length)
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
    return dict(zip(store(index, tree, outcomes), whose[order].tolist(), strict=True))


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
