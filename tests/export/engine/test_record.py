"""Slideshows of earlier versions are updated like those of this one."""

import hashlib
import json
import os
from pathlib import Path

import pytest

from photoindex.export import ExportOptions, ExportPhoto, export_photos
from photoindex.export.engine.journal import JOURNAL_NAME, Entry, write_entries, write_head
from photoindex.export.engine.record import read_record
from photoindex.export.ledger import LEDGER_NAME
from tests.export.conftest import TEXTS, MakePhoto


def older_slideshow(root: Path, *photos: ExportPhoto) -> None:
    """A slideshow as an earlier version made it, with a record in format 1, tiles, and no manifest."""
    entries = []
    for number, photo in enumerate(photos, start=1):
        name = photo.path.name if number == 1 else f"{photo.path.stem} ({number}){photo.path.suffix}"
        made = {"photos": photo.path.read_bytes(), "tiles": b"tile"}
        found = {}
        for folder, data in made.items():
            path = root / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            os.utime(path, (1_000_000_000, 1_000_000_000))
            found[folder] = {"folder": folder, "name": name, "size": len(data), "mtime_ns": 10**18, "target": None}
        files = {"photo": found["photos"], "display": None, "tile": found["tiles"]}
        entries.append({"content_hash": photo.content_hash, **files, "done": True})
    (root / "index.html").write_bytes(b"page")
    record = {"format": 1, "pages": [hashlib.sha256(b"page").hexdigest()], "photos": entries}
    (root / LEDGER_NAME).write_text(json.dumps(record), encoding="utf-8")


def test_an_update_of_an_older_slideshow_keeps_its_photos_and_replaces_its_page(
    make_photo: MakePhoto, tmp_path: Path
) -> None:
    first, second = make_photo("one/a.jpg"), make_photo("two/a.jpg")
    older_slideshow(tmp_path / "out", first, second)
    report = export_photos([first, second], tmp_path / "out", ExportOptions(TEXTS, update=True))
    assert (report.written, report.rewritten, report.kept, report.removed) == (0, 0, 2, 0)
    assert (tmp_path / "out/tiles/a.jpg").read_bytes() == b"tile"
    assert (tmp_path / "out/index.html").read_bytes() != b"page"
    report = export_photos([second], tmp_path / "out", ExportOptions(TEXTS, update=True))
    assert (report.kept, report.removed) == (1, 1)
    assert [path.name for path in (tmp_path / "out/photos").iterdir()] == ["a (2).jpg"]


def test_an_older_page_that_was_edited_is_not_overwritten(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg")
    older_slideshow(tmp_path / "out", photo)
    (tmp_path / "out/index.html").write_bytes(b"my page")
    record = read_record(tmp_path / "out")
    assert record is not None
    assert set(record.entries) == {"photos/a.jpg", "tiles/a.jpg"}
    with pytest.raises(Exception, match=r"index\.html was not written by an export"):
        export_photos([photo], tmp_path / "out", ExportOptions(TEXTS, update=True))


def test_a_kill_between_the_journal_and_the_head_loses_no_entry_of_an_older_slideshow(
    make_photo: MakePhoto, tmp_path: Path
) -> None:
    photo = make_photo("a.jpg")
    older_slideshow(tmp_path / "out", photo)
    before = read_record(tmp_path / "out")
    write_entries(tmp_path / "out", [])
    assert read_record(tmp_path / "out") == before
    write_head(tmp_path / "out", "slideshow")
    write_entries(tmp_path / "out", [Entry("x", "a.jpg", "a.jpg")])
    record = read_record(tmp_path / "out")
    assert record is not None
    assert (record.preset, set(record.entries)) == ("slideshow", {"a.jpg"})


@pytest.mark.parametrize(
    ("recipes", "strip"),
    [
        (["copy", "copy touch"], "nothing"),
        (["render JPEG 800 nothing", "copy"], "nothing"),
        (["strip location", "copy"], "location"),
        (["strip location", "render JPEG  metadata touch"], "metadata"),
        (["location metadata"], "nothing"),
        ([""], "nothing"),
        ([], "nothing"),
    ],
)
def test_a_head_that_does_not_say_what_was_taken_out_is_completed_by_the_files(
    tmp_path: Path, recipes: list[str], strip: str
) -> None:
    entries = [Entry(recipe, f"{at}.jpg", f"{at}.jpg", recipe) for at, recipe in enumerate(recipes)]
    write_entries(tmp_path, entries)
    (tmp_path / LEDGER_NAME).write_text(json.dumps({"format": 2, "preset": "folder"}), encoding="utf-8")
    record = read_record(tmp_path)
    assert record is not None
    assert record.strip == strip


def test_a_page_that_cannot_be_read_does_not_count_as_ours(make_photo: MakePhoto, tmp_path: Path) -> None:
    older_slideshow(tmp_path / "out", make_photo("a.jpg"))
    (tmp_path / "out/index.html").unlink()
    (tmp_path / "out/index.html").mkdir()
    record = read_record(tmp_path / "out")
    assert record is not None
    assert "index.html" not in record.entries


def test_a_folder_without_a_record_has_none(tmp_path: Path) -> None:
    (tmp_path / JOURNAL_NAME).write_text("{}", encoding="utf-8")
    assert read_record(tmp_path) is None
