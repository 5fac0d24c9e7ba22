"""Backup and restore: a consistent copy of the index, made even while a scan runs, and the way back."""

import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from photoindex.data_folder import IndexFiles, remove_database
from photoindex.errors import IndexDamagedError, IndexFileError, PhotoIndexError, StorageError, UsageError
from photoindex.files import make_private, make_private_folder, sync_folder, whole_file
from photoindex.operations.common.index_lock import alone
from photoindex.operations.common.typed_paths import absolute, leave_deleted_folder
from photoindex.operations.restoring.decisions import files_with_decisions, read_decision_lines
from photoindex.store.database.schema_difference import Difference
from photoindex.store.decisions_file.rules import stored_faults
from photoindex.store.opening.damage_note import note_damage
from photoindex.store.opening.index import Connection, Index
from photoindex.store.tables.decisions import load_decisions

# They are large.
_KEPT = 3


@dataclass(frozen=True, slots=True)
class CopyReport:
    """A copy that was checked: its size in bytes and what it holds.

    After a restore, `kept` is where the index lies that it replaced, and `kept_decisions` the decisions file of that
    one, of which `not_restored` are not in the copy. `left_out` are tables, columns, views and macros of the original
    that no index has.
    """

    size: int
    photos: int
    faces: int
    decisions: int
    kept: Path | None = None
    kept_decisions: Path | None = None
    not_restored: int = 0
    left_out: tuple[str, ...] = ()


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
    leave_deleted_folder()
    part = _fresh(target)
    try:
        left_out = _names(index.copy_to(part))
        report = _looked_at(part, left_out)
        _put(part, target)
    finally:
        remove_database(part)
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
    leave_deleted_folder()
    with alone(index, "restore", [source]):
        index.expect_damage()
        part = _fresh(index.path)
        try:
            left_out = _names(Index(source, patience=index.patience, scratch=True).copy_to(part))
            # Opening it for writing brings it to the newest schema.
            with Index(part, scratch=True).writing() as connection:
                _refuse_decisions(connection, source)
            report = _looked_at(part, left_out)
            kept = _set_aside(index)
            decisions = _set_decisions_aside(index.files)
            _put(part, index.path)
        finally:
            remove_database(part)
        note_damage(index.files, ())
        with index.writing():
            pass  # Whoever writes brings the decisions file up to the index.
        lost = [(file, number) for file in decisions if (number := _kept_if_needed(file, index))]
        _drop_oldest(index.files)
    last, not_restored = lost[-1] if lost else (None, 0)
    return replace(report, kept=kept, kept_decisions=last, not_restored=not_restored)


def _set_decisions_aside(files: IndexFiles) -> list[Path]:
    """The decisions file stays with the index that is replaced: the new one begins its own."""
    kept = []
    try:
        for file in (files.older_decisions, files.decisions):
            if file.is_file():
                kept.append(files.new_foreign_decisions())
                file.replace(kept[-1])
                make_private(kept[-1])
    except OSError as error:
        raise StorageError(f"the decisions file cannot be kept as {kept[-1]}: {error.strerror or error}") from error
    return kept


def _kept_if_needed(file: Path, index: Index) -> int:
    """How many decisions only this file has; without any, and without a damaged line, it goes."""
    (read,), lines = read_decision_lines([file])
    with index.reading() as connection:
        here = {decision.uid for decision in load_decisions(connection)}
    number = sum(line.decision.uid not in here for line in lines)
    if not number and not read.damaged:
        with suppress(OSError):
            file.unlink()
    return number


def _drop_oldest(files: IndexFiles) -> None:
    """Of the indexes that were replaced, remove all but the latest, unless one has names that no text has."""
    _, lines = read_decision_lines(files_with_decisions(files))
    written = {line.decision.uid for line in lines}
    for copy in files.copies_before_restore()[:-_KEPT]:
        # What cannot be read may hold anything.
        with suppress(PhotoIndexError, OSError):
            with Index(copy, scratch=True).reading() as connection:
                said = {decision.uid for decision in load_decisions(connection)}
            if said <= written:
                remove_database(copy)


def _fresh(target: Path) -> Path:
    """A name beside `target` that nobody can foresee. What kills left there of earlier ones is removed."""
    name = f".{target.name}.{{}}.part"
    killed = name.format("*").replace("[", "[[]")
    try:
        make_private_folder(target.parent)
        for left in (target.with_name(f"{target.name}.part"), *target.parent.glob(killed)):
            remove_database(left)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror or error}") from error
    return target.with_name(name.format(secrets.token_hex(8)))


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
    with Index(path, scratch=True).reading() as connection:
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
    kept, wal = index.files.new_copy_before_restore(), index.files.wal
    try:
        try:
            os.link(index.path, kept)
        except OSError:
            # Not every file system has hard links.
            with index.path.open("rb") as present, whole_file(kept, private=True) as copy:
                shutil.copyfileobj(present, copy)
        if wal.exists():
            wal.replace(IndexFiles(kept).wal)
    except OSError as error:
        with suppress(OSError):
            kept.unlink(missing_ok=True)
        raise StorageError(f"the present index cannot be kept as {kept}: {error.strerror or error}") from error
    return kept
