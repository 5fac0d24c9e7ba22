"""Names go into originals only with proof, and out of them byte by byte."""

import hashlib
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photoindex.data_folder import metadata_backups_folder
from photoindex.domain.face import Face
from photoindex.interop.exiftool import ExifTool, ExifToolMissingError
from photoindex.operations.label import label, label_place
from photoindex.operations.log import log
from photoindex.operations.names_embed import ExportReport, ExportRequest, embed_names
from photoindex.operations.names_restore import RestoreReport, restore_originals
from photoindex.operations.people import list_people
from photoindex.operations.rename import rename
from photoindex.store.opening.index import Index
from tests.exiftool import problems_of, regions_in, tags_of
from tests.fakes import ColourAnalyzer
from tests.library import Library, confirmed_by_name, face, names_in_photo, rows
from tests.operations.test_names_export import export, oriented
from tests.processes import ROOT
from tests.stored import mode

pytestmark = pytest.mark.exiftool


class NoFaces(ColourAnalyzer):
    """Finds no faces."""

    def analyze(self, image: NDArray[np.uint8], **_: object) -> list[Face]:
        return []


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHOTOINDEX_DATA", str(tmp_path / "data"))


def embed(index: Index, *, dry_run: bool = False, **options: object) -> ExportReport:
    return embed_names(index, ExportRequest(**options), lambda done, total: None, dry_run=dry_run)  # type: ignore[arg-type]


def restore(index: Index, *paths: Path, dry_run: bool = False) -> RestoreReport:
    return restore_originals(index, paths, lambda done, total: None, dry_run=dry_run)


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def pixels(path: Path) -> bytes:
    with Image.open(path) as image:
        return np.asarray(image).tobytes()


def test_names_are_in_the_photo_and_everything_else_is_as_before(named: Library) -> None:
    photo = named.folder / "2001/b.jpg"
    photo.chmod(0o640)
    os.utime(photo, ns=(10**18, 10**18))
    named.scan()
    before, problems, picture = tags_of(photo), problems_of(photo), pixels(photo)
    report = embed(named.index)
    assert (report.photos, report.updated, report.added, report.failures) == (5, 5, 7, [])
    assert [region["Name"] for region in regions_in(photo)] == ["Grandma", "Tom"]
    after = dict(tags_of(photo))
    assert {key for key in after if key.startswith("XMP")} == {"XMP-x:XMPToolkit", "XMP-mwg-rs:RegionInfo"}
    assert {key: value for key, value in after.items() if not key.startswith("XMP")} == before
    assert pixels(photo) == picture
    assert problems_of(photo) == problems
    assert photo.stat().st_mtime_ns == 10**18
    assert mode(photo) == 0o640
    assert not list(named.folder.rglob("*.xmp"))
    assert not list(named.folder.rglob("*.part"))


def test_names_survive_the_change_of_content_and_the_next_scan(named: Library) -> None:
    people = confirmed_by_name(named)
    clusters = {row.id for row in list_people(named.index).clusters}
    embed(named.index)
    assert confirmed_by_name(named) == people
    summary = named.scan()
    assert (summary.photos, summary.unchanged, summary.failed) == (0, 7, 0)
    assert confirmed_by_name(named) == people
    assert {row.id for row in list_people(named.index).clusters} == clusters
    assert rows(named.index, "SELECT count(*) FROM photo") == [(7,)]
    assert embed(named.index).current == 5


def test_photos_that_are_written_together_take_one_decision(named: Library) -> None:
    before = len(log(named.index))
    embed(named.index)
    assert [row.decision.kind for row in log(named.index)[before:]] == ["carry"]


def test_names_survive_even_if_the_index_is_scanned_again_from_nothing(named: Library, tmp_path: Path) -> None:
    people = confirmed_by_name(named)
    embed(named.index)
    summary = named.scan(retry_failed=True)
    assert summary.photos == 0
    with named.index.writing() as connection:
        # As after a kill between the record of the new contents and the record of the files.
        connection.execute("UPDATE file SET mtime_ns = -1")
    named.scan()
    assert confirmed_by_name(named) == people


def test_a_drawn_face_in_a_photo_without_any_other_is_kept(named: Library) -> None:
    label_place(named.index, named.folder / "2003/empty.jpg", "0.1,0.1,0.3,0.3", "Ghost")
    embed(named.index)
    assert [region["Name"] for region in regions_in(named.folder / "2003/empty.jpg")] == ["Ghost"]
    named.scan()
    assert names_in_photo(named, "2003/empty.jpg") == ["Ghost"]
    restore(named.index)
    named.scan()
    assert names_in_photo(named, "2003/empty.jpg") == ["Ghost"]


