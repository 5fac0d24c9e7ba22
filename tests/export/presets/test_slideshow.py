"""A slideshow is complete after every export and update, and takes the same options as other exports."""

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from PIL import Image

from photoindex.advice.actions import Action
from photoindex.errors import StorageError, UsageError
from photoindex.export import ExportOptions, ExportPhoto, Skipped, export_photos
from photoindex.export.contents.form import Form, Strip
from photoindex.export.engine.journal import JOURNAL_NAME
from photoindex.export.engine.manifest import MANIFEST_NAME
from photoindex.export.engine.records import Watch
from photoindex.export.ledger import LEDGER_NAME
from tests.export.conftest import TEXTS

MakePhoto = Callable[..., ExportPhoto]
NEW = ExportOptions(TEXTS)
UPDATE = ExportOptions(TEXTS, update=True)
LINK = ExportOptions(TEXTS, link=True)
OWN = {"index.html", MANIFEST_NAME, LEDGER_NAME, JOURNAL_NAME}
needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")


def shown(folder: Path) -> list[str]:
    """The files that the page shows, in order."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    data = re.search(r'<script id="photos" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert data
    return [unquote(row[0]) for row in json.loads(data[1])["photos"]]


def identity(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_mode, found.st_nlink


def tree(folder: Path) -> dict[str, bytes]:
    """The bytes of each file, by its path below the folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_photos_are_copied_with_the_same_bytes_names_and_times(make_photo: MakePhoto, tmp_path: Path) -> None:
    photos = [make_photo("b.png"), make_photo("a.jpg")]
    os.utime(photos[0].path, (1_000_000_000, 1_000_000_000))
    before = [identity(photo.path) for photo in photos]
    report = export_photos(photos, tmp_path / "out" / "show", NEW)
    folder = tmp_path / "out" / "show"
    assert (report.written, report.kept, report.removed, report.skipped) == (2, 0, 0, ())
    assert shown(folder) == ["photos/b.png", "photos/a.jpg"]
    for photo in photos:
        copy = folder / "photos" / photo.path.name
        assert copy.read_bytes() == photo.path.read_bytes()
        assert abs(copy.stat().st_mtime - photo.path.stat().st_mtime) < 2
        assert copy.stat().st_ino != photo.path.stat().st_ino
    assert [identity(photo.path) for photo in photos] == before


def test_photos_with_the_same_name_from_several_folders_are_all_exported(make_photo: MakePhoto, tmp_path: Path) -> None:
    photos = [make_photo("one/IMG_1.jpg"), make_photo("two/img_1.JPG"), make_photo("three/IMG_1.jpg")]
    export_photos(photos, tmp_path / "out", NEW)
    assert shown(tmp_path / "out") == ["photos/IMG_1.jpg", "photos/img_1 (2).JPG", "photos/IMG_1 (3).jpg"]


def test_duplicate_files_of_a_photo_are_exported_once(make_photo: MakePhoto, tmp_path: Path) -> None:
    first, second = make_photo("a.jpg"), make_photo("b.jpg")
    twin = ExportPhoto(second.path, first.content_hash, None)
    report = export_photos([first, twin], tmp_path / "out", NEW)
    assert (report.written, report.skipped) == (1, ())
    assert shown(tmp_path / "out") == ["photos/a.jpg"]


