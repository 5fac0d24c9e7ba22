"""Choose the photos whose names are exported, and those of their files that are here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.domain.names import Match
from photoindex.operations.common.known_paths import known_folder
from photoindex.operations.common.presence import presences
from photoindex.operations.exporting.records import Absent, ExportRequest
from photoindex.operations.querying.alike import likenesses_inside
from photoindex.operations.querying.understood import understood
from photoindex.originals import Original, Presence, presence_by_content
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.people import load_persons
from photoindex.store.tables.roots import RootState, root_states
from photoindex.store.views.named_photos import NamedPhoto, named_photos
from photoindex.store.views.photo_files import originals_of
from photoindex.store.views.search import Wanted, photos_matching


@dataclass(frozen=True, slots=True)
class Selection:
    """The people whom the query names, the photos, and the files of each photo, by its id."""

    people: tuple[Match, ...]
    photos: tuple[NamedPhoto, ...]
    originals: Mapping[int, tuple[Original, ...]]
    roots: tuple[RootState, ...]


@dataclass(frozen=True, slots=True)
class PresentFile:
    """A file that holds a photo now."""

    photo: NamedPhoto
    original: Original

    @property
    def path(self) -> Path:
        return self.original.file.path


def select(index: Index, request: ExportRequest) -> Selection:
    """Find the photos that a request is about. Without a query in it, photos about which something was written before
    are among them, even if nobody is known in them any more.

    Raises:
        QueryError: the query cannot be understood.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        query = understood(
            connection,
            request.query,
            load_persons(connection),
            statuses=request.statuses,
            likenesses=likenesses_inside(index, pack),
        )
        found = None
        if query.trees:
            wanted = Wanted(query.trees, query.meaning)
            matching = photos_matching(connection, pack.fingerprint, wanted, details=False)
            found = [photo.photo_id for photo in matching]
        photos = named_photos(connection, pack.fingerprint, request.statuses, found)
        originals = originals_of(connection, [photo.photo_id for photo in photos])
        roots = tuple(root_states(connection))
        if request.folder is not None:
            originals = _below(originals, known_folder(connection, request.folder))
    with_files = tuple(photo for photo in photos if photo.photo_id in originals)
    return Selection((*query.people, *query.excluded), with_files, originals, roots)


def present_files(selection: Selection) -> tuple[list[PresentFile], Absent]:
    """The files of these photos that still hold them, by path, and how many do not."""
    every = [original for found in selection.originals.values() for original in found]
    states = presences(every, selection.roots)
    here: list[PresentFile] = []
    left_out = dict.fromkeys(("away", "missing", "changed", "unreadable"), 0)
    for photo in selection.photos:
        for original in selection.originals[photo.photo_id]:
            presence = states.of(original)
            if presence is Presence.IN_DOUBT:
                presence = _by_content(original)
            if presence is Presence.HERE:
                here.append(PresentFile(photo, original))
            else:
                left_out[_WORDS[presence]] += 1
    return sorted(here, key=lambda file: str(file.path)), Absent(**left_out)


_WORDS: Mapping[Presence | None, str] = {
    None: "away",
    Presence.GONE: "missing",
    Presence.CHANGED: "changed",
    Presence.UNREADABLE: "unreadable",
}


def _by_content(original: Original) -> Presence:
    try:
        return presence_by_content(original)
    except OSError:
        return Presence.UNREADABLE


def _below(originals: Mapping[int, Sequence[Original]], folder: Path) -> dict[int, tuple[Original, ...]]:
    kept = {
        photo_id: tuple(original for original in found if original.file.path.is_relative_to(folder))
        for photo_id, found in originals.items()
    }
    return {photo_id: found for photo_id, found in kept.items() if found}
