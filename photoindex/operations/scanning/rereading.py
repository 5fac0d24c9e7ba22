"""Read the dates and the texts of photos again if an older version read them. This reads only the headers of files."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from photoindex.decode import Metadata, choose_date, is_from_camera, read_metadata, read_texts
from photoindex.domain.photo import FACTS_WITHOUT_TEXTS
from photoindex.domain.photo_texts import PhotoTexts
from photoindex.errors import PhotoError
from photoindex.store.opening.index import Index
from photoindex.store.tables.photo_texts import put_texts
from photoindex.store.tables.taken_dates import OldFacts, TakenRow, old_facts, update_taken

_AT_ONCE = 500
# Most of the time passes while disks and networks answer.
_THREADS = 8


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read again of one photo. If `dated`, its date becomes `taken`, or unknown if that is None."""

    photo_id: int
    texts: PhotoTexts
    dated: bool = False
    taken: TakenRow | None = None


def reread_facts(
    index: Index, roots: Sequence[Path], stop: Callable[[], bool], reading: Callable[[int, int], None]
) -> None:
    """Bring the dates and texts of photos below these roots to what this version reads. `reading` is called with the
    number of photos that were read, and the number of all.

    Changed files are handled by the scan itself, and unreadable files by the next scan. Nothing is lost if this is
    stopped, because the next scan continues.
    """
    with index.reading() as connection:
        old = old_facts(connection, roots)
    with ThreadPoolExecutor(_THREADS) as pool:
        for start in range(0, len(old), _AT_ONCE):
            if stop():
                return
            reading(start, len(old))
            found = [read for read in pool.map(_reread, old[start : start + _AT_ONCE]) if read is not None]
            with index.writing() as connection:
                put_texts(connection, {read.photo_id: read.texts for read in found})
                dates = {read.photo_id: read.taken for read in found if read.dated}
                update_taken(connection, dates, [read.photo_id for read in found])
    if old:
        reading(len(old), len(old))


def _reread(photo: OldFacts) -> _Read | None:
    """Read the facts of a photo again. None if the file cannot be read now, perhaps because its disk is offline."""
    try:
        texts = read_texts(photo.path, photo.size, photo.mtime_ns)
        if photo.version >= FACTS_WITHOUT_TEXTS or _was_read_right(photo):
            return _Read(photo.photo_id, texts)
        return _with_date(photo, texts)
    except PhotoError:
        return None


def _was_read_right(photo: OldFacts) -> bool:
    """Whether the date comes from a camera. Such dates were always read correctly, and most photos of a library have
    one.
    """
    return (
        photo.taken_from == "exif"
        and photo.taken_at is not None
        and is_from_camera(photo.camera_make, photo.camera_model, photo.taken_at)
    )


def _with_date(photo: OldFacts, texts: PhotoTexts) -> _Read:
    metadata = read_metadata(photo.path, photo.size, photo.mtime_ns)
    if metadata is None and photo.taken_from not in {"", "name"}:
        # Only the decoder of the photo's format can read the date, and already did so.
        return _Read(photo.photo_id, texts)
    taken = choose_date(metadata or Metadata(), photo.path.name)
    if taken is not None:
        row = TakenRow(taken.date.moment, taken.date.precision, taken.source, taken.trusted)
        return _Read(photo.photo_id, texts, dated=True, taken=row)
    # If the date came from the name, an older version mistook some other number for a date.
    return _Read(photo.photo_id, texts, dated=photo.taken_from == "name")
