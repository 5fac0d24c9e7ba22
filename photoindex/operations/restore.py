"""Restore: replace the index with a backup, and keep the old index beside it."""

import os
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from photoindex.advice.library import RewriteDecisions
from photoindex.data_folder import IndexFiles, remove_database
from photoindex.errors import IndexDamagedError, IndexFileError, PhotoIndexError, StorageError, UsageError
from photoindex.files import make_private, whole_file
from photoindex.operations.common.index_lock import alone
from photoindex.operations.common.typed_paths import absolute, leave_deleted_folder
from photoindex.operations.restoring.copies import CopyReport, fresh_part, looked_at, put_in_place
from photoindex.operations.restoring.decisions import (
    RestoredDecisions,
    files_with_decisions,
    read_decision_lines,
    restore_decisions,
)
from photoindex.store.database.connection import Connection
from photoindex.store.decisions_file.rules import stored_faults
from photoindex.store.opening.damage_note import note_damage
from photoindex.store.opening.index import Index
from photoindex.store.tables.decisions import load_decisions

__all__ = [
    "CopyReport",
    "RestoredDecisions",
    "restore",
    "restore_decisions",
]

# The number of replaced indexes that are kept; each is large.
_KEPT = 3


def restore(index: Index, source: Path) -> CopyReport:
    """Replace the index with a backup, and keep the old index beside it. Backups of older versions are updated.

    Raises:
        UsageError: `source` does not exist, or is the index itself.
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
    with alone(index, "restore", [source], creates=True):
        index.expect_damage()
        part = fresh_part(index.path)
        try:
            left_out = Index(source, patience=index.patience, scratch=True).copy_to(part)
            # Opening the copy for writing updates it to the newest schema.
            with Index(part, scratch=True).writing() as connection:
                _refuse_decisions(connection, source)
            report = looked_at(part, left_out)
            kept = _set_aside(index)
            decisions = _set_decisions_aside(index.files)
            put_in_place(part, index.path)
        finally:
            remove_database(part)
        note_damage(index.files, ())
        with index.writing():
            pass  # Opening an index for writing brings its decisions file up to date.
        lost = [(file, number) for file in decisions if (number := _kept_if_needed(file, index))]
        _drop_oldest(index.files)
    last, not_restored = lost[-1] if lost else (None, 0)
    return replace(report, kept=kept, kept_decisions=last, not_restored=not_restored)


def _set_decisions_aside(files: IndexFiles) -> list[Path]:
    """Set the decisions files of the replaced index aside, because the new index starts its own."""
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
    """Count the decisions that only this file has; delete it if there are none and no line is damaged."""
    (read,), lines = read_decision_lines([file])
    with index.reading() as connection:
        here = {decision.uid for decision in load_decisions(connection)}
    number = sum(line.decision.uid not in here for line in lines)
    if not number and not read.damaged:
        with suppress(OSError):
            file.unlink()
    return number


def _drop_oldest(files: IndexFiles) -> None:
    """Remove old replaced indexes. The latest `_KEPT` stay, and so do those with decisions that no decisions file
    holds.
    """
    _, lines = read_decision_lines(files_with_decisions(files))
    written = {line.decision.uid for line in lines}
    for copy in files.copies_before_restore()[:-_KEPT]:
        # Keep what cannot be read: it may hold anything.
        with suppress(PhotoIndexError, OSError):
            with Index(copy, scratch=True).reading() as connection:
                said = {decision.uid for decision in load_decisions(connection)}
            if said <= written:
                remove_database(copy)


def _refuse_decisions(connection: Connection, source: Path) -> None:
    """Raise IndexDamagedError if there are decisions that would make later commands fail and that cannot be mended
    here.
    """
    for decision in load_decisions(connection):
        for fault in stored_faults(decision):
            raise IndexDamagedError(
                f"{source} cannot be restored: decision {decision.seq}, field {fault.field}: {fault.why}",
                hint="All other decisions there can be kept.",
                advice=RewriteDecisions(source),
            )


def _set_aside(index: Index) -> Path | None:
    """Give the present index a second name; it stays usable under its own name until it is replaced."""
    if not index.path.exists():
        return None
    try:
        # Opening the index writes all committed data into the file itself, and ensures that nobody else has it open.
        with index.writing():
            pass
    except (IndexFileError, StorageError):
        # A damaged index is the very reason to restore. Keep as much of it as possible.
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
