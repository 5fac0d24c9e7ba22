"""People: who is in the library, named or not."""

from dataclasses import dataclass

from photoindex.operations.common.index_lock import Running, running
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.views.listing import PersonRow, count_rest, list_clusters, list_persons


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
