"""A small close group stays out of a much larger group that it only resembles."""

import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.domain.people import PeopleState
from photoindex.people.clustering.pipeline import cluster_faces
from photoindex.people.faces import Faces
from photoindex.people.parties import ClusterIds
from photoindex.people.questions.suggester import Suggester
from photoindex.people.similarity.groups import are_unequal_groups
from tests.people.drawn_faces import faces
from tests.people.drawn_library import SFACE, assignments_of

BIG, SMALL = 120, 12


def with_a_brother(likeness: float, small: int = SMALL) -> NDArray[np.float32]:
    """A person with 120 faces, a brother with few, and 60 other people. `likeness` moves the brother's faces towards
    the person.
    """
    embeddings = faces([BIG, small, *[6] * 60])
    mean = embeddings[:BIG].mean(axis=0)
    embeddings[BIG : BIG + small] += likeness * mean / np.linalg.norm(mean)
    return np.asarray(embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True), dtype=np.float32)


def labels_of(embeddings: NDArray[np.float32]) -> ClusterIds:
    return cluster_faces(embeddings, np.arange(len(embeddings)), SFACE).labels


@pytest.mark.parametrize("likeness", [0.3, 0.4, 0.5])
def test_a_brother_is_a_cluster_of_his_own(likeness: float) -> None:
    labels = labels_of(with_a_brother(likeness))
    assert len(np.unique(labels[:BIG])) == 1
    assert len(np.unique(labels[BIG : BIG + SMALL])) == 1
    assert labels[0] != labels[BIG]


def test_the_user_is_asked_whether_a_brother_is_the_same_person() -> None:
    embeddings = with_a_brother(0.5)
    labels, count = labels_of(embeddings), len(embeddings)
    ids = np.arange(1, count + 1)
    library = Faces(ids, ids, labels, embeddings, np.full(count, 0.9, dtype=np.float32))
    state = PeopleState()
    suggester = Suggester(library, SFACE)
    assignments = assignments_of(library, state)
    asked = frozenset(item for item in suggester.questions(state, assignments, 100) if item.kind == "who")
    first = suggester.questions(state, assignments, 1, asked)[0]
    assert first.kind == "same"
    assert set(first.other_faces) == set(range(BIG + 1, BIG + SMALL + 1))
    assert first.settles > SMALL / 2


def test_a_group_of_the_same_person_in_other_light_joins() -> None:
    embeddings = faces([BIG, *[6] * 60])
    light = np.random.default_rng(5).normal(size=128) * 0.3 / np.sqrt(128)
    embeddings[:SMALL] += light
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    assert len(np.unique(labels_of(embeddings.astype(np.float32))[:BIG])) == 1


def test_a_child_who_grows_up_is_one_person() -> None:
    """The appearance moves on a quarter of a circle from child to adult, with 40 photos on the way."""
    random = np.random.default_rng(3)
    child, adult = np.linalg.qr(random.normal(size=(128, 2)))[0].T
    angle = np.linspace(0, np.pi / 4, 40)[:, None]
    growing = np.cos(angle) * child + np.sin(angle) * adult + random.normal(size=(40, 128)) * 0.6 / np.sqrt(128)
    growing /= np.linalg.norm(growing, axis=1, keepdims=True)
    labels = labels_of(np.concatenate([growing.astype(np.float32), faces([6] * 60)]))
    assert len(np.unique(labels[:40])) == 1


def test_only_groups_of_five_and_more_beside_six_times_as_many_faces_are_compared() -> None:
    sizes = np.array([[5, 30], [30, 5], [4, 400], [5, 29], [100, 100]], dtype=np.float64)
    assert are_unequal_groups(sizes[:, 0], sizes[:, 1]).tolist() == [True, True, False, False, False]
