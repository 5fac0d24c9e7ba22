"""Measure decisions on a large index: `python benchmarks/deciding.py [FACES] [--against PATH] [--rounds N]`

Uses the index of FACES faces (100,000 by default) that benchmarks/commands.py makes in the folder --work. With
--against, the script of the checkout at PATH makes the index. The version of that checkout may be older, so this
checkout first updates its own copy of the index. Each round runs `label cluster ID NAME` on a fresh copy of the index,
with this checkout and the one at --against in turn, so that both meet the same load. Prints the least and the median
processor time (user and system, of all threads) of each checkout. In the end, both must have written the same people,
and the same status for all but one face in 10,000 (or the share --differing, if the rules changed). Also prints the
largest difference between probabilities.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
from costs import compiled, cost_of

NAME = "A New Name"
BYTECODE = Path(tempfile.gettempdir()) / "photoindex-bytecode"
# Sums in float32 differ by their order, so a face whose probability is at a threshold may fall on either side of it.
MOST_DIFFERING = 1e-4
HERE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Side:
    """A checkout and the index that it works on."""

    checkout: Path
    made: Path
    index: Path
    seconds: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faces", type=int, nargs="?", default=100_000)
    parser.add_argument("--against", type=Path, metavar="PATH", help="another checkout to compare with")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--differing", type=float, default=MOST_DIFFERING, metavar="SHARE")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "photoindex-benchmark")
    options = parser.parse_args()
    maker = (options.against or HERE).resolve()
    folder = options.work / f"commands-{options.faces}-{maker.name}"
    made = folder / "index.duckdb"
    if not made.exists():
        making = "import sys, pathlib, commands; commands.make(*map(pathlib.Path, sys.argv[1:3]), int(sys.argv[3]))"
        start([sys.executable, "-c", making, str(folder), str(made), str(options.faces)], maker)
    updated = options.work / f"commands-{options.faces}-{maker.name}-updated" / made.name
    copy(made, updated)
    run(["check", "--repair", "--index", str(updated)], HERE)
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
        compare(words, made, updated, options)


def unnamed_cluster(connection: duckdb.DuckDBPyConnection) -> int:
    """The largest cluster without a name."""
    row = connection.execute(
        "SELECT cluster_id FROM membership LEFT JOIN assignment USING (face_id) GROUP BY cluster_id "
        "HAVING count(person_id) = 0 ORDER BY count(*) DESC, cluster_id LIMIT 1"
    ).fetchone()
    assert row is not None
    return int(row[0])


def compare(words: list[str], made: Path, updated: Path, options: argparse.Namespace) -> None:
    against, rounds = options.against, options.rounds
    with tempfile.TemporaryDirectory(prefix="photoindex-deciding-") as work:
        sides = [Side(HERE, updated, Path(work) / "here" / made.name, [])]
        if against is not None:
            sides.insert(0, Side(against.resolve(), made, Path(work) / "against" / made.name, []))
        for number in range(rounds + 1):
            for side in sides:
                copy(side.made, side.index)
                seconds = run([*words, "--index", str(side.index)], side.checkout)
                if number:  # the first round only fills the caches
                    side.seconds.append(seconds)
        print(" ".join(words))
        for side in sides:
            least, median = min(side.seconds), statistics.median(side.seconds)
            print(f"  {least:5.2f} s least, {median:5.2f} s median of {rounds}  {side.checkout}", flush=True)
        if against is not None:
            largest, differing = difference(*(side.index for side in sides), options.differing)
            print(f"  largest difference of a probability: {largest:.1e}; {differing} faces with another status")


def copy(made: Path, index: Path) -> None:
    shutil.rmtree(index.parent, ignore_errors=True)
    index.parent.mkdir(parents=True)
    for file in made.parent.glob(f"{made.name}*"):
        if file.is_file():  # not the queue of waiting commands
            shutil.copy2(file, index.parent / file.name)


def run(words: list[str], checkout: Path) -> float:
    """The processor time of a command of this checkout, in seconds; its output is ignored."""
    return start([sys.executable, "-m", "photoindex", *words], checkout)


def start(command: list[str], checkout: Path) -> float:
    """Run a command with the code of this checkout and return its processor time in seconds."""
    code = os.pathsep.join(map(str, (checkout, checkout / "benchmarks")))
    # The current folder must not come first on the path: its code would run for both.
    cost = cost_of(command, compiled(BYTECODE) | {"PYTHONPATH": code, "PYTHONSAFEPATH": "1"})
    if cost.code:
        raise SystemExit(f"{' '.join(command)} failed in {checkout}")
    return cost.processor


def difference(one: Path, other: Path, allowed: float) -> tuple[float, int]:
    """Return the largest difference between the two probabilities of a face to which both indexes give the same person
    and status, and the number of faces to which the indexes give different ones.
    """
    people = "SELECT person_id, name FROM person ORDER BY person_id"
    columns = "face_id, person_id, status, cluster_id, probability"
    assigned = f"SELECT {columns} FROM assignment LEFT JOIN membership USING (face_id)"
    names: list[object] = []
    faces: list[dict[int, tuple[object, ...]]] = []
    for index in (one, other):
        with duckdb.connect(str(index), read_only=True) as connection:
            names.append(connection.execute(people).fetchall())
            faces.append({row[0]: row[1:] for row in connection.execute(assigned).fetchall()})
    before, after = faces
    both = [face for face in before.keys() & after.keys() if before[face][:3] == after[face][:3]]
    differing = len(before.keys() | after.keys()) - len(both)
    if names[0] != names[1] or differing > len(before) * allowed:
        raise SystemExit(f"the two checkouts disagree about people: {differing} faces")
    return max((abs(float(before[face][3]) - float(after[face][3])) for face in both), default=0.0), differing  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
