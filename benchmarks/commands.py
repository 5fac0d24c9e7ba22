"""Measure every command on a large index: `python benchmarks/commands.py [FACES] [--only NAME ...] [--work FOLDER]`

Makes an index of FACES faces (100,000 by default) in the folder --work, where later runs reuse it. Half of the faces
are of one person. A few hundred people have a name; thousands of clusters have none. Then runs each command on a copy
of the index, and prints the command's processor time (user and system, of all threads) and peak memory. The cost of
grouping, which happens while the index is made, is printed for comparison. No other command may take five seconds.
"""

import argparse
import multiprocessing
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import made_up
import numpy as np
from costs import Cost, cost_of
from datasets import SHARED, labelled
from numpy.typing import NDArray

from photoindex.crawl import CrawlOptions, FoundFile, crawl
from photoindex.domain.face import Face
from photoindex.domain.outcome import Analysed, Outcome
from photoindex.domain.people import Decision, FaceRef, Person
from photoindex.domain.photo import PhotoFacts
from photoindex.operations.identities.replay import refresh_people
from photoindex.packs.registry import active_pack
from photoindex.store.database.connection import Connection
from photoindex.store.jobs.scan_results import save_outcomes
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, PackStamp, require_current_pack, set_current_pack
from photoindex.store.tables.decisions import append_decisions, next_seq
from photoindex.store.tables.faces import faces_in_cluster
from photoindex.store.tables.roots import put_root
from photoindex.store.views.listing import list_clusters

ALLOWED_SECONDS = 5.0
NAMED = 300
LARGEST = "Somebody Everywhere"
FILES_IN_A_FOLDER = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faces", type=int, nargs="?", default=100_000)
    parser.add_argument("--only", nargs="*", metavar="NAME", help="measure only commands that start with these words")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "photoindex-benchmark")
    options = parser.parse_args()
    folder = options.work / f"commands-{options.faces}"
    made = folder / "index.duckdb"
    if not made.exists():
        # In another process, because a command's peak memory includes the memory that its parent holds when the command
        # starts.
        making = multiprocessing.get_context("spawn").Process(target=make, args=(folder, made, options.faces))
        making.start()
        making.join()
    for name, words in commands(Index(made), folder).items():
        if not options.only or any(name.startswith(start) for start in options.only):
            measure(name, words, made)


def measure(name: str, words: list[str], made: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="photoindex-commands-") as copied:
        index = Path(copied) / made.name
        for file in made.parent.glob(f"{made.name}*"):
            if file.is_file():  # not the queue of waiting commands
                shutil.copy2(file, Path(copied) / file.name)
        cost = run([*words, "--index", str(index)] if words[0] != "compare" else words)
    slow = "  TOO SLOW" if cost.processor >= ALLOWED_SECONDS and words[0] != "cluster" else ""
    failed = f"  exit code {cost.code}" if cost.code not in (0, 1) else ""
    print(f"{name:28} {cost.processor:6.2f} s {cost.memory / 1e6:6.0f} MB{slow}{failed}", flush=True)


def run(words: list[str]) -> Cost:
    return cost_of([sys.executable, "-m", "photoindex", *words])