@needs_links
def test_the_link_option_makes_symbolic_links_to_the_originals(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg")
    export_photos([photo], tmp_path / "out", LINK)
    link = tmp_path / "out" / "photos" / "a.jpg"
    assert link.is_symlink()
    assert link.readlink() == photo.path
    assert abs((tmp_path / "out/tiles/a.jpg").stat().st_mtime - photo.path.stat().st_mtime) < 2


@needs_links
def test_an_update_points_links_to_the_new_path_of_a_moved_photo(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.tif")
    export_photos([photo], tmp_path / "out", LINK)
    moved = photo.path.rename(photo.path.with_name("moved.tif"))
    again = ExportPhoto(moved, photo.content_hash, None)
    export_photos([again], tmp_path / "out", ExportOptions(TEXTS, link=True, update=True))
    assert [path.readlink() for path in (tmp_path / "out" / "photos").iterdir()] == [moved]
    assert shown(tmp_path / "out") == ["display/moved.jpg"]
    assert len(list((tmp_path / "out" / "display").iterdir())) == 1


@needs_links
def test_a_link_is_left_alone_when_the_index_names_the_link_itself(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg")
    export_photos([photo], tmp_path / "out", LINK)
    link = tmp_path / "out" / "photos" / "a.jpg"
    report = export_photos([ExportPhoto(link, photo.content_hash, None)], tmp_path / "out", UPDATE)
    assert report.kept == 1
    assert link.readlink() == photo.path


def test_a_folder_that_is_not_empty_is_refused_and_not_changed(make_photo: MakePhoto, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        export_photos([make_photo("a.jpg")], tmp_path / "out", NEW)
    assert caught.value.hint == "Name a new folder."
    assert caught.value.advice == (Action.UPDATE_EXPORT,)
    assert tree(tmp_path / "out") == {"thesis.txt": b"mine"}


def test_update_does_not_touch_foreign_files(make_photo: MakePhoto, tmp_path: Path) -> None:
    export_photos([], tmp_path / "out", NEW)
    foreign = tmp_path / "out" / "photos" / "A.jpg"
    foreign.parent.mkdir(parents=True)
    foreign.write_bytes(b"mine")
    photos = [make_photo("a.jpg"), make_photo("b.jpg")]
    export_photos(photos, tmp_path / "out", UPDATE)
    assert shown(tmp_path / "out") == ["photos/a (2).jpg", "photos/b.jpg"]
    report = export_photos([], tmp_path / "out", UPDATE)
    assert report.removed == 2
    assert set(tree(tmp_path / "out")) == {*OWN, "photos/A.jpg"}
    assert foreign.read_bytes() == b"mine"


def test_a_foreign_index_html_is_never_overwritten(make_photo: MakePhoto, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "index.html").write_text("my site", encoding="utf-8")
    with pytest.raises(UsageError, match=r"index\.html"):
        export_photos([make_photo("a.jpg")], tmp_path / "out", UPDATE)
    assert tree(tmp_path / "out") == {"index.html": b"my site"}


def test_a_page_that_was_edited_by_hand_is_never_overwritten(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg")
    export_photos([photo], tmp_path / "out", NEW)
    page = tmp_path / "out" / "index.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- mine -->", encoding="utf-8")
    with pytest.raises(UsageError, match=r"index\.html"):
        export_photos([], tmp_path / "out", UPDATE)
    assert (tmp_path / "out" / "photos" / "a.jpg").exists()


def test_an_update_adds_and_removes_photos_and_keeps_names(make_photo: MakePhoto, tmp_path: Path) -> None:
    first, second, third = make_photo("x/a.jpg"), make_photo("y/a.jpg"), make_photo("z/a.jpg")
    export_photos([first, second], tmp_path / "out", NEW)
    report = export_photos([third, second], tmp_path / "out", UPDATE)
    assert (report.written, report.kept, report.removed) == (1, 1, 1)
    assert shown(tmp_path / "out") == ["photos/a (3).jpg", "photos/a (2).jpg"]
    assert (tmp_path / "out" / "photos" / "a (2).jpg").read_bytes() == second.path.read_bytes()
    assert (tmp_path / "out" / "photos" / "a (3).jpg").read_bytes() == third.path.read_bytes()
    assert not (tmp_path / "out" / "photos" / "a.jpg").exists()


def test_a_changed_copy_is_kept_and_reported(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg")
    export_photos([photo], tmp_path / "out", NEW)
    copy = tmp_path / "out" / "photos" / "a.jpg"
    copy.write_bytes(b"retouched")
    kept = export_photos([photo], tmp_path / "out", UPDATE)
    assert (kept.kept, copy.read_bytes()) == (1, b"retouched")
    report = export_photos([], tmp_path / "out", UPDATE)
    assert (report.removed, copy.read_bytes()) == (0, b"retouched")
    assert [item.path for item in report.skipped] == [copy]


def test_a_deleted_copy_is_restored_under_its_name(make_photo: MakePhoto, tmp_path: Path) -> None:
    first, second = make_photo("x/a.jpg"), make_photo("y/a.jpg")
    export_photos([first, second], tmp_path / "out", NEW)
    (tmp_path / "out" / "photos" / "a (2).jpg").unlink()
    report = export_photos([second, first], tmp_path / "out", UPDATE)
    assert (report.written, report.kept) == (1, 1)
    assert shown(tmp_path / "out") == ["photos/a (2).jpg", "photos/a.jpg"]


def test_a_photo_whose_original_is_missing_stays_in_an_updated_export(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg")
    export_photos([photo], tmp_path / "out", NEW)
    photo.path.unlink()
    assert export_photos([photo], tmp_path / "out", UPDATE).kept == 1
    assert shown(tmp_path / "out") == ["photos/a.jpg"]


def test_a_photo_that_disappeared_is_skipped_with_a_reason(make_photo: MakePhoto, tmp_path: Path) -> None:
    gone, here = make_photo("gone.jpg"), make_photo("here.jpg")
    gone.path.unlink()
    report = export_photos([gone, here], tmp_path / "out", NEW)
    assert report.written == 1
    assert report.skipped == (Skipped(gone.path, "missing"),)
    assert shown(tmp_path / "out") == ["photos/here.jpg"]


def test_the_folder_of_the_photos_themselves_is_refused(make_photo: MakePhoto, originals: Path) -> None:
    photo = make_photo("below/a.jpg")
    for folder in (originals, photo.path.parent, originals / "below" / ".." / "below"):
        with pytest.raises(UsageError, match="holds photos"):
            export_photos([photo], folder, UPDATE)
    assert list(tree(originals)) == ["below/a.jpg"]


def test_a_folder_inside_the_photo_tree_is_accepted(make_photo: MakePhoto, originals: Path) -> None:
    assert export_photos([make_photo("a.jpg")], originals / "export", NEW).written == 1


def test_indexed_copies_of_an_export_are_not_exported_again(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg")
    export_photos([photo], tmp_path / "out", NEW)
    copy = ExportPhoto(tmp_path / "out" / "photos" / "a.jpg", photo.content_hash, None)
    report = export_photos([copy, photo], tmp_path / "out", UPDATE)
    assert (report.written, report.kept) == (0, 1)
    assert os.listdir(tmp_path / "out" / "photos") == ["a.jpg"]  # noqa: PTH208


@needs_links
@pytest.mark.parametrize("planted", ["photos", "display", "index.html", LEDGER_NAME])
def test_a_link_planted_in_the_folder_never_leads_the_export_outside_it(
    make_photo: MakePhoto, tmp_path: Path, planted: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / planted).symlink_to(outside)
    with pytest.raises(UsageError):
        export_photos([make_photo("a.heic", kind="TIFF")], tmp_path / "out", UPDATE)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1}', '{"format": 1, "pages": [], "photos": [3]}'])
def test_a_damaged_record_is_refused_with_a_hint(tmp_path: Path, text: str) -> None:
    (tmp_path / LEDGER_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="damaged") as caught:
        export_photos([], tmp_path, UPDATE)
    assert caught.value.hint


class Killed(BaseException):
    """An exception that stands for anything that ends a process."""


class Stops(Watch):
    """Ends the export after this many photos."""

    def __init__(self, after: int) -> None:
        self._left = after

    def photo(self) -> None:
        self._left -= 1
        if self._left == 0:
            raise Killed


@pytest.mark.parametrize("stop_after", [1, 2, 3, 4])
@pytest.mark.parametrize("link", [False, pytest.param(True, marks=needs_links)])
def test_update_finishes_a_stopped_export(make_photo: MakePhoto, tmp_path: Path, stop_after: int, link: bool) -> None:
    photos = [make_photo("x/a.jpg"), make_photo("y/a.jpg"), make_photo("x/b.tif"), make_photo("y/b.tif")]
    with pytest.raises(Killed):
        export_photos(photos, tmp_path / "out", ExportOptions(TEXTS, link=link), Stops(stop_after))
    report = export_photos(photos, tmp_path / "out", ExportOptions(TEXTS, link=link, update=True))
    export_photos(photos, tmp_path / "whole", ExportOptions(TEXTS, link=link))
    assert (report.written, report.kept, report.skipped) == (4 - stop_after, stop_after, ())
    assert tree(tmp_path / "out").keys() == tree(tmp_path / "whole").keys()
    assert shown(tmp_path / "out") == shown(tmp_path / "whole")
    cleared = export_photos([], tmp_path / "out", UPDATE)
    assert cleared.removed == 4
    assert set(tree(tmp_path / "out")) == OWN


def test_a_killed_export_leaves_no_partial_photo(make_photo: MakePhoto, tmp_path: Path) -> None:
    photos = [make_photo("a.jpg"), make_photo("b.jpg")]
    script = """
        import os, sys
        from pathlib import Path
        from photoindex.wording.slideshows import slideshow_texts
        from photoindex.export import ExportOptions, ExportPhoto, export_photos
        class Dies(type(Path())):
            # The second read of this photo's bytes ends the process, as kill -9 would.
            def open(self, mode="r"):
                Dies.opened = getattr(Dies, "opened", 0) + 1
                if Dies.opened == 2:
                    part = Path(sys.argv[1]) / "photos" / ".photoindex-1.part"
                    part.write_bytes(b"half")
                    os._exit(9)
                return super().open(mode)
        photos = [ExportPhoto(Path(sys.argv[2]), "a", None), ExportPhoto(Dies(sys.argv[3]), "b", None)]
        export_photos(photos, Path(sys.argv[1]), ExportOptions(slideshow_texts(["Grandma"])))
    """
    arguments = [str(tmp_path / "out"), *(str(photo.path) for photo in photos)]
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(script), *arguments], check=False)
    assert ended.returncode == 9
    assert {path.name for path in (tmp_path / "out" / "photos").iterdir()} == {"a.jpg", ".photoindex-1.part"}
    known = [ExportPhoto(photo.path, name, None) for photo, name in zip(photos, "ab", strict=True)]
    assert export_photos(known, tmp_path / "out", UPDATE).kept == 1
    assert {path.name for path in (tmp_path / "out" / "photos").iterdir()} == {"a.jpg", "b.jpg"}


def test_a_foreign_file_under_a_planned_name_is_not_mistaken_for_an_exported_one(
    make_photo: MakePhoto, tmp_path: Path
) -> None:
    photos = [make_photo("a.jpg"), make_photo("b.jpg")]
    with pytest.raises(Killed):
        export_photos(photos, tmp_path / "out", NEW, Stops(1))
    foreign = tmp_path / "out" / "photos" / "b.jpg"
    foreign.write_bytes(b"mine")
    os.utime(foreign, (1_000_000_000, 1_000_000_000))
    export_photos(photos, tmp_path / "out", UPDATE)
    assert shown(tmp_path / "out") == ["photos/a.jpg", "photos/b (2).jpg"]
    export_photos([], tmp_path / "out", UPDATE)
    assert foreign.read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on the size of files")
def test_a_full_disk_is_reported_with_what_was_written_and_the_way_to_continue(
    make_photo: MakePhoto, tmp_path: Path
) -> None:
    small, large = make_photo("small.jpg"), make_photo("large.bmp", size=(400, 400))
    script = """
        import resource, sys
        from pathlib import Path
        from photoindex.errors import StorageError
        from photoindex.wording.slideshows import slideshow_texts
        from photoindex.export import ExportOptions, ExportPhoto, export_photos
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        photos = [ExportPhoto(Path(name), name, None) for name in sys.argv[2:]]
        try:
            export_photos(photos, Path(sys.argv[1]), ExportOptions(slideshow_texts(["Grandma"])))
        except StorageError as error:
            print(error.message, error.hint, error.advice)
    """
    arguments = [str(tmp_path / "out"), str(small.path), str(large.path)]
    command = [sys.executable, "-c", textwrap.dedent(script), *arguments]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "large.bmp" in said
    assert "2 files are in" in said
    assert "Action.CONTINUE_EXPORT" in said
    assert os.listdir(tmp_path / "out" / "photos") == ["small.jpg"]  # noqa: PTH208
    photos = [ExportPhoto(photo.path, str(photo.path), None) for photo in (small, large)]
    assert export_photos(photos, tmp_path / "out", UPDATE).kept == 1
    assert shown(tmp_path / "out") == ["photos/small.jpg", "photos/large.bmp"]


def test_a_folder_that_cannot_be_created_is_a_storage_error(make_photo: MakePhoto, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError):
        export_photos([make_photo("a.jpg")], tmp_path / "file" / "out", NEW)
    with pytest.raises(UsageError):
        export_photos([make_photo("b.jpg")], tmp_path / "file", NEW)


def test_progress_is_reported_for_every_photo(make_photo: MakePhoto, tmp_path: Path) -> None:
    class Counts(Watch):
        done = 0

        def photo(self) -> None:
            self.done += 1

    watch = Counts()
    export_photos([make_photo("a.jpg"), make_photo("b.jpg")], tmp_path / "out", NEW, watch)
    assert watch.done == 2


def test_an_export_without_photos_says_so(tmp_path: Path) -> None:
    assert export_photos([], tmp_path / "out", NEW).written == 0
    assert shown(tmp_path / "out") == []


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="these systems have no such names")
def test_a_name_that_is_not_utf_8_is_exported_and_shown(make_photo: MakePhoto, tmp_path: Path) -> None:
    drawn = make_photo("a.jpg", taken_at=datetime(2019, 7, 14))
    odd = Path(os.fsdecode(os.fsencode(drawn.path.parent) + b"/caf\xe9 #1?.jpg"))
    shutil.move(drawn.path, odd)
    export_photos([ExportPhoto(odd, drawn.content_hash, drawn.taken_at)], tmp_path / "out", NEW)
    assert shown(tmp_path / "out") == ["photos/caf_ #1_.jpg"]
    with Image.open(tmp_path / "out" / "photos" / "caf_ #1_.jpg") as copy:
        assert copy.size == (64, 48)


def test_a_folder_whose_name_is_too_long_is_an_error(make_photo: MakePhoto, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="Cannot write"):
        export_photos([make_photo("a.jpg")], tmp_path / ("a" * 3000), NEW)


def test_a_dry_run_names_every_file_and_writes_nothing(make_photo: MakePhoto, tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []

    class Told(Watch):
        def change(self, change: str, path: str, source: Path | None) -> None:
            told.append((change, path))

    photos = [make_photo("a.jpg"), make_photo("b.tif")]
    report = export_photos(photos, tmp_path / "out", replace(NEW, dry_run=True), Told())
    assert (report.written, report.manifest) == (2, None)
    assert told == [
        ("write", "photos/a.jpg"), ("write", "tiles/a.jpg"), ("write", "photos/b.tif"), ("write", "display/b.jpg"),
        ("write", "tiles/b.jpg"), ("write", "index.html"),
    ]  # fmt: skip
    assert not (tmp_path / "out").exists()
    export_photos(photos, tmp_path / "out", NEW)
    assert tree(tmp_path / "out").keys() - OWN == {path for _, path in told} - OWN
    before = tree(tmp_path / "out")
    told.clear()
    report = export_photos(photos[:1], tmp_path / "out", replace(UPDATE, dry_run=True), Told())
    assert (report.written, report.kept, report.removed) == (0, 1, 1)
    assert ("rewrite", "index.html") in told
    assert tree(tmp_path / "out") == before


def test_a_size_bounds_the_copies_and_the_page_knows_their_sizes(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = replace(make_photo("a.jpg", size=(800, 600)), width=800, height=600, kind="JPEG")
    export_photos([photo], tmp_path / "out", replace(NEW, form=Form(size=400)))
    with Image.open(tmp_path / "out/photos/a.jpg") as copy:
        assert copy.size == (400, 300)
    page = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert '["photos/a.jpg",0,400,300,' in page
    assert not (tmp_path / "out/display").exists()


def test_another_form_writes_the_photos_again_and_a_jpeg_needs_no_picture_for_the_screen(
    make_photo: MakePhoto, tmp_path: Path
) -> None:
    photo = replace(make_photo("a.tif"), width=64, height=48, kind="TIFF")
    export_photos([photo], tmp_path / "out", NEW)
    assert shown(tmp_path / "out") == ["display/a.jpg"]
    report = export_photos([photo], tmp_path / "out", replace(UPDATE, form=Form(to_jpeg=True)))
    assert (report.written, report.removed) == (1, 0)
    assert shown(tmp_path / "out") == ["photos/a.jpg"]
    assert tree(tmp_path / "out").keys() - OWN == {"photos/a.jpg", "tiles/a.jpg"}


def test_files_get_the_time_when_the_photo_was_taken(make_photo: MakePhoto, tmp_path: Path) -> None:
    taken = datetime(2001, 2, 3, 4, 5)
    photo = make_photo("a.jpg", taken_at=taken)
    export_photos([photo], tmp_path / "out", replace(NEW, form=Form(touch=True)))
    for name in ("photos/a.jpg", "tiles/a.jpg"):
        assert (tmp_path / "out" / name).stat().st_mtime == taken.timestamp()


def with_secrets(path: Path) -> ExportPhoto:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (38.0, 43.0, 0.0), 3: "W", 4: (9.0, 8.0, 0.0)})
    Image.new("RGB", (640, 480), "teal").save(path, exif=exif, comment=b"Secret comment")
    return ExportPhoto(path, "1", datetime(2001, 2, 3), kind="JPEG", width=640, height=480)


@pytest.mark.parametrize("strip", ["location", "metadata"])
def test_what_is_stripped_is_in_no_file_of_the_folder(tmp_path: Path, strip: Strip) -> None:
    photo = with_secrets(tmp_path / "a.jpg")
    export_photos([photo], tmp_path / "out", replace(NEW, form=Form(strip=strip)))
    with Image.open(tmp_path / "out/photos/a.jpg") as copy:
        assert copy.getexif().get_ifd(0x8825) == {}
    if strip == "metadata":
        assert not any(b"Secret" in data or str(tmp_path).encode() in data for data in tree(tmp_path / "out").values())


def test_the_manifest_names_the_original_of_each_photo_and_is_for_its_owner_only(
    make_photo: MakePhoto, tmp_path: Path
) -> None:
    photo, choice = make_photo("a.jpg", taken_at=datetime(2001, 2, 3)), {"best": 1, "name": "Köln \ud800"}
    export_photos([photo], tmp_path / "out", replace(NEW, choice=choice))
    manifest = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["choice"] == choice
    assert (manifest["preset"], manifest["options"]) == ("slideshow", {"chapters": "year"})
    assert [item["file"] for item in manifest["items"]] == ["photos/a.jpg", "tiles/a.jpg", "index.html"]
    assert manifest["items"][0]["original"] == str(photo.path)
    if os.name != "nt":
        assert (tmp_path / "out/manifest.json").stat().st_mode & 0o777 == 0o600


def test_the_music_of_an_interrupted_update_is_replaced_and_known(make_photo: MakePhoto, tmp_path: Path) -> None:
    photos, out = [make_photo("a.jpg"), make_photo("b.jpg")], tmp_path / "out"
    songs = [tmp_path / "one.mp3", tmp_path / "two.mp3"]
    for song in songs:
        song.write_bytes(song.name.encode())
    export_photos(photos[:1], out, replace(NEW, music=songs[0]))
    with pytest.raises(Killed):
        export_photos(photos, out, replace(UPDATE, music=songs[1]), Stops(2))
    export_photos(photos, out, replace(UPDATE, music=songs[1]))
    assert [path.name for path in (out / "music").iterdir()] == ["two.mp3"]
