"""Show the faces of the present recipe instead of those of an earlier one, and keep everything known about them."""

from photoindex.operations.scanning.inventory import Inventory
from photoindex.operations.scanning.progress import Renewal
from photoindex.packs.manifest import Pack
from photoindex.people.decisions.face_matching import match_faces
from photoindex.store.database.connection import Connection
from photoindex.store.jobs.renewal import (
    adopt_photos,
    boxes_before_and_now,
    forget_recipe,
    keep_confirmed_and_drawn,
    renumber_faces,
)
from photoindex.store.opening.index import Index
from photoindex.store.tables.runs import usual_rate
from photoindex.store.views.analyses import count_readable


def renew(connection: Connection, pack: Pack, shown: str) -> None:
    """Let the faces that the pack found with its present recipe take the place of all earlier ones of this pack.

    A face at the box of an earlier one gets its id, so that its cluster, its name and everything that a user noted down
    stay valid. Photos that were not analysed again keep their earlier faces. Nothing else of the earlier recipes is
    kept, because no version can add to it.

    Args:
        shown: the fingerprint of the faces that the index shows so far, of this or of another pack.
    """
    # The shown recipe comes first, so that its faces are the ones that are kept.
    for earlier in sorted(pack.earlier_fingerprints, key=lambda fingerprint: fingerprint != shown):
        if earlier == shown:
            renumber_faces(connection, _earlier_ids(connection, earlier, pack.fingerprint))
            keep_confirmed_and_drawn(connection, earlier, pack.fingerprint)
        adopt_photos(connection, earlier, pack.fingerprint)
        forget_recipe(connection, earlier)


def renewal_of(index: Index, inventory: Inventory) -> Renewal:
    """Describe a scan that embeds the outdated files of this inventory again."""
    photos = len(inventory.outdated)
    with index.reading() as connection:
        # The end of the scan records which files are gone or back.
        files = count_readable(connection) - len(inventory.gone) + len(inventory.back)
        rate = usual_rate(connection)
    return Renewal(photos, max(photos, files), photos / rate if rate else None)


def _earlier_ids(connection: Connection, earlier: str, present: str) -> dict[int, int]:
    """Map the id of each present face to that of the earlier face at the same box; new faces are left out."""
    ids: dict[int, int] = {}
    for before, now in boxes_before_and_now(connection, earlier, present):
        for face_id, match in zip(before, match_faces(list(before.values()), now), strict=True):
            if match is not None:
                ids[match] = face_id
    return ids
