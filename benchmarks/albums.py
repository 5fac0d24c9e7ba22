"""Make albums with events out of faces whose people are known."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.shots import Shots

# People with at least this many faces take part in events; the others are passers-by.
MAIN_FACES = 5

PHOTOS, PEOPLE, BESIDE = (5, 30), (2, 6), (0.5, 0.3, 0.2)
PASSERS_BY = 0.15
BETWEEN_PHOTOS = 3.0
CAMERAS = 4
BEGIN, DAYS = np.datetime64("2012-01-01", "us"), 3000


@dataclass(frozen=True, slots=True, eq=False)
class Album:
    """The photo of each face (int64 (n,), from 0), and the facts about the photos. Photos of wrong events show people
    who have nothing to do with each other.
    """

    photo: NDArray[np.int64]
    shots: Shots
    wrong: NDArray[np.bool_]


def album(person: NDArray[np.int64], chance: np.random.Generator, wrong: float) -> Album:
    """Put each face into a photo. `person` is int64 (n,), negative for faces of unknown people, who are passers-by."""
    left = {who: chance.permutation(np.flatnonzero(person == who)).tolist() for who in np.unique(person).tolist()}
    main = {who: faces for who, faces in left.items() if who >= 0 and len(faces) >= MAIN_FACES}
    strangers = chance.permutation([row for who, rows in left.items() if who not in main for row in rows]).tolist()
    photo = np.full(len(person), -1, dtype=np.int64)
    facts: list[tuple[np.datetime64, int, int, bool]] = []
    folder = 0
    while len(present := [who for who, faces in main.items() if faces]) >= PEOPLE[0]:
        folder += 1
        is_wrong = bool(chance.random() < wrong)
        moment = BEGIN + np.timedelta64(int(chance.integers(DAYS)) * 24 * 60 + int(chance.integers(8, 20)) * 60, "m")
        camera = int(chance.integers(1, CAMERAS + 1))
        weight = np.array([len(main[who]) for who in present], dtype=np.float64)
        count = min(int(chance.integers(PEOPLE[0], PEOPLE[1] + 1)), len(present))
        guests = chance.choice(present, count, replace=False, p=weight / weight.sum()).tolist()
        for _ in range(int(chance.integers(PHOTOS[0], PHOTOS[1] + 1))):
            if is_wrong:
                guests = chance.permutation([who for who in present if main[who]])[: PEOPLE[1]].tolist()
            rows = list(_in_photo(main, guests, strangers, chance))
            if not rows:
                break
            photo[rows] = len(facts)
            moment += np.timedelta64(int(chance.exponential(BETWEEN_PHOTOS) * 60), "s")
            facts.append((moment, camera, folder, is_wrong))
    for row in np.flatnonzero(photo < 0).tolist():
        photo[row] = len(facts)
        facts.append((np.datetime64("NaT"), 0, 0, False))
    taken, camera, place, false = (np.array(column) for column in zip(*facts, strict=True))
    shots = Shots(np.arange(len(facts)), taken.astype("datetime64[us]"), ~np.isnat(taken), camera, place)
    return Album(photo, shots, false)


def _in_photo(
    main: dict[int, list[int]], guests: list[int], strangers: list[int], chance: np.random.Generator
) -> Iterator[int]:
    here = [who for who in guests if main[who]]
    for who in chance.permutation(here)[: int(chance.choice(len(BESIDE), p=BESIDE)) + 1].tolist():
        yield main[who].pop()
    if here and strangers and chance.random() < PASSERS_BY:
        yield strangers.pop()


def without_dates(shots: Shots) -> Shots:
    """The same photos, of which only the folders are known."""
    nothing = np.full(len(shots.taken), np.datetime64("NaT"), dtype="datetime64[us]")
    return replace(shots, taken=nothing, exact=np.zeros(len(nothing), dtype=np.bool_))


def shuffled(shots: Shots, chance: np.random.Generator) -> Shots:
    """The same events with other photos in them: times, cameras and folders are exchanged between photos."""
    order = chance.permutation(len(shots.photo_id))
    return Shots(shots.photo_id, shots.taken[order], shots.exact[order], shots.camera[order], shots.folder[order])
