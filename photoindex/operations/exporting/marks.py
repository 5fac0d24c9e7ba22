"""Keep what photoindex wrote into which file: the only proof that a region there is its own."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import get_args

from photoindex.interop.xmp.written import Mark, Schema
from photoindex.store.opening.index import Index
from photoindex.store.tables.written_names import WrittenName, put_written, written_about, written_names


def marks_for(index: Index, targets: Mapping[Path, str]) -> dict[Path, tuple[Mark, ...]]:
    """What photoindex wrote into these files before. `targets` maps their paths to the content hashes of their photos.

    A file about which nothing is known may have been moved together with its photo. What was written about the photo
    into a file that does not exist any more counts for it, then.
    """
    with index.reading() as connection:
        known = written_names(connection, list(targets))
        new = {content_hash for path, content_hash in targets.items() if path not in known}
        moved = {
            path: names for path, names in written_about(connection, list(new)).items() if not os.path.lexists(path)
        }
    by_photo: dict[str, list[WrittenName]] = {}
    for names in moved.values():
        for name in names:
            by_photo.setdefault(name.content_hash, []).append(name)
    return {
        path: tuple(map(_mark, known[path] if path in known else by_photo.get(content_hash, ())))
        for path, content_hash in targets.items()
    }


def keep_marks(index: Index, marks: Mapping[Path, tuple[str, Iterable[Mark]]]) -> None:
    """Replace what is known about these files; the value is the content hash of the photo and the marks."""
    if not marks:
        return
    with index.writing() as connection:
        put_written(
            connection,
            {path: [_written(content_hash, mark) for mark in items] for path, (content_hash, items) in marks.items()},
        )


def both(one: Sequence[Mark], other: Sequence[Mark]) -> tuple[Mark, ...]:
    """Everything that one of them holds."""
    return tuple(dict.fromkeys((*one, *other)))


def _mark(name: WrittenName) -> Mark:
    schema: Schema = next(schema for schema in get_args(Schema) if schema == name.place)
    return Mark(schema, name.name, name.box)


def _written(content_hash: str, mark: Mark) -> WrittenName:
    return WrittenName(content_hash, mark.schema, mark.name, mark.box)
