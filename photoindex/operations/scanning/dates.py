"""Read the dates of photos again if an older version read them. This reads only a few kilobytes of most files."""

from collections.abc import Callable, Sequence
from pathlib import Path

from photoindex.decode import Metadata, choose_date, is_from_camera, read_metadata
from photoindex.errors import PhotoError
from photoindex.store.opening.index import Index
from photoindex.store.tables.taken_dates import OldFacts, TakenRow, old_facts, update_taken

_AT_ONCE = 500


def reread_dates(index: Index, roots: Sequence[Path], stop: Callable[[], bool]) -> None:
    """Update the dates of photos below these roots to the dates that this version reads.

    Changed files are handled by the scan itself, and unreadable files by the next scan. Nothing is lost if this is
    stopped, because the next scan continues.
    """
    with index.reading() as connection:
        old = old_facts(connection, roots)
    for start in range(0, len(old), _AT_ONCE):
        if stop():
            return
        found: dict[int, TakenRow | None] = {}
        checked: list[int] = []
        for photo in old[start : start + _AT_ONCE]:
            try:
                if not _was_read_right(photo):
                    _reread(photo, found)
            except PhotoError:
                # The file's disk may be offline: try again when the disk is back.
                continue
            checked.append(photo.photo_id)
        with index.writing() as connection:
            update_taken(connection, found, checked)


def _was_read_right(photo: OldFacts) -> bool:
    """Whether the date comes from a camera. Such dates were always read correctly, and most photos of a library have
    one.
    """
    return (
        photo.taken_from == "exif"
        and photo.taken_at is not None
        and is_from_camera(photo.camera_make, photo.camera_model, photo.taken_at)
    )


def _reread(photo: OldFacts, found: dict[int, TakenRow | None]) -> None:
    metadata = read_metadata(photo.path, photo.size, photo.mtime_ns)
    if metadata is None and photo.taken_from not in {"", "name"}:
        # Only the decoder of the photo's format can read the date, and already did so.
        return
    taken = choose_date(metadata or Metadata(), photo.path.name)
    if taken is not None:
        found[photo.photo_id] = TakenRow(taken.date.moment, taken.date.precision, taken.source, taken.trusted)
    elif photo.taken_from == "name":
        # An older version mistook some other number for a date.
        found[photo.photo_id] = None
