"""Export found photos as a folder that opens as a slideshow."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from photoindex.domain.names import short_name
from photoindex.export import (
    ExportFace,
    ExportOptions,
    ExportPhoto,
    ExportReport,
    Skipped,
    SkipReason,
    SlideshowTexts,
    export_photos,
)
from photoindex.operations.common.own_exports import refuse_library
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.find import Found, FoundPhoto
from photoindex.originals import Original, Presence
from photoindex.store.opening.index import Index

__all__ = ["ExportReport", "SkipReason", "Skipped", "SlideshowTexts", "export"]


def export(
    index: Index,
    found: Found,
    folder: Path,
    texts: SlideshowTexts,
    *,
    link: bool,
    update: bool,
    progress: Callable[[int, int], None],
) -> ExportReport:
    """Export these photos to a folder that opens as a slideshow; it also raises the errors of `export_photos`.

    Raises:
        UsageError: the folder belongs to the library, so that the record of the export would hide its photos from
            scans.
        NotFoundError: none of the photos can be opened, and the folder holds none of them yet.
    """
    refuse_library(index, folder)
    lost = {item.photo.photo_id: _REASONS[item.presence] for item in found.lost}
    matching = sorted([*found.photos, *(item.photo for item in found.lost)], key=_by_date)
    photos = [_export_photo(photo, found.originals, lost.get(photo.photo_id)) for photo in matching]
    return export_photos(photos, absolute(folder), ExportOptions(texts, link=link, update=update), progress)


def _by_date(photo: FoundPhoto) -> tuple[bool, datetime, str]:
    return photo.taken_at is None, photo.taken_at or datetime.min, str(min(photo.paths))


def _export_photo(
    photo: FoundPhoto, originals: Mapping[int, tuple[Original, ...]], lost: SkipReason | None = None
) -> ExportPhoto:
    """Describe a photo for the export: named people must stay in view, whereas faces of strangers may be cropped."""
    faces = tuple(ExportFace(face.box, short_name(face.name)) for face in photo.faces if face.name is not None)
    scanned = {original.file.path: original for original in originals[photo.photo_id]}
    chosen = scanned[photo.paths[0]]
    lost = "away" if photo.away else lost
    return ExportPhoto(chosen.file.path, photo.content_hash, photo.taken_at, faces, chosen, lost, photo.taken_precision)


_REASONS: Mapping[Presence, SkipReason] = {
    Presence.CHANGED: "changed",
    Presence.GONE: "missing",
    Presence.UNREADABLE: "unreadable",
}
