"""Titles, captions and keywords are read from every kind of block, in any encoding, and no hostile text does harm."""

import io
import struct
import time
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from photoindex.decode import decode_photo
from photoindex.decode.text_cleaning import LONGEST_CAPTION
from photoindex.decode.texts import texts_in
from photoindex.domain.photo_texts import PhotoTexts
from tests.decode.drawn import box, encode, noise, segment

XMP = b"http://ns.adobe.com/xap/1.0/\0"
RDF = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/" '
    'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"{attributes}>{elements}</rdf:Description></rdf:RDF>'
    "</x:xmpmeta>"
)


def packet(elements: str = "", attributes: str = "") -> bytes:
    return RDF.format(elements=elements, attributes=attributes).encode("utf-8")


def listed(name: str, *items: str, kind: str = "Bag") -> str:
    return f"<{name}><rdf:{kind}>{''.join(f'<rdf:li>{item}</rdf:li>' for item in items)}</rdf:{kind}></{name}>"


def found(data: bytes) -> PhotoTexts:
    return texts_in(io.BytesIO(data))


def jpeg(*segments: bytes) -> bytes:
    data = encode(noise(16, 16))
    return data[:2] + b"".join(segments) + data[2:]


def with_xmp(data: bytes) -> PhotoTexts:
    return found(jpeg(segment(0xE1, XMP + data)))


def exif(tags: dict[int, object], details: dict[int, object] | None = None) -> Image.Exif:
    block = Image.Exif()
    block.update(tags)
    block.get_ifd(0x8769).update(details or {})
    return block


def with_exif(tags: dict[int, object], details: dict[int, object] | None = None) -> PhotoTexts:
    return found(encode(noise(16, 16), exif=exif(tags, details)))


def iptc(*fields: tuple[int, bytes]) -> bytes:
    records = b"".join(struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value for number, value in fields)
    return segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records)


def test_xmp_has_titles_captions_and_keywords_in_lists_and_attributes() -> None:
    text = listed("dc:title", "Oma &amp; Opa", "Grandparents", kind="Alt") + listed("dc:subject", "Familie", "Zoë")
    text += listed("lr:hierarchicalSubject", "Orte|Wien") + listed("dc:description", "Im\n  Garten", kind="Alt")
    assert with_xmp(packet(text, ' photoshop:Headline="It\'s late"')) == PhotoTexts(
        "Oma & Opa", "Im Garten", ("Familie", "Zoë", "Orte|Wien"), ("Grandparents", "It's late")
    )
    assert with_xmp(packet(text).decode("utf-8").encode("utf-16")).title == "Oma & Opa"


@pytest.mark.parametrize("text", ["schön".encode(), "schön".encode("cp1252")])
def test_iptc_is_read_as_utf_8_or_as_windows_wrote_it(text: bytes) -> None:
    said = found(jpeg(iptc((5, b"A title"), (105, b"A headline"), (120, text), (25, b"one"), (25, text))))
    assert said == PhotoTexts("A title", "schön", ("one", "schön"), ("A headline",))


@pytest.mark.parametrize(
    "comment",
    [
        b"ASCII\0\0\0" + b"a birthday\0rest of the memory",
        b"UNICODE\0" + "a birthday".encode("utf-16-le"),
        b"UNICODE\0" + "a birthday".encode("utf-16-be"),
        b"UNICODE\0" + "a birthday".encode("utf-16"),
        b"JIS\0\0\0\0\0" + "a birthday".encode("iso2022_jp"),
        b"\0" * 8 + b"a birthday",
        b"a birthday",
    ],
)
def test_comments_in_exif_are_read_in_any_character_set(comment: bytes) -> None:
    assert with_exif({}, {37510: comment}).caption == "a birthday"


def test_windows_keeps_its_own_fields_in_exif() -> None:
    wide = {40091: "Ausflug", 40092: "Kommentar", 40094: "eins;zwei", 40095: "Thema"}
    said = with_exif({tag: (text + "\0").encode("utf-16-le") for tag, text in wide.items()})
    assert said == PhotoTexts("Ausflug", "Kommentar", ("eins", "zwei"), ("Thema",))


