"""Evaluate: measure the accuracy on faces whose people are known."""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoindex.advice.actions import Action
from photoindex.domain.csv_text import unguarded
from photoindex.domain.picked_rows import in_one_array
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.common.evaluation_plot import CurveTexts, PlotTexts, plot_curves
from photoindex.operations.common.known_paths import known_file
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.identities.snapshot import Library, load_library
from photoindex.people.assignment.confidence import Measured
from photoindex.people.clustering.pipeline import cluster_faces
from photoindex.people.clustering.poor_faces import poor_faces
from photoindex.people.evaluation.clustering_scores import Agreement, b_cubed, pairwise
from photoindex.people.evaluation.effort import SHARES, EffortCurve, effort
from photoindex.people.evaluation.held_out import Naming, name_held_out
from photoindex.people.evaluation.verification_curve import Pair, Verification, verification
from photoindex.people.labels import dense
from photoindex.people.parties import NOBODY, Parties, with_person
from photoindex.people.similarity.sampling import evenly_spread, spread_over_people
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import FaceRow, faces_in_photo, faces_with_ids
from photoindex.store.tables.measurements import load_qualities
from photoindex.store.views.search import photo_at

__all__ = ["SHARES", "CurveTexts", "Evaluation", "Pair", "PlotTexts", "Sampled", "Truth", "evaluate", "plot"]

# If a photo has one label but several faces, the label means the largest face, provided that it is at least this many
# times larger than the second largest.
_CLEARLY_LARGER = 1.5

# The maximum numbers of known faces to compare with each other, of faces to cluster, and of known faces to give to a
# simulated user. With these limits, each step takes one to two seconds.
_VERIFIED = 4000
_GROUPED = 6000
_SIMULATED = 600


@dataclass(frozen=True, slots=True)
class Truth:
    """The ground truth: the number of known `faces` and `people`, from the file `source` or, if that is None, from the
    user's own labels. `unknown` and `unclear` count paths in the file: `unknown` paths are not in the index, and the
    photos at `unclear` paths show no face, or several faces that the name could refer to.
    """

    source: Path | None
    faces: int = 0
    people: int = 0
    unknown: int = 0
    unclear: int = 0


