"""Read the names that other programs gave to whole photos."""

from collections.abc import Iterable

from photoindex.domain.claims import ClaimedNames, claimed_names
from photoindex.domain.people import Decision
from photoindex.people.consequences.prompt import Warm
from photoindex.people.decisions.standing import in_force
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.claims import has_claims, load_claims
from photoindex.store.tables.decisions import decisions_without_faces
from photoindex.store.tables.photos import ids_of_hashes


def load_claimed_names(connection: Connection) -> ClaimedNames:
    """The names without boxes that imports brought, without those of imports that were undone."""
    imports = _imports(decisions_without_faces(connection)) if has_claims(connection) else ()
    return _brought_by(imports, connection)


class KeptClaims:
    """The same for a process that stays open: they are read again only after an import, an undo or a scan."""

    def __init__(self) -> None:
        self._kept: tuple[tuple[str, ...], object, ClaimedNames] | None = None

    def of(self, index: Index, warm: Warm) -> ClaimedNames:
        imports, faces = _imports(warm.log.decisions), warm.snapshot.faces
        if self._kept is None or self._kept[0] != imports or self._kept[1] is not faces:
            with index.reading() as connection:
                self._kept = imports, faces, _brought_by(imports, connection)
        return self._kept[2]


def _imports(decisions: Iterable[Decision]) -> tuple[str, ...]:
    """The uids of the imports in force, in the order in which they were made."""
    decisions = tuple(decisions)
    if all(decision.kind != "import" for decision in decisions):
        return ()
    return tuple(decision.uid for decision in in_force(decisions) if decision.kind == "import")


def _brought_by(imports: tuple[str, ...], connection: Connection) -> ClaimedNames:
    claims = load_claims(connection, imports) if imports else []
    return claimed_names(claims, ids_of_hashes(connection, {claim.content_hash for claim in claims}))
