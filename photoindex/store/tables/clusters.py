"""Clusters and their members. All of this can be derived from faces and decisions, so it is replaced as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import Connection, utc_now


@dataclass(frozen=True, slots=True)
class ClusterFate:
    """What became of a cluster that exists or once existed: the number of faces that the cluster has now, the cluster
    that it was merged into, if any, and the number of its detections that are not faces.
    """

    cluster_id: int
    faces: int
    merged_into: int | None
    not_faces: int


def load_membership(connection: Connection) -> dict[int, int]:
    """Map each face id to its cluster id."""
    return dict(connection.execute("SELECT face_id, cluster_id FROM membership").fetchall())


def next_cluster_id(connection: Connection) -> int:
    """The smallest id that no cluster has ever had."""
    row = connection.execute("SELECT coalesce(max(cluster_id), 0) + 1 FROM cluster").fetchone()
    assert row is not None
    return int(row[0])


def save_membership(connection: Connection, membership: Mapping[int, int], merged: Mapping[int, int]) -> None:
    """Replace the clusters. Only rows that have changed are written, because a new photo moves few faces to another
    cluster.

    Args:
        membership: face id -> cluster id.
        merged: old cluster id -> the cluster that it was merged into.
    """
    before = load_membership(connection)
    moved = [face_id for face_id, cluster_id in before.items() if membership.get(face_id) != cluster_id]
    connection.execute("DELETE FROM membership WHERE face_id IN (SELECT unnest(?::BIGINT[]))", [moved])
    append_rows(connection, "membership", (pair for pair in membership.items() if before.get(pair[0]) != pair[1]))
    known = {row[0] for row in connection.execute("SELECT cluster_id FROM cluster").fetchall()}
    now = utc_now()
    append_rows(
        connection,
        "cluster",
        ((cluster_id, now, None) for cluster_id in sorted(set(membership.values()) - known)),
    )
    for cluster_id, into in merged.items():
        connection.execute("UPDATE cluster SET merged_into = ? WHERE cluster_id = ?", [into, cluster_id])


def fate_of_cluster(connection: Connection, cluster_id: int) -> ClusterFate | None:
    """What became of a cluster; None if there never was a cluster with this id."""
    row = connection.execute(
        "SELECT merged_into, count(face_id) FILTER (status IS DISTINCT FROM 'not-a-face'), "
        "count(face_id) FILTER (status = 'not-a-face') FROM cluster LEFT JOIN membership USING (cluster_id) "
        "LEFT JOIN assignment USING (face_id) WHERE cluster_id = ? GROUP BY merged_into",
        [cluster_id],
    ).fetchone()
    return ClusterFate(cluster_id, faces=row[1], merged_into=row[0], not_faces=row[2]) if row else None


_GROUPED = "grouped_faces"


def grouped_faces(connection: Connection) -> str | None:
    """The value that `set_grouped_faces` stored when the clusters were last computed; None if clusters were never
    computed.
    """
    row = connection.execute("SELECT value FROM setting WHERE key = ?", [_GROUPED]).fetchone()
    return str(row[0]) if row else None


def set_grouped_faces(connection: Connection, signature: str) -> None:
    """Record the faces from which the clusters were computed."""
    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", [_GROUPED, signature])
