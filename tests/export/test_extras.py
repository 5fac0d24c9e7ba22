"""Music and the manifest of a slideshow: what is put into the folder, kept and removed."""

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


def test_an_interrupted_export_leaves_no_music_or_manifest_that_the_next_one_does_not_know(
    make_photo: MakePhoto, tmp_path: Path, song: Path
) -> None:
    photos, out, other = [make_photo("a.jpg")], tmp_path / "out", tmp_path / "other.ogg"
    other.write_bytes(b"other music")
    export_photos(photos, out, ExportOptions(TEXTS, music=song, manifest={"number": 1}))

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_photos(photos, out, ExportOptions(TEXTS, update=True, music=other, manifest={"number": 2}), stop)
    export_photos(photos, out, ExportOptions(TEXTS, update=True, music=other, manifest={"number": 3}))
    assert [path.name for path in (out / "music").iterdir()] == ["other.ogg"]
    assert [path.name for path in out.glob("*.json") if path.name[0] != "."] == ["manifest.json"]
    export_photos(photos, out, ExportOptions(TEXTS, update=True))
    assert not list(out.glob("manifest*"))


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


def test_the_manifest_is_for_its_owner_only_and_goes_with_the_choice(make_photo: MakePhoto, tmp_path: Path) -> None:
    photos, out = [make_photo("a.jpg")], tmp_path / "out"
    export_photos(photos, out, ExportOptions(TEXTS, manifest={"name": "Köln \ud800"}))
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["name"].startswith("Köln")
    if os.name != "nt":
        assert (out / "manifest.json").stat().st_mode & 0o777 == 0o600
    export_photos(photos, out, ExportOptions(TEXTS, update=True, manifest={"name": "second"}))
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8")) == {"name": "second"}
    export_photos(photos, out, ExportOptions(TEXTS, update=True))
    assert not (out / "manifest.json").exists()


def test_somebody_elses_manifest_is_not_touched(make_photo: MakePhoto, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_text("mine", encoding="utf-8")
    options = ExportOptions(TEXTS, update=True, manifest={"name": "ours"})
    export_photos([make_photo("a.jpg")], out, options)
    assert (out / "manifest.json").read_text(encoding="utf-8") == "mine"
    assert (out / "manifest (2).json").exists()
