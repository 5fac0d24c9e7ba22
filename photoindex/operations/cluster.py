"""Cluster: group all faces again, or work out what that would change."""

from photoindex.operations.clustering.preview import NamedChange, Preview, preview_grouping
from photoindex.operations.clustering.regroup import Algorithm, GroupSummary, group_faces
from photoindex.people.clustering.changes import Churn
from photoindex.store.opening.index import Index

__all__ = ["Algorithm", "Churn", "GroupSummary", "NamedChange", "Preview", "cluster", "preview"]


def cluster(index: Index, *, algorithm: Algorithm = "evidence") -> GroupSummary:
    """Group all faces and assign the clusters to the people that users named; ids that users have seen stay.

    Raises:
        NotFoundError: nothing was scanned yet.
    """
    return group_faces(index, lambda _faces: None, algorithm=algorithm)


def preview(index: Index, *, algorithm: Algorithm = "evidence") -> Preview:
    """What `cluster` would change, worked out without storing anything.

    Raises:
        NotFoundError: nothing was scanned yet.
    """
    return preview_grouping(index, algorithm=algorithm)
