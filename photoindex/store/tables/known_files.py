"""What the index knows about files that a scan finds again: whether they were read, and the photos that they held."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import below_any, text_of

# With this many hashes, a task is still small enough to be sent through a pipe without blocking.
_MOST_OF_ONE_SIZE = 16


class KnownFile(NamedTuple):
    """What the index knows about a path: the size and other numbers of the file when it was last read, and the result
    of reading it.

    `analysed`: the requested pack has searched the photo for faces. `failed`: the file could not be processed.
    `transient`: the next scan tries the file again automatically, because the file could not be opened, or because it
    needed a package that has been installed since. `ctime_ns` and `inode` are None if the system did not provide them
    or an older photoindex did not ask for them. `outdated`: the pack has searched the photo, but with an earlier recipe
    only. This class is a tuple to save time and memory: a library may have half a million known files.
    """

    size: int
    mtime_ns: int
    analysed: bool
    failed: bool
    missing: bool
    transient: bool = False
    ctime_ns: int | None = None
    inode: int | None = None
    outdated: bool = False


# A file that was read earlier and cannot be read now still counts as holding its photo, unless its content has changed.
_TRANSIENT = "(stage = 'read' OR (reason = 'needs-package' AND list_contains($extras, needs)))"
_KNOWN = f"""
SELECT path, file.size, file.mtime_ns, own.photo_id IS NOT NULL, failure.path IS NOT NULL AND NOT {_TRANSIENT},
       missing_since IS NOT NULL, failure.path IS NOT NULL AND {_TRANSIENT}, file.ctime_ns, file.inode,
       own.photo_id IS NULL AND file.photo_id IN (
           SELECT photo_id FROM analysis WHERE fingerprint = $fingerprint OR list_contains($earlier, fingerprint))
FROM file LEFT JOIN failure USING (path)
LEFT JOIN analysis AS own
    ON own.photo_id = file.photo_id AND own.fingerprint = $fingerprint AND own.embedded_by IS NULL
WHERE {{below}}
UNION ALL
SELECT path, size, mtime_ns, FALSE, TRUE, FALSE, {_TRANSIENT}, ctime_ns, inode, FALSE
FROM failure ANTI JOIN file USING (path) WHERE {{below}}
"""


def known_files(
    connection: Connection,
    fingerprint: str,
    roots: Sequence[Path],
    extras: Collection[str] = (),
    earlier: Collection[str] = (),
) -> dict[str, KnownFile]:
    """Map every known path below the roots, whether it was read or failed, to its state for the pack with this
    fingerprint.

    `earlier` are the pack's fingerprints with earlier recipes. `extras` are the installed optional packages. A file
    that failed because it needed one of them is tried again. Keys are texts from `text_of`, because half a million Path
    objects would take seconds to make and use twice as much memory.
    """
    below, values = below_any(roots)
    values |= {"fingerprint": fingerprint, "extras": sorted(extras), "earlier": list(earlier)}
    rows = connection.execute(_KNOWN.format(below=below), values).fetchall()
    return {row[0]: KnownFile._make(row[1:]) for row in rows}


def hashes_by_size(connection: Connection, fingerprint: str, sizes: Collection[int]) -> dict[int, frozenset[str]]:
    """Map each of these sizes in bytes to the content hashes of the analysed photos of that size. Sizes that many
    photos share are left out.

    Hundreds of photos have the same size only if they are uncompressed pictures. Copies of such photos are simply
    decoded again.
    """
    rows = connection.execute(
        "SELECT size, list(content_hash) FROM photo JOIN analysis USING (photo_id) "
        "WHERE fingerprint = ? AND embedded_by IS NULL AND size IN (SELECT unnest(?::BIGINT[])) "
        "GROUP BY size HAVING count(*) <= ?",
        [fingerprint, list(sizes), _MOST_OF_ONE_SIZE],
    ).fetchall()
    return {size: frozenset(hashes) for size, hashes in rows}


def hashes_at(connection: Connection, fingerprint: str, paths: Sequence[Path]) -> dict[Path, str]:
    """Map each path to the content hash that its file had when it was last read. Paths of photos not yet analysed are
    left out.
    """
    texts = {text_of(path): path for path in paths}
    rows = connection.execute(
        "SELECT path, content_hash FROM file JOIN photo USING (photo_id) JOIN analysis USING (photo_id) "
        "WHERE fingerprint = ? AND embedded_by IS NULL AND path IN (SELECT unnest(?::VARCHAR[]))",
        [fingerprint, list(texts)],
    ).fetchall()
    return {texts[text]: content_hash for text, content_hash in rows}


def hashes_of_outdated(connection: Connection, fingerprint: str, hashes: Collection[str]) -> set[str]:
    """Those of these photos whose faces the pack with this fingerprint found with an earlier recipe."""
    rows = connection.execute(
        "SELECT content_hash FROM photo JOIN analysis USING (photo_id) "
        "WHERE fingerprint = ? AND embedded_by IS NOT NULL AND content_hash IN (SELECT unnest(?::VARCHAR[]))",
        [fingerprint, list(hashes)],
    ).fetchall()
    return {str(row[0]) for row in rows}
