"""Names go into the files beside the photos, and out of them again."""

import os
import shutil
import stat
from pathlib import Path

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image

from photoindex.domain.face import Face
from photoindex.domain.geometry import Box
from photoindex.domain.targets import Target
from photoindex.errors import UnknownNameError
from photoindex.interop.regions import placed, to_upright
from photoindex.interop.xmp.reader import read
from photoindex.operations.label import ignore, label, label_place, not_a_face, reject
from photoindex.operations.names_export import ExportReport, ExportRequest, NotWritten, export_sidecars
from photoindex.operations.rename import rename
from photoindex.operations.undo import undo
from tests.exiftool import problems_of, regions_in, tags_of
from tests.fakes import COLOURS, SQUARE, ColourAnalyzer
from tests.library import Library, face, rows

# The operation of Pillow that makes the stored picture of each orientation out of the upright one.
STORED = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}  # fmt: skip
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "TIFF": ".tif", "WEBP": ".webp"}


def export(library: Library, *names: str, dry_run: bool = False, **options: object) -> ExportReport:
    request = ExportRequest(names, **options)  # type: ignore[arg-type]
    return export_sidecars(library.index, request, lambda done, total: None, dry_run=dry_run)


def sidecars(library: Library) -> list[str]:
    return sorted(path.relative_to(library.folder).as_posix() for path in library.folder.rglob("*.xmp"))


def text(library: Library, name: str) -> str:
    return (library.folder / name).read_text(encoding="utf-8")


def name_a(library: Library, name: str = "Ann") -> None:
    """Name the only face of a.jpg."""
    label(library.index, face(library, "2001/a.jpg"), name)


