"""Find the photos that were taken just before and just after a photo."""

from dataclasses import dataclass

from photoindex.store.database.connection import Connection


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The ids of the photos before and after a photo in time; None at either end."""

    before: int | None
    after: int | None


# Photos without a date come last, as in every list.
_BESIDE = """
WITH here AS (SELECT photo_id AS id, coalesce(taken_at, 'infinity'::TIMESTAMP) AS at FROM photo WHERE photo_id = ?),
others AS (
    SELECT photo_id AS id, coalesce(taken_at, 'infinity'::TIMESTAMP) AS at FROM photo
    WHERE photo_id IN (SELECT photo_id FROM file WHERE missing_since IS NULL)
)
SELECT (SELECT arg_max(others.id, (others.at, others.id)) FROM others, here
        WHERE (others.at, others.id) < (here.at, here.id)),
       (SELECT arg_min(others.id, (others.at, others.id)) FROM others, here
        WHERE (others.at, others.id) > (here.at, here.id))
"""


def neighbours_of(connection: Connection, photo_id: int) -> Neighbours:
    """The present photos next to this one in the order of dates."""
    row = connection.execute(_BESIDE, [photo_id]).fetchone()
    return Neighbours(*row) if row else Neighbours(None, None)
