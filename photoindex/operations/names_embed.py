"""Embed names: write them into the originals themselves, on explicit demand only."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from photoindex.interop.embedded_names import EmbedError, StoredPhoto, with_embedded_names
from photoindex.interop.exiftool import ExifTool
from photoindex.interop.xmp.written import Mark, Written
from photoindex.operations.common.index_lock import alone
from photoindex.operations.exporting.backups import content_hash_of, keep_backup
from photoindex.operations.exporting.marks import both, keep_marks, marks_for
from photoindex.operations.exporting.records import Disagreement, ExportReport, ExportRequest, NotWritten
from photoindex.operations.exporting.replacing import (
    CannotReplaceError,
    Staged,
    clear_left_over,
    discard,
    put_in_place,
    read_original,
    staged,
)
from photoindex.operations.exporting.selection import PresentFile, present_files, select
from photoindex.operations.exporting.sidecars import wanted_names
from photoindex.store.jobs.same_picture import SamePicture
from photoindex.store.opening.index import Index

__all__ = ["ExportReport", "ExportRequest", "NotWritten", "embed_names"]

# Each batch costs one decision in the index. Its copies lie beside the originals meanwhile.
_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file whose new content lies beside it, what was written into that, and what we wrote there until now."""

    staged: Staged
    written: Written
    marks: tuple[Mark, ...]


def embed_names(
    index: Index, request: ExportRequest, progress: Callable[[int, int], None], *, dry_run: bool = False
) -> ExportReport:
    """Write the names of photos into the photo files, and keep a backup of the metadata that each file had.

    A file is replaced only if its copy with the names shows the same picture. The index knows the new content before
    the file gets it, so no name is lost even if the process is killed.

    Args:
        progress: called with the numbers of files done and of all files.
        dry_run: work everything out, and write nothing but copies in a temporary folder.

    Raises:
        ExifToolMissingError: ExifTool is not installed.
        QueryError: the query cannot be understood; `UnknownNameError` if nobody has one of the names.
        NotFoundError: nothing has been scanned yet.
        StorageError: a backup cannot be stored.
        IndexLockedError: another command is reworking the index.
    """
    with ExifTool() as tool, alone(index, "names export"), TemporaryDirectory(prefix="photoindex-") as folder:
        selection = select(index, request)
        files, absent = present_files(selection)
        named = sum(bool(photo.faces) for photo in selection.photos)
        report = ExportReport(selection.people, named, absent=absent, dry_run=dry_run)
        embedding = _Embedding(index, tool, Path(folder), request, report)
        if not dry_run:
            clear_left_over({file.path.parent for file in files})
        remaining = iter(_by_target(files))
        done = 0
        while batch := list(islice(remaining, _AT_ONCE)):
            embedding.take(batch)
            done += len(batch)
            progress(done, len(files))
    return report


def _by_target(files: Sequence[PresentFile]) -> Iterator[tuple[Path, list[PresentFile]]]:
    """The files by the place where they really lie; several paths may lead to one file."""
    found: dict[Path, list[PresentFile]] = {}
    for file in files:
        found.setdefault(Path(os.path.realpath(file.path)), []).append(file)
    return iter(found.items())


class _Embedding:
    """Embeds names into files, a batch at a time, and adds to the report."""

    def __init__(
        self, index: Index, tool: ExifTool, folder: Path, request: ExportRequest, report: ExportReport
    ) -> None:
        self._index, self._tool, self._folder = index, tool, folder
        self._request, self._report = request, report

    def take(self, batch: Sequence[tuple[Path, list[PresentFile]]]) -> None:
        marks = marks_for(self._index, {files[0].path: files[0].photo.content_hash for _, files in batch})
        ready: dict[Path, _Ready] = {}
        try:
            for target, files in batch:
                item = self._prepared(target, files, marks[files[0].path])
                ready |= {target: item} if item else {}
            self._keep_marks({item: both(item.marks, item.written.marks) for item in ready.values()})
        except BaseException:
            for item in ready.values():
                discard(item.staged.temporary)
            raise
        done, failed = put_in_place(self._index, [item.staged for item in ready.values()])
        for staged_file, error in failed:
            self._report.failures.append(NotWritten(staged_file.paths[0], error.fault, str(error)))
        written = [ready[staged_file.target] for staged_file in done]
        self._keep_marks({item: item.written.marks for item in written})
        for item in written:
            self._count(item.written)

    def _keep_marks(self, marks: Mapping[_Ready, tuple[Mark, ...]]) -> None:
        keep_marks(
            self._index,
            {item.staged.paths[0]: (item.staged.pair.new_hash, kept) for item, kept in marks.items()},
        )

    def _prepared(self, target: Path, files: Sequence[PresentFile], marks: tuple[Mark, ...]) -> _Ready | None:
        """Write the new content beside a file; None if there is nothing to write, or it cannot be written."""
        first = files[0]
        self._report.files += 1
        try:
            data, status = read_original(target, first.photo.content_hash)
            photo = StoredPhoto(data, first.photo.format)
            new = with_embedded_names(self._tool, self._folder, photo, wanted_names(first, self._request), marks)
            self._tell(first.path, new.written)
            if new.data is None or self._report.dry_run:
                if new.data is not None:
                    self._count(new.written)
                return None
            pair = SamePicture(first.photo.content_hash, content_hash_of(new.data), len(new.data))
            temporary = staged(target, new.data, status)
            _keep_backup(data, new.data, temporary)
        except (CannotReplaceError, EmbedError) as error:
            self._report.failures.append(NotWritten(first.path, error.fault, str(error)))
            return None
        except OSError as error:
            # The temporary folder is full.
            self._report.failures.append(NotWritten(first.path, "unwritable", error.strerror or str(error)))
            return None
        return _Ready(Staged(tuple(file.path for file in files), target, temporary, status, pair), new.written, marks)

    def _tell(self, path: Path, written: Written) -> None:
        report = self._report
        report.disagreements += [Disagreement(path, path, item.name, item.theirs) for item in written.differences]
        if written.other_size:
            report.failures.append(NotWritten(path, "other-size"))
        report.current += written.data is None and not written.other_size

    def _count(self, written: Written) -> None:
        self._report.updated += 1
        self._report.added += written.added
        self._report.changed += written.changed
        self._report.removed += written.removed


def _keep_backup(old: bytes, new: bytes, temporary: Path) -> None:
    """Keep a backup of content that is about to be replaced. If that fails, nothing must be replaced."""
    try:
        keep_backup(old, new)
    except OSError:
        discard(temporary)
        raise
