"""The music of a slideshow is put into the folder, kept and removed."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from photoindex.errors import UsageError
from photoindex.export import ExportOptions, ExportPhoto, export_photos
from tests.export.conftest import TEXTS

MakePhoto = Callable[..., ExportPhoto]


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "Für Elise #1?.mp3" if os.name != "nt" else tmp_path / "Für Elise #1.mp3"
    path.write_bytes(b"music")
    return path


def music_of(folder: Path) -> object:
    page = (folder / "index.html").read_text(encoding="utf-8")
    data = re.search(r'<script id="photos" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert data
    return json.loads(data[1])["music"]


def test_music_is_copied_beside_the_page_and_stays_in_an_update(
    make_photo: MakePhoto, tmp_path: Path, song: Path
) -> None:
    photos, out = [make_photo("a.jpg")], tmp_path / "out"
    export_photos(photos, out, ExportOptions(TEXTS, music=song))
    (copy,) = (out / "music").iterdir()
    assert copy.read_bytes() == b"music"
    assert "?" not in copy.name
    address = music_of(out)
    assert address == f"music/F%C3%BCr%20Elise%20%231{'_' if os.name != 'nt' else ''}.mp3"
    export_photos(photos, out, ExportOptions(TEXTS, update=True))
    assert music_of(out) == address
    export_photos(photos, out, ExportOptions(TEXTS, update=True, music=song))
    assert list((out / "music").iterdir()) == [copy]


def test_other_music_replaces_the_earlier_one(make_photo: MakePhoto, tmp_path: Path, song: Path) -> None:
    photos, out, other = [make_photo("a.jpg")], tmp_path / "out", tmp_path / "other.ogg"
    other.write_bytes(b"other music")
    export_photos(photos, out, ExportOptions(TEXTS, music=song))
    (out / "music" / "mine.mp3").write_bytes(b"mine")
    export_photos(photos, out, ExportOptions(TEXTS, update=True, music=other))
    assert {path.name for path in (out / "music").iterdir()} == {"mine.mp3", "other.ogg"}
    assert music_of(out) == "music/other.ogg"


@pytest.mark.parametrize("name", ["missing.mp3", "empty.mp3", "folder.mp3", "song.docx"])
def test_a_file_that_cannot_be_played_is_refused_before_anything_is_written(
    make_photo: MakePhoto, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "folder.mp3").mkdir()
    (tmp_path / "song.docx").write_bytes(b"text")
    with pytest.raises(UsageError, match=name):
        export_photos([make_photo("a.jpg")], tmp_path / "out", ExportOptions(TEXTS, music=tmp_path / name))
    assert not (tmp_path / "out").exists()
