"""Giving every path below a folder another beginning."""

from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import below_sql, prefix_of

_BELOW = below_sql("path", "$old", "$prefix")
_MOVED = "CASE WHEN path = $old THEN $new ELSE $new_prefix || substr(path, length($prefix) + 1) END"


def files_below(connection: Connection, folder: str) -> list[tuple[str, int, bool]]:
    """Path, size in bytes and whether it is missing, of every known file that is `folder` or lies below it."""
    rows = connection.execute(
        f"SELECT path, size, missing_since IS NOT NULL FROM file WHERE {_BELOW} ORDER BY path",
        {"old": folder, "prefix": prefix_of(folder)},
    ).fetchall()
    return [(path, size, missing) for path, size, missing in rows]


def collisions(connection: Connection, old: str, new: str) -> list[str]:
    """The paths that files below `old` would get, and at which the index knows other photos."""
    rows = connection.execute(
        f"WITH moved AS (SELECT {_MOVED} AS place, photo_id FROM file WHERE {_BELOW}) "
        f"SELECT place FROM moved JOIN (SELECT path, photo_id AS other FROM file WHERE NOT {_BELOW}) ON place = path "
        "WHERE photo_id <> other ORDER BY place",
        _values(old, new),
    ).fetchall()
    return [str(row[0]) for row in rows]


def rewrite(connection: Connection, old: str, new: str) -> None:
    """Let every file, failure, note of an edit and root below `old` lie below `new`.

    What is known of a new place already stays. How the system described the files in their old place says nothing of
    the new one, which may lie on another disk: the next scan asks again, without reading them.
    """
    for table in ("file", "failure", "replaced", "root"):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE moved AS SELECT * REPLACE ({_MOVED} AS path) FROM {table} WHERE {_BELOW}",
            _values(old, new),
        )
        connection.execute(f"DELETE FROM {table} WHERE {_BELOW}", {"old": old, "prefix": prefix_of(old)})
        connection.execute(f"DELETE FROM moved WHERE path IN (SELECT path FROM {table})")
        if table in ("file", "failure"):
            connection.execute("UPDATE moved SET ctime_ns = NULL, inode = NULL")
        connection.execute(f"INSERT INTO {table} SELECT * FROM moved")
    connection.execute("UPDATE root SET away_since = NULL WHERE path IN (SELECT path FROM moved)")  # they were seen
    connection.execute("DROP TABLE moved")


def _values(old: str, new: str) -> dict[str, str]:
    return {"old": old, "prefix": prefix_of(old), "new": new, "new_prefix": prefix_of(new)}
