"""Move every path below one folder to another folder."""

from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import below_sql, prefix_of

_BELOW = below_sql("path", "$old", "$prefix")
_MOVED = "CASE WHEN path = $old THEN $new ELSE $new_prefix || substr(path, length($prefix) + 1) END"


def files_below(connection: Connection, folder: str) -> list[tuple[str, int, bool]]:
    """(path, size in bytes, whether the file is missing) of every known file at or below `folder`."""
    rows = connection.execute(
        f"SELECT path, size, missing_since IS NOT NULL FROM file WHERE {_BELOW} ORDER BY path",
        {"old": folder, "prefix": prefix_of(folder)},
    ).fetchall()
    return [(path, size, missing) for path, size, missing in rows]


def collisions(connection: Connection, old: str, new: str) -> list[str]:
    """The paths below `new` to which a file from below `old` would move, although the index already knows a different
    photo there.
    """
    rows = connection.execute(
        f"WITH moved AS (SELECT {_MOVED} AS target, photo_id FROM file WHERE {_BELOW}) "
        f"SELECT target FROM moved JOIN (SELECT path, photo_id AS other FROM file WHERE NOT {_BELOW}) ON target = path "
        "WHERE photo_id <> other ORDER BY target",
        _values(old, new),
    ).fetchall()
    return [str(row[0]) for row in rows]


def rewrite(connection: Connection, old: str, new: str) -> None:
    """Change the path of every file, failure, replaced content, written name and root below `old` to the corresponding
    path below `new`.

    If a row already exists at a new path, that row stays. Change times and file numbers are cleared, because the new
    folder may be on another disk. The next scan records these numbers again, without reading the files.
    """
    for table in ("file", "failure", "replaced", "written_name", "root"):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE moved AS SELECT * REPLACE ({_MOVED} AS path) FROM {table} WHERE {_BELOW}",
            _values(old, new),
        )
        connection.execute(f"DELETE FROM {table} WHERE {_BELOW}", {"old": old, "prefix": prefix_of(old)})
        connection.execute(f"DELETE FROM moved WHERE path IN (SELECT path FROM {table})")
        if table in ("file", "failure"):
            connection.execute("UPDATE moved SET ctime_ns = NULL, inode = NULL")
        connection.execute(f"INSERT INTO {table} SELECT * FROM moved")
    # The roots have just been seen at their new place.
    connection.execute("UPDATE root SET away_since = NULL WHERE path IN (SELECT path FROM moved)")
    connection.execute("DROP TABLE moved")


def _values(old: str, new: str) -> dict[str, str]:
    return {"old": old, "prefix": prefix_of(old), "new": new, "new_prefix": prefix_of(new)}
