"""Read the JSON document that an export of names writes, as the rows of a table."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from photoindex.domain.csv_text import guarded
from photoindex.interop.json_records import json_records
from photoindex.interop.photo_names import Unread
from photoindex.interop.values import fields, items

SCHEMA = "names export"
_TEXTS = ("path", "person")
_PLAIN = ("status", "photo_width", "photo_height", "content_hash")
_BOX = ("x", "y", "width", "height")


def is_document(value: Any) -> bool:
    """Whether a record is such a document."""
    return fields(value).get("schema") == SCHEMA


def rows_of(file: Path, note: Callable[[Unread], None]) -> Iterator[Mapping[str, str]]:
    """Yield the rows of a document, by column, as an export to CSV would hold them. Other records are noted."""
    for record in json_records(file, note):
        if not is_document(record):
            note(Unread(file, "not-supported", "it is not an export of names"))
            continue
        for item in items(fields(record).get("items")):
            face = fields(item)
            box = fields(face.get("box"))
            yield (
                {name: guarded(_written(face.get(name))) for name in _TEXTS}
                | {name: _written(face.get(name)) for name in _PLAIN}
                | {name: _written(box.get(name)) for name in _BOX}
            )


def _written(value: Any) -> str:
    """A text or a number as a text; anything else is nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return value if isinstance(value, str) else f"{value:.6f}" if isinstance(value, float) else f"{value:d}"[:100]
