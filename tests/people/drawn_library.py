"""Make a library of invented people, with its clusters and the true person of each face."""

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import Assignment, PeopleState
from photoindex.domain.thresholds import Thresholds
from photoindex.people.assignment.rules import assign_all
from photoindex.people.faces import Faces
from photoindex.people.parties import NO_CLUSTER

SFACE = Thresholds(verification=0.363, false_match_rates=((1e-2, 0.295), (1e-3, 0.363), (1e-4, 0.42), (1e-5, 0.472)))


def library(sizes: list[int], clusters: list[list[int]], *, seed: int = 0, nearness: float = 0.8) -> Faces:
    """People with `sizes` faces each; `clusters` lists the rows of the faces of each cluster. Face ids are rows + 1.

    Faces of one person have a similarity of about `nearness` squared.
    """
    random = np.random.default_rng(seed)
    person = np.repeat(np.arange(len(sizes)), sizes)
    centres = random.normal(size=(len(sizes), 128))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    noise = random.normal(size=(len(person), 128)) / np.sqrt(128)
    faces = nearness * centres[person] + np.sqrt(1 - nearness**2) * noise
    faces /= np.linalg.norm(faces, axis=1, keepdims=True)
    cluster = np.full(len(person), NO_CLUSTER, dtype=np.int64)
    for number, places in enumerate(clusters, 1):
        cluster[places] = number
    ids = np.arange(1, len(person) + 1, dtype=np.int64)
    score = np.full(len(person), 0.9, dtype=np.float32)
    return Faces(ids, np.arange(len(person), dtype=np.int64), cluster, faces.astype(np.float32), score)


def assignments_of(faces: Faces, state: PeopleState) -> list[Assignment]:
    return assign_all(
        faces.face_id, faces.photo, faces.cluster, faces.embedding, state=state, thresholds=SFACE
    ).records()


def spread(start: int, stop: int) -> list[int]:
    return list(range(start, stop))


TWO_AND_A_STRAY = library([12, 8, 1], [spread(0, 11), spread(12, 20)])


def truth(faces: Faces) -> NDArray[np.int64]:
    return np.repeat(np.arange(3), [12, 8, 1])
