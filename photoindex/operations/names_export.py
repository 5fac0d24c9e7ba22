"""Export names: write who is in which photo, and where, for other programs to read."""

from collections.abc import Callable

from photoindex.operations.common.index_lock import alone
from photoindex.operations.exporting.records import (
    Absent,
    Disagreement,
    ExportReport,
    ExportRequest,
    NotWritten,
    NotWrittenReason,
)
from photoindex.operations.exporting.replacing import clear_left_over
from photoindex.operations.exporting.selection import present_files, select
from photoindex.operations.exporting.sidecars import write_sidecars
from photoindex.store.opening.index import Index

__all__ = [
    "Absent",
    "Disagreement",
    "ExportReport",
    "ExportRequest",
    "NotWritten",
    "NotWrittenReason",
    "export_sidecars",
]


def export_sidecars(
    index: Index, request: ExportRequest, progress: Callable[[int, int], None], *, dry_run: bool = False
) -> ExportReport:
    """Write the names of photos into the XMP files beside them. Files that cannot be written are in the report.

    Args:
        progress: called with the numbers of files done and of all files.
        dry_run: write nothing, and report what would be written.

    Raises:
        QueryError: the query cannot be understood; `UnknownNameError` if nobody has one of the names.
        NotFoundError: nothing has been scanned yet.
        IndexLockedError: another command is reworking the index.
    """
    selection = select(index, request)
    files, absent = present_files(selection)
    named = sum(bool(photo.faces) for photo in selection.photos)
    report = ExportReport(selection.people, named, absent=absent, dry_run=dry_run)
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress(done, len(files))

    if dry_run:
        write_sidecars(index, files, request, report, advance)
        return report
    with alone(index, "names export"):
        clear_left_over({file.path.parent for file in files})
        write_sidecars(index, files, request, report, advance)
    return report
