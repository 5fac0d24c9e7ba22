"""People: who is in the library, named or not."""

from dataclasses import dataclass

from photoindex.operations.exclusive import Running, running
from photoindex.store.index import Index
from photoindex.store.listing import PersonRow, count_rest, list_clusters, list_persons
from photoindex.store.settings import require_current_pack


@dataclass(frozen=True, slots=True)
class Population:
    """Persons and unnamed clusters, each the largest first, and the faces that are in neither; `running` is the command
    that is reworking the index, whose new faces are not in clusters yet."""

    persons: tuple[PersonRow, ...]
    clusters: tuple[PersonRow, ...]
    single_faces: int
    ignored_faces: int
    running: Running | None = None


def list_people(index: Index, *, smallest: int = 1) -> Population:
    """Everybody, with unnamed clusters of at least `smallest` faces."""
    with index.reading() as connection:
        pack = require_current_pack(connection)
        single, ignored = count_rest(connection, pack.fingerprint)
        return Population(
            persons=tuple(list_persons(connection, pack.fingerprint)),
            clusters=tuple(list_clusters(connection, pack.fingerprint, smallest=smallest)),
            single_faces=single,
            ignored_faces=ignored,
            running=running(index),
        )
