"""New pictures are upright, and keep the facts that are still true."""

import io
from pathlib import Path

import pytest
from PIL import Image

from photoindex.decode import load_upright
from photoindex.export.contents.form import Form, Kind
from photoindex.export.contents.rendering import rendered
from photoindex.export.contents.xmp import in_place, without
from tests.exiftool import exiftool, tags_of

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
    b' xmlns:xmp="http://ns.adobe.com/xap/1.0/" exif:GPSLatitude="52,30N" tiff:Orientation="6" xmp:Rating="5"/>'
    b"</rdf:RDF></x:xmpmeta>"
)


@pytest.fixture
def turned(group_photo: Path, tmp_path: Path) -> Path:
    """A real photo that is stored on its side, with a position, a date and a maker note."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera", 6
    exif.get_ifd(0x8769).update({36867: "2004:07:14 12:30:05", 0x927C: b"secret", 0xA002: 600})
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 30.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    with Image.open(group_photo) as photo:
        photo.convert("RGB").resize((600, 400)).save(tmp_path / "a.jpg", exif=exif, xmp=XMP)
    return tmp_path / "a.jpg"


def into(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_reduced_picture_is_upright_and_has_the_wanted_size(turned: Path, kind: Kind) -> None:
    with Image.open(io.BytesIO(rendered(turned, kind, Form(size=300)))) as picture:
        assert (picture.format, picture.size) == (kind, (200, 300))
        assert picture.getexif()[0x0112] == 1


@pytest.mark.exiftool
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_facts_are_kept_and_what_is_no_longer_true_is_not(turned: Path, tmp_path: Path, kind: Kind) -> None:
    tags = tags_of(into(tmp_path / f"b.{kind.lower()}", rendered(turned, kind, Form(size=300))))
    assert (tags["IFD0:Make"], tags["ExifIFD:DateTimeOriginal"]) == ("Camera", "2004:07:14 12:30:05")
    assert tags["Composite:GPSLatitude"] == pytest.approx(52.5)
    assert not {"ExifIFD:ExifImageWidth", "XMP-tiff:Orientation"} & set(tags)
    assert "secret" not in str(tags)
    if kind != "PNG":
        assert tags["XMP-xmp:Rating"] == 5


@pytest.mark.exiftool
def test_location_and_metadata_can_be_left_out(turned: Path, tmp_path: Path) -> None:
    tags = tags_of(into(tmp_path / "b.jpg", rendered(turned, "JPEG", Form(size=300, strip="location"))))
    assert not [tag for tag in tags if "GPS" in tag]
    assert (tags["IFD0:Make"], tags["XMP-xmp:Rating"]) == ("Camera", 5)
    tags = tags_of(into(tmp_path / "c.jpg", rendered(turned, "JPEG", Form(size=300, strip="metadata"))))
    assert not [tag for tag in tags if tag.startswith(("IFD0:", "ExifIFD:", "GPS:", "XMP-"))]


@pytest.mark.exiftool
def test_a_tiff_keeps_its_facts_as_a_jpeg(turned: Path, tmp_path: Path) -> None:
    with Image.open(turned) as photo:
        photo.save(tmp_path / "a.tif")
    exiftool("-DateTimeOriginal=2004:07:14 12:30:05", "-Make=Camera", "-overwrite_original", tmp_path / "a.tif")
    data = rendered(tmp_path / "a.tif", "JPEG", Form(to_jpeg=True))
    tags = tags_of(into(tmp_path / "b.jpg", data))
    assert (tags["IFD0:Make"], tags["ExifIFD:DateTimeOriginal"]) == ("Camera", "2004:07:14 12:30:05")
    with load_upright(tmp_path / "a.tif") as before, load_upright(tmp_path / "b.jpg") as after:
        assert before.size == after.size


def test_a_photo_with_damaged_metadata_is_reduced_without_it(turned: Path) -> None:
    data = bytearray(turned.read_bytes())
    start = data.index(b"Exif\0\0") + 6
    data[start + 8 : start + 60] = b"\xff" * 52
    turned.write_bytes(data)
    with Image.open(io.BytesIO(rendered(turned, "JPEG", Form(size=300)))) as picture:
        assert max(picture.size) == 300


@pytest.mark.parametrize("packet", [b"", b"<", b"\xff\xfe", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"not xml"])
def test_a_packet_that_cannot_be_read_is_left_out(packet: bytes) -> None:
    assert without(packet, location=True, layout=True) is None
    assert in_place(packet, everything=False) == b" " * len(packet)


def test_a_packet_keeps_its_length_where_its_position_is_fixed() -> None:
    kept = in_place(XMP, everything=False)
    assert len(kept) == len(XMP)
    assert b"GPS" not in kept
    assert b'Rating="5"' in kept
