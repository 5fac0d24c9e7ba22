"""A unit consists of the faces of one cluster that belong to one party; a face in no cluster is a unit of its own."""

import numpy as np
import pytest

from photoindex.domain.people import Assignment
from photoindex.people.clustering.pipeline import background_in
from photoindex.people.parties import IGNORED, NO_CLUSTER, NOBODY, Party
from photoindex.people.questions.units import UnitEvidence, Units
from tests.people.drawn_library import SFACE, library

# Two clusters of three faces each, and two faces in no cluster.
FACES = library([3, 3, 1, 1], [[0, 1, 2], [3, 4, 5]])
ASSIGNED = [
    Assignment(1, 7, "confirmed"), Assignment(2, 7, "automatic", 0.9), Assignment(3, 7, "suggested", 0.6),
    Assignment(4, None, "none"), Assignment(5, None, "none"), Assignment(6, None, "none"),
    Assignment(7, None, "ignored"), Assignment(8, 7, "confirmed"),
]  # fmt: skip
UNITS = Units(FACES, ASSIGNED)


def unit_of(face: int) -> int:
    return int(UNITS.of_face[face - 1])


def test_faces_of_the_same_cluster_and_the_same_party_form_a_unit() -> None:
    assert sorted(UNITS.ids(unit) for unit in range(len(UNITS))) == [(1, 2), (3,), (4, 5, 6), (7,), (8,)]
    assert UNITS.size[unit_of(4)] == 3
    assert UNITS.members(unit_of(1)).tolist() == [0, 1]
    assert UNITS.photos(unit_of(4)) == {3, 4, 5}


def test_a_suggested_face_belongs_to_nobody_yet() -> None:
    parties = [UNITS.party_of(unit_of(face)) for face in (1, 3, 4, 7, 8)]
    assert parties == [Party(7), NOBODY, NOBODY, IGNORED, Party(7)]


def test_only_a_unit_that_is_a_whole_cluster_has_the_number_of_that_cluster() -> None:
    assert [UNITS.cluster_id(unit_of(face)) for face in (1, 3, 4, 7)] == [None, None, 2, None]
    assert UNITS.cluster[unit_of(1)] == 1
    assert UNITS.cluster[unit_of(7)] == NO_CLUSTER


def test_the_faces_and_photos_of_each_party_are_counted_over_all_its_units() -> None:
    assert UNITS.party_size == {Party(7): 3, NOBODY: 4, IGNORED: 1}
    assert (UNITS.photos_of(Party(7)), UNITS.photos_of(Party(8))) == ({0, 1, 7}, set())


def test_the_evidence_of_a_face_in_no_cluster_equals_the_evidence_of_its_unit() -> None:
    evidence = UnitEvidence(UNITS, background_in(FACES, SFACE))
    single = unit_of(8)
    between = evidence.between(np.array([single]))[0]
    assert evidence.of_faces(np.array([7]))[0] == pytest.approx(between, rel=1e-3, abs=1e-3)
    assert evidence.within[[6, 7]].tolist() == [0.0, 0.0]
    assert evidence.within[3] > 3
    assert between[unit_of(4)] < 3


def test_odds_rise_with_the_evidence_and_with_the_size_of_the_unit() -> None:
    evidence = UnitEvidence(UNITS, background_in(FACES, SFACE))
    low, high = evidence.log_odds(np.array([2.0, 5.0], dtype=np.float32), 1, 3)
    assert low < high < evidence.log_odds(np.array([5.0], dtype=np.float32), 1, 30)[0]
