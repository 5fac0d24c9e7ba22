"""Rescue: save whatever is readable in a damaged index into a new file, above all the names. Existing files are not
touched.

Decisions come from all sources together: the index, the decisions files beside it and, if the index cannot be opened, a
kept copy. Photos and faces come from the best database that can still be opened, so that no scan has to find them
again.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from photoindex.advice.actions import Action
from photoindex.data_folder import IndexFiles
from photoindex.errors import NotFoundError, StorageError, UsageError
from photoindex.file_lock import try_lock
from photoindex.files import make_private
from photoindex.operations.check import mend
from photoindex.operations.decisions import export_decisions, import_lines
from photoindex.operations.identities.replay import refresh_people
from photoindex.operations.restoring.copies import put_in_place
from photoindex.operations.restoring.decisions import (
    FileRead,
    files_with_decisions,
    read_decision_lines,
    with_what_they_undo,
)
from photoindex.store.decisions_file.lines import Line, from_line
from photoindex.store.jobs.salvage import Salvage, TableRead, build, remove_all_decisions, salvage
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import current_pack
from photoindex.store.tables.decisions import load_decisions
from photoindex.store.views.totals import count_all

Source = Literal["index", "index without its log", "copy", "decisions"]

_SAID = frozenset({"decision", "decision_face"})


@dataclass(frozen=True, slots=True)
class Rescued:
    """What a rescue recovered.

    - `target` is the new file, or None if the index turned out to be intact and to hold every decision.
    - `source` and `base` say which database the photos and faces came from: the index, with or without its write-ahead
      log, or a copy. The value "decisions" means that no database could be read, so that a scan has to find photos and
      faces again.
    - `damaged` are the tables that lost rows, and `files` the decisions files that were read.
    - `photos`, `faces`, `decisions` and `people` (with a name) count what is in the new file.
    """

    target: Path | None
    source: Source
    base: Path | None
    damaged: tuple[TableRead, ...]
    files: tuple[FileRead, ...]
    photos: int
    faces: int
    decisions: int
    people: int


@dataclass(frozen=True, slots=True)
class _Found:
    source: Source
    base: Path
    salvage: Salvage


def rescue(index: Index, target: Path | None = None) -> Rescued:
    """Write everything that can be saved of an index to `target`, or to a file beside the index.

    Raises:
        UsageError: `target` exists.
        NotFoundError: there is no index, or nothing of it can be saved.
        StorageError: the disk is full or not writable.
    """
    target = Path(os.path.abspath((target or index.files.new_rescued()).expanduser()))  # noqa: PTH100 - links stay
    if os.path.lexists(target):
        raise UsageError(f"{target} is there already", hint="Name another file.")
    texts, lines = read_decision_lines(files_with_decisions(index.files))
    if not index.path.exists() and not lines:
        raise NotFoundError(f"there is no index at {index.path}, and no decisions file beside it")
    try:
        with _working_folder(target) as work:
            found = _best(index, work, has_text=bool(lines))
            if found is None and not lines:
                raise NotFoundError(
                    f"nothing in {index.path} can be read, and there is no decisions file or copy beside it",
                    hint="Scan your photos again.",
                    advice=Action.RESTORE_BACKUP,
                )
            new = Index(work / "new.duckdb", scratch=True)
            tables, added = _rebuilt(new, found, lines)
            damaged = [table for table in tables if table.lost != 0]
            if found and found.source == "index" and not damaged and not added:
                return _report(new, None, found, damaged, texts)
            report = _report(new, target, found, damaged, texts)
            _put(new.path, target)
            return report
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror or error}") from error


def _best(index: Index, work: Path, *, has_text: bool) -> _Found | None:
    """The best database that can be opened: the index, else the index without its write-ahead log, else a copy."""
    if index.path.is_file():
        with index.undisturbed():
            (work / "index").mkdir()
            shutil.copyfile(index.path, work / "index" / "copy.duckdb")
            logged = index.files.wal.is_file()
            if logged:
                shutil.copyfile(index.files.wal, IndexFiles(work / "index" / "copy.duckdb").wal)
        found = salvage(work / "index" / "copy.duckdb", _folder(work / "tables"))
        if found is not None:
            return _Found("index", index.path, found)
        if logged:
            IndexFiles(work / "index" / "copy.duckdb").wal.unlink()
            found = salvage(work / "index" / "copy.duckdb", _folder(work / "tables-without-log"))
            if found is not None:
                return _Found("index without its log", index.path, found)
    copies = [*reversed(index.files.copies_before_update())]
    if not has_text:
        # An index that a restore replaced is out of date: use it only if there is no decisions file.
        copies += reversed(index.files.copies_before_restore())
    for number, copy in enumerate(copies):
        (work / f"copy-{number}").mkdir()
        shutil.copyfile(copy, work / f"copy-{number}" / "copy.duckdb")
        found = salvage(work / f"copy-{number}" / "copy.duckdb", _folder(work / f"tables-of-copy-{number}"))
        if found is not None:
            return _Found("copy", copy, found)
    return None


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _rebuilt(new: Index, found: _Found | None, lines: list[Line]) -> tuple[list[TableRead], int]:
    """Fill the new index with what was found and with the decisions that only the files hold; count these decisions."""
    tables = build(new.path, found.salvage) if found is not None else []
    lost = {table.table for table in tables if table.lost != 0}
    if lost.intersection(_SAID):
        lines = _with_remains(new, lines)
    if lost:
        mend(new)
    report = import_lines(new, with_what_they_undo(new, lines), str(new.path))
    with new.writing() as connection:
        pack = current_pack(connection)
        if pack is not None:
            refresh_people(connection, pack)
    return tables, report.added


def _with_remains(new: Index, lines: list[Line]) -> list[Line]:
    """Return the lines, and also those decisions of the index that could be read only in part and that no line holds
    completely. Then remove all decisions from the index.

    Because the index then holds no decisions, everything can be imported.
    """
    remains = {line.decision.uid: line for text in export_decisions(new) if (line := _line_of(text)) is not None}
    with new.writing() as connection:
        remove_all_decisions(connection)
    return list((remains | {line.decision.uid: line for line in lines}).values())


def _line_of(text: str) -> Line | None:
    """Parse a decision; None if it lost a required field."""
    try:
        return from_line(text)
    except ValueError:
        return None


def _report(
    new: Index, target: Path | None, found: _Found | None, damaged: list[TableRead], texts: list[FileRead]
) -> Rescued:
    with new.reading() as connection:
        pack = current_pack(connection)
        totals = count_all(connection, pack.fingerprint if pack else "")
        decisions = len(load_decisions(connection))
    return Rescued(
        target=target,
        source=found.source if found else "decisions",
        base=found.base if found else None,
        damaged=tuple(damaged),
        files=tuple(texts),
        photos=totals.photos,
        faces=totals.faces,
        decisions=decisions,
        people=totals.persons,
    )


def _put(new: Path, target: Path) -> None:
    """Give the new index its name, unless a file of that name was created meanwhile."""
    make_private(new)
    if os.path.lexists(target):
        raise UsageError(f"{target} is there already", hint="Name another file.")
    put_in_place(new, target)


@contextmanager
def _working_folder(target: Path) -> Iterator[Path]:
    """Make a private folder beside the target, and delete it at the end. Also delete the folders of killed rescues."""
    target.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{target.name}.rescue-"
    for left in [path for path in target.parent.iterdir() if path.name.startswith(prefix)]:
        lock = try_lock(left / "lock") if (left / "lock").exists() else None
        if lock is not None:
            lock.release()
            shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    lock = try_lock(work / "lock")
    try:
        yield work
    finally:
        if lock is not None:
            lock.release()
        shutil.rmtree(work, ignore_errors=True)
