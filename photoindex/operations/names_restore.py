"""Restore originals: give photo files back what they held before names were written into them."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

from photoindex.errors import UsageError
from photoindex.operations.common.index_lock import alone
from photoindex.operations.common.known_paths import known_file, known_folder
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.exporting.backups import (
    BackupError,
    backed_up,
    backups_of,
    before_names,
    drop_backup,
)
from photoindex.operations.exporting.marks import keep_marks
from photoindex.operations.exporting.replacing import (
    CannotReplaceError,
    ReplaceFault,
    Staged,
    discard,
    put_in_place,
    read_original,
    staged,
)
from photoindex.originals import Original
from photoindex.store.jobs.same_picture import SamePicture
from photoindex.store.opening.index import Index
from photoindex.store.tables.photos import ids_of_hashes
from photoindex.store.views.photo_files import originals_of

# Each batch costs one decision in the index. Its copies lie beside the originals meanwhile.
_AT_ONCE = 25

NotRestoredReason = ReplaceFault | Literal["backup"]
"""Why a file was not restored: as in `ReplaceFault`, or its backup is damaged."""


@dataclass(frozen=True, slots=True)
class NotRestored:
    """A file that stays as it is; `detail` is what the system said about it."""

    path: Path
    reason: NotRestoredReason
    detail: str = ""


@dataclass(slots=True)
class RestoreReport:
    """The number of files that hold again, byte by byte, what they held before, or with `dry_run` would; `without` is
    the number of backups for which no file is here.
    """

    restored: int = 0
    without: int = 0
    failures: list[NotRestored] = field(default_factory=list)
    dry_run: bool = False


def restore_originals(
    index: Index, paths: Sequence[Path], progress: Callable[[int, int], None], *, dry_run: bool = False
) -> RestoreReport:
    """Give files back what they held before names were written into them.

    Args:
        paths: files and folders; without any, every file of which there is a backup.
        progress: called with the numbers of files done and of all files.

    Raises:
        UsageError: one of the paths does not exist.
        IndexLockedError: another command is reworking the index.
    """
    for path in map(absolute, paths):
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}")
    report = RestoreReport(dry_run=dry_run)
    with alone(index, "names restore"):
        backups = backed_up()
        files = _files(index, backups, paths)
        if not paths:
            report.without = len(backups - {link for file in files for link in _links(file.content_hash)})
        remaining = iter(files)
        done = 0
        while batch := list(islice(remaining, _AT_ONCE)):
            _restore(index, batch, report)
            done += len(batch)
            progress(done, len(files))
        if not dry_run:
            _drop(index, {file.content_hash for file in files})
    return report


def _files(index: Index, backups: frozenset[str], paths: Sequence[Path]) -> list[Original]:
    """The files of the index of which there is a backup, at or below these paths."""
    with index.reading() as connection:
        found = originals_of(connection, ids_of_hashes(connection, backups).values())
        wanted = [
            *(known_file(connection, path) for path in paths),
            *(known_folder(connection, path) for path in paths),
        ]
    every = sorted((file for files in found.values() for file in files), key=lambda file: str(file.file.path))
    return [file for file in every if not paths or any(file.file.path.is_relative_to(path) for path in wanted)]


def _restore(index: Index, batch: Sequence[Original], report: RestoreReport) -> None:
    ready: list[Staged] = []
    try:
        for file in batch:
            item = _prepared(file, report)
            ready += [item] if item else []
    except BaseException:
        for item in ready:
            discard(item.temporary)
        raise
    done, failed = put_in_place(index, ready)
    for item, error in failed:
        report.failures.append(NotRestored(item.paths[0], error.fault, str(error)))
    keep_marks(index, {item.paths[0]: (item.pair.new_hash, ()) for item in done})
    report.restored += len(done)


def _prepared(file: Original, report: RestoreReport) -> Staged | None:
    """Write the old content beside a file; None if there is none, or it cannot be written."""
    path = file.file.path
    target = Path(os.path.realpath(path))
    try:
        data, status = read_original(target, file.content_hash)
        old = before_names(data)
        if old is None or report.dry_run:
            report.restored += old is not None
            return None
        temporary = staged(target, old.data, status)
    except CannotReplaceError as error:
        report.failures.append(NotRestored(path, error.fault, str(error)))
        return None
    except BackupError as error:
        report.failures.append(NotRestored(path, "backup", str(error)))
        return None
    return Staged((path,), target, temporary, status, SamePicture(file.content_hash, old.content_hash, len(old.data)))


def _drop(index: Index, hashes: set[str]) -> None:
    """Remove the backups that no file needs any more."""
    links = {link for content_hash in hashes for link in _links(content_hash)}
    with index.reading() as connection:
        needed = ids_of_hashes(connection, links)
    for link in links - needed.keys():
        with suppress(OSError):
            drop_backup(link)


def _links(content_hash: str) -> list[str]:
    try:
        return backups_of(content_hash)
    except BackupError:
        # A damaged backup was reported with its file, and stays.
        return []
