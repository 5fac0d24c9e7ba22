"""What photoindex wrote about people into sidecars and originals."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.domain.geometry import Box
from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import Connection, utc_now
from photoindex.store.database.path_text import path_of, text_of


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name in a file, and the photo that it is about. `place` is the list in the file that holds the name. `box` is
    in fractions of the stored picture; None for a keyword.
    """

    content_hash: str
    place: str
    name: str
    box: Box | None = None


_COLUMNS = "path, content_hash, place, name, x, y, width, height"


def written_names(connection: Connection, paths: Sequence[Path]) -> dict[Path, tuple[WrittenName, ...]]:
    """What photoindex wrote into the files at these paths."""
    return _by_path(connection, f"SELECT {_COLUMNS} FROM written_name WHERE path IN (SELECT unnest(?::VARCHAR[]))",
                    [text_of(path) for path in paths])  # fmt: skip


def written_about(connection: Connection, hashes: Sequence[str]) -> dict[Path, tuple[WrittenName, ...]]:
    """What photoindex wrote about these photos, by the path that it was written to."""
    return _by_path(connection, f"SELECT {_COLUMNS} FROM written_name "
                    "WHERE content_hash IN (SELECT unnest(?::VARCHAR[]))", hashes)  # fmt: skip


def every_written_name(connection: Connection) -> dict[Path, tuple[WrittenName, ...]]:
    """What photoindex wrote into all files."""
    return _by_path(connection, f"SELECT {_COLUMNS} FROM written_name WHERE len(?::VARCHAR[]) = 0", [])


def put_written(connection: Connection, names: Mapping[Path, Sequence[WrittenName]]) -> None:
    """Replace what is known about the files at these paths."""
    connection.execute(
        "DELETE FROM written_name WHERE path IN (SELECT unnest(?::VARCHAR[]))", [[text_of(path) for path in names]]
    )
    now = utc_now()
    append_rows(
        connection,
        "written_name",
        (
            (text_of(path), item.content_hash, item.place, item.name, *_sides(item.box), now)
            for path, items in names.items()
            for item in items
        ),
    )


def _by_path(connection: Connection, query: str, values: Sequence[str]) -> dict[Path, tuple[WrittenName, ...]]:
    found: dict[Path, list[WrittenName]] = defaultdict(list)
    for path, content_hash, place, name, *sides in connection.execute(query, [list(values)]).fetchall():
        box = None if None in sides else Box(*sides)
        found[path_of(path)].append(WrittenName(content_hash, place, name, box))
    return {path: tuple(items) for path, items in found.items()}


def _sides(box: Box | None) -> tuple[float | None, ...]:
    return (None,) * 4 if box is None else (box.x, box.y, box.width, box.height)