@pytest.mark.parametrize(
    "noisy", ["OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "   ", "---", "cof", '{"filter": 1}', "Exif_JPEG_PICTURE"]
)
def test_texts_that_cameras_write_by_themselves_are_left_out(noisy: str) -> None:
    assert list(with_exif({270: noisy}).all()) == []
    assert with_exif({270: f"{noisy} at the lake"}).caption.endswith("at the lake")


def test_the_same_text_in_several_blocks_counts_once() -> None:
    data = jpeg(segment(0xE1, XMP + packet(listed("dc:description", "A day", kind="Alt"))), iptc((120, b"A day")))
    assert found(data) == PhotoTexts(caption="A day")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_other_formats_have_the_same_blocks(kind: str) -> None:
    try:
        data = encode(noise(16, 16), kind, exif=exif({270: "By the sea"}))
    except (OSError, KeyError):
        pytest.skip(f"this Pillow writes no {kind}")
    assert found(data).caption == "By the sea"
    assert decode_photo(data, f"a.{kind.lower()}").facts.texts.caption == "By the sea"


def test_png_has_texts_of_its_own() -> None:
    info = PngInfo()
    info.add_text("Title", "A title")
    info.add_itxt("Description", "Zoë")
    info.add_text("Comment", "Created with GIMP")
    assert found(encode(noise(16, 16), "PNG", pnginfo=info)) == PhotoTexts("A title", "Zoë")


def test_jpeg_xl_has_boxes() -> None:
    block = exif({270: "A box"}).tobytes().removeprefix(b"Exif\0\0")
    start = b"\0\0\0\x0cJXL \r\n\x87\n"
    data = start + box(b"Exif", bytes(4), block) + box(b"xml ", packet(listed("dc:subject", "one"))) + box(b"jxlc")
    assert found(data) == PhotoTexts(caption="A box", keywords=("one",))


@pytest.mark.shared_data
def test_real_files_of_phones_cameras_and_programs_are_read(shared_data: Path) -> None:
    files = {file.name: file for file in shared_data.glob("odd-*/**/*") if file.is_file()}

    def read(name: str) -> PhotoTexts:
        with files[name].open("rb") as file:
            return texts_in(file)

    assert read("picasa.jpg") == PhotoTexts("", "Image-Description", ("Frost", "Yard"))
    assert read("Nikon.nef").caption == "A caption"
    assert read("denali.webp").title == "Denali National Park and Preserve"
    assert read("obama.heic").caption.startswith("President Barack Obama is photographed")
    assert read("Issue356.png").keywords == ("Daniel Wood", "Denise Wood")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000_000,
        "<dc:title>" * 300_000,
        "<rdf:li>" * 400_000,
        listed("dc:subject", *map(str, range(100_000))),
        "&" * 1_000_000,
        " dc:title=" * 300_000,
    ],
)
def test_huge_texts_take_bounded_time_and_are_cut(text: str) -> None:
    started = time.process_time()
    said = with_whole_xmp(packet(f"<dc:description><rdf:Alt><rdf:li>{text}</rdf:li></rdf:Alt></dc:description>{text}"))
    assert time.process_time() - started < 5
    assert all(len(each) <= LONGEST_CAPTION for each in said.all())
    assert len(said.keywords) <= 200


def with_whole_xmp(data: bytes) -> PhotoTexts:
    """The texts in a packet of any size, as a PNG holds it."""
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", data.decode("utf-8"))
    return found(encode(noise(4, 4), "PNG", pnginfo=info))


@pytest.mark.parametrize("hostile", ["a\x1b[31mb", "a\u202eb", "a\x00b", "a\ud800b", "a\U0010ffffb", "a\u2028b"])
def test_control_characters_never_reach_the_index(hostile: str) -> None:
    said = with_exif({40091: hostile.encode("utf-16-le", "surrogatepass")}).title
    assert said.startswith("a")
    assert all(letter.isprintable() for letter in said)


def test_a_character_at_the_limit_is_not_broken() -> None:
    assert set(with_exif({}, {37510: b"\0" * 8 + b"a" + "é".encode() * 20_000}).caption.removeprefix("a")) == {"é"}


@pytest.mark.parametrize("end", range(0, 400, 7))
def test_truncated_files_are_no_error(end: int) -> None:
    whole = jpeg(segment(0xE1, XMP + packet(listed("dc:subject", "one"))), iptc((120, b"A day")))
    found(whole[:end])
