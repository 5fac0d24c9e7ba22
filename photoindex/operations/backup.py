"""Backup and restore: a consistent copy of the index, made even while a scan runs, and the way back."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from photoindex.errors import IndexFileError, StorageError, UsageError
from photoindex.operations.exclusive import alone
from photoindex.operations.places import absolute
from photoindex.store.index import Connection, Index
from photoindex.store.index_file import wal_of


@dataclass(frozen=True, slots=True)
class CopyReport:
    """A copy that was checked: its size in bytes and what it holds. `kept` is where the index lies that it replaced."""

    size: int
    photos: int
    faces: int
    decisions: int
    kept: Path | None = None


def backup(index: Index, target: Path, *, force: bool) -> CopyReport:
    """Write a copy of everything that is committed. `target` is there whole or not at all.

    Raises:
        UsageError: `target` is there already, unless `force` is set, or is the index itself.
        StorageError: the disk is full or not writable.
        IndexFileError: there is no index, or it is damaged.
    """
    target = absolute(target)  # a link is to be replaced, not followed
    if (target.exists() and not target.is_file()) or (index.path.exists() and _is_same(target, index.path)):
        raise UsageError(f"{target} cannot be a backup of this index", hint="Name another file.")
    if target.exists() and not force:
        raise UsageError(f"{target} is there already", hint="Name another file, or replace it with --force.")
    part = _fresh(target)
    try:
        index.copy_to(part)
        report = _looked_at(part)
        _put(part, target)
    finally:
        part.unlink(missing_ok=True)
    return report


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and one.samefile(other)


def restore(index: Index, source: Path) -> CopyReport:
    """Put a backup in the place of the index, which is kept beside it. Older backups are brought up to date.

    Raises:
        UsageError: `source` is not there, or is the index itself.
        IndexFileError: `source` is not a backup that this version can use, or is damaged. The index stays as it is.
        IndexLockedError: a scan or another command uses the index.
        StorageError: the disk is full or not writable. The index stays as it is.
    """
    source = absolute(source)
    if not source.is_file():
        raise UsageError(f"there is no backup at {source}")
    if index.path.exists() and source.samefile(index.path):
        raise UsageError(f"{source} is the index itself")
    with alone(index, "restore", [source]):
        part = _fresh(index.path)
        try:
            Index(source, patience=index.patience).copy_to(part)
            # Opening it for writing brings it to the newest schema.
            with Index(part).writing():
                pass
            report = _looked_at(part)
            kept = _set_aside(index)
            _put(part, index.path)
        finally:
            part.unlink(missing_ok=True)
    return CopyReport(report.size, report.photos, report.faces, report.decisions, kept)


def _fresh(target: Path) -> Path:
    """A name beside `target` for what is being written, free of what a kill left there."""
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in (part, wal_of(part)):
            left.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror or error}") from error
    return part


def _looked_at(path: Path) -> CopyReport:
    with Index(path).reading() as connection:
        photos, faces, decisions = (_count(connection, table) for table in ("photo", "face", "decision"))
    return CopyReport(path.stat().st_size, photos, faces, decisions)


def _count(connection: Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def _put(part: Path, target: Path) -> None:
    """Let `part` take the place of `target` at once, and only when it is on the disk."""
    try:
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        part.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror or error}") from error


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        # Windows has no way to do it, and needs none.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _set_aside(index: Index) -> Path | None:
    """Give the present index a second name; what is at its own name stays usable until it is replaced."""
    if not index.path.exists():
        return None
    try:
        # Brings what is committed into the file itself, and makes sure that nobody else has it open.
        with index.writing():
            pass
    except (IndexFileError, StorageError):
        # A damaged index is what backups are for. What can be kept of it is kept.
        pass
    kept = _free_name(index.path)
    wal = wal_of(index.path)
    try:
        try:
            os.link(index.path, kept)
        except OSError:
            # Not every file system has hard links.
            shutil.copy2(index.path, kept)
        if wal.exists():
            wal.replace(wal_of(kept))
    except OSError as error:
        raise StorageError(f"the present index cannot be kept as {kept}: {error.strerror or error}") from error
    return kept


def _free_name(path: Path) -> Path:
    name, number = path.with_name(f"{path.name}.before-restore"), 1
    while name.exists():
        number += 1
        name = path.with_name(f"{path.name}.before-restore-{number}")
    return name
