"""Find the paths under which the index knows files and folders that a user may have typed differently."""

import os
from pathlib import Path

from photoindex.domain.file_numbers import numbers_of
from photoindex.operations.common.roots_on_disk import there
from photoindex.operations.common.typed_paths import absolute
from photoindex.originals import identity_of, spelled
from photoindex.store.database.connection import Connection
from photoindex.store.tables.roots import root_paths
from photoindex.store.views.photo_files import is_known, paths_numbered


def known_file(connection: Connection, typed: Path) -> Path:
    """Find the path under which the index knows a file. The typed path may lead through a link, or differ in letter
    case on a case-insensitive disk. If the index does not know the file, return the typed path as an absolute one.
    """
    path = absolute(typed)
    if is_known(connection, path):
        return path
    other = spelled(path, there(root_paths(connection)))
    if is_known(connection, other):
        return other
    return next((known for known in _numbered_like(connection, path) if identity_of(known) == identity_of(path)), path)


def known_folder(connection: Connection, typed: Path) -> Path:
    """Like `known_file`, but for a folder, which may be missing and unrelated to any path that the index knows."""
    return spelled(absolute(typed), there(root_paths(connection)))


def _numbered_like(connection: Connection, path: Path) -> list[Path]:
    """List the files that may be the one at `path`, such as one reached through a link inside a scanned folder."""
    try:
        inode = numbers_of(os.stat(path)).inode  # noqa: PTH116 - a path that the system refuses is not a file either
    except (OSError, ValueError):
        return []
    return [] if inode is None else paths_numbered(connection, inode)
