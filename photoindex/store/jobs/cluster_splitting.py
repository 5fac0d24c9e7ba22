"""New cluster ids for parts of a cluster."""

from collections.abc import Iterable, Sequence

from photoindex.store.database.bulk import append_rows
from photoindex.store.database.clock import utc_now
from photoindex.store.database.connection import Connection
from photoindex.store.tables.clusters import next_cluster_id


def put_in_new_cluster(connection: Connection, face_ids: Sequence[int]) -> int:
    """Take faces out of their clusters into a new one; returns its id."""
    cluster_id = next_cluster_id(connection)
    append_rows(connection, "cluster", [(cluster_id, utc_now(), None)])
    connection.execute("DELETE FROM membership WHERE face_id IN (SELECT unnest(?::BIGINT[]))", [list(face_ids)])
    append_rows(connection, "membership", ((face_id, cluster_id) for face_id in face_ids))
    return cluster_id


def put_back_together(connection: Connection, face_ids: Sequence[int]) -> None:
    """Put faces of several clusters into the one of them that holds most of these faces."""
    counts = connection.execute(
        "SELECT cluster_id FROM membership WHERE face_id IN (SELECT unnest(?::BIGINT[])) "
        "GROUP BY cluster_id ORDER BY count(*) DESC, cluster_id",
        [list(face_ids)],
    ).fetchall()
    if len(counts) < 2:
        return
    home, *others = [row[0] for row in counts]
    connection.execute("DELETE FROM membership WHERE face_id IN (SELECT unnest(?::BIGINT[]))", [list(face_ids)])
    append_rows(connection, "membership", ((face_id, home) for face_id in face_ids))
    for cluster_id in others:
        connection.execute(
            "UPDATE cluster SET merged_into = ? WHERE cluster_id = ? "
            "AND cluster_id NOT IN (SELECT cluster_id FROM membership)",
            [home, cluster_id],
        )


def sharing_a_cluster(connection: Connection, face_ids: Iterable[int], others: Iterable[int]) -> list[int]:
    """Those of the faces that are in one cluster with one of the others."""
    rows = connection.execute(
        "SELECT face_id FROM membership WHERE face_id IN (SELECT unnest(?::BIGINT[])) AND cluster_id IN "
        "(SELECT cluster_id FROM membership WHERE face_id IN (SELECT unnest(?::BIGINT[]))) ORDER BY face_id",
        [list(face_ids), list(others)],
    ).fetchall()
    return [row[0] for row in rows]
