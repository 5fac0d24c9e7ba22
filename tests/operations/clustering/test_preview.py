"""A preview shows what clustering again would change, and changes nothing."""

from pathlib import Path

import pytest

from photoindex.domain.targets import Target
from photoindex.operations.clustering.preview import NamedChange, preview_grouping
from photoindex.operations.clustering.regroup import group_faces
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from photoindex.operations.show import show_photo
from photoindex.store.tables.clusters import load_membership, save_membership
from tests.library import Library


@pytest.fixture
def muddled(scanned: Library) -> Library:
    """Red and green are in one cluster, as if an earlier grouping had taken them for one person."""
    red, green = scanned.cluster_with(4), scanned.cluster_with(3)
    with scanned.index.writing() as connection:
        before = load_membership(connection)
        save_membership(
            connection, {face: red if cluster == green else cluster for face, cluster in before.items()}, {}
        )
    return scanned


def clusters(library: Library) -> dict[int, int]:
    with library.index.reading() as connection:
        return load_membership(connection)


def cluster_of(library: Library, photo: Path) -> int | None:
    (face,) = show_photo(library.index, photo).faces
    return clusters(library).get(face.face_id)


def test_a_preview_lists_what_would_be_split_and_stores_nothing(muddled: Library) -> None:
    before = clusters(muddled)
    red = next(iter(before.values()))
    preview = preview_grouping(muddled.index)
    assert (preview.churn.moved, preview.churn.split, preview.churn.merged) == (3, (red,), ())
    assert clusters(muddled) == before


def test_grouping_then_changes_exactly_what_the_preview_announced(muddled: Library) -> None:
    told = preview_grouping(muddled.index).churn
    assert group_faces(muddled.index, lambda _: None).churn == told
    assert sorted(row.faces for row in list_people(muddled.index).clusters) == [3, 4]


def test_a_preview_counts_the_faces_that_a_name_would_gain(scanned: Library) -> None:
    green = scanned.cluster_with(3)
    with scanned.index.writing() as connection:
        before = load_membership(connection)
        save_membership(connection, {face: cluster for face, cluster in before.items() if cluster != green}, {})
    one = next(face for face, cluster in before.items() if cluster == green)
    label(scanned.index, Target("face", (one,)), "Gerda")
    (change,) = preview_grouping(scanned.index).names
    assert change == NamedChange(change.person_id, "Gerda", gained=2, lost=0)
    assert [row.faces for row in list_people(scanned.index).persons] == [1]


def test_confirmed_faces_stay_when_all_faces_are_grouped_again(muddled: Library) -> None:
    (cluster,) = set(clusters(muddled).values())
    label(muddled.index, Target("cluster", (cluster,)), "Both")
    assert [change.lost for change in preview_grouping(muddled.index).names] == []
    group_faces(muddled.index, lambda _: None)
    (both,) = list_people(muddled.index).persons
    assert (both.name, both.faces) == ("Both", 7)


def test_plain_hdbscan_also_distinguishes_the_two_people(muddled: Library) -> None:
    group_faces(muddled.index, lambda _: None, algorithm="hdbscan")
    red, green = (muddled.folder / name for name in ("2002/d.jpg", "2003/e.jpg"))
    assert cluster_of(muddled, red) != cluster_of(muddled, green)
