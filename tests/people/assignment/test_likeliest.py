"""The most likely person of a face without a name, and the probability."""

import numpy as np

from photoindex.people.assignment.confidence import Measured
from photoindex.people.assignment.likeliest import Library, OpenFaces
from photoindex.people.clustering.pipeline import cluster_faces
from photoindex.people.parties import NO_CLUSTER, NOBODY, ClusterIds, Parties
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.calibration import Calibration
from photoindex.people.similarity.evidence import Expectation
from tests.people.assignment.test_event_prior import PHOTOS_EACH, folders, guests, prior
from tests.people.drawn_faces import THRESHOLDS, faces

# More faces than are compared at once.
FACES = 2500


def test_each_of_many_faces_gets_the_person_who_resembles_it() -> None:
    chance = np.random.default_rng(0)
    centres = np.eye(3, 16, dtype=np.float32)
    whose = chance.integers(0, 3, FACES)
    vectors = (centres[whose] + chance.normal(0, 0.05, (FACES, 16))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    clear = Parties(np.where(np.arange(FACES) < 30, whose + 1, NOBODY))
    measured = Measured(Background(np.zeros(FACES), np.full(FACES, 0.1)), Expectation(10.0, 5.5, -np.inf))
    rows, nowhere = np.arange(30, FACES), ClusterIds(np.full(FACES, NO_CLUSTER, dtype=np.int64))
    found = OpenFaces(
        rows, Library(vectors, clear, nowhere, measured, Calibration(1.0, 0.0), np.zeros(FACES))
    ).likeliest()
    assert found.person.tolist() == (whose[rows] + 1).tolist()
    assert found.probability.shape == rows.shape
    assert (found.probability > 0.5).all()


def probabilities(vectors: np.ndarray, clear: list[int], cluster: list[int]) -> list[float]:
    """The probability of the likeliest person of each face without one, in a library of these and many other faces."""
    library = np.concatenate([vectors, faces([6] * 40, seed=9)])
    clustering = cluster_faces(library, np.arange(len(library)), THRESHOLDS)
    measured = Measured(clustering.background, clustering.expectation)
    rest = len(library) - len(vectors)
    who = Parties(np.array([*clear, *[NOBODY] * rest], dtype=np.int64))
    where = ClusterIds(np.array([*cluster, *[NO_CLUSTER] * rest], dtype=np.int64))
    rows = np.flatnonzero(who[: len(vectors)] == NOBODY)
    return (
        OpenFaces(rows, Library(library, who, where, measured, Calibration(), np.zeros(len(library))))
        .likeliest()
        .probability.tolist()
    )


def test_a_face_between_two_people_is_unlikely_to_be_the_named_one_if_its_cluster_shows_the_other() -> None:
    vectors = faces([8, 8], noise=0.4)
    between = vectors[0] + vectors[8]
    vectors[8] = between / np.linalg.norm(between)
    clear = [1] * 8 + [NOBODY] * 8
    alone = probabilities(vectors, clear, [0] * 8 + [NO_CLUSTER] + [1] * 7)[0]
    inside = probabilities(vectors, clear, [0] * 8 + [1] * 8)[0]
    assert alone > 0.8
    assert inside < 0.2


def test_all_faces_of_a_second_cluster_of_a_person_are_likely_to_be_the_person() -> None:
    vectors = faces([16], noise=0.5)
    assert min(probabilities(vectors, [1] * 8 + [NOBODY] * 8, [0] * 8 + [1] * 8)) > 0.8


def test_a_guest_whom_a_human_ruled_out_does_not_hide_another_guest_of_the_event() -> None:
    who = guests(in_event=True) + 1
    one, other = np.unique(who[:PHOTOS_EACH]).tolist()
    vectors = np.eye(64, dtype=np.float32)[who]
    vectors[0] = 0
    vectors[0, [one, other, 60]] = 0.27, 0.25, 0.93
    vectors[0] /= np.linalg.norm(vectors[0])
    who[0] = NOBODY
    count = len(who)
    measured = Measured(Background(np.zeros(count), np.full(count, 0.1)), Expectation(10.0, 5.5, -np.inf))
    nowhere = ClusterIds(np.full(count, NO_CLUSTER, dtype=np.int64))
    face, photo, events = np.array([0]), np.array([0]), prior(folders(), who)
    opened = OpenFaces(face, Library(vectors, Parties(who), nowhere, measured, Calibration(), np.zeros(count)))
    nobody, first = np.empty((0, 2), dtype=np.int64), np.array([[0, one]])
    free, ruled_out = (opened.likeliest_in_events(photo, events, pairs) for pairs in (nobody, first))
    assert free.person.tolist() == [one]
    assert ruled_out.person.tolist() == [other]
    assert 0 < ruled_out.probability[0] < free.probability[0]
    both = opened.likeliest_in_events(photo, events, np.array([[0, one], [0, other]]))
    assert both.probability.tolist() == [0.0]
