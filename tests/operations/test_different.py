"""Clusters and faces that the user declares to be different people."""

import pytest

from photoindex.domain.targets import Target
from photoindex.errors import UsageError
from photoindex.operations.clustering.regroup import group_faces
from photoindex.operations.different import different
from photoindex.operations.explain import SaidDifferent, explain_face
from photoindex.operations.identities.replay import people_state
from photoindex.operations.label import label
from photoindex.operations.undo import undo
from photoindex.store.tables.current_pack import require_current_pack
from tests.library import Library, confirmed_by_name, face, green, red


def test_clusters_declared_different_are_kept_apart_in_the_state(scanned: Library) -> None:
    one, other = red(scanned), green(scanned)
    assert different(scanned.index, one, other).source == f"different cluster {one.ids[0]} {other.ids[0]}"
    with scanned.index.reading() as connection:
        (entry,) = people_state(connection, require_current_pack(connection)).apart
    assert sorted(map(len, entry)) == [3, 4]
    with pytest.raises(UsageError, match="share faces"):
        different(scanned.index, one, one)


def test_a_face_declared_different_from_another_in_its_cluster_does_not_get_the_same_name(scanned: Library) -> None:
    target, one, other = red(scanned), face(scanned, "2001/a.jpg"), face(scanned, "2002/d.jpg")
    different(scanned.index, one, other)
    with pytest.raises(UsageError, match="holds different people"):
        label(scanned.index, target, "Tom")
    label(scanned.index, one, "Tom")
    assert confirmed_by_name(scanned) == {"Tom": (3, 1)}
    assert SaidDifferent("Tom") in explain_face(scanned.index, *other.ids).reasons
    report = label(scanned.index, target, "Tom")
    assert (report.faces, report.refused, report.total) == (3, 1, 3)
    group_faces(scanned.index, lambda _faces: None)
    assert confirmed_by_name(scanned) == {"Tom": (3, 3)}
    for _ in range(3):
        undo(scanned.index)
    assert confirmed_by_name(scanned) == {}


def test_giving_clusters_declared_different_the_same_name_is_refused(scanned: Library) -> None:
    one, other = red(scanned), green(scanned)
    different(scanned.index, one, other)
    with pytest.raises(UsageError, match="different people"):
        label(scanned.index, Target("cluster", ids=one.ids + other.ids), "Tom")
    label(scanned.index, one, "Tom")
    with pytest.raises(UsageError, match="and Tom are different people"):
        label(scanned.index, other, "Tom")
    assert confirmed_by_name(scanned) == {"Tom": (4, 4)}
