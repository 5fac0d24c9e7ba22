"""Queues: list faces that need an answer, one queue for each reason."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from photoindex.domain.people import Person
from photoindex.operations.common.poor import small_or_blurred, unnamed_poor
from photoindex.operations.reviewing.doubts import Doubtful, contradictions_in, several_times_in
from photoindex.operations.reviewing.people_view import FaceTile
from photoindex.operations.sitting import Sitting
from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import path_of
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, require_current_pack
from photoindex.store.views import face_lists
from photoindex.store.views.face_lists import FaceFilter, FaceOrder

__all__ = [
    "Doubtful",
    "FaceTile",
    "Folder",
    "ListKind",
    "Queue",
    "Twice",
    "contradictions",
    "folders",
    "list_queue",
    "twice_in_photos",
]

ListKind = Literal["unnamed", "single", "poor", "strangers", "not-faces", "folder", "photos"]
"""The queues that are lists of faces.

- "unnamed": all faces without a name, photo by photo. Photos in which somebody is named come first, and photos that
  show only blurred faces last.
- "single": faces without a name that are in no cluster, the best first.
- "poor": faces without a name that are small or blurred, or whose cluster did not stand out.
- "strangers": ignored faces.
- "not-faces": detections that are not faces.
- "folder", "photos": faces without a name in photos below a folder, or in given photos.
"""

_ORDERS: dict[ListKind, FaceOrder] = {"single": "best", "poor": "smallest", "strangers": "best"}
_MOST_FOLDERS = 200
# Faces with a shorter embedding than this share of the median may be clear enough for a cluster, but hardly anybody can
# say who they are.
_BLURRED = 0.85


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of a queue, and how many faces in how many photos the whole queue has."""

    tiles: tuple[FaceTile, ...]
    faces: int
    photos: int


@dataclass(frozen=True, slots=True)
class Twice:
    """A person who has several faces in one photo, and these faces from left to right."""

    photo_id: int
    person: Person
    faces: tuple[FaceTile, ...]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, and the numbers of faces without a name in it and of photos that show them."""

    path: Path
    faces: int
    photos: int


def list_queue(
    sitting: Sitting,
    kind: ListKind,
    *,
    skip: int = 0,
    most: int,
    folder: Path | None = None,
    photos: Sequence[int] = (),
) -> Queue:
    """A page of a queue: at most `most` faces after the first `skip`.

    Args:
        folder: for the queue "folder".
        photos: the ids of photos, for the queue "photos".

    Raises:
        NotFoundError: nothing has been scanned yet.
    """
    with sitting.index.reading() as connection:
        pack = require_current_pack(connection)
        wanted = _filter(connection, pack, kind, folder, photos)
        order = _ORDERS.get(kind, "photo")
        poor = small_or_blurred(connection, pack, _BLURRED) if order == "photo" and most else []
        found = face_lists.list_faces(connection, pack.fingerprint, wanted, order, skip=skip, most=most, poor=poor)
        # After DuckDB went through 200,000 faces, it keeps 45 MB. Starting it again takes 15 ms.
        sitting.index.free_database_memory()
    return Queue(sitting.tiles(found.face_ids), found.faces, found.photos)


def _filter(  # noqa: PLR0911 - one for each kind
    connection: Connection, pack: CurrentPack, kind: ListKind, folder: Path | None, photos: Sequence[int]
) -> FaceFilter:
    match kind:
        case "unnamed":
            return face_lists.unnamed()
        case "single":
            return face_lists.single()
        case "strangers":
            return face_lists.ignored()
        case "not-faces":
            return face_lists.not_faces()
        case "poor":
            return unnamed_poor(connection, pack)
        case "folder":
            return face_lists.unnamed_below(folder) if folder is not None else face_lists.unnamed()
        case "photos":
            return face_lists.unnamed_in_photos(photos)


def folders(index: Index) -> tuple[Folder, ...]:
    """The 200 folders with the most faces without a name."""
    with index.reading() as connection:
        pack = require_current_pack(connection)
        rows = face_lists.list_folders(connection, pack.fingerprint, _MOST_FOLDERS)
    return tuple(Folder(path_of(row.folder), row.faces, row.photos) for row in rows)


def twice_in_photos(sitting: Sitting) -> tuple[Twice, ...]:
    """Photos in which a person has several faces, unless a human said that this is right."""
    found: dict[tuple[int, int], list[Doubtful]] = defaultdict(list)
    for doubt in several_times_in(sitting.view):
        found[doubt.face.photo_id, doubt.person.person_id].append(doubt)
    return tuple(
        Twice(photo_id, items[0].person, tuple(sorted((item.face for item in items), key=lambda face: face.box.x)))
        for (photo_id, _), items in found.items()
    )


def contradictions(sitting: Sitting) -> tuple[Doubtful, ...]:
    """Faces that look unlike their person or are from outside the person's life. Faces that a human named or confirmed
    one by one are left out.
    """
    return contradictions_in(sitting.view, said_once=False)
