"""Faces that get a name because similar faces were given it."""

from photoindex.domain.targets import Target
from photoindex.operations.label import label
from tests.library import Library, face


def test_naming_a_face_reports_how_many_other_faces_got_the_name(scanned: Library) -> None:
    cluster = scanned.cluster_with(4)
    report = label(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    assert (report.faces, report.total) == (1, 1 + report.followers.automatic)
    assert report.followers.automatic + report.followers.suggested == 3
    assert report.followers.clusters in ((), (cluster,))
    again = label(scanned.index, Target("cluster", ids=(cluster,)), "Grandma")
    assert (again.faces, again.followers.automatic, again.followers.suggested) == (4, 0, 0)
