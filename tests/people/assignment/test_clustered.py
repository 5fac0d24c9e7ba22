"""What it says about a face and a person that their faces are in one cluster, or in two."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.assignment_table import AUTOMATIC, SUGGESTED, AssignmentTable
from photoindex.domain.people import PeopleState, Person
from photoindex.people.assignment.clustered import in_one_cluster, kept_apart
from photoindex.people.assignment.confidence import Measured
from photoindex.people.assignment.likeliest import Library, OpenFaces
from photoindex.people.assignment.rules import assign_all
from photoindex.people.clustering.pipeline import cluster_faces
from photoindex.people.parties import NO_CLUSTER, NOBODY, ClusterIds, Parties
from photoindex.people.similarity.calibration import Calibration
from tests.people.drawn_faces import THRESHOLDS, faces

PEOPLE, FAMILY, FACES_EACH, NAMED = 120, 3, 8, 2


@given(st.lists(st.floats(0, 1), min_size=2))
def test_in_one_cluster_likelier_faces_stay_likelier_and_nothing_is_certain(values: list[float]) -> None:
    before = np.sort(np.array(values))
    after = in_one_cluster(before, np.zeros(len(before)))
    assert (np.diff(after) >= 0).all()
    assert ((after > 0) & (after < 1)).all()


@pytest.mark.parametrize(
    ("before", "after"), [(0.1, 0.772), (0.5, 0.891), (0.9, 0.952), (0.99, 0.981), (0.9999, 0.997)]
)
def test_in_one_cluster_low_probabilities_rise_and_high_ones_fall(before: float, after: float) -> None:
    assert in_one_cluster(np.array([before]), np.zeros(1))[0] == pytest.approx(after, abs=0.005)


@given(st.floats(0, 1), st.lists(st.floats(0, 3), min_size=2))
def test_the_less_a_cluster_stands_out_the_less_likely_are_its_names(before: float, values: list[float]) -> None:
    shortfall = np.sort(np.array(values))
    after = in_one_cluster(np.full(len(values), before), shortfall)
    assert (np.diff(after) <= 0).all()


@given(st.lists(st.floats(-100, 100), min_size=2))
def test_faces_in_two_clusters_keep_their_order_and_never_become_likelier(values: list[float]) -> None:
    before = np.sort(np.array(values))
    after = kept_apart(before)
    assert (np.diff(after) >= 0).all()
    assert (after <= before).all()


def test_evidence_below_the_bar_of_a_join_is_not_changed_by_two_clusters() -> None:
    assert kept_apart(np.array([-7.0, 0.0, 1.0, 5.0])).tolist() == pytest.approx([-7.0, 0.0, 1.0, 1.6])


def siblings(alike: float, noise: float, seed: int) -> np.ndarray:
    """Faces of people in families, person by person. The share `alike` of what distinguishes people from strangers is
    common to a family, and the faces are of three qualities.
    """
    chance = np.random.default_rng(seed)
    common = np.repeat(chance.normal(size=(PEOPLE // FAMILY, 128)), FAMILY, axis=0)
    centres = np.sqrt(alike) * common + np.sqrt(1 - alike) * chance.normal(size=(PEOPLE, 128))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    poor = chance.choice([0.7, 1.0, 1.4], size=(PEOPLE * FACES_EACH, 1))
    vectors = np.repeat(centres, FACES_EACH, axis=0) + chance.normal(size=(len(poor), 128)) * poor * noise / np.sqrt(
        128
    )
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def names_that_follow(vectors: np.ndarray, seed: int) -> tuple[AssignmentTable, np.ndarray]:
    """The assignments after half of the people got a name on two faces, and the person of each face."""
    person = np.repeat(np.arange(PEOPLE), FACES_EACH)
    photo = np.arange(len(person))
    clustering = cluster_faces(vectors, photo, THRESHOLDS)
    known = np.random.default_rng(seed).random(PEOPLE) < 0.5
    named = np.flatnonzero(known[person] & (photo % FACES_EACH < NAMED))
    said = dict(zip(named.tolist(), person[named].tolist(), strict=True))
    state = PeopleState({who: Person(who, str(who)) for who in said.values()}, confirmed=said)
    measured = Measured(clustering.background, clustering.expectation)
    table = assign_all(
        photo, photo, clustering.labels, vectors, state=state, thresholds=THRESHOLDS, measured=measured
    )  # fmt: skip
    return table, person


@pytest.mark.parametrize(("alike", "noise"), [(0.3, 1.3), (0.4, 1.3)])
def test_names_of_drawn_siblings_are_about_as_often_right_as_their_probability_says(alike: float, noise: float) -> None:
    found = [names_that_follow(siblings(alike, noise, seed), seed) for seed in range(3)]
    for status, within in ((AUTOMATIC, 0.03), (SUGGESTED, 0.1)):
        rows = [np.flatnonzero(table.status == status) for table, _ in found]
        right = np.concatenate(
            [table.person_id[at] == person[at] for (table, person), at in zip(found, rows, strict=True)]
        )
        claimed = np.concatenate([table.probability[at] for (table, _), at in zip(found, rows, strict=True)])
        assert len(right) >= 40
        assert claimed.mean() == pytest.approx(right.mean(), abs=within)


def test_a_face_is_likelier_to_be_a_person_who_has_faces_in_its_cluster() -> None:
    vectors = faces([6, 1, *[6] * 40], noise=0.5, seed=4)
    vectors[6] = vectors[0] + vectors[6]
    vectors[6] /= np.linalg.norm(vectors[6])
    background = cluster_faces(vectors, np.arange(len(vectors)), THRESHOLDS)
    measured = Measured(background.background, background.expectation)
    clear = Parties(np.array([1] * 6 + [NOBODY] * (len(vectors) - 6), dtype=np.int64))
    probability = []
    for own in (0, NO_CLUSTER):
        where = ClusterIds(np.array([0] * 6 + [own] + [NO_CLUSTER] * (len(vectors) - 7), dtype=np.int64))
        library = Library(vectors, clear, where, measured, Calibration(), np.zeros(len(vectors)))
        probability.append(OpenFaces(np.array([6]), library).likeliest().probability[0])
    assert probability[0] > probability[1]