def commands(index: Index, folder: Path) -> dict[str, list[str]]:
    """Every command that reads or changes the index, with its most expensive arguments."""
    with index.reading() as connection:
        clusters = [row.id for row in list_clusters(connection, require_current_pack(connection).fingerprint)]
        largest = _one(connection, "SELECT cluster_id FROM membership GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
        face = _one(connection, "SELECT min(face_id) FROM membership WHERE cluster_id = ?", largest)
        single = _one(connection, "SELECT max(face_id) FROM face WHERE face_id NOT IN (SELECT face_id FROM membership)")
        photo = connection.execute("SELECT min(path) FROM file JOIN face USING (photo_id)").fetchone()
    assert photo is not None
    one, other = (str(cluster) for cluster in clusters[:2])
    decisions = folder / "decisions.jsonl"
    portraits = [str(path) for path in labelled(SHARED / "data", {"five-celebs"})][:2]
    if not decisions.exists():
        run(["decisions", "export", str(decisions), "--index", str(index.path)])
    return {
        "people": ["people"],
        "show cluster": ["show", "cluster", str(largest)],
        "show person": ["show", "person", LARGEST],
        "show photo": ["show", "photo", photo[0]],
        "label cluster": ["label", "cluster", one, "A New Name"],
        "label clusters (joined)": ["label", "cluster", one, other, LARGEST, "--yes"],
        "label the largest cluster": ["label", "cluster", str(largest), LARGEST, "--yes"],
        "label face": ["label", "face", str(single), "A New Name"],
        "label --not": ["label", "face", str(face), "--not", LARGEST],
        "label --ignore": ["label", "cluster", one, "--ignore"],
        "unlabel person": ["unlabel", "person", LARGEST],
        "unlabel face": ["unlabel", "face", str(face)],
        "confirm person": ["confirm", "person", LARGEST],
        "merge": ["merge", "Person 1", LARGEST, "--yes"],
        "rename": ["rename", LARGEST, "Somebody Else"],
        "person": ["person", LARGEST, "--born", "1950"],
        "split by machine": ["split", "person", LARGEST],
        "split by hand": ["split", "person", LARGEST, "--faces", str(face)],
        "different": ["different", "cluster", one, other],
        "different person": ["different", "person", "Person 1", LARGEST],
        "twice": ["twice", "photo", photo[0]],
        "suggest": ["suggest", "--limit", "50"],
        "suggest --person": ["suggest", "--limit", "50", "--person", LARGEST],
        "explain": ["explain", "face", str(face)],
        "explain a single face": ["explain", "face", str(single)],
        "similar": ["similar", "face", str(face)],
        "compare": ["compare", *portraits],
        "relatives": ["relatives", LARGEST],
        "check": ["check"],
        "check people": ["check", "people"],
        "evaluate": ["evaluate"],
        "log": ["log"],
        "undo": ["undo"],
        "find": ["find", LARGEST],
        "find two": ["find", LARGEST, "Person 1"],
        "status": ["status"],
        "failures": ["failures"],
        "decisions export": ["decisions", "export", "-"],
        "decisions import": ["decisions", "import", str(decisions)],
        "backup": ["backup", str(folder / "backup.duckdb"), "--force"],
        "cluster": ["cluster"],
    }


def _one(connection: Connection, query: str, *values: int) -> int:
    row = connection.execute(query, list(values)).fetchone()
    assert row is not None
    return int(row[0])


def make(folder: Path, file: Path, faces: int) -> None:
    """Make an index like one that has been scanned, grouped and named."""
    tree = folder / "tree"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    photos = faces * 6 // 10
    for number in range(photos):
        place = tree / f"{number // FILES_IN_A_FOLDER:05d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"IMG_{number:06d}.jpg").write_bytes(b"x")
    unfinished = Index(folder / "unfinished.duckdb")
    person = fill(unfinished, tree, faces)
    cost = run(["cluster", "--index", str(unfinished.path)])
    print(f"{'grouping':28} {cost.processor:6.2f} s {cost.memory / 1e6:6.0f} MB", flush=True)
    name_people(unfinished, person)
    run(["similar", "face", "1", "--index", str(unfinished.path)])
    for made in folder.glob("unfinished.duckdb*"):
        made.rename(folder / made.name.replace("unfinished.duckdb", file.name))


def fill(index: Index, tree: Path, faces: int) -> dict[int, int]:
    """Store every photo with its faces; returns the person of each face id."""
    found = [item for item in crawl([tree], CrawlOptions(frozenset({".jpg"}))) if isinstance(item, FoundFile)]
    chance = np.random.default_rng(0)
    whose = people(faces, chance)
    vectors = made_up.around(whose, chance, active_pack().embedder.length)
    # Person 0 is at most once in each photo; the others are anywhere.
    place = chance.integers(len(found), size=faces)
    place[whose == 0] = chance.permutation(len(found))[: faces // 2]
    in_photo: list[list[Face]] = [[] for _ in found]
    order = np.argsort(place, kind="stable")
    for number in order.tolist():
        in_photo[place[number]].append(made_up.face(chance, vectors[number]))
    facts = PhotoFacts(100, 100, "JPEG")
    outcomes = [
        Analysed(item.photo_file, f"{number:064x}", facts, None, tuple(theirs))
        for number, (item, theirs) in enumerate(zip(found, in_photo, strict=True))
    ]
    return dict(zip(store(index, tree, outcomes), whose[order].tolist(), strict=True))


def store(index: Index, tree: Path, outcomes: Sequence[Outcome]) -> list[int]:
    """Store the outcomes of a scan of a folder by the active pack; return the ids of all faces, in ascending order."""
    pack = active_pack()
    stamp = PackStamp(pack.name, pack.fingerprint)
    with index.writing() as connection:
        for start in range(0, len(outcomes), 10_000):
            save_outcomes(connection, outcomes[start : start + 10_000], stamp)
        put_root(connection, tree)
        set_current_pack(connection, CurrentPack(stamp, pack.thresholds))
        return [row[0] for row in connection.execute("SELECT face_id FROM face ORDER BY face_id").fetchall()]


def people(faces: int, chance: np.random.Generator) -> NDArray[np.int64]:
    """The person of each face. Half of the faces are of person 0, a quarter of a few hundred people, and a quarter of
    people with few faces.
    """
    few = chance.integers(2, 10, size=faces // 4)
    passing = NAMED + 1 + np.repeat(np.arange(len(few)), few)[: faces // 4]
    known = chance.integers(1, NAMED + 1, size=faces - faces // 2 - faces // 4)
    return np.concatenate([np.zeros(faces // 2, dtype=np.int64), known, passing])


def name_people(index: Index, person: dict[int, int]) -> None:
    """Give every cluster of the largest person, and the largest clusters of a few hundred others, the right name."""
    with index.writing() as connection:
        pack = require_current_pack(connection)
        rows = list_clusters(connection, pack.fingerprint)
        members = {row.id: faces_in_cluster(connection, row.id) for row in rows[: 4 * NAMED]}
        whose = {
            cluster: Counter(person[face.face_id] for face in theirs).most_common(1)[0][0]
            for cluster, theirs in members.items()
        }
        numbers = {0: 1}
        said: list[Decision] = []
        seq, moment = next_seq(connection), np.datetime64("2026-01-01T00:00:00", "us")
        for cluster, who in whose.items():
            if who not in numbers and len(numbers) > NAMED:
                continue
            number = numbers.setdefault(who, len(numbers) + 1)
            named = Person(number, LARGEST if who == 0 else f"Person {number - 1}")
            refs: tuple[FaceRef, ...] = tuple(face.ref for face in members[cluster])
            # Only part of each cluster is named, so that some faces are confirmed and the others follow.
            refs = refs[: max(1, len(refs) * 3 // 4)]
            said.append(
                Decision(
                    seq + len(said), (moment + len(said)).astype(object), "name", named.person_id, named.name, refs,
                    as_group=True, source=f'label cluster {cluster} "{named.name}"',
                )
            )  # fmt: skip
        append_decisions(connection, said)
        refresh_people(connection, pack)
        print(f"{len(said)} decisions name {len(numbers)} people; {len(rows) - len(said)} clusters have no name")


if __name__ == "__main__":
    main()
