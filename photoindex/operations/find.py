"""Find: list the photos that match a query, and count them."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from photoindex.domain.names import Match
from photoindex.domain.people import AssignmentStatus
from photoindex.operations.common.presence import Presences, presences
from photoindex.operations.querying.alike import Outside, faces_outside_index, likenesses_inside
from photoindex.operations.querying.understood import Query, understood
from photoindex.originals import Original, Presence
from photoindex.query.printing import printed, quoted_name
from photoindex.query.terms import TERMS
from photoindex.query.tree import Like
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, require_current_pack
from photoindex.store.tables.people import load_persons
from photoindex.store.tables.roots import root_states
from photoindex.store.views.photo_files import originals_of
from photoindex.store.views.search import (
    FoundFace,
    FoundPhoto,
    Order,
    Wanted,
    count_matching,
    count_undated,
    photos_matching,
)

__all__ = [
    "TERMS",
    "Certainty",
    "Counted",
    "FindRequest",
    "Found",
    "FoundFace",
    "FoundPhoto",
    "LostPhoto",
    "Match",
    "Order",
    "Presence",
    "Query",
    "count_found",
    "find",
    "like_query",
    "quoted_name",
    "understood_in",
]

Certainty = Literal["confirmed", "automatic", "suggested"]

_STATUSES: Mapping[Certainty, tuple[AssignmentStatus, ...]] = {
    "confirmed": ("confirmed",),
    "automatic": ("confirmed", "automatic"),
    "suggested": ("confirmed", "automatic", "suggested"),
}


@dataclass(frozen=True, slots=True)
class FindRequest:
    """What to find, and in which order.

    - `names` are people who must all be in the photo. `since` and `until` are dates as typed, each a whole year, month
      or day.
    - `query` is a query as typed: one text, or several words of a shell. Without any of these, every photo matches.
    - `certainty` is the least certain status of a face that counts as a match.
    - `limit` is the maximum number of photos, after the first `skip`. `order` and `seed` are as in `Wanted`; without an
      order, it is "likeness" if the query names a photo, and "date" otherwise.
    - `details` says whether the faces, the texts and the place of each photo are needed.
    - `outside` says whether the query may name photos that are not in the index: their faces are found first.
    """

    names: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    limit: int | None = None
    certainty: Certainty = "automatic"
    skip: int = 0
    query: str | tuple[str, ...] = ()
    order: Order | None = None
    seed: str = ""
    details: bool = True
    outside: bool = False


@dataclass(frozen=True, slots=True)
class LostPhoto:
    """A matching photo that cannot be shown, and the state of its first file."""

    photo: FoundPhoto
    presence: Presence


@dataclass(frozen=True, slots=True)
class Found:
    """The photos, in the order that was asked for, and what the query meant.

    `away` are offline roots with matching photos. `lost` photos match too, but their files are missing, unreadable, or
    hold something else now; the next scan will find out more. `touched` is the number of photos that may have been
    edited since they were scanned. `originals` are the files of all photos, by photo id. `undated` is the number of
    photos that do not match only because their date is unknown.
    """

    query: Query
    photos: tuple[FoundPhoto, ...]
    away: tuple[Path, ...] = ()
    lost: tuple[LostPhoto, ...] = ()
    touched: int = 0
    originals: Mapping[int, tuple[Original, ...]] = field(default_factory=dict, repr=False)
    undated: int = 0

    @property
    def people(self) -> tuple[Match, ...]:
        """The people whom the photos must show."""
        return self.query.people


@dataclass(frozen=True, slots=True)
class Counted:
    """The number of photos that match, what the query meant, and `undated` as in `Found`."""

    query: Query
    photos: int
    undated: int


def find(index: Index, request: FindRequest) -> Found:
    """Find the photos that match.

    Raises:
        NotFoundError: nobody has one of the `names`; the hint gives the closest ones.
        QueryError: the query cannot be understood.
        UsageError: a date is invalid, or `since` lies after `until`.
        MissingLibraryError: the query asks for a place, and the package with the gazetteer is not installed.
    """
    outside = faces_outside_index(index, request.query) if request.outside else None
    with index.reading() as connection:
        pack = require_current_pack(connection)
        query = understood_in(connection, request, index, pack, outside)
        order = request.order or ("likeness" if query.by_likeness else "date")
        wanted = Wanted(query.trees, query.meaning, order, request.seed, request.skip, request.limit)
        photos = photos_matching(connection, pack.fingerprint, wanted, details=request.details)
        undated = _undated(connection, pack.fingerprint, query)
        originals = originals_of(connection, [photo.photo_id for photo in photos])
        roots = root_states(connection)
    files = presences([file for photo in photos for file in originals[photo.photo_id]], roots)
    return _found(query, photos, originals, files, undated)


def count_found(index: Index, request: FindRequest) -> Counted:
    """Count the photos that `find` would find without `limit` and `skip`, without checking whether their files are
    present. Raises the same errors as `find`.
    """
    outside = faces_outside_index(index, request.query) if request.outside else None
    with index.reading() as connection:
        pack = require_current_pack(connection)
        query = understood_in(connection, request, index, pack, outside)
        return Counted(
            query,
            count_matching(connection, pack.fingerprint, query.trees, query.meaning),
            _undated(connection, pack.fingerprint, query),
        )


def like_query(paths: Sequence[Path]) -> str:
    """Write the query for photos of the people in a photo with these paths. Empty if no path is valid text."""
    texts = (str(path) for path in paths)
    # File names may hold bytes that are not text.
    return next((printed(Like(text)) for text in texts if text.encode("utf-8", "ignore") == os.fsencode(text)), "")


def _undated(connection: Connection, fingerprint: str, query: Query) -> int:
    """The photos that only lack a date. If a date of birth is missing too, nobody knows which photos these are."""
    if query.without_birth or query.no_births:
        return 0
    return count_undated(connection, fingerprint, query.trees, query.meaning)


def understood_in(
    connection: Connection, request: FindRequest, index: Index, pack: CurrentPack, outside: Outside | None = None
) -> Query:
    """What a request means in an open index; raises the errors of `find`. `outside` are the faces of photos that the
    index does not hold.
    """
    return understood(
        connection,
        request.query,
        load_persons(connection),
        names=request.names,
        period=(request.since, request.until),
        statuses=_STATUSES[request.certainty],
        likenesses=likenesses_inside(index, pack, outside),
    )


def _found(
    query: Query,
    photos: Sequence[FoundPhoto],
    originals: Mapping[int, tuple[Original, ...]],
    files: Presences,
    undated: int,
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
            kept.append(photo.held_by((*here, *others), away=False))
        elif None in states.values():
            away.update(
                root for file in originals[photo.photo_id] if files.of(file) is None and (root := files.root_of(file))
            )
            kept.append(photo.held_by(photo.paths, away=True))
        else:
            lost.append(LostPhoto(photo, states[photo.paths[0]] or Presence.GONE))
    return Found(query, tuple(kept), tuple(sorted(away)), tuple(lost), touched, originals, undated)


# Best first.
_READABLE = (Presence.HERE, Presence.IN_DOUBT)
