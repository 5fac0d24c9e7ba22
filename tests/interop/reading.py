"""Read files with a reader of names, and collect what it gives and what it notes."""

import json
from pathlib import Path
from typing import Any

from photoindex.domain.geometry import Box
from photoindex.interop.photo_names import PhotoNames, Reader, Unread


def read_all(reader: Reader, *paths: Path) -> tuple[list[PhotoNames], list[Unread]]:
    """Everything that a reader finds in files or folders, and what it could not read."""
    notes: list[Unread] = []
    return list(reader(paths, (), notes.append)), notes


def only(reader: Reader, path: Path) -> PhotoNames:
    """The names of the only photo that a reader finds; it notes nothing."""
    found, notes = read_all(reader, path)
    assert notes == []
    assert len(found) == 1
    return found[0]


def read_json_text(reader: Reader, folder: Path, content: str) -> tuple[list[PhotoNames], list[Unread]]:
    """What a reader finds in a JSON file with this text."""
    file = folder / "names.json"
    file.write_text(content, encoding="utf-8")
    return read_all(reader, file)


def read_json_value(reader: Reader, folder: Path, value: Any) -> tuple[list[PhotoNames], list[Unread]]:
    """What a reader finds in a JSON file with this value."""
    return read_json_text(reader, folder, json.dumps(value))


def edges(box: Box) -> tuple[float, float, float, float]:
    """The left edge, the top edge, the width and the height of a box."""
    return box.x, box.y, box.width, box.height


def boxes(names: PhotoNames) -> list[tuple[str, tuple[float, ...]]]:
    """The name and the edges of each region, rounded to four digits."""
    return [(region.name, tuple(round(edge, 4) for edge in edges(region.box))) for region in names.regions]
