"""Measure what events add to names: `python benchmarks/events.py [--half 1] [--scan] [--effort]`

Makes albums of the faces of CelebA and LFW (see albums.py): events of 5 to 30 photos with 2 to 6 people each, one in
ten of them wrong on purpose, and passers-by. By default, the faces are those of SHARED/data/embeddings; with --scan,
they are those of scans of celeba-inthewild and lfw, with the embedded pack and with SCRFD and SFace. The embedded
pack's faces come also with noise added and projected to fewer dimensions. Everybody with five faces gets a name on
three of them. Prints how many of the names that follow are right and wrong, without and with events, for four kinds of
album:

- dated: time, camera and folder of each photo are known;
- undated: only the folder is known, one for each event;
- nothing: neither dates nor folders are known;
- shuffled: the dates and folders belong to other photos, so that events mean nothing.

With --effort, also prints the answers per person until 95 % of the faces have their right name, as effort.py does.
The limits in the code were chosen with half 0 of the people; half 1 judges them.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from albums import MAIN_FACES, Album, album, shuffled, without_dates
from datasets import add_folders
from known_faces import REFITTED, KnownFaces, from_file, named_faces, noisy, projected, refitted, variants
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AUTOMATIC, SUGGESTED, AssignmentTable
from photoindex.domain.people import PeopleState, Person
from photoindex.domain.shots import Shots
from photoindex.people.assignment.confidence import Measured
from photoindex.people.assignment.rules import assign_all
from photoindex.people.clustering.pipeline import Clustering, cluster_faces
from photoindex.people.evaluation.effort import effort
from photoindex.people.events.division import Events, events_of
from photoindex.people.faces import Faces
from photoindex.people.parties import Parties

KINDS = ("dated", "undated", "nothing", "shuffled")
NAMED_FACES = 3
SHARE = 0.95


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", type=int, choices=(0, 1), default=1)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--wrong", type=float, default=0.1, help="share of wrong events")
    parser.add_argument("--scan", action="store_true", help="scan the photos instead of reading embeddings")
    parser.add_argument("--effort", action="store_true")
    add_folders(parser)
    options = parser.parse_args()
    print("| embedder | album | faces | automatic right / wrong, without | with | suggested, without | with |")
    print("|---|---|---|---|---|---|---|")
    for embedder, faces in sources(options.shared, options.work, scan=options.scan):
        half = faces.half(options.half)
        if embedder in REFITTED:
            half = replace(half, thresholds=refitted(faces.half(1 - options.half)).thresholds)
        for kind in KINDS:
            print(row(embedder, half, kind, options.seeds, options.wrong), flush=True)
        if options.effort:
            print(f"| {embedder} | answers a person for {SHARE:.0%} | {efforts(half, options.wrong)} |", flush=True)


def sources(shared: Path, work: Path, *, scan: bool) -> Iterator[tuple[str, KnownFaces]]:
    if scan:
        for embedder, (one, other) in variants(shared, ["celeba-inthewild", "lfw"], work):
            yield embedder, one.joined(other)
        return
    files = (from_file(shared / "data" / "embeddings" / f"{name}_dev.npz") for name in ("celeba", "lfw"))
    one, other = files
    faces = one.joined(other)
    yield "embedded", faces
    yield "noise", noisy(faces)
    yield "projected", projected(faces)


def row(embedder: str, faces: KnownFaces, kind: str, seeds: int, wrong: float) -> str:
    """A line of the table: the sums over all seeds."""
    person = faces.numbered()
    sums = np.zeros((2, 4), dtype=np.int64)
    for seed in range(seeds):
        chance = np.random.default_rng(seed)
        made = album(person, chance, wrong)
        clustering = cluster_faces(faces.embedding, made.photo, faces.thresholds)
        main = np.bincount(person[person >= 0]) >= MAIN_FACES
        said = named_faces(person, clustering.labels, 1.0, NAMED_FACES, chance)
        said = {face: who for face, who in said.items() if main[who]}
        for at, events in enumerate((None, events_of(shots_for(kind, made, chance)))):
            sums[at] += outcome(assigned(faces, made.photo, clustering, said, events), person, said)
    cells = [f"{without[0]:,} / {without[1]:,}" for pair in ((0, 2), (2, 4)) for without in sums[:, slice(*pair)]]
    return "| " + " | ".join([embedder, kind, f"{seeds * len(person):,}", *cells]) + " |"


def shots_for(kind: str, made: Album, chance: np.random.Generator) -> Shots:
    match kind:
        case "undated":
            return without_dates(made.shots)
        case "nothing":
            return replace(without_dates(made.shots), folder=np.ones(len(made.shots.folder), dtype=np.int64))
        case "shuffled":
            return shuffled(made.shots, chance)
        case _:
            return made.shots


def assigned(
    faces: KnownFaces, photo: NDArray[np.int64], clustering: Clustering, said: dict[int, int], events: Events | None
) -> AssignmentTable:
    people = {who: Person(who, str(who)) for who in said.values()}
    return assign_all(
        np.arange(len(photo)), photo, clustering.labels, faces.embedding, state=PeopleState(people, confirmed=said),
        thresholds=faces.thresholds, measured=Measured(clustering.background, clustering.expectation), events=events,
    )  # fmt: skip


def outcome(table: AssignmentTable, person: NDArray[np.int64], said: dict[int, int]) -> NDArray[np.int64]:
    """The numbers of automatic names that are right and wrong, and of suggested names that are right and wrong. Faces
    whose person is not known count as strangers.
    """
    right = table.person_id == person
    counts = [
        int((chosen & (table.status == status)).sum())
        for status in (AUTOMATIC, SUGGESTED) for chosen in (right, ~right)
    ]  # fmt: skip
    return np.array(counts)


def efforts(faces: KnownFaces, wrong: float) -> str:
    person = faces.numbered()
    made = album(person, np.random.default_rng(0), wrong)
    clustering = cluster_faces(faces.embedding, made.photo, faces.thresholds)
    library = Faces(np.arange(1, len(person) + 1), made.photo, clustering.labels, faces.embedding,
                    np.ones(len(person), dtype=np.float32))  # fmt: skip
    measured = Measured(clustering.background, clustering.expectation)
    truth = Parties(np.where(person < 0, person.max() + 1 + np.arange(len(person)), person))
    cells = []
    for events in (None, events_of(made.shots)):
        curve = effort(library, truth, faces.thresholds, measured=measured, events=events)
        answers = curve.answers_for(SHARE)
        cells.append(f"{answers / curve.people:.2f}" if answers else "not reached")
    return f"without events {cells[0]}, with {cells[1]}"


if __name__ == "__main__":
    main()
