"""Write the names of photos into the sidecars beside them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from photoindex.decode import packets_of
from photoindex.interop.regions import size_in_file, to_stored
from photoindex.interop.xmp.frames import coded_frame
from photoindex.interop.xmp.packet import PacketError
from photoindex.interop.xmp.sidecar_file import FolderNames, read_sidecar, write_sidecar
from photoindex.interop.xmp.writing import with_names
from photoindex.interop.xmp.written import Mark, NamedBox, Wanted, Written
from photoindex.operations.exporting.marks import both, keep_marks, marks_for
from photoindex.operations.exporting.records import Disagreement, ExportReport, ExportRequest, NotWritten, TakenOut
from photoindex.operations.exporting.selection import PresentFile
from photoindex.store.opening.index import Index

# A kill between two records of the index costs nothing: the first one holds what is about to be written as well.
_AT_ONCE = 500


def wanted_names(file: PresentFile, request: ExportRequest) -> Wanted:
    """The names in a photo file, with boxes in the frame of the stored picture."""
    photo = file.photo
    stored = coded_frame(file.path) if photo.format == "HEIF" else None
    orientation = photo.orientation if stored is None else stored.orientation
    dimensions = size_in_file(photo.width, photo.height, orientation) if stored is None else stored.size
    faces = tuple(NamedBox(face.name, to_stored(face.box, orientation)) for face in photo.faces)
    return Wanted(faces, dimensions, ("regions", *request.also), request.overrule, request.accept_removal)


def write_sidecars(
    index: Index,
    files: Sequence[PresentFile],
    request: ExportRequest,
    report: ExportReport,
    progress: Callable[[int], None],
) -> None:
    """Bring the sidecar of each file up to date, and add to the report. `progress` gets the number of files in
    each step."""
    remaining = iter(files)
    while batch := list(islice(remaining, _AT_ONCE)):
        _write_batch(index, list(_sidecars(batch, request)), request, report)
        progress(len(batch))


@dataclass(frozen=True, slots=True)
class _Sidecar:
    """A sidecar, and the photo file beside it."""

    file: PresentFile
    path: Path

    @property
    def content_hash(self) -> str:
        return self.file.photo.content_hash


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A sidecar that has to be written: its bytes now, its new content, and what we wrote there until now."""

    sidecar: _Sidecar
    before: bytes | None
    written: Written
    marks: tuple[Mark, ...]


def _write_batch(index: Index, batch: Sequence[_Sidecar], request: ExportRequest, report: ExportReport) -> None:
    paths = {path: sidecar.content_hash for sidecar in batch for path in (sidecar.path, sidecar.file.path)}
    marks = marks_for(index, paths)
    prepared = [item for sidecar in batch if (item := _prepare(sidecar, marks, request, report))]
    if not report.dry_run:
        keep_marks(index, {item.sidecar.path: (item.sidecar.content_hash, both(item.marks, item.written.marks))
                           for item in prepared if item.marks != item.written.marks})  # fmt: skip
        done = [item for item in prepared if _write(item, report)]
        keep_marks(index, {item.sidecar.path: (item.sidecar.content_hash, item.written.marks)
                           for item in done if item.marks != item.written.marks})  # fmt: skip
    else:
        done = [item for item in prepared if item.written.data is not None]
    for item in done:
        if item.written.data is not None:
            _count(item, report)


def _prepare(
    sidecar: _Sidecar, known: Mapping[Path, tuple[Mark, ...]], request: ExportRequest, report: ExportReport
) -> _Prepared | None:
    """Work out the new content of a sidecar; None if it cannot be written. `known` is what we wrote into each file."""
    report.files += 1
    try:
        item = _worked_out(sidecar, known, request)
    except PacketError as error:
        report.failures.append(NotWritten(sidecar.path, "malformed", str(error)))
        return None
    except OSError as error:
        report.failures.append(NotWritten(sidecar.path, "unreadable", error.strerror or str(error)))
        return None
    written, photo = item.written, sidecar.file.path
    if written.other_size:
        report.failures.append(NotWritten(sidecar.path, "other-size"))
    report.disagreements += [Disagreement(photo, sidecar.path, item.name, item.theirs) for item in written.differences]
    report.taken_out += [
        TakenOut(sidecar.path, sidecar.content_hash, item.name, item.box) for item in written.taken_out
    ]
    report.current += written.data is None and not written.other_size
    return item


def _worked_out(sidecar: _Sidecar, known: Mapping[Path, tuple[Mark, ...]], request: ExportRequest) -> _Prepared:
    marks, photo = known[sidecar.path], sidecar.file.path
    wanted = wanted_names(sidecar.file, request)
    before = read_sidecar(sidecar.path)
    if before is not None:
        return _Prepared(sidecar, before, with_names(before, wanted, marks, embedded=lambda: _packet_in(photo)), marks)
    # A new sidecar begins with the lists in the photo, which may hold what we wrote there.
    every = both(marks, known[photo])
    written = with_names(None, wanted, every, embedded=lambda: _packet_in(photo))
    # Without a sidecar, no file can hold anything of ours.
    return _Prepared(sidecar, None, written if written.data is not None else replace(written, marks=()), marks)


def _packet_in(photo: Path) -> bytes | None:
    """The main XMP packet in a photo."""
    try:
        return next(iter(packets_of(photo)), None)
    except OSError:
        return None


def _write(item: _Prepared, report: ExportReport) -> bool:
    """Write a sidecar, if it has to change; whether that succeeded."""
    path, data = item.sidecar.path, item.written.data
    if data is None:
        return True
    try:
        if read_sidecar(path) != item.before:
            report.failures.append(NotWritten(path, "changed-meanwhile"))
            return False
        write_sidecar(path, data, item.sidecar.file.path)
    except PacketError as error:
        report.failures.append(NotWritten(path, "malformed", str(error)))
        return False
    except OSError as error:
        report.failures.append(NotWritten(path, "unwritable", error.strerror or str(error)))
        return False
    return True


def _count(item: _Prepared, report: ExportReport) -> None:
    report.created += item.before is None
    report.updated += item.before is not None
    report.added += item.written.added
    report.changed += item.written.changed
    report.removed += item.written.removed


def _sidecars(files: Sequence[PresentFile], request: ExportRequest) -> Iterator[_Sidecar]:
    """The sidecar of each file. Files are sorted by path, so that each folder is listed once."""
    folder: FolderNames | None = None
    for file in files:
        if folder is None or folder.path != file.path.parent:
            folder = FolderNames.of(file.path.parent)
        yield _Sidecar(file, folder.sidecar_of(file.path, request.style))
