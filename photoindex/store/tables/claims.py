"""Append and read what other programs claim about photos. Rows are never changed or removed, so that undoing an import
brings back what earlier imports claimed.
"""

from collections.abc import Iterable, Sequence

from photoindex.domain.claims import Claim
from photoindex.domain.geometry import Box
from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import Connection


def put_claims(connection: Connection, claims: Iterable[Claim], batch: str) -> None:
    """Add the claims that the import with the uid `batch` brought. Together they are all that their `origin` now claims
    about these photos; a claim with an empty name says that it claims nothing any more.
    """
    append_rows(
        connection,
        "claim",
        ((item.content_hash, *_sides(item.box), item.name, item.program, item.origin, batch) for item in claims),
    )


def has_claims(connection: Connection) -> bool:
    """Whether any import ever brought a claim."""
    return connection.execute("SELECT 1 FROM claim LIMIT 1").fetchone() is not None


def load_claims(connection: Connection, imports: Sequence[str], *, only_boxes: bool = False) -> list[Claim]:
    """The claims that count, in the order in which they were added.

    Args:
        imports: the uids of the imports in force, in the order in which they were made. If several of them brought
            claims about a photo from the same origin, those of the latest count.
        only_boxes: whether to leave out names without a box.
    """
    wanted = "name <> '' AND x IS NOT NULL" if only_boxes else "name <> ''"
    rows = connection.execute(f"{_IN_FORCE} WHERE {wanted} ORDER BY row", {"imports": list(imports)}).fetchall()
    return [
        Claim(content_hash, None if None in (x, y, w, h) else Box(x, y, w, h), name, program, origin)
        for content_hash, x, y, w, h, name, program, origin in rows
    ]


_IN_FORCE = """
WITH said AS (
    SELECT claim.*, claim.rowid AS row, list_position($imports::VARCHAR[], batch) AS turn
    FROM claim WHERE list_contains($imports::VARCHAR[], batch)
), latest AS (
    SELECT * FROM said QUALIFY turn = max(turn) OVER (PARTITION BY content_hash, program, origin)
)
SELECT content_hash, x, y, width, height, name, program, origin FROM latest
"""


def _sides(box: Box | None) -> tuple[float | None, ...]:
    return (None,) * 4 if box is None else (box.x, box.y, box.width, box.height)
