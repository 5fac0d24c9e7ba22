"""Gallery: everybody in the library with a portrait."""

from dataclasses import astuple, dataclass
from datetime import datetime

from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.views.listing import PersonRow, count_rest, list_clusters, list_persons, portraits

__all__ = ["Card", "Gallery", "gallery"]


@dataclass(frozen=True, slots=True)
class Card:
    """A person, or a cluster without a name (`name` is None), and the face that stands for it: None if all its photos
    are missing. Missing photos are not counted.
    """

    kind: str
    id: int
    name: str | None
    faces: int
    confirmed: int
    photos: int
    first: datetime | None
    last: datetime | None
    portrait: int | None


@dataclass(frozen=True, slots=True)
class Gallery:
    """Persons and unnamed clusters, both sorted from the largest, and the numbers of faces that belong to neither."""

    persons: tuple[Card, ...]
    clusters: tuple[Card, ...]
    single_faces: int
    ignored_faces: int


def gallery(index: Index) -> Gallery:
    """List everybody.

    Raises:
        NotFoundError: nothing has been scanned yet.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        persons = list_persons(connection, pack.fingerprint)
        clusters = list_clusters(connection, pack.fingerprint)
        faces = portraits(connection, pack.fingerprint)
        single, ignored = count_rest(connection, pack.fingerprint)

    def cards(rows: list[PersonRow]) -> tuple[Card, ...]:
        return tuple(Card(*astuple(row), portrait=faces.get((row.kind, row.id))) for row in rows)

    return Gallery(cards(persons), cards(clusters), single, ignored)
