"""Put two wrong faces into each person, and measure where `show person` lists them.

    python benchmarks/wrong_faces.py DATA INDEX

INDEX is an index after a scan of labelled photos, without names; the benchmark works on a copy. DATA is the folder of
these photos: each photo's folder is the name of its person (DATA/.../PERSON/photo.jpg). Every person with enough faces
is named as somebody would do it, with two faces of somebody else among them: of the most similar other person in every
second case, and of any other person in the others. With --merge, the wrong faces get a name of their own first, and
both people are then merged.

The orders are: by quality, the best faces first (`quality`), by the cosine with the mean of all faces (`cosine`), and
as `show` lists them (`fit`). A place is counted from the end of the list.
"""

import argparse
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from grouping import LABELLED_FACES
from numpy.typing import NDArray

from photoindex.domain.targets import Target
from photoindex.operations.identities.targets import faces_of
from photoindex.operations.label import label
from photoindex.operations.merge import merge
from photoindex.operations.show import show_group
from photoindex.people.similarity.fit import DOUBTFUL
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import FaceRow, embeddings_of

_RIGHT, _WRONG, _FEWEST = 30, 2, 15

FACES = LABELLED_FACES.replace("coalesce(cluster_id, -face_id)", "face_id")


@dataclass(frozen=True, slots=True)
class Case:
    """A person, the faces named as theirs, and those of them that are somebody else's."""

    name: str
    kind: str
    right: list[int]
    wrong: list[int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--merge", action="store_true", help="the wrong faces come with a merge")
    parser.add_argument("--keep", type=Path, help="keep the copy of the index here, to look at it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = arguments.keep or Path(folder) / "index.db"
        shutil.copy2(arguments.index, copy)
        index = Index(copy)
        cases, vectors = cases_in(index, arguments.data.resolve(), arguments.cases)
        for case in cases:
            put(index, case, merged=arguments.merge)
        report(index, cases, vectors)


def cases_in(index: Index, data: Path, most: int) -> tuple[list[Case], dict[int, NDArray[np.float32]]]:
    with index.reading() as connection:
        found = {Path(path): face for path, face in connection.execute(FACES).fetchall()}
        vectors = embeddings_of(connection, list(found.values()))
    faces: dict[str, list[int]] = {}
    for path, face in sorted(found.items()):
        if path.is_relative_to(data) and face in vectors:
            faces.setdefault(path.parent.name, []).append(face)
    names = sorted((name for name in faces if len(faces[name]) >= _FEWEST), key=lambda name: -len(faces[name]))[:most]
    means = np.stack([np.mean([vectors[face] for face in faces[name]], axis=0) for name in names])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    alike = means @ means.T
    np.fill_diagonal(alike, -1)
    random = np.random.default_rng(0)
    cases, used = [], set[int]()
    for at, name in enumerate(names):
        kind = "look-alike" if at % 2 else "anybody"
        order = np.argsort(-alike[at]) if at % 2 else random.permutation([i for i in range(len(names)) if i != at])
        # The last faces of a person are not named as that person.
        pool = [face for i in order.tolist() for face in faces[names[i]][-4:] if face not in used and i != at]
        wrong = pool[:_WRONG]
        used.update(wrong)
        cases.append(Case(name, kind, [], wrong))
    return [
        Case(case.name, case.kind, [face for face in faces[case.name] if face not in used][:_RIGHT], case.wrong)
        for case in cases
    ], vectors


def put(index: Index, case: Case, *, merged: bool) -> None:
    """Name the faces of a case, as `label face` or as `merge` does it."""
    label(index, Target("face", ids=tuple(case.right)), case.name)
    if merged:
        label(index, Target("face", ids=tuple(case.wrong)), f"{case.name} (wrong)")
        merge(index, f"{case.name} (wrong)", case.name)
    else:
        label(index, Target("face", ids=tuple(case.wrong)), case.name)


def faces_in_order(connection: Connection, name: str) -> list[FaceRow]:
    """The faces of a person, best first."""
    return faces_of(connection, Target("person", name=name))


def report(index: Index, cases: list[Case], vectors: dict[int, NDArray[np.float32]]) -> None:
    print("| person | wrong faces | faces | places by quality | cosine | fit | doubtful: wrong | right |")
    print("|---|---|---|---|---|---|---|---|")
    places: dict[str, list[list[int]]] = {"quality": [], "cosine": [], "fit": []}
    called, low = [0, 0], [0, 0]
    for case in cases:
        shown = show_group(index, Target("person", name=case.name))
        listed = [face.face_id for face in shown.faces if face.face_id in vectors]
        rows = np.stack([vectors[face] for face in listed])
        with index.reading() as connection:
            best = [face.face_id for face in faces_in_order(connection, case.name) if face.face_id in vectors]
        orders = {
            "quality": best,
            "cosine": [listed[at] for at in np.argsort(-(rows @ rows.mean(axis=0)))],
            "fit": listed,
        }
        doubtful = {face.face_id for face in shown.doubtful}
        for how, order in orders.items():
            places[how].append(sorted(len(order) - order.index(face) for face in case.wrong if face in order))
        below = {face for face, fit in shown.fits.items() if fit.probability < DOUBTFUL}
        low = [low[0] + len(below & set(case.wrong)), low[1] + len(below - set(case.wrong))]
        both = len(doubtful & set(case.wrong)), len(doubtful - set(case.wrong))
        called = [called[0] + both[0], called[1] + both[1]]
        seen = (" ".join(map(str, places[how][-1])) for how in places)
        print(f"| {case.name} | {case.kind} | {len(listed)} | {' | '.join(seen)} | {both[0]} | {both[1]} |")
    for how, found in places.items():
        last = [sum(max(each) <= limit for each in found) for limit in (2, 3, 5)]
        print(f"{how}: both wrong faces are the last two in {last[0]} of {len(found)} cases,", end=" ")
        print(f"among the last three in {last[1]}, among the last five in {last[2]}")
    print(f"doubtful: {called[0]} of {2 * len(cases)} wrong faces, and {called[1]} right ones")
    print(f"fit below {DOUBTFUL}: {low[0]} wrong faces, and {low[1]} right ones")


if __name__ == "__main__":
    main()
