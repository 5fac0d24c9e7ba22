"""Measure decisions on a large index: `python benchmarks/deciding.py [FACES] [--against PATH] [--rounds N]`

Uses the index of FACES faces (100,000 by default) that benchmarks/commands.py makes, in the folder --work. Each round
runs `label cluster ID NAME` on a fresh copy of it, with this checkout and the one at --against in turn, so that both
meet the same load, and prints the least and the median processor time (user and system, of all threads) of each
checkout. Both must then have written the same people, and the same status for each face; prints the largest difference
between probabilities.
"""

import argparse
import multiprocessing
import os
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
from commands import make

NAME = "A New Name"
HERE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Side:
    """A checkout and the index that it works on."""

    checkout: Path
    index: Path
    seconds: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faces", type=int, nargs="?", default=100_000)
    parser.add_argument("--against", type=Path, metavar="PATH", help="another checkout to compare with")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "photoindex-benchmark")
    options = parser.parse_args()
    folder = options.work / f"commands-{options.faces}"
    made = folder / "index.duckdb"
    if not made.exists():
        making = multiprocessing.get_context("spawn").Process(target=make, args=(folder, made, options.faces))
        making.start()
        making.join()
    with duckdb.connect(str(made), read_only=True) as connection:
        cluster = unnamed_cluster(connection)
        largest = connection.execute("SELECT name FROM person JOIN assignment USING (person_id) GROUP BY name "
                                     "ORDER BY count(*) DESC LIMIT 1").fetchone()  # fmt: skip
    assert largest is not None
    for words in (
        ["label", "cluster", str(cluster), NAME],
        ["label", "cluster", str(cluster), largest[0], "--yes"],
        ["merge", "Person 1", "Person 2", "--yes"],
        ["undo"],
    ):
        compare(words, made, options.against, options.rounds)


def unnamed_cluster(connection: duckdb.DuckDBPyConnection) -> int:
    """The largest cluster without a name."""
    row = connection.execute(
        "SELECT cluster_id FROM membership LEFT JOIN assignment USING (face_id) GROUP BY cluster_id "
        "HAVING count(person_id) = 0 ORDER BY count(*) DESC, cluster_id LIMIT 1"
    ).fetchone()
    assert row is not None
    return int(row[0])


def compare(words: list[str], made: Path, against: Path | None, rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="photoindex-deciding-") as work:
        sides = [Side(HERE, Path(work) / "here" / made.name, [])]
        if against is not None:
            sides.insert(0, Side(against.resolve(), Path(work) / "against" / made.name, []))
        for _ in range(rounds):
            for side in sides:
                copy(made, side.index)
                side.seconds.append(run([*words, "--index", str(side.index)], side.checkout))
        print(" ".join(words))
        for side in sides:
            least, median = min(side.seconds), statistics.median(side.seconds)
            print(f"  {least:5.2f} s least, {median:5.2f} s median of {rounds}  {side.checkout}", flush=True)
        if against is not None:
            print(f"  largest difference of a probability: {difference(*(side.index for side in sides)):.1e}")


def copy(made: Path, index: Path) -> None:
    shutil.rmtree(index.parent, ignore_errors=True)
    index.parent.mkdir()
    for file in made.parent.glob(f"{made.name}*"):
        if file.is_file():  # not the queue of waiting commands
            shutil.copy2(file, index.parent / file.name)


def run(words: list[str], checkout: Path) -> float:
    """The processor time of a command of this checkout, in seconds; its output is ignored."""
    with Path(os.devnull).open("r+b") as nothing:
        files = [(os.POSIX_SPAWN_DUP2, nothing.fileno(), stream) for stream in (0, 1, 2)]
        environment = os.environ | {"PYTHONPATH": str(checkout)}
        command = [sys.executable, "-m", "photoindex", *words]
        process = os.posix_spawn(sys.executable, command, environment, file_actions=files)
        _, status, used = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(words)} failed in {checkout}")
    return used.ru_utime + used.ru_stime


def difference(one: Path, other: Path) -> float:
    """The largest difference between probabilities of two indexes that have the same people and statuses."""
    people = "SELECT person_id, name FROM person"
    whose = "SELECT face_id, person_id, status, cluster_id FROM assignment LEFT JOIN membership USING (face_id)"
    chance = "SELECT probability FROM assignment ORDER BY face_id"
    rows: list[list[object]] = []
    chances: list[list[float]] = []
    for index in (one, other):
        with duckdb.connect(str(index), read_only=True) as connection:
            rows.append([sorted(connection.execute(query).fetchall(), key=repr) for query in (people, whose)])
            chances.append([row[0] for row in connection.execute(chance).fetchall()])
    if rows[0] != rows[1]:
        raise SystemExit("the two checkouts disagree about people")
    return max((abs(before - after) for before, after in zip(*chances, strict=True)), default=0.0)


if __name__ == "__main__":
    main()
