"""Evaluate: how well the tool does on faces whose people are known."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.known_paths import known_file
from photoindex.operations.library import Library, load_library
from photoindex.operations.places import absolute
from photoindex.people.effort import EffortCurve, effort
from photoindex.people.metrics import Agreement, b_cubed, pairwise
from photoindex.people.roc import Verification, verification
from photoindex.people.suggest_units import Faces
from photoindex.store.faces import FaceRow, faces_in_photo, faces_with_ids
from photoindex.store.index import Index
from photoindex.store.search import photo_at

# Of several faces in a photo with one label, the label's is the largest if it is so many times as large as the next.
_CLEARLY_LARGER = 1.5


@dataclass(frozen=True, slots=True)
class Truth:
    """What the measurement rests on: `faces` of `people` are known; of a file, `unknown` paths are not in the index and
    `unclear` ones show no face or several between which the file does not choose.
    """

    source: str
    faces: int = 0
    people: int = 0
    unknown: int = 0
    unclear: int = 0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Verification, grouping and effort on the faces whose people are known; `rows` are these faces by id."""

    truth: Truth
    verification: Verification
    threshold: float
    b_cubed: Agreement
    pairwise: Agreement
    effort: EffortCurve
    face_ids: tuple[int, ...]
    rows: dict[int, FaceRow]


def evaluate(index: Index, truth_file: Path | None, progress: Callable[[int], None] = lambda _: None) -> Evaluation:
    """Measure on the user's own labels, or on a CSV file with columns `path` and `person`.

    Paths are relative to the file's folder. Own labels are confirmed faces; clusters are those of the machine, whatever
    was said.

    Raises:
        NotFoundError: fewer than two faces of one person, or only one person, are known.
        UsageError: the file cannot be read or lacks a column.
    """
    library = load_library(index)
    if truth_file is None:
        labels = {face: str(who) for face, who in library.state.confirmed.items()}
        truth = Truth("your labels")
    else:
        labels, truth = _labels(index, library, truth_file)
    return _evaluated(index, library, labels, truth, progress)


def _evaluated(
    index: Index, library: Library, labels: dict[int, str], truth: Truth, progress: Callable[[int], None]
) -> Evaluation:
    known = np.flatnonzero(np.isin(library.faces.face_id, list(labels)))
    faces = _part(library.faces, known)
    names = [labels[face] for face in faces.face_id.tolist()]
    numbers = {name: number for number, name in enumerate(sorted(set(names)))}
    person = np.array([numbers[name] for name in names], dtype=np.int64)
    if len(numbers) < 2 or max(Counter(names).values()) < 2:
        raise NotFoundError(
            f"there is too little to measure in {truth.source}: it takes two people, one of them with two faces",
            hint="Name some people first, or give --truth FILE.csv with the columns path and person.",
        )
    measured = verification(faces.embedding, person)
    pairs = (*measured.hardest_same, *measured.hardest_different)
    wanted = {int(faces.face_id[place]) for pair in pairs for place in (pair.one, pair.other)}
    with index.reading() as connection:
        rows = {row.face_id: row for row in faces_with_ids(connection, sorted(wanted), library.pack.fingerprint)}
    return Evaluation(
        truth=replace(truth, faces=len(person), people=len(numbers)),
        verification=measured,
        threshold=library.pack.thresholds.verification,
        b_cubed=b_cubed(faces.cluster, person),
        pairwise=pairwise(faces.cluster, person),
        effort=effort(faces, person, library.pack.thresholds, progress=progress),
        face_ids=tuple(faces.face_id.tolist()),
        rows=rows,
    )


def _part(faces: Faces, places: NDArray[np.int64]) -> Faces:
    return replace(
        faces, face_id=faces.face_id[places], photo=faces.photo[places], cluster=faces.cluster[places],
        embedding=faces.embedding[places],
        score=faces.score[places],
    )  # fmt: skip


def _read_csv(file: Path) -> dict[Path, list[str]]:
    """Path -> the people who are said to be in that photo."""
    people: dict[Path, list[str]] = defaultdict(list)
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for row in (rows := csv.DictReader(stream)):
                if not row.get("path") or not row.get("person"):
                    raise UsageError(f"{file} needs the columns path and person, filled in line {rows.line_num} too")
                people[absolute(file.parent / row["path"])].append(row["person"])
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
    return dict(people)


def _labels(index: Index, library: Library, file: Path) -> tuple[dict[int, str], Truth]:
    """Face id -> person of the faces that the file speaks of, and what became of its paths."""
    labels: dict[int, str] = {}
    unknown = unclear = 0
    with index.reading() as connection:
        for path, names in _read_csv(file).items():
            photo = photo_at(connection, known_file(connection, path))
            if photo is None:
                unknown += 1
                continue
            face = _meant(faces_in_photo(connection, photo.photo_id, library.pack.fingerprint))
            if face is None or len(set(names)) > 1:
                unclear += 1
            else:
                labels[face.face_id] = names[0]
    return labels, Truth(str(file), unknown=unknown, unclear=unclear)


def _meant(rows: list[FaceRow]) -> FaceRow | None:
    """The only face, or one that is clearly the largest."""
    largest = sorted(rows, key=lambda row: -row.size)
    if not largest:
        return None
    clear = len(largest) == 1 or largest[0].size >= _CLEARLY_LARGER * largest[1].size
    return largest[0] if clear else None
