from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from photoindex.export import ExportOptions, ExportPhoto, export_photos
from photoindex.export.rendition import LONG_SIDE, needs_rendition
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
    assert (report.added, [item.path for item in report.skipped]) == (1, [broken.path])
    assert [path.name for path in (tmp_path / "out" / "photos").iterdir()] == ["a.jpg"]


@pytest.mark.shared_data
def test_heic_and_avif_of_real_cameras_are_rendered(shared_data: Path, tmp_path: Path) -> None:
    odd = shared_data / "odd-faces-generated"
    photos = [ExportPhoto(odd / name, name, None, ()) for name in ("obama.heic", "obama.avif", "curie.tif")]
    report = export_photos(photos, tmp_path / "out", ExportOptions(TEXTS))
    assert report.added == 3
    display = sorted(path.name for path in (tmp_path / "out" / "display").iterdir())
    assert display == ["curie.jpg", "obama.jpg"]
