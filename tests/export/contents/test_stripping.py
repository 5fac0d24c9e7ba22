"""Metadata is taken out of every format, while the picture and its orientation stay as they are."""

import io
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photoindex.decode import load_upright
from photoindex.errors import PhotoError
from photoindex.export.contents.form import Strip
from photoindex.export.contents.stripping import stripped
from photoindex.export.contents.tiff import TiffError, scrub
from tests.exiftool import exiftool, problems_of, tags_of

XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" exif:GPSLatitude="52,30N" photoshop:City="Berlin">
<photoshop:Country>Germany</photoshop:Country>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">a birthday</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "AVIF": "avif"}
PLACES = ("GPS:", "Composite:GPS", "XMP-exif:GPS", "XMP-photoshop:City", "XMP-photoshop:Country")

MakeFile = Callable[[str], Path]


@pytest.fixture
def make_file(group_photo: Path, tmp_path: Path) -> MakeFile:
    """A real photo in another format, stored on its side, with a position in Exif and in XMP."""

    def make(kind: str) -> Path:
        exif = Image.Exif()
        exif[0x010F], exif[0x0112] = "Camera", 6
        exif.get_ifd(0x8769).update({36867: "2004:07:14 12:30:05", 0x927C: b"Location: Berlin"})
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 30.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
        path = tmp_path / f"a.{FORMATS[kind]}"
        with Image.open(group_photo) as photo:
            small = photo.convert("RGB").resize((160, 120))
        if kind == "PNG":
            from PIL.PngImagePlugin import PngInfo

            texts = PngInfo()
            texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
            texts.add_text("Comment", "at home")
            small.save(path, kind, exif=exif, pnginfo=texts)
        elif kind == "TIFF":
            small.save(path, kind, exif=exif, compression="tiff_lzw")
            position = ("-GPSLatitude=52.5", "-GPSLatitudeRef=N", "-GPSLongitude=13.4", "-GPSLongitudeRef=E")
            exiftool(*position, "-DateTimeOriginal=2004:07:14 12:30:05", "-overwrite_original", path)
        else:
            small.save(path, kind, exif=exif, xmp=XMP, quality=90)
        return path

    return make


def upright(path: Path) -> tuple[tuple[int, int], bytes]:
    with load_upright(path) as picture:
        return picture.size, picture.tobytes()


def into(path: Path, data: bytes) -> Path:
    target = path.with_name(f"stripped-{path.name}")
    target.write_bytes(data)
    return target


@pytest.mark.exiftool
@pytest.mark.parametrize("kind", FORMATS)
def test_without_location_everything_else_stays(make_file: MakeFile, kind: str) -> None:
    path = make_file(kind)
    before = tags_of(path)
    assert any(tag.startswith(PLACES) for tag in before)
    after = into(path, stripped(path, "location"))
    tags = tags_of(after)
    assert not [tag for tag in tags if tag.startswith(PLACES)]
    assert b"Berlin" not in after.read_bytes()
    assert tags["IFD0:Make"] == "Camera"
    assert tags["ExifIFD:DateTimeOriginal"] == "2004:07:14 12:30:05"
    if kind != "TIFF":
        assert tags["XMP-dc:Description"] == before["XMP-dc:Description"]
    assert upright(after) == upright(path)
    warnings = {line for line in problems_of(after).splitlines() if " Warnings" not in line}
    assert warnings <= set(problems_of(path).splitlines())


@pytest.mark.exiftool
@pytest.mark.parametrize("kind", FORMATS)
def test_without_metadata_the_photo_stays_upright(make_file: MakeFile, kind: str) -> None:
    path = make_file(kind)
    after = into(path, stripped(path, "metadata"))
    facts = {tag for tag in tags_of(after) if tag.startswith(("ExifIFD:", "GPS:", "XMP-", "IPTC:", "PNG:Comment"))}
    assert facts == set()
    assert b"Camera" not in after.read_bytes()
    assert b"2004:07:14" not in after.read_bytes()
    assert upright(after) == upright(path)


def test_what_lies_behind_a_jpeg_is_left_out(make_file: MakeFile) -> None:
    path = make_file("JPEG")
    whole = upright(path)
    path.write_bytes(path.read_bytes() + b"\0\0\0\x18ftypmp42 and a film with its position")
    for strip in ("location", "metadata"):
        data = stripped(path, strip)  # type: ignore[arg-type]
        assert data.endswith(b"\xff\xd9")
        assert b"film" not in data
        assert upright(into(path, data)) == whole


def test_iptc_places_are_blanked(make_file: MakeFile) -> None:
    path = make_file("JPEG")
    records = b"".join(struct.pack(">BBBH", 0x1C, 2, kind, len(text)) + text
                       for kind, text in ((90, b"Berlin"), (120, b"a caption")))  # fmt: skip
    resources = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xed" + struct.pack(">H", len(resources) + 2) + resources + data[2:])
    result = stripped(path, "location")
    assert b"Berlin" not in result
    assert b"a caption" in result


def test_damaged_exif_data_is_left_out_but_the_orientation_stays(make_file: MakeFile) -> None:
    path = make_file("JPEG")
    whole = upright(path)
    data = bytearray(path.read_bytes())
    start = data.index(b"Exif\0\0") + 6
    first = start + struct.unpack_from(">I" if data[start : start + 2] == b"MM" else "<I", data, start + 4)[0]
    data[first : first + 2] = b"\xff\xff"
    path.write_bytes(data)
    result = stripped(path, "location")
    assert b"Camera" not in result
    assert upright(into(path, result))[0] in {whole[0], whole[0][::-1]}


def test_an_animated_gif_keeps_its_frames_without_comments(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "green", "blue")]
    path = tmp_path / "a.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:], comment=b"at home", loop=0, duration=50)
    result = stripped(path, "metadata")
    assert b"at home" not in result
    with Image.open(io.BytesIO(result)) as after, Image.open(path) as before:
        assert after.n_frames == before.n_frames == 3
        assert after.info["loop"] == 0
    assert upright(into(path, result)) == upright(path)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]),
    st.sampled_from(["location", "metadata"]),
)
def test_any_block_is_scrubbed_or_refused_in_as_many_bytes(data: bytes, head: bytes, strip: Strip) -> None:
    block = bytearray(head + data)
    try:
        scrub(block, strip)
    except TiffError:
        return
    assert len(block) == len(head) + len(data)


@pytest.mark.parametrize("kind", FORMATS)
def test_damaged_files_are_refused_or_stripped_but_never_crash(make_file: MakeFile, kind: str) -> None:
    path = make_file(kind)
    whole = path.read_bytes()
    for at in range(0, min(len(whole), 1500), 101):
        for damaged in (whole[:at], whole[:at] + b"\xff\xff\xff\xff" + whole[at + 4 :]):
            path.write_bytes(damaged)
            for strip in ("location", "metadata"):
                try:
                    stripped(path, strip)  # type: ignore[arg-type]
                except PhotoError:
                    continue


@pytest.mark.exiftool
@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["iphone_15_pro.heic", "IMG_2682.heic", "nokia.heif"])
def test_heic_files_of_phones_lose_their_position_and_keep_their_picture(
    shared_data: Path, tmp_path: Path, name: str
) -> None:
    path = shared_data / "odd-files-curated" / "heic" / name
    assert "GPS:GPSLatitude" in tags_of(path)
    after = tmp_path / name
    after.write_bytes(stripped(path, "location"))
    tags = tags_of(after)
    assert not [tag for tag in tags if "GPS" in tag]
    assert tags.get("IFD0:Model") == tags_of(path).get("IFD0:Model")
    assert upright(after) == upright(path)
