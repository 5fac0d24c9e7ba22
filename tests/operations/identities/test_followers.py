"""Faces that take a name because others got it."""

from photoindex.domain.targets import Target
from photoindex.operations.label import label
from tests.library import Library, face


def test_a_name_tells_how_many_other_faces_took_it_along(scanned: Library) -> None:
    cluster = scanned.cluster_with(4)
    report = label(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    assert (report.faces, report.total) == (1, 1 + report.followers.automatic)
    assert report.followers.automatic + report.followers.suggested == 3
    assert report.followers.clusters in ((), (cluster,))
    again = label(scanned.index, Target("cluster", ids=(cluster,)), "Grandma")
    assert (again.faces, again.followers.automatic, again.followers.suggested) == (4, 0, 0)
