"""Store and read the texts that photos carry: titles, captions and keywords."""

from collections.abc import Mapping, Sequence

from photoindex.domain.photo import FACTS_VERSION
from photoindex.domain.photo_texts import PhotoTexts, folded
from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import Connection


def put_texts(connection: Connection, texts: Mapping[int, PhotoTexts]) -> None:
    """Replace the texts of these photos, given by their ids."""
    connection.execute("DELETE FROM photo_text WHERE photo_id IN (SELECT unnest(?::BIGINT[]))", [list(texts)])
    append_rows(
        connection,
        "photo_text",
        (
            (photo_id, said.title, said.caption, list(said.keywords), "\n".join(map(folded, said.all())))
            for photo_id, said in texts.items()
            if any(said.all())
        ),
    )


def texts_of(connection: Connection, photo_ids: Sequence[int]) -> dict[int, PhotoTexts]:
    """The title, the caption and the keywords of these photos, as far as they have any."""
    rows = connection.execute(
        "SELECT photo_id, title, caption, keywords FROM photo_text WHERE photo_id IN (SELECT unnest(?::BIGINT[]))",
        [list(photo_ids)],
    ).fetchall()
    return {photo_id: PhotoTexts(title, caption, tuple(keywords)) for photo_id, title, caption, keywords in rows}


def count_unread(connection: Connection) -> int:
    """The number of present photos whose texts have not been read, because an older version scanned them."""
    row = connection.execute(
        "SELECT count(*) FROM photo WHERE facts_version < ? "
        "AND photo_id IN (SELECT photo_id FROM file WHERE missing_since IS NULL)",
        [FACTS_VERSION],
    ).fetchone()
    return int(row[0]) if row else 0
