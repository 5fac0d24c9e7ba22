"""Faces that do not look like a person are found before they get the name."""

from photoindex.domain.names import resolve_names
from photoindex.domain.people_snapshot import PeopleSnapshot
from photoindex.domain.targets import Target
from photoindex.operations.identities.likeness import Unlike, unlike_person, unlike_persons
from photoindex.operations.label import label
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.views.people_snapshot import load_snapshot
from tests.library import Library, face, name_both


def snapshot_of(library: Library) -> PeopleSnapshot:
    with library.index.reading() as connection:
        return load_snapshot(connection, require_current_pack(connection))


def unlike(library: Library, clusters: list[int], name: str) -> Unlike | None:
    return unlike_person(snapshot_of(library), clusters, name)


def unlike_two(library: Library, *names: str) -> Unlike | None:
    snapshot = snapshot_of(library)
    one, other = resolve_names(names, snapshot.persons)
    return unlike_persons(snapshot, one, other)


def test_a_cluster_that_does_not_look_like_the_person_is_reported_with_figures(scanned: Library) -> None:
    red, green = scanned.cluster_with(4), scanned.cluster_with(3)
    assert unlike(scanned, [red], "Grandma") is None
    label(scanned.index, Target("cluster", ids=(red,)), "Grandma")
    doubt = unlike(scanned, [green], "grandma")
    assert doubt is not None
    assert (doubt.faces, doubt.clusters, doubt.name, doubt.compared) == (3, (green,), "Grandma", 4)
    assert doubt.usual is not None
    assert doubt.similarity < doubt.usual / 2
    # For a new name there is nothing to compare with, and faces that already have the name are not compared.
    assert unlike(scanned, [green], "Tom") is None
    assert unlike(scanned, [red], "Grandma") is None
    together = unlike(scanned, [red, green], "Tom")
    assert together is None, "the red ones are confirmed as somebody else and stay"


def test_clusters_that_do_not_look_like_each_other_are_reported(scanned: Library) -> None:
    red, green = scanned.cluster_with(4), scanned.cluster_with(3)
    doubt = unlike(scanned, [red, green], "Everybody")
    assert doubt is not None
    assert (doubt.faces, doubt.name, set(doubt.clusters)) == (7, None, {red, green})


def test_only_people_who_do_not_look_alike_are_reported(scanned: Library) -> None:
    name_both(scanned)
    label(scanned.index, face(scanned, "2001/a.jpg"), "Gran")
    assert unlike_two(scanned, "Gran", "Grandma") is None
    doubt = unlike_two(scanned, "Tom", "Grandma")
    assert doubt is not None
    assert (doubt.faces, doubt.name) == (3, "Grandma")