def oriented(path: Path, orientation: int, kind: str, people: tuple[str, ...] = ("red", "nobody", "green")) -> Path:
    """Write a photo of these people that lies in its file as this orientation says."""
    pixels = np.concatenate([np.full((SQUARE, SQUARE, 3), COLOURS[name], np.uint8) for name in people], axis=1)
    pixels[0, 0] = orientation
    image = Image.fromarray(pixels)
    move = STORED[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    path.parent.mkdir(parents=True, exist_ok=True)
    more = {"lossless": True} if kind == "WEBP" else {}
    (image if move is None else image.transpose(move)).save(path, kind, exif=exif, **more)
    return path


def test_confirmed_names_go_into_new_sidecars(named: Library) -> None:
    report = export(named)
    assert sidecars(named) == [
        "2001/a.jpg.xmp", "2001/b.jpg.xmp", "2002/c.jpg.xmp", "2002/d.jpg.xmp", "2003/e.jpg.xmp"
    ]  # fmt: skip
    assert (report.photos, report.files, report.created, report.updated, report.added) == (5, 5, 5, 0, 7)
    assert text(named, "2002/c.jpg.xmp").count(">Grandma<") == 1
    assert "Tom" in text(named, "2002/c.jpg.xmp")


def test_a_second_export_changes_no_file(named: Library) -> None:
    export(named)
    before = {name: (named.folder / name).stat().st_mtime_ns for name in sidecars(named)}
    report = export(named)
    assert (report.created, report.updated, report.current, report.added) == (0, 0, 5, 0)
    assert {name: (named.folder / name).stat().st_mtime_ns for name in sidecars(named)} == before


def test_a_dry_run_writes_nothing(named: Library) -> None:
    report = export(named, dry_run=True)
    assert (report.created, report.added) == (5, 7)
    assert sidecars(named) == []
    assert export(named).created == 5


def test_only_photos_that_show_all_of_the_people_are_written(named: Library) -> None:
    export(named, "Grandma", "Tom")
    assert sidecars(named) == ["2001/b.jpg.xmp", "2002/c.jpg.xmp"]
    with pytest.raises(UnknownNameError):
        export(named, "Nemo")


def test_automatic_names_are_written_on_demand_only(scanned: Library) -> None:
    name_a(scanned)
    label(scanned.index, face(scanned, "2001/b.jpg", 0), "Ann")
    export(scanned)
    assert sidecars(scanned) == ["2001/a.jpg.xmp", "2001/b.jpg.xmp"]
    export(scanned, automatic=True)
    assert sidecars(scanned) == ["2001/a.jpg.xmp", "2001/b.jpg.xmp", "2002/c.jpg.xmp", "2002/d.jpg.xmp"]
    # What is not wanted any more goes.
    assert export(scanned).removed == 2
    assert "Ann" not in text(scanned, "2002/d.jpg.xmp")


def test_strangers_and_wrong_detections_are_never_written(named: Library) -> None:
    ignore(named.index, face(named, "2003/f.jpg"))
    not_a_face(named.index, face(named, "2002/d.jpg"))
    export(named, automatic=True)
    assert "2003/f.jpg.xmp" not in sidecars(named)
    assert "2002/d.jpg.xmp" not in sidecars(named)


def test_a_renamed_person_is_renamed_in_the_sidecars(named: Library) -> None:
    export(named, also=("microsoft", "keywords", "hierarchy"))
    rename(named.index, "Grandma", "Rosa")
    report = export(named)
    assert report.changed == 8
    for name in sidecars(named):
        assert "Grandma" not in text(named, name)
    assert text(named, "2001/a.jpg.xmp").count("Rosa") == 5


def test_a_name_that_was_taken_back_is_removed(named: Library) -> None:
    export(named)
    reject(named.index, face(named, "2001/a.jpg"), "Grandma")
    report = export(named)
    assert (report.removed, report.updated) == (1, 1)
    assert "Grandma" not in text(named, "2001/a.jpg.xmp")
    undo(named.index)
    assert export(named).added == 1


def test_a_region_of_another_program_is_never_removed(named: Library) -> None:
    export(named)
    theirs = text(named, "2001/a.jpg.xmp")
    # The same region, but photoindex has never written into this file.
    (named.folder / "2002/d.jpg.xmp").write_text(theirs, encoding="utf-8")
    with named.index.writing() as connection:
        connection.execute("DELETE FROM written_name")
    reject(named.index, face(named, "2001/a.jpg"), "Grandma")
    assert export(named).removed == 0
    assert text(named, "2001/a.jpg.xmp") == theirs


def test_a_sidecar_that_moved_with_its_photo_is_still_ours(named: Library) -> None:
    export(named)
    (named.folder / "2001").rename(named.folder / "new")
    named.scan()
    rename(named.index, "Grandma", "Rosa")
    assert export(named).changed == 4
    assert "Rosa" in text(named, "new/a.jpg.xmp")


def test_another_name_in_the_sidecar_is_kept_and_reported(named: Library) -> None:
    export(named)
    sidecar = named.folder / "2001/a.jpg.xmp"
    sidecar.write_text(text(named, "2001/a.jpg.xmp").replace("Grandma", "Granny"), encoding="utf-8")
    report = export(named)
    (item,) = report.disagreements
    assert (item.path, item.name, item.theirs) == (sidecar, "Grandma", "Granny")
    assert "Granny" in text(named, "2001/a.jpg.xmp")
    assert export(named, overrule=True).changed == 1
    assert "Granny" not in text(named, "2001/a.jpg.xmp")


def test_an_existing_short_sidecar_is_used(named: Library) -> None:
    export(named, "Grandma")
    (named.folder / "2001/a.jpg.xmp").rename(named.folder / "2001/a.xmp")
    rename(named.index, "Grandma", "Rosa")
    export(named)
    assert "Rosa" in text(named, "2001/a.xmp")
    assert "2001/a.jpg.xmp" not in sidecars(named)


def test_new_sidecars_may_have_short_names(named: Library) -> None:
    export(named, style="short")
    assert sidecars(named)[0] == "2001/a.xmp"


def test_two_photos_that_differ_in_their_ending_never_share_a_sidecar(named: Library) -> None:
    Image.open(named.folder / "2001/a.jpg").convert("RGB").save(named.folder / "2001/a.png")
    named.scan()
    name_a(named)
    export(named, style="short")
    assert "2001/a.jpg.xmp" in sidecars(named)
    assert "2001/a.xmp" not in sidecars(named)


def test_every_copy_of_a_photo_gets_a_sidecar(named: Library) -> None:
    (named.folder / "2001/copy of a.jpg").write_bytes((named.folder / "2001/a.jpg").read_bytes())
    named.scan()
    report = export(named)
    assert "2001/copy of a.jpg.xmp" in sidecars(named)
    assert (report.photos, report.files) == (5, 6)


def test_missing_and_changed_photos_are_counted(named: Library) -> None:
    (named.folder / "2001/a.jpg").unlink()
    (named.folder / "2002/d.jpg").write_bytes(b"something else")
    report = export(named)
    assert (report.absent.missing, report.absent.changed, report.created) == (1, 1, 3)


def test_a_damaged_or_hostile_sidecar_stays_and_counts_as_a_failure(named: Library) -> None:
    damaged, hostile = named.folder / "2001/a.jpg.xmp", named.folder / "2001/b.jpg.xmp"
    damaged.write_bytes(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf")
    hostile.write_bytes(
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&a;'
    )
    before = damaged.read_bytes(), hostile.read_bytes()
    report = export(named)
    assert [(item.path, item.reason) for item in report.failures] == [(damaged, "malformed"), (hostile, "malformed")]
    assert (damaged.read_bytes(), hostile.read_bytes()) == before
    assert report.created == 3


def test_what_is_not_a_file_is_no_sidecar(named: Library) -> None:
    (named.folder / "2001/a.jpg.xmp").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(named.folder / "2001/b.jpg.xmp")
        assert len(export(named).failures) == 2
    else:
        assert len(export(named).failures) == 1


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_a_place_that_cannot_be_written_is_a_failure(named: Library) -> None:
    (named.folder / "2001/a.jpg.xmp").symlink_to(named.folder / "no such folder" / "a.xmp")
    report = export(named)
    assert [(item.path, item.reason) for item in report.failures] == [(named.folder / "2001/a.jpg.xmp", "unwritable")]
    assert report.created == 4
    assert not list(named.folder.rglob("*.part"))
    (named.folder / "2001/a.jpg.xmp").unlink()
    assert export(named).created == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_new_sidecar_has_the_permissions_of_its_photo(named: Library) -> None:
    private = named.folder / "2001/a.jpg"
    private.chmod(0o640)
    (named.folder / "2001/b.jpg").chmod(0o444)
    export(named)
    modes = [stat.S_IMODE((named.folder / f"2001/{name}.jpg.xmp").stat().st_mode) for name in "ab"]
    assert modes == [0o640, 0o644]
    (named.folder / "2001/a.jpg.xmp").chmod(0o600)
    rename(named.index, "Grandma", "Rosa")
    export(named)
    assert stat.S_IMODE((named.folder / "2001/a.jpg.xmp").stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_a_sidecar_that_is_a_link_stays_a_link(named: Library) -> None:
    export(named)
    real, link = named.folder / "elsewhere.xmp", named.folder / "2001/a.jpg.xmp"
    link.rename(real)
    link.symlink_to(real)
    rename(named.index, "Grandma", "Rosa")
    export(named)
    assert link.is_symlink()
    assert "Rosa" in real.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", SUFFIXES)
@pytest.mark.exiftool
def test_boxes_lie_in_the_stored_picture_for_every_orientation(library: Library, kind: str) -> None:
    photos = {
        orientation: oriented(library.folder / f"{orientation}{SUFFIXES[kind]}", orientation, kind)
        for orientation in STORED
    }
    library.scan()
    label(library.index, red_of(library, photos[1]), "Ann")
    export(library, automatic=True, also=("microsoft",))
    for orientation, photo in photos.items():
        sidecar = photo.with_name(f"{photo.name}.xmp")
        (region,) = regions_in(sidecar)
        area = region["Area"]
        stored = Box(area["X"] - area["W"] / 2, area["Y"] - area["H"] / 2, area["W"], area["H"])
        pixels = as_stored(photo)
        height, width = pixels.shape[:2]
        lines = slice(round(stored.y * height), round((stored.y + stored.height) * height))
        columns = slice(round(stored.x * width), round((stored.x + stored.width) * width))
        reddish = np.median(pixels[lines, columns].reshape(-1, 3), axis=0)
        assert reddish[0] > 200
        assert reddish[1] < 60
        size = tags_of(sidecar)["XMP-mwg-rs:RegionInfo"]["AppliedToDimensions"]
        assert (size["W"], size["H"]) == (width, height)
        upright = to_upright(stored, orientation)
        assert (round(upright.x, 3), round(upright.width, 3)) == (0, 0.333)
        assert problems_of(sidecar) == ""


def as_stored(photo: Path) -> NDArray[np.uint8]:
    """The pixels as they lie in the file. Pillow turns TIFF files upright."""
    if photo.suffix == ".tif":
        return np.asarray(tifffile.imread(photo))
    with Image.open(photo) as image:
        return np.asarray(image.convert("RGB"))


def red_of(library: Library, photo: Path) -> Target:
    return face(library, str(photo.relative_to(library.folder)))


def test_the_index_is_not_needed_to_read_who_wrote_what(named: Library) -> None:
    export(named)
    assert 'xmptk="photoindex ' in text(named, "2001/a.jpg.xmp")


def test_failures_do_not_stop_the_others(named: Library) -> None:
    (named.folder / "2001/a.jpg.xmp").write_bytes(b"no XMP")
    assert export(named).failures == [NotWritten(named.folder / "2001/a.jpg.xmp", "malformed", "it is not XML")]
    assert len(sidecars(named)) == 5


class NoFaces(ColourAnalyzer):
    """Finds no faces."""

    def analyze(self, image: NDArray[np.uint8], **_: object) -> list[Face]:
        return []


@pytest.mark.shared_data
def test_what_is_written_about_a_real_photo_is_read_back(shared_data: Path, library: Library) -> None:
    curated = shared_data / "odd-files-curated"
    photos = [
        curated / "heic/iphone_7.heic", curated / "heic/arrow.heic", curated / "heic/nokia.heif",
        curated / "avif/kimono.rotate90.avif", curated / "avif/kimono.mirror-vertical.rotate270.crop.avif",
        curated / "orientation/Landscape_6.jpg", curated / "orientation/Portrait_5.jpg",
    ]  # fmt: skip
    shutil.rmtree(library.folder)
    library.folder.mkdir()
    for photo in photos:
        (library.folder / photo.name).write_bytes(photo.read_bytes())
    library.scan(make_analyzer=NoFaces)
    for photo in photos:
        label_place(library.index, library.folder / photo.name, "0.1,0.2,0.3,0.25", "Ann")
    assert export(library).created == len(photos)
    orientations = dict(rows(library.index, "SELECT path, orientation FROM file JOIN photo USING (photo_id)"))
    for photo in photos:
        path = library.folder / photo.name
        (found,) = read([path], [path], lambda unread: pytest.fail(str(unread)))
        (written,) = found.regions
        region = placed(written, "xmp", int(str(orientations[str(path)])))
        box = region.box
        assert (box.x, box.y, box.width, box.height) == pytest.approx((0.1, 0.2, 0.3, 0.25), abs=1e-5), photo.name
        assert region.name == "Ann"
