"""Faces that do not look like a person are found before they get the name."""

from photoindex.domain.targets import Target
from photoindex.operations.identities.likeness import unlike_person, unlike_persons
from photoindex.operations.label import label
from tests.library import Library, face, name_both


def test_a_cluster_that_does_not_look_like_the_person_is_reported_with_figures(scanned: Library) -> None:
    red, green = scanned.cluster_with(4), scanned.cluster_with(3)
    assert unlike_person(scanned.index, [red], "Grandma") is None
    label(scanned.index, Target("cluster", ids=(red,)), "Grandma")
    doubt = unlike_person(scanned.index, [green], "grandma")
    assert doubt is not None
    assert (doubt.faces, doubt.clusters, doubt.name, doubt.compared) == (3, (green,), "Grandma", 4)
    assert doubt.usual is not None
    assert doubt.similarity < doubt.usual / 2
    # For a new name there is nothing to compare with, and faces that already have the name are not compared.
    assert unlike_person(scanned.index, [green], "Tom") is None
    assert unlike_person(scanned.index, [red], "Grandma") is None
    together = unlike_person(scanned.index, [red, green], "Tom")
    assert together is None, "the red ones are confirmed as somebody else and stay"


def test_clusters_that_do_not_look_like_each_other_are_reported(scanned: Library) -> None:
    red, green = scanned.cluster_with(4), scanned.cluster_with(3)
    doubt = unlike_person(scanned.index, [red, green], "Everybody")
    assert doubt is not None
    assert (doubt.faces, doubt.name, set(doubt.clusters)) == (7, None, {red, green})


def test_only_people_who_do_not_look_alike_are_reported(scanned: Library) -> None:
    name_both(scanned)
    label(scanned.index, face(scanned, "2001/a.jpg"), "Gran")
    assert unlike_persons(scanned.index, "Gran", "Grandma") is None
    doubt = unlike_persons(scanned.index, "Tom", "Grandma")
    assert doubt is not None
    assert (doubt.faces, doubt.name) == (3, "Grandma")
