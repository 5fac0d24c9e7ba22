"""Replace an original by a copy with other metadata, so that nothing but its content changes."""

import os
import shutil
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from photoindex.domain.file_numbers import numbers_of
from photoindex.domain.photo import PhotoFile
from photoindex.files import clear_temporaries, open_new, sync_folder, temporary_beside
from photoindex.operations.exporting.backups import content_hash_of
from photoindex.operations.exporting.same_pictures import know_same_pictures
from photoindex.store.jobs.same_picture import SamePicture, put_same_picture
from photoindex.store.opening.index import Index

ReplaceFault = Literal["linked", "read-only", "unwritable", "changed-meanwhile"]
"""Why a file was not replaced: it has other names (hard links), which would keep the old content; its owner protected
it; the system refused; or another program changed it at the same moment."""


class CannotReplaceError(Exception):
    """A file cannot be replaced. The message is what the system said about it."""

    def __init__(self, fault: ReplaceFault, detail: str = "") -> None:
        super().__init__(detail)
        self.fault: ReplaceFault = fault


@dataclass(frozen=True, slots=True)
class Staged:
    """A file whose new content lies beside it, as `temporary`. `paths` are all paths of the index that lead to it, and
    `target` is where it really lies; `status` is what it was when it was read.
    """

    paths: tuple[Path, ...]
    target: Path
    temporary: Path
    status: os.stat_result
    pair: SamePicture


def read_original(path: Path, content_hash: str) -> tuple[bytes, os.stat_result]:
    """The content of a file that may be replaced, and its status.

    Raises:
        CannotReplaceError: it may not be replaced, or does not hold what the index knows.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise CannotReplaceError("unwritable", "it is not a file")
        if status.st_nlink > 1:
            raise CannotReplaceError("linked")
        if not status.st_mode & stat.S_IWUSR or not os.access(path, os.W_OK):
            raise CannotReplaceError("read-only")
        data = path.read_bytes()
    except OSError as error:
        raise CannotReplaceError("unwritable", error.strerror or str(error)) from error
    if content_hash_of(data) != content_hash:
        raise CannotReplaceError("changed-meanwhile")
    return data, status


def put_in_place(index: Index, items: Sequence[Staged]) -> tuple[list[Staged], list[tuple[Staged, CannotReplaceError]]]:
    """Replace files by what lies beside them. The index knows the new contents before, and the files afterwards.

    Returns:
        What was replaced, and what was not.
    """
    done: list[Staged] = []
    failed: list[tuple[Staged, CannotReplaceError]] = []
    if not items:
        return done, failed
    try:
        know_same_pictures(index, list(dict.fromkeys(item.pair for item in items)))
        for item in items:
            try:
                _replace(item)
                done.append(item)
            except CannotReplaceError as error:
                failed.append((item, error))
    finally:
        for item in items:
            discard(item.temporary)
        if done:
            files = [(file_at(path), item.pair.new_hash) for item in done for path in item.paths]
            with index.writing() as connection:
                put_same_picture(connection, files, [item.pair for item in done])
    return done, failed


def _replace(item: Staged) -> None:
    """Move the new content into place, unless the file has changed since."""
    try:
        now, before = item.target.stat(), item.status
        if (now.st_size, now.st_mtime_ns, now.st_ino) != (before.st_size, before.st_mtime_ns, before.st_ino):
            raise CannotReplaceError("changed-meanwhile")
        item.temporary.replace(item.target)
    except OSError as error:
        raise CannotReplaceError("unwritable", error.strerror or str(error)) from error
    sync_folder(item.target.parent)


def staged(path: Path, data: bytes, status: os.stat_result) -> Path:
    """Write the new content beside a file, with the times, the permissions and the owner of the file.

    Raises:
        CannotReplaceError: it cannot be written.
    """
    temporary = temporary_beside(path)
    try:
        with open_new(temporary, private=True) as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if os.name != "nt" and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
            # Only root may give a file away; a group that is not ours cannot be kept.
            with suppress(OSError):
                os.chown(temporary, status.st_uid, status.st_gid)
        shutil.copystat(path, temporary)
    except OSError as error:
        discard(temporary)
        raise CannotReplaceError("unwritable", error.strerror or str(error)) from error
    except BaseException:
        discard(temporary)
        raise
    return temporary


def clear_left_over(folders: Iterable[Path]) -> None:
    """Remove the copies that a killed process left beside photos. Call it only while no other process writes some."""
    for folder in folders:
        with suppress(OSError):
            clear_temporaries(folder)


def discard(temporary: Path) -> None:
    """Remove staged content."""
    with suppress(OSError):
        temporary.unlink(missing_ok=True)


def file_at(path: Path) -> PhotoFile:
    """The file as the index records it.

    Raises:
        OSError: it is missing.
    """
    return PhotoFile(path, *numbers_of(path.stat()))
