"""The most likely person of a face, and the probability."""

import numpy as np

from photoindex.people.assignment.confidence import Measured, most_likely
from photoindex.people.parties import NOBODY, Parties
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.calibration import Calibration
from photoindex.people.similarity.evidence import Expectation

# More faces than are compared at once.
FACES = 2500


def test_each_of_many_faces_gets_the_person_who_resembles_it() -> None:
    chance = np.random.default_rng(0)
    centres = np.eye(3, 16, dtype=np.float32)
    whose = chance.integers(0, 3, FACES)
    vectors = (centres[whose] + chance.normal(0, 0.05, (FACES, 16))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    parties = Parties(np.where(np.arange(FACES) < 30, whose + 1, NOBODY))
    measured = Measured(Background(np.zeros(FACES), np.full(FACES, 0.1)), Expectation(10.0, 5.5, -np.inf))
    rows = np.arange(30, FACES)
    likely, probability = most_likely(rows, parties, vectors, measured, Calibration(1.0, 0.0))
    assert likely.tolist() == (whose[rows] + 1).tolist()
    assert probability.shape == rows.shape
    assert (probability > 0.5).all()
