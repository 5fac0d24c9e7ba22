"""Cluster: cluster all faces again, or compute what clustering them again would change."""

from photoindex.operations.clustering.preview import NamedChange, Preview, preview_grouping
from photoindex.operations.clustering.regroup import Algorithm, GroupSummary, group_faces
from photoindex.operations.common.index_lock import Progress, alone
from photoindex.people.clustering.changes import Churn
from photoindex.store.opening.index import Index

__all__ = ["Algorithm", "Churn", "GroupSummary", "NamedChange", "Preview", "cluster", "preview"]


def cluster(index: Index, *, algorithm: Algorithm = "evidence") -> GroupSummary:
    """Cluster all faces and assign the clusters to named people, keeping the ids that users have seen.

    Raises:
        NotFoundError: nothing has been scanned yet.
        IndexLockedError: another command is reworking the index.
    """
    with alone(index, "cluster") as holding:
        return group_faces(
            index, lambda faces: holding.tell(Progress("clustering", 0, None, faces)), algorithm=algorithm
        )


def preview(index: Index, *, algorithm: Algorithm = "evidence") -> Preview:
    """Compute what `cluster` would change, without storing anything.

    Raises:
        NotFoundError: nothing has been scanned yet.
    """
    return preview_grouping(index, algorithm=algorithm)