def test_every_byte_comes_back(named: Library) -> None:
    before, people = contents(named.folder), confirmed_by_name(named)
    embed(named.index)
    rename(named.index, "Grandma", "Rosa")
    assert embed(named.index).changed == 4
    assert contents(named.folder) != before
    report = restore(named.index)
    assert (report.restored, report.without, report.failures) == (5, 0, [])
    assert contents(named.folder) == before
    assert confirmed_by_name(named) == {"Rosa": people["Grandma"], "Tom": people["Tom"]}
    named.scan()
    assert confirmed_by_name(named) == {"Rosa": people["Grandma"], "Tom": people["Tom"]}
    assert list(metadata_backups_folder().iterdir()) == []
    assert restore(named.index).restored == 0


def test_names_are_here_at_once_however_often_they_go_in_and_out(named: Library) -> None:
    people = confirmed_by_name(named)
    for _ in range(2):
        embed(named.index)
        assert confirmed_by_name(named) == people
        restore(named.index)
        assert confirmed_by_name(named) == people


def test_a_sidecar_beside_a_photo_with_names_has_the_new_ones(named: Library) -> None:
    embed(named.index)
    assert export(named).current == 5
    rename(named.index, "Grandma", "Rosa")
    report = export(named)
    assert (report.created, report.changed, report.disagreements) == (4, 4, [])
    assert [region["Name"] for region in regions_in(named.folder / "2001/b.jpg.xmp")] == ["Rosa", "Tom"]


def test_only_some_photos_are_restored_on_demand(named: Library) -> None:
    before = contents(named.folder)
    embed(named.index)
    assert restore(named.index, named.folder / "2001", dry_run=True).restored == 2
    assert restore(named.index, named.folder / "2001").restored == 2
    now = contents(named.folder)
    assert [name for name in now if now[name] == before[name]] == [
        name for name in now if name.startswith("2001/") or name in {"2003/f.jpg", "2003/empty.jpg"}
    ]


def test_a_photo_that_was_changed_after_the_names_is_not_restored(named: Library) -> None:
    embed(named.index)
    photo = named.folder / "2001/a.jpg"
    with Image.open(photo) as image:
        image.load()
        image.save(photo, quality=80)
    (failure,) = restore(named.index).failures
    assert (failure.path, failure.reason) == (photo, "changed-meanwhile")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_backups_are_private_and_hold_no_picture(named: Library) -> None:
    embed(named.index)
    files = list(metadata_backups_folder().iterdir())
    assert len(files) == 5
    assert {mode(path) for path in files} == {0o600}
    assert mode(metadata_backups_folder()) == 0o700
    assert max(path.stat().st_size for path in files) < 1500


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("changed", [0, 1, 3])
def test_a_kill_at_any_moment_loses_no_name_and_no_photo(named: Library, tmp_path: Path, changed: int) -> None:
    pictures = {path.name: pixels(path) for path in named.folder.rglob("*.jpg")}
    people, before = confirmed_by_name(named), contents(named.folder)
    words = [sys.executable, "-m", "photoindex", "names", "export", "--to", "xmp", "--embed", "--yes", "--index"]
    with subprocess.Popen([*words, str(named.index.path)], cwd=ROOT, stderr=subprocess.PIPE) as process:
        # The copies lie beside the photos before the first photo changes.
        while process.poll() is None and not is_under_way(named.folder, before, changed):
            time.sleep(0.001)
        process.kill()
    named.scan()
    assert confirmed_by_name(named) == people
    assert {path.name: pixels(path) for path in named.folder.rglob("*.jpg")} == pictures
    report = embed(named.index)
    assert report.failures == []
    assert regions_in(named.folder / "2003/e.jpg")[0]["Name"] == "Tom"
    assert not list(named.folder.rglob("*.part"))
    restore(named.index)
    assert {name: hashed for name, hashed in contents(named.folder).items() if name.endswith(".jpg")} == before


def is_under_way(folder: Path, before: dict[str, str], changed: int) -> bool:
    """Whether copies lie beside the photos, and this many photos were replaced."""
    now = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in before}
    replaced = sum(now[name] != before[name] for name in before)
    return replaced >= changed and (changed > 0 or any(folder.rglob("*.part")))


def test_a_dry_run_changes_nothing(named: Library) -> None:
    before = contents(named.folder)
    report = embed(named.index, dry_run=True)
    assert (report.updated, report.added) == (5, 7)
    assert contents(named.folder) == before
    assert not metadata_backups_folder().exists()


@pytest.mark.skipif(os.name == "nt", reason="needs modes and hard links")
def test_protected_and_linked_photos_are_left_alone(named: Library) -> None:
    (named.folder / "2001/a.jpg").chmod(0o444)
    os.link(named.folder / "2001/b.jpg", named.folder.parent / "other name.jpg")
    report = embed(named.index)
    assert [(item.path.name, item.reason) for item in report.failures] == [("a.jpg", "read-only"), ("b.jpg", "linked")]
    assert stat.S_IMODE((named.folder / "2001/a.jpg").stat().st_mode) == 0o444
    assert regions_in(named.folder / "2001/a.jpg") == []


