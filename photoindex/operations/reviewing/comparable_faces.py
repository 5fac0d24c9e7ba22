"""Collect the faces of a library that can be compared, from arrays in memory."""

from photoindex.operations.reviewing.people_view import PeopleView
from photoindex.people.consequences.flow import real_faces
from photoindex.people.faces import Faces
from photoindex.people.parties import ClusterIds
from photoindex.people.similarity.background import Background


def comparable_faces(view: PeopleView) -> tuple[Faces, Background | None]:
    """The faces that have an embedding, without wrong detections, and how similar each is to strangers; None if that
    has not been measured.
    """
    warm = view.warm
    background: Background | None = None
    if warm.measured is None:
        table = warm.snapshot.faces.without(warm.state.not_faces)
    else:
        table, measured = real_faces(warm.snapshot.faces, warm.state, warm.measured)
        background = measured.background
    clusters = ClusterIds(warm.snapshot.clusters.of(table.face_id))
    return Faces(table.face_id, table.photo_id, clusters, table.embedding, view.scores_of(table.face_id)), background
