"""The record of a slideshow in its first format is read, and cannot name files elsewhere."""

import json
from pathlib import Path
from typing import Any

import pytest

from photoindex.errors import UsageError
from photoindex.export.ledger import LEDGER_NAME, Entry, Ledger, MadeFile, read_ledger

FULL: dict[str, Any] = {
    "format": 1,
    "pages": ["digest"],
    "photos": [
        {
            "content_hash": "hash",
            "photo": {"folder": "photos", "name": "a.jpg", "size": 12, "mtime_ns": 34},
            "display": {"folder": "display", "name": "a.jpg", "size": 1, "mtime_ns": 2},
            "tile": {"folder": "tiles", "name": "a.jpg", "size": 3, "mtime_ns": 4},
            "done": True,
        }
    ],
    "music": {"folder": "music", "name": "song.mp3", "size": 5, "mtime_ns": 6},
    "manifest": {"folder": "", "name": "manifest.json", "size": 7, "mtime_ns": 8},
}


def read(root: Path, **values: Any) -> Ledger | None:
    (root / LEDGER_NAME).write_text(json.dumps(FULL | values), encoding="utf-8")
    return read_ledger(root)


def test_a_record_is_read_with_all_its_files(tmp_path: Path) -> None:
    photo = MadeFile("photos", "a.jpg", 12, 34)
    entry = Entry("hash", photo, MadeFile("display", "a.jpg", 1, 2), MadeFile("tiles", "a.jpg", 3, 4), done=True)
    music, manifest = MadeFile("music", "song.mp3", 5, 6), MadeFile("", "manifest.json", 7, 8)
    assert read(tmp_path) == Ledger((entry,), ("digest",), music, manifest)


def test_a_record_of_the_first_version_has_no_tiles_no_music_and_no_manifest(tmp_path: Path) -> None:
    old = {"content_hash": "hash", "photo": {"folder": "photos", "name": "a.jpg"}, "display": None, "done": True}
    found = read(tmp_path, pages=[], photos=[old], music=None, manifest=None)
    assert found == Ledger((Entry("hash", MadeFile("photos", "a.jpg"), done=True),))


@pytest.mark.parametrize(
    "values",
    [
        {"music": {"folder": "music", "name": "../song.mp3"}},
        {"music": {"folder": "photos", "name": "a.jpg"}},
        {"manifest": {"folder": "", "name": ".."}},
        {"manifest": {"folder": "", "name": "/etc/passwd"}},
        {"manifest": 3},
        {"pages": None},
        {"photos": [3]},
    ],
)
def test_an_edited_record_cannot_point_to_files_elsewhere(tmp_path: Path, values: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        read(tmp_path, **values)


@pytest.mark.parametrize("name", ["../../original.jpg", "..", "/etc/passwd", "C:\\a.jpg", ""])
def test_an_edited_record_cannot_name_photos_elsewhere(tmp_path: Path, name: str) -> None:
    photo = FULL["photos"][0] | {"photo": {"folder": "photos", "name": name}}
    with pytest.raises(UsageError, match="damaged"):
        read(tmp_path, photos=[photo])
