"""Find: list the photos that show all of these people, or export them as a slideshow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from photoindex.domain.dates import end_of, start_of
from photoindex.domain.names import Match, match_names, short_name
from photoindex.domain.people import AssignmentStatus
from photoindex.errors import UsageError
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
from photoindex.operations.common.presence import Presences, presences
from photoindex.operations.common.typed_paths import absolute
from photoindex.originals import Original, Presence
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.people import load_persons
from photoindex.store.tables.roots import root_states
from photoindex.store.views.photo_files import originals_of
from photoindex.store.views.search import FoundPhoto, count_with_all, photos_with_all

__all__ = [
    "Certainty",
    "ExportReport",
    "FindRequest",
    "Found",
    "FoundPhoto",
    "LostPhoto",
    "Presence",
    "SkipReason",
    "Skipped",
    "SlideshowTexts",
    "count_found",
    "export",
    "find",
]

Certainty = Literal["confirmed", "automatic", "suggested"]

_STATUSES: Mapping[Certainty, tuple[AssignmentStatus, ...]] = {
    "confirmed": ("confirmed",),
    "automatic": ("confirmed", "automatic"),
    "suggested": ("confirmed", "automatic", "suggested"),
}


@dataclass(frozen=True, slots=True)
class FindRequest:
    """The people who must all be in a photo (without names, every photo matches); the dates as typed, each a whole
    year, month or day; and the maximum number of photos, `limit`, after the first `skip`.

    `certainty` is the least certain status of a face that counts as a match.
    """

    names: tuple[str, ...]
    since: str | None = None
    until: str | None = None
    limit: int | None = None
    certainty: Certainty = "automatic"
    skip: int = 0


@dataclass(frozen=True, slots=True)
class LostPhoto:
    """A matching photo that cannot be shown, and the state of its first file."""

    photo: FoundPhoto
    presence: Presence


@dataclass(frozen=True, slots=True)
class Found:
    """The photos, sorted by the date they were taken, and the people that the typed names matched.

    `away` are offline roots with matching photos. `lost` photos match too, but their files are missing, unreadable, or
    hold something else now; the next scan will find out more. `touched` is the number of photos that may have been
    edited since they were scanned. `originals` are the files of all photos, by photo id.
    """

    people: tuple[Match, ...]
    photos: tuple[FoundPhoto, ...]
    away: tuple[Path, ...] = ()
    lost: tuple[LostPhoto, ...] = ()
    touched: int = 0
    originals: Mapping[int, tuple[Original, ...]] = field(default_factory=dict, repr=False)


def find(index: Index, request: FindRequest) -> Found:
    """Find the photos that show every one of the people.

    Raises:
        NotFoundError: nobody has one of the names; the hint gives the closest ones.
        UsageError: a date is invalid, or `since` lies after `until`.
    """
    since, until = _period(request)
    with index.reading() as connection:
        pack = require_current_pack(connection)
        matches = match_names(request.names, load_persons(connection))
        photos = photos_with_all(
            connection,
            pack.fingerprint,
            [match.person.person_id for match in matches],
            since=since,
            until=until,
            skip=request.skip,
            limit=request.limit,
            statuses=_STATUSES[request.certainty],
        )
        originals = originals_of(connection, [photo.photo_id for photo in photos])
        roots = root_states(connection)
    files = presences([file for photo in photos for file in originals[photo.photo_id]], roots)
    return _found(tuple(matches), photos, originals, files)


def count_found(index: Index, request: FindRequest) -> int:
    """The number of photos that `find` would find without `limit` and `skip`. Their files are not looked for.

    Raises the same errors as `find`.
    """
    since, until = _period(request)
    with index.reading() as connection:
        pack = require_current_pack(connection)
        matches = match_names(request.names, load_persons(connection))
        persons = [match.person.person_id for match in matches]
        statuses = _STATUSES[request.certainty]
        return count_with_all(connection, pack.fingerprint, persons, since=since, until=until, statuses=statuses)


def _period(request: FindRequest) -> tuple[datetime | None, datetime | None]:
    """The first moment, and the first moment after the last one; None if there is no limit."""
    since = start_of(request.since) if request.since else None
    until = end_of(request.until) if request.until else None
    if since and until and since >= until:
        raise UsageError(f"the start date {request.since} is after the end date {request.until}")
    return since, until


def _found(
    people: tuple[Match, ...],
    photos: Sequence[FoundPhoto],
    originals: Mapping[int, tuple[Original, ...]],
    files: Presences,
) -> Found:
    """Sort the photos by the state of their files, and the files of each by whether they can be opened."""
    kept: list[FoundPhoto] = []
    lost: list[LostPhoto] = []
    away: set[Path] = set()
    touched = 0
    for photo in photos:
        states = {file.file.path: files.of(file) for file in originals[photo.photo_id]}
        here = [path for rank in _READABLE for path, state in states.items() if state is rank]
        if here:
            touched += states[here[0]] is Presence.IN_DOUBT
            others = [path for path in states if path not in here]
            kept.append(replace(photo, paths=(*here, *others), away=False))
        elif None in states.values():
            away.update(
                root for file in originals[photo.photo_id] if files.of(file) is None and (root := files.root_of(file))
            )
            kept.append(replace(photo, away=True))
        else:
            lost.append(LostPhoto(photo, states[photo.paths[0]] or Presence.GONE))
    return Found(people, tuple(kept), tuple(sorted(away)), tuple(lost), touched, originals)


# Best first.
_READABLE = (Presence.HERE, Presence.IN_DOUBT)


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
