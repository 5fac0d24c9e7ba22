import json
from pathlib import Path
from typing import Any

import pytest

from photoindex.errors import UsageError
from photoindex.export.ledger import LEDGER_NAME, Entry, Ledger, MadeFile, read_ledger, write_ledger

PHOTO = MadeFile("photos", "a.jpg", 12, 34)
FULL = Ledger(
    (Entry("hash", PHOTO, MadeFile("display", "a.jpg", 1, 2), MadeFile("tiles", "a.jpg", 3, 4), done=True),),
    ("digest",),
    MadeFile("music", "song.mp3", 5, 6),
    MadeFile("", "manifest.json", 7, 8),
)


def changed(root: Path, **values: Any) -> None:
    path = root / LEDGER_NAME
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values), encoding="utf-8")


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_ledger(tmp_path, FULL)
    assert read_ledger(tmp_path) == FULL


def test_a_record_of_an_earlier_version_has_no_tiles_no_music_and_no_manifest(tmp_path: Path) -> None:
    old = {"content_hash": "hash", "photo": {"folder": "photos", "name": "a.jpg"}, "display": None, "done": True}
    (tmp_path / LEDGER_NAME).write_text(json.dumps({"format": 1, "pages": [], "photos": [old]}), encoding="utf-8")
    assert read_ledger(tmp_path) == Ledger((Entry("hash", MadeFile("photos", "a.jpg"), done=True),))


@pytest.mark.parametrize(
    "values",
    [
        {"music": {"folder": "music", "name": "../song.mp3"}},
        {"music": {"folder": "photos", "name": "a.jpg"}},
        {"manifest": {"folder": "", "name": ".."}},
        {"manifest": {"folder": "", "name": "/etc/passwd"}},
        {"manifest": 3},
    ],
)
def test_an_edited_record_cannot_point_to_files_elsewhere(tmp_path: Path, values: dict[str, Any]) -> None:
    write_ledger(tmp_path, FULL)
    changed(tmp_path, **values)
    with pytest.raises(UsageError):
        read_ledger(tmp_path)
