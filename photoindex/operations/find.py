"""Find: the photos that show all of these people, listed or exported as a slideshow."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from photoindex.domain.people import AssignmentStatus
from photoindex.errors import UsageError
from photoindex.export import ExportFace, ExportOptions, ExportPhoto, ExportReport, export_photos
from photoindex.query.dates import end_of, start_of
from photoindex.query.names import Match, match_names
from photoindex.store.groups import load_persons
from photoindex.store.index import Index
from photoindex.store.roots import away_roots
from photoindex.store.search import FoundPhoto, photos_with_all
from photoindex.store.settings import require_current_pack

Certainty = Literal["confirmed", "automatic", "suggested"]

_STATUSES: Mapping[Certainty, tuple[AssignmentStatus, ...]] = {
    "confirmed": ("confirmed",),
    "automatic": ("confirmed", "automatic"),
    "suggested": ("confirmed", "automatic", "suggested"),
}


@dataclass(frozen=True, slots=True)
class FindRequest:
    """People by name, all of whom a photo must show; dates as typed, whole spans included; at most `limit` photos.

    `certainty` is how sure it must be at least that a face is theirs.
    """

    names: tuple[str, ...]
    since: str | None = None
    until: str | None = None
    limit: int | None = None
    certainty: Certainty = "automatic"


@dataclass(frozen=True, slots=True)
class Found:
    """The photos, by date taken, and the people that the typed names were taken for.

    `away` are the roots that were not there when they were last scanned, and on which photos lie that cannot be opened.
    """

    people: tuple[Match, ...]
    photos: tuple[FoundPhoto, ...]
    away: tuple[Path, ...] = ()


def find(index: Index, request: FindRequest) -> Found:
    """Photos that show every one of the people.

    Raises:
        NotFoundError: nobody has one of the names; the hint gives the closest ones.
        UsageError: a date is not one, or `since` lies after `until`.
    """
    since = start_of(request.since) if request.since else None
    until = end_of(request.until) if request.until else None
    if since and until and since >= until:
        raise UsageError(f"--since {request.since} lies after --until {request.until}")
    with index.reading() as connection:
        pack = require_current_pack(connection)
        matches = match_names(request.names, load_persons(connection))
        photos = photos_with_all(
            connection,
            pack.fingerprint,
            [match.person.person_id for match in matches],
            since=since,
            until=until,
            limit=request.limit,
            statuses=_STATUSES[request.certainty],
        )
        away = away_roots(connection)
    found = tuple(_marked(photo, away) for photo in photos)
    without = tuple(root for root in away if any(photo.away and _below(photo.paths[0], [root]) for photo in found))
    return Found(tuple(matches), found, without)


def _marked(photo: FoundPhoto, away: Sequence[Path]) -> FoundPhoto:
    """Only files of roots that are away are looked for: a disk may have come back since the last scan."""
    lost = [path for path in photo.paths if _below(path, away) and not os.path.exists(path)]  # noqa: PTH110 - never raises
    here = [path for path in photo.paths if path not in lost]
    return replace(photo, paths=(*here, *lost), away=not here)


def _below(path: Path, roots: Sequence[Path]) -> bool:
    return any(path.is_relative_to(root) for root in roots)


def export(
    found: Found, folder: Path, *, link: bool, update: bool, progress: Callable[[int, int], None]
) -> ExportReport:
    """Make a folder with these photos that opens as a slideshow; see `export_photos` for what is raised."""
    photos = [_export_photo(photo) for photo in found.photos]
    options = ExportOptions(title=_title([match.person.name for match in found.people]), link=link, update=update)
    return export_photos(photos, folder, options, progress)


def _export_photo(photo: FoundPhoto) -> ExportPhoto:
    """Everybody who has a name is kept in view; faces of strangers may leave the picture."""
    faces = tuple(ExportFace(face.box, face.name) for face in photo.faces if face.name is not None)
    # A copy may have gone since the last scan; another one serves as well.
    path = next((path for path in photo.paths if os.path.exists(path)), photo.paths[0])  # noqa: PTH110 - never raises
    return ExportPhoto(path, photo.content_hash, photo.taken_at, faces)


def _title(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"
