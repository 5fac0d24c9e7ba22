"""Backup and restore: a consistent copy of the index, made even while a scan runs, and the way back."""

import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from photoindex.errors import IndexDamagedError, IndexFileError, StorageError, UsageError
from photoindex.files import make_private_folder, sync_folder, whole_file
from photoindex.operations.exclusive import alone
from photoindex.people.decision_rules import stored_faults
from photoindex.store.catalogue import Difference
from photoindex.store.decisions import load_decisions
from photoindex.store.index import Connection, Index


@dataclass(frozen=True, slots=True)
class CopyReport:
    """A copy that was checked: its size in bytes and what it holds. `kept` is where the index lies that it replaced.

    `left_out` are tables, columns, views and macros of the original that no index has.
    """

    size: int
    photos: int
    faces: int
    decisions: int
    kept: Path | None = None
    left_out: tuple[str, ...] = ()


def backup(index: Index, target: Path, *, force: bool) -> CopyReport:
    """Write a copy of everything that is committed. `target` is there whole or not at all.

    Raises:
        UsageError: `target` is there already, unless `force` is set, or is the index itself.
        StorageError: the disk is full or not writable.
        IndexFileError: there is no index, or it is damaged.
    """
    target = Path(os.path.abspath(target.expanduser()))  # noqa: PTH100 - a link is to be replaced, not followed
    if target.is_dir() or (target.exists() and index.path.exists() and target.samefile(index.path)):
        raise UsageError(f"{target} cannot be a backup of this index", hint="Name another file.")
    if target.exists() and not force:
        raise UsageError(f"{target} is there already", hint="Name another file, or replace it with --force.")
    part = _fresh(target)
    try:
        left_out = _names(index.copy_to(part))
        report = _looked_at(part, left_out)
        _put(part, target)
    finally:
        _remove(part)
    return report


def restore(index: Index, source: Path) -> CopyReport:
    """Put a backup in the place of the index, which is kept beside it. Older backups are brought up to date.

    Raises:
        UsageError: `source` is not there, or is the index itself.
        IndexFileError: `source` is not a backup that this version can use, or is damaged. The index stays as it is.
        IndexLockedError: a scan or another command uses the index.
        StorageError: the disk is full or not writable. The index stays as it is.
    """
    source = source.expanduser()
    if not source.is_file():
        raise UsageError(f"there is no backup at {source}")
    if index.path.exists() and source.samefile(index.path):
        raise UsageError(f"{source} is the index itself")
    with alone(index, "restore", [source]):
        part = _fresh(index.path)
        try:
            left_out = _names(Index(source, patience=index.patience).copy_to(part))
            # Opening it for writing brings it to the newest schema.
            with Index(part).writing() as connection:
                _refuse_decisions(connection, source)
            report = _looked_at(part, left_out)
            kept = _set_aside(index)
            _put(part, index.path)
        finally:
            _remove(part)
    return replace(report, kept=kept)


def _fresh(target: Path) -> Path:
    """A name beside `target` that nobody can foresee. What kills left there of earlier ones is removed."""
    name = f".{target.name}.{{}}.part"
    killed = name.format("*").replace("[", "[[]")
    try:
        make_private_folder(target.parent)
        for left in (target.with_name(f"{target.name}.part"), *target.parent.glob(killed)):
            _remove(left)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror or error}") from error
    return target.with_name(name.format(secrets.token_hex(8)))


def _remove(part: Path) -> None:
    for path in (part, wal_of(part)):
        path.unlink(missing_ok=True)


def wal_of(path: Path) -> Path:
    """Where DuckDB keeps what is committed but not yet in the file, after a kill."""
    return path.with_name(f"{path.name}.wal")


def _names(left_out: Iterable[Difference]) -> tuple[str, ...]:
    return tuple(f"{item.found} {item.what}" for item in left_out)


def _refuse_decisions(connection: Connection, source: Path) -> None:
    """Raise IndexDamagedError for decisions that would end later commands in errors and could not be mended here."""
    for decision in load_decisions(connection):
        for fault in stored_faults(decision):
            raise IndexDamagedError(
                f"{source} cannot be restored: decision {decision.seq}, field {fault.field}: {fault.why}",
                hint=f"Everything else that was decided there can be kept: photoindex decisions export FILE --index "
                f"{source}, take the line out, and photoindex decisions import FILE.",
            )


def _looked_at(path: Path, left_out: tuple[str, ...]) -> CopyReport:
    with Index(path).reading() as connection:
        photos, faces, decisions = (_count(connection, table) for table in ("photo", "face", "decision"))
    return CopyReport(path.stat().st_size, photos, faces, decisions, left_out=left_out)


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
        sync_folder(target.parent)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror or error}") from error


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
            with index.path.open("rb") as present, whole_file(kept, private=True) as copy:
                shutil.copyfileobj(present, copy)
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
