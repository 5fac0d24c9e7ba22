from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from photoindex.domain.geometry import Box
from photoindex.export import ExportFace, ExportOptions, ExportPhoto, export_photos
from photoindex.export.rendition import LONG_SIDE, TILE_SIDE, display_side, needs_rendition
from tests.export.conftest import TEXTS

MakePhoto = Callable[..., ExportPhoto]
TURNED = 6


def turned(path: Path, size: tuple[int, int] = (64, 48)) -> Path:
    exif = Image.Exif()
    exif[0x0112] = TURNED
    Image.new("RGB", size, "teal").save(path, exif=exif)
    return path


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.gif", "a.bmp", "a.webp", "a.avif"])
def test_photos_that_browsers_show_need_no_rendition(make_photo: MakePhoto, name: str) -> None:
    assert not needs_rendition(make_photo(name).path)


def test_a_jpeg_with_another_suffix_needs_no_rendition(make_photo: MakePhoto) -> None:
    assert not needs_rendition(make_photo("a.png", kind="JPEG").path)


def test_a_tiff_with_the_suffix_of_a_jpeg_needs_a_rendition(make_photo: MakePhoto) -> None:
    assert needs_rendition(make_photo("a.jpg", kind="TIFF").path)


@pytest.mark.parametrize(("name", "needed"), [("a.jpg", False), ("a.png", True), ("a.webp", True)])
def test_only_jpegs_are_turned_by_the_browser(tmp_path: Path, name: str, needed: bool) -> None:
    assert needs_rendition(turned(tmp_path / name)) is needed


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffeXIfxx", b"GIF8"]
)
def test_a_damaged_file_does_not_make_the_check_fail(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    assert needs_rendition(tmp_path / "a") in {True, False}


def test_the_page_shows_an_upright_jpeg_next_to_the_original(tmp_path: Path) -> None:
    path = turned(tmp_path / "holiday.png", (3000, 2000))
    export_photos([ExportPhoto(path, "1", None)], tmp_path / "out", ExportOptions(TEXTS))
    assert (tmp_path / "out" / "photos" / "holiday.png").read_bytes() == path.read_bytes()
    with Image.open(tmp_path / "out" / "display" / "holiday.jpg") as shown:
        assert shown.format == "JPEG"
        assert max(shown.size) == shown.height == LONG_SIDE
        assert shown.getexif().get(0x0112, 1) == 1


def test_renditions_of_photos_with_the_same_name_do_not_collide(make_photo: MakePhoto, tmp_path: Path) -> None:
    photos = [make_photo("a.tif"), make_photo("a.tiff"), make_photo("A.TIF", kind="TIFF")]
    export_photos(photos, tmp_path / "out", ExportOptions(TEXTS))
    names = {path.name.casefold() for path in (tmp_path / "out" / "display").iterdir()}
    assert len(names) == 3


def test_a_photo_that_cannot_be_shown_is_skipped(make_photo: MakePhoto, tmp_path: Path) -> None:
    (tmp_path / "broken.heic").write_bytes(b"\0\0\0\x18ftypheic nothing more")
    broken = ExportPhoto(tmp_path / "broken.heic", "broken", None, ())
    report = export_photos([broken, make_photo("a.jpg")], tmp_path / "out", ExportOptions(TEXTS))
    assert (report.written, [item.path for item in report.skipped]) == (1, [broken.path])
    assert [path.name for path in (tmp_path / "out" / "photos").iterdir()] == ["a.jpg"]


@pytest.mark.shared_data
def test_heic_and_avif_of_real_cameras_are_rendered(shared_data: Path, tmp_path: Path) -> None:
    odd = shared_data / "odd-faces-generated"
    photos = [ExportPhoto(odd / name, name, None, ()) for name in ("obama.heic", "obama.avif", "curie.tif")]
    report = export_photos(photos, tmp_path / "out", ExportOptions(TEXTS))
    assert report.written == 3
    display = sorted(path.name for path in (tmp_path / "out" / "display").iterdir())
    assert display == ["curie.jpg", "obama.jpg"]


def test_a_large_photo_is_shown_as_a_jpeg_of_half_its_size_and_its_original_is_kept(
    make_photo: MakePhoto, tmp_path: Path
) -> None:
    photo = replace(make_photo("a.jpg", size=(4000, 3000)), width=4000, height=3000)
    export_photos([photo], tmp_path / "out", ExportOptions(TEXTS))
    assert (tmp_path / "out" / "photos" / "a.jpg").read_bytes() == photo.path.read_bytes()
    with Image.open(tmp_path / "out" / "display" / "a.jpg") as shown:
        assert shown.size == (2000, 1500)


@pytest.mark.parametrize(("long_side", "shown"), [(0, 2560), (3000, 2560), (4000, 2000), (6000, 2560), (4608, 2304)])
def test_a_rendition_fills_a_screen_and_is_half_the_photo_where_that_is_enough(long_side: int, shown: int) -> None:
    assert display_side(long_side) == shown


def test_every_photo_has_a_small_square_tile_around_its_faces(tmp_path: Path) -> None:
    picture = Image.new("RGB", (1600, 800), "grey")
    picture.paste((0, 220, 0), (1400, 300, 1600, 500))
    picture.save(tmp_path / "a.jpg")
    face = ExportFace(Box(0.875, 0.375, 0.125, 0.25), "Grandma", main=True)
    other = ExportFace(Box(0.0, 0.375, 0.125, 0.25), "Tom")
    export_photos([ExportPhoto(tmp_path / "a.jpg", "1", None, (other, face))], tmp_path / "out", ExportOptions(TEXTS))
    with Image.open(tmp_path / "out" / "tiles" / "a.jpg") as tile:
        assert tile.size == (TILE_SIDE, TILE_SIDE)
        assert tile.getpixel((TILE_SIDE * 7 // 8, TILE_SIDE // 2)) == pytest.approx((0, 220, 0), abs=30)


def test_a_photo_that_only_browsers_can_show_is_exported_without_a_tile(make_photo: MakePhoto, tmp_path: Path) -> None:
    photo = make_photo("a.jpg", size=(640, 480))
    photo.path.write_bytes(photo.path.read_bytes()[:300])
    report = export_photos([photo], tmp_path / "out", ExportOptions(TEXTS))
    assert (report.written, report.skipped) == (1, ())
    assert list((tmp_path / "out" / "tiles").iterdir()) == []