@dataclass(frozen=True, slots=True)
class Sampled:
    """The number of faces in each measurement: a sample if measuring all known faces would take too long."""

    verification: int
    grouping: int
    effort: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The accuracy of verification, clustering and naming, and the effort, on the faces whose people are known. `rows`
    maps ids to the faces of the hardest pairs.

    Clustering is measured without any decisions, and naming on held-out confirmed faces, so that neither result
    includes the work of a human.
    """

    truth: Truth
    sampled: Sampled
    verification: Verification
    threshold: float
    b_cubed: Agreement
    pairwise: Agreement
    naming: Naming
    effort: EffortCurve
    face_ids: tuple[int, ...]
    rows: dict[int, FaceRow]


def evaluate(index: Index, truth_file: Path | None, progress: Callable[[int], None] = lambda _: None) -> Evaluation:
    """Measure the accuracy on the user's own labels, or on a CSV file with columns `path` and `person`.

    Paths in the file are relative to the file's folder. The user's own labels are the confirmed faces.

    Raises:
        NotFoundError: fewer than two people are known, or none of them has two known faces.
        UsageError: the file cannot be read or lacks a column.
    """
    library = load_library(index)
    if truth_file is None:
        labels = {face: str(who) for face, who in library.state.confirmed.items()}
        truth = Truth(None)
    else:
        labels, truth = _labels(index, library, truth_file)
    person = _numbered(library.faces.face_id, labels)
    known = person[with_person(person)]
    counts = np.bincount(known) if len(known) else np.zeros(1)
    if len(counts) < 2 or counts.max() < 2:
        raise NotFoundError(
            f"there is too little to measure in {truth.source or 'your labels'}: it takes two people, one of them with "
            "two faces",
            hint="Name some people first.",
            advice=Action.GIVE_TRUTH_FILE,
        )
    truth = replace(truth, faces=int(counts.sum()), people=len(counts))
    return _evaluated(index, library, person, truth, progress)


def plot(evaluation: Evaluation, file: Path, texts: PlotTexts) -> None:
    """Write the ROC and the effort curve as one PNG.

    Raises:
        MissingLibraryError: matplotlib is not installed.
        UsageError: the name of `file` does not end in .png, or the file exists.
        StorageError: the file cannot be written.
    """
    plot_curves(evaluation.verification, evaluation.effort, file, texts)


def _numbered(face_id: NDArray[np.int64], labels: Mapping[int, str]) -> Parties:
    """The person of each face, from 0, or `NOBODY` if unknown: int64 (n,)."""
    names = [labels.get(face) for face in face_id.tolist()]
    numbers = {name: number for number, name in enumerate(sorted({name for name in names if name is not None}))}
    return Parties(np.array([NOBODY if name is None else numbers[name] for name in names], dtype=np.int64))


def _evaluated(
    index: Index, library: Library, person: Parties, truth: Truth, progress: Callable[[int], None]
) -> Evaluation:
    thresholds = library.pack.thresholds
    known = np.flatnonzero(with_person(person))
    compared = known[spread_over_people(person[known], _VERIFIED)]
    measured = verification(library.faces.embedding[compared], dense(person[compared]))
    face_ids = library.faces.face_id[compared]
    pairs = (*measured.hardest_same, *measured.hardest_different)
    wanted = {int(face_ids[row]) for pair in pairs for row in (pair.one, pair.other)}
    with index.reading() as connection:
        rows = {row.face_id: row for row in faces_with_ids(connection, sorted(wanted), library.pack.fingerprint)}
        poor = poor_faces(*load_qualities(connection, library.pack.fingerprint, library.faces.face_id))
    grouped = _to_group(person)
    faces, whose = library.faces.at(grouped), Parties(person[grouped])
    clustering = cluster_faces(in_one_array(faces.embedding), faces.photo, thresholds, poor=poor[grouped])
    faces = replace(faces, cluster=clustering.labels)
    labelled = np.flatnonzero(with_person(whose))
    asked = labelled[spread_over_people(whose[labelled], _SIMULATED)]
    return Evaluation(
        truth=truth,
        sampled=Sampled(len(compared), len(labelled), len(asked)),
        verification=measured,
        threshold=thresholds.verification,
        b_cubed=b_cubed(clustering.labels[labelled], whose[labelled]),
        pairwise=pairwise(clustering.labels[labelled], whose[labelled]),
        naming=name_held_out(faces, whose, thresholds, Measured(clustering.background, clustering.expectation)),
        effort=effort(faces.at(asked), Parties(dense(whose[asked])), thresholds, progress=progress),
        face_ids=tuple(face_ids.tolist()),
        rows=rows,
    )


def _to_group(person: Parties) -> NDArray[np.int64]:
    """The rows of the faces to cluster: all of them or, in a large library, a sample with many known faces."""
    known, others = np.flatnonzero(with_person(person)), np.flatnonzero(~with_person(person))
    if len(person) <= _GROUPED:
        return np.arange(len(person))
    known = known[spread_over_people(person[known], _GROUPED // 2)]
    room = _GROUPED - len(known)
    if len(others):
        others = others[evenly_spread(len(others), room)]
    return np.sort(np.concatenate([known, others]))


def _read_csv(file: Path) -> dict[Path, list[str]]:
    """Map the path of each photo to the people that the file names in it."""
    file = absolute(file)
    people: dict[Path, list[str]] = defaultdict(list)
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for row in (rows := csv.DictReader(stream)):
                if not row.get("path") or not row.get("person"):
                    raise UsageError(f"{file} needs the columns path and person, filled in line {rows.line_num} too")
                people[absolute(file.parent / unguarded(row["path"]))].append(unguarded(row["person"]))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
    return dict(people)


def _labels(index: Index, library: Library, file: Path) -> tuple[dict[int, str], Truth]:
    """Map the ids of the faces that the file names to persons; also count the paths that could not be used."""
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
    return labels, Truth(file, unknown=unknown, unclear=unclear)


def _meant(rows: list[FaceRow]) -> FaceRow | None:
    """The photo's only face, or its clearly largest one; None if there is neither."""
    largest = sorted((row for row in rows if row.status != "not-a-face"), key=lambda row: -row.size)
    if not largest:
        return None
    clear = len(largest) == 1 or largest[0].size >= _CLEARLY_LARGER * largest[1].size
    return largest[0] if clear else None
