"""Dates and orientation are read from every field that may hold them, and dates have exactly the known precision."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photoindex.decode import decode_photo, load_upright
from photoindex.domain.photo import PhotoFacts
from photoindex.export.rendition import needs_rendition
from photoindex.wording.dates import shown_date
from tests.decode.drawn import chunk, encode, segment

DETAILS, ORIGINAL, DIGITIZED, CHANGED, MAKE, MODEL = 0x8769, 0x9003, 0x9004, 0x0132, 271, 272


EPSON = ("EPSON", "Perfection V600")


def exif(make: str | None = None, model: str | None = None, **dates: str) -> Image.Exif:
    block = Image.Exif()
    for tag, value in ((MAKE, make), (MODEL, model), (CHANGED, dates.get("changed"))):
        if value:
            block[tag] = value
    for name, tag in (("original", ORIGINAL), ("digitized", DIGITIZED)):
        if name in dates:
            block.get_ifd(DETAILS)[tag] = dates[name]
    return block


def xmp(**fields: str) -> bytes:
    """A packet with these fields; "exif_DateTimeOriginal" stands for exif:DateTimeOriginal."""
    written = " ".join(f'{name.replace("_", ":")}="{value}"' for name, value in fields.items())
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        f'{written}/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def jpeg(block: Image.Exif | None = None, packet: bytes = b"", iptc: dict[int, bytes] | None = None) -> bytes:
    options = ({"exif": block} if block is not None else {}) | ({"xmp": packet} if packet else {})
    data = encode(Image.new("RGB", (8, 8)), "JPEG", **options)
    if iptc is None:
        return data
    records = b"".join(struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value for number, value in iptc.items())
    resource = b"Photoshop 3.0\x008BIM" + struct.pack(">HHI", 0x0404, 0, len(records)) + records
    return data[:2] + segment(0xED, resource) + data[2:]


def facts(data: bytes, name: str = "a.jpg") -> PhotoFacts:
    return decode_photo(data, name).facts


def taken(found: PhotoFacts) -> tuple[str | None, str, bool]:
    day = shown_date(found.taken_at, found.taken_precision) if found.taken_at else None
    return day, found.taken_from, found.taken_trusted


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (jpeg(packet=xmp(exif_DateTimeOriginal="1958-06-07T04:05:06")), ("1958-06-07 04:05:06", "xmp", True)),
        (jpeg(packet=xmp(photoshop_DateCreated="1958")), ("1958", "xmp", True)),
        (jpeg(packet=xmp(photoshop_DateCreated="1958-06")), ("1958-06", "xmp", True)),
        (jpeg(packet=xmp(xmp_CreateDate="2019-06-07")), ("2019-06-07", "xmp-created", False)),
        (jpeg(iptc={55: b"19580607"}), ("1958-06-07", "iptc", True)),
        (jpeg(iptc={55: b"19580607", 60: b"040506+0100"}), ("1958-06-07 04:05:06", "iptc", True)),
        (jpeg(iptc={55: b"19580000"}), ("1958", "iptc", True)),
        # A scanned print: somebody has added its date, and the scanner has written the day of the scan.
        (
            jpeg(exif(*EPSON, original="2019:03:04 11:22:33"), xmp(photoshop_DateCreated="1958-06-07")),
            ("1958-06-07", "xmp", True),
        ),
        (jpeg(exif(*EPSON, original="2019:03:04 11:22:33")), ("2019-03-04 11:22:33", "exif", False)),
        (jpeg(exif(digitized="2019:03:04 11:22:33")), ("2019-03-04 11:22:33", "exif-digitized", False)),
        (jpeg(exif(changed="2019:03:04 11:22:33")), ("2019-03-04 11:22:33", "exif-changed", False)),
        (jpeg(exif("Canon", "EOS", original="2019:03:04 11:22:33")), ("2019-03-04 11:22:33", "exif", True)),
        # Clocks that were never set.
        (jpeg(exif("Canon", "EOS", original="1970:01:01 00:00:00")), ("1970-01-01 00:00:00", "exif", False)),
        (jpeg(exif("Canon", "EOS", original="2000:01:03 10:00:00")), ("2000-01-03 10:00:00", "exif", False)),
        (jpeg(exif(original="2002:01:01 00:00:00")), ("2002-01-01 00:00:00", "exif", False)),
        (jpeg(exif("Canon", "EOS", original="1985:06:01 10:00:00")), ("1985-06-01 10:00:00", "exif", False)),
        (jpeg(exif("Apple", "iPhone 4", original="2003:06:01 10:00:00")), ("2003-06-01 10:00:00", "exif", False)),
    ],
)  # fmt: skip
def test_each_date_has_its_source_and_says_whether_it_can_rule_people_out(
    data: bytes, expected: tuple[str, str, bool]
) -> None:
    assert taken(facts(data)) == expected


def test_a_date_in_the_file_name_outranks_the_day_of_a_scan_and_never_rules_anybody_out() -> None:
    scanned = jpeg(exif(digitized="2019:03:04 11:22:33"))
    assert taken(facts(scanned, "Oma 1932-05-17.jpg")) == ("1932-05-17", "name", False)


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    data = encode(Image.fromarray(LYING), "PNG")
    return data[:33] + b"".join(chunk(kind, content) for kind, content in chunks) + data[33:]


LYING = np.zeros((20, 40, 3), np.uint8)
LYING[:10, :20] = 255


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([(b"tEXt", b"Creation Time\x002001:02:03 04:05:06")], ("2001-02-03 04:05:06", "png", False)),
        ([(b"tIME", struct.pack(">HBBBBB", 2001, 2, 3, 4, 5, 6))], ("2001-02-03 04:05:06", "png-changed", False)),
        ([(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(exif_DateTimeOriginal="1958-06"))], ("1958-06", "xmp", True)),
        (
            [(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(xmp(photoshop_DateCreated="1958")))],
            ("1958", "xmp", True),
        ),
    ],
)
def test_the_date_of_a_png_is_read_from_its_own_fields(
    chunks: list[tuple[bytes, bytes]], expected: tuple[str, str, bool]
) -> None:
    assert taken(facts(png(*chunks), "a.png")) == expected


@pytest.mark.parametrize("prefix", ["exif", "other"])
def test_an_xmp_field_may_be_an_element_with_any_prefix(prefix: str) -> None:
    packet = (
        f'<r xmlns:{prefix}="http://ns.adobe.com/exif/1.0/"><{prefix}:DateTimeOriginal>1958-06-07'
        f"</{prefix}:DateTimeOriginal></r>"
    )
    assert taken(facts(jpeg(packet=packet.encode())))[0] == "1958-06-07"
    listed = b"<dc:date><rdf:Seq><rdf:li>1958-06-07</rdf:li></rdf:Seq></dc:date>"
    assert taken(facts(jpeg(packet=listed)))[:2] == ("1958-06-07", "xmp")


def lying(kind: str, source: str, orientation: int) -> bytes:
    """A picture with its orientation in Exif, in XMP, or in both. If they differ, Exif outranks XMP."""
    block = Image.Exif()
    if source != "xmp":
        block[274] = orientation
    packet = xmp(tiff_Orientation=str(orientation if source == "xmp" else 5))
    if kind == "GIF":
        data = encode(Image.fromarray(LYING), "GIF")
        return data[:-1] + b"\x21\xff\x0bXMP DataXMP" + packet + bytes([1, *range(255, -1, -1), 0]) + b";"
    if kind == "PNG":
        text = (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)
        return png(
            *([] if source == "exif" else [text]), *([(b"eXIf", block.tobytes()[6:])] if source != "xmp" else [])
        )
    options: dict[str, object] = {"lossless": True} if kind == "WEBP" else {}
    options |= {"exif": block} if source != "xmp" else {}
    if source != "exif":
        options |= {"tiffinfo": {700: packet}} if kind == "TIFF" else {"xmp": packet}
    if kind == "TIFF" and source == "both":
        options = {"tiffinfo": {700: packet, 274: orientation}}
    return encode(Image.fromarray(LYING), kind, **options)


# The position of the white corner of the stored picture (top left) once it is upright: (bottom, right).
CORNERS = {1: (0, 0), 2: (0, 1), 3: (1, 1), 4: (1, 0), 5: (0, 0), 6: (0, 1), 7: (1, 1), 8: (1, 0)}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("kind", "source"),
    [(kind, source) for kind in ("JPEG", "PNG", "WEBP", "TIFF") for source in ("exif", "xmp", "both")]
    + [("GIF", "xmp")],
)
def test_pictures_are_upright_both_for_a_scan_and_for_display(
    tmp_path: Path, kind: str, source: str, orientation: int
) -> None:
    data, file = lying(kind, source, orientation), tmp_path / "a"
    file.write_bytes(data)
    photo = decode_photo(data, "a")
    assert photo.facts.orientation == orientation
    assert (photo.facts.width, photo.facts.height) == ((40, 20) if orientation < 5 else (20, 40))
    for image in (photo.image, np.asarray(load_upright(file))):
        height, width = image.shape[:2]
        down, right = CORNERS[orientation]
        assert (width > height) == (orientation < 5)
        assert image[height // 4 + down * height // 2, width // 4 + right * width // 2].min() > 230
        assert image[height // 4 + (1 - down) * height // 2, width // 4 + right * width // 2].max() < 30
    # Browsers turn a JPEG by its Exif block alone.
    upright_in_browser = kind != "TIFF" and (orientation == 1 or (kind == "JPEG" and source != "xmp"))
    assert needs_rendition(file) is not upright_in_browser