@pytest.mark.skipif(os.name == "nt", reason="Windows does not allow such names")
def test_odd_names_of_files_do_no_harm(named: Library) -> None:
    folder = named.folder / "-o\n$(touch x)\udcff 'é"
    (named.folder / "2001").rename(folder)
    (folder / "a.jpg").rename(folder / "-execute\n{ready}.jpg")
    named.scan()
    report = embed(named.index)
    assert (report.updated, report.failures) == (5, [])
    assert (folder / "-execute\n{ready}.jpg").read_bytes().count(b"Grandma") == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_regions_lie_in_the_stored_picture_for_every_orientation(library: Library, kind: str) -> None:
    shutil.rmtree(library.folder)
    suffix = {"JPEG": ".jpg", "PNG": ".png", "TIFF": ".tif"}[kind]
    photos = [oriented(library.folder / f"{number}{suffix}", number, kind) for number in range(1, 9)]
    library.scan()
    label(library.index, face(library, photos[0].name), "Ann")
    before = {photo: tags_of(photo) for photo in photos}
    report = embed(library.index, automatic=True, also=("microsoft", "keywords"))
    assert (report.updated, report.failures) == (8, [])
    centres = {number: regions_in(photo)[0]["Area"] for number, photo in enumerate(photos, start=1)}
    sixth = 1 / 6
    assert {number: (round(area["X"], 3), round(area["Y"], 3)) for number, area in centres.items()} == {
        1: (round(sixth, 3), 0.5), 2: (round(1 - sixth, 3), 0.5), 3: (round(1 - sixth, 3), 0.5),
        4: (round(sixth, 3), 0.5), 5: (0.5, round(sixth, 3)), 6: (0.5, round(1 - sixth, 3)),
        7: (0.5, round(1 - sixth, 3)), 8: (0.5, round(sixth, 3)),
    }  # fmt: skip
    for photo in photos:
        kept = {key: value for key, value in tags_of(photo).items() if not key.startswith("XMP")}
        assert without_places(kept) == without_places(before[photo])
        assert names_in_photo(library, photo.name)[0] == "Ann"
    assert restore(library.index).restored == 8


def without_places(tags: dict[str, object]) -> dict[str, object]:
    """The tags without those that say where in the file something lies."""
    return {key: value for key, value in tags.items() if "Offset" not in key}


def test_a_webp_that_exiftool_cannot_write_is_reported_or_written(library: Library) -> None:
    photo = oriented(library.folder / "a.webp", 6, "WEBP")
    library.scan()
    label(library.index, face(library, "a.webp"), "Ann")
    before = photo.read_bytes()
    report = embed(library.index)
    if report.failures:
        assert report.failures[0].reason == "refused"
        assert photo.read_bytes() == before
    else:
        assert regions_in(photo)[0]["Name"] == "Ann"


def test_a_missing_exiftool_is_an_error_that_names_the_package() -> None:
    with pytest.raises(ExifToolMissingError) as caught:
        ExifTool("no-such-exiftool")
    for package in ("libimage-exiftool-perl", "brew install exiftool", "winget install"):
        assert package in caught.value.hint


@pytest.mark.shared_data
def test_real_photos_keep_every_other_tag(shared_data: Path, library: Library) -> None:
    curated = shared_data / "odd-files-curated"
    wanted = [
        *curated.glob("face-regions/*.jpg"), curated / "heic/iphone_7.heic", curated / "heic/iphone_15_pro.heic",
        curated / "motion/samsung-one-ui-6.heic", *curated.glob("takeout/*/*/*/PXL_20231006_0630*.jpg"),
        curated / "avif/8bit-sRGB.avif", curated / "orientation/Landscape_6.jpg",
    ]  # fmt: skip
    for path in wanted:
        (library.folder / path.name).write_bytes(path.read_bytes())
    library.scan(make_analyzer=NoFaces)
    names = sorted(path.name for path in wanted)
    for name in names:
        label_place(library.index, library.folder / name, "0.4,0.4,0.2,0.2", "Ann")
    before = {name: dict(tags_of(library.folder / name)) for name in names}
    bytes_before = contents(library.folder)
    report = embed(library.index)
    assert report.failures == []
    assert report.updated == len(names)
    for name in names:
        after = dict(tags_of(library.folder / name))
        assert "Ann" in [region.get("Name") for region in after.pop("XMP-mwg-rs:RegionInfo")["RegionList"]]
        before[name].pop("XMP-mwg-rs:RegionInfo", None)
        changed = {key: (before[name].get(key), after.get(key)) for key in before[name].keys() | after.keys()
                   if before[name].get(key) != after.get(key)}  # fmt: skip
        assert {key for key in changed if not is_about_places(key)} == set(), changed
    assert restore(library.index).restored == len(names)
    assert {name: value for name, value in contents(library.folder).items() if name in names} == {
        name: bytes_before[name] for name in names
    }


def is_about_places(tag: str) -> bool:
    """Whether a tag says where something lies in the file, which program wrote the packet, or is a checksum of it."""
    places = ("Offset", "Start", "XMPToolkit", "HasExtendedXMP", "IPTCDigest", "MediaData", "MPImage")
    return any(word in tag for word in places)
