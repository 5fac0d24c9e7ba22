"""Keep a copy of the index before it is migrated to a newer version."""

import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from photoindex.data_folder import IndexFiles, remove_database
from photoindex.errors import StorageError
from photoindex.store.database.connection import Connection
from photoindex.store.database.notices import CopyKept, CopySkipped, Tell
from photoindex.store.decisions_file.record import write_decisions_file

_COPIES = 2
# The migration itself needs space too.
_SPARE = 128 * 1024 * 1024
# The first version whose decisions can be written as lines of text. Decisions of older versions lack some fields that
# the lines need.
_WRITABLE_SINCE = 2


def keep_copy(
    files: IndexFiles,
    tell: Tell,
    version: int,
    copy_to: Callable[[Path], object],
    connect: Callable[[], Connection],
) -> None:
    """Keep a copy of the index before it is migrated. If there is no space for a copy, keep all decisions as text.

    A scan can find everything again except the decisions, so a full disk does not have to lock users out of their
    index.

    Args:
        version: the schema version of the index.
        copy_to: writes a copy of the whole index to a new file.
        connect: opens the index. The index must not be open anywhere else while this function runs.

    Raises:
        StorageError: neither the copy nor the text can be written.
        IndexDamagedError: the index cannot be read to its end. It is left unchanged.
    """
    needed = files.index.stat().st_size
    free = shutil.disk_usage(files.index.parent).free
    if free >= needed + _SPARE and (copy := _copied(files, copy_to)) is not None:
        tell(CopyKept(copy))
        return
    if version < _WRITABLE_SINCE:
        raise StorageError(
            f"the index {files.index} has to be brought up to date, and there is no space for a copy of it",
            hint=f"Free {(needed + _SPARE) >> 20:,} MB, then try again.",
        )
    _write_decisions(files, tell, connect)
    tell(CopySkipped(needed, free, files.decisions))


def _copied(files: IndexFiles, copy_to: Callable[[Path], object]) -> Path | None:
    """Write a copy and return its path; None if it cannot be written."""
    copy = files.new_copy_before_update()
    try:
        copy_to(copy)
    except BaseException as error:
        with suppress(OSError):
            remove_database(copy)
        if not isinstance(error, StorageError):
            raise
        return None
    _drop_oldest(files)
    return copy


def _write_decisions(files: IndexFiles, tell: Tell, connect: Callable[[], Connection]) -> None:
    try:
        with closing(connect()) as connection:
            write_decisions_file(connection, files, tell)
    except OSError as error:
        raise StorageError(
            f"the decisions file {files.decisions} cannot be written before the index is brought up to date: "
            f"{error.strerror or error}"
        ) from error


def _drop_oldest(files: IndexFiles) -> None:
    """Remove the oldest copies: the newer copies and the decisions file hold everything that is in them."""
    for copy in files.copies_before_update()[:-_COPIES]:
        with suppress(OSError):
            remove_database(copy)
