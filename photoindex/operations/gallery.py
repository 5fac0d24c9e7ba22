"""Gallery: everybody in the library with a portrait."""

from dataclasses import dataclass

from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.views.listing import PersonRow, count_rest, list_clusters, list_persons, portraits

__all__ = ["Gallery", "PersonRow", "Portrayed", "gallery"]


@dataclass(frozen=True, slots=True)
class Portrayed:
    """A person or an unnamed cluster, and the face that stands for it; None if all its photos are missing."""

    row: PersonRow
    face_id: int | None


@dataclass(frozen=True, slots=True)
class Gallery:
    """Persons and unnamed clusters, both sorted from the largest, and the numbers of faces that belong to neither."""

    persons: tuple[Portrayed, ...]
    clusters: tuple[Portrayed, ...]
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

    def portrayed(rows: list[PersonRow]) -> tuple[Portrayed, ...]:
        return tuple(Portrayed(row, faces.get((row.kind, row.id))) for row in rows)

    return Gallery(portrayed(persons), portrayed(clusters), single, ignored)
