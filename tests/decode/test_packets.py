"""The XMP packet of a photo is found in every format, without reading the picture."""

import hashlib
import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from photoindex.decode.packets import packets_in, packets_of
from tests.decode.drawn import box, chunk, encode, noise, segment

PACKET = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>'
MAIN = b"http://ns.adobe.com/xap/1.0/\0"
EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"


class Counted(io.BytesIO):
    """A file that counts the bytes that are read from it."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def found(data: bytes) -> list[bytes]:
    return packets_in(io.BytesIO(data))


def jpeg(*segments: bytes) -> bytes:
    data = encode(noise(64, 48))
    return data[:2] + b"".join(segments) + data[2:]


def extension(data: bytes, guid: bytes, offset: int, end: int) -> bytes:
    head = EXTENSION + struct.pack(">32sII", guid, len(data), offset)
    return segment(0xE1, head + data[offset:end])


def heif(*meta: bytes, mdat: bytes = b"") -> bytes:
    return box(b"ftyp", b"heic", bytes(4), b"mif1") + box(b"meta", bytes(4), *meta) + box(b"mdat", mdat)


def kinds(kind: bytes = b"application/rdf+xml") -> bytes:
    entry = box(b"infe", b"\2\0\0\0", struct.pack(">HH4s", 1, 0, b"mime"), b"a name\0", kind, b"\0")
    return box(b"iinf", bytes(4), struct.pack(">H", 1), entry)


def place(offset: int, length: int, *, inside: bool) -> bytes:
    entry = struct.pack(">HHHHII", 1, inside, 0, 1, offset, length)
    return box(b"iloc", b"\1\0\0\0", b"\x44\0", struct.pack(">H", 1), entry)


def test_a_jpeg_has_its_packet_in_a_segment() -> None:
    assert found(jpeg(segment(0xE1, MAIN + PACKET))) == [PACKET]
    assert found(jpeg()) == []


def test_the_parts_of_an_extended_packet_are_joined_in_any_order() -> None:
    long = b"<x>" + os.urandom(100_000).hex().encode() + b"</x>"
    guid = hashlib.md5(long).hexdigest().upper().encode()
    main = PACKET.replace(b"></", b' xmpNote:HasExtendedXMP="' + guid + b'"></')
    parts = [extension(long, guid, at, at + 60_000) for at in range(0, len(long), 60_000)]
    assert len(parts) == 4
    assert found(jpeg(segment(0xE1, MAIN + main), *parts)) == [main, long]
    assert found(jpeg(*reversed(parts), segment(0xE1, MAIN + main))) == [main, long]
    assert found(jpeg(segment(0xE1, MAIN + main), *parts, *parts)) == [main, long]
    # A part is missing, or the extended packet belongs to a packet that was replaced.
    assert found(jpeg(segment(0xE1, MAIN + main), *parts[1:])) == [main]
    assert found(jpeg(segment(0xE1, MAIN + main), *parts[:-1])) == [main]
    assert found(jpeg(segment(0xE1, MAIN + PACKET), *parts)) == [PACKET]


@pytest.mark.parametrize("compressed", [False, True])
def test_a_png_has_its_packet_in_a_text_that_may_be_compressed(compressed: bool) -> None:
    text = zlib.compress(PACKET) if compressed else PACKET
    content = b"XML:com.adobe.xmp\0" + bytes((compressed, 0)) + b"en\0keyword\0" + text
    data = encode(noise(64, 48), "PNG")
    before, after = data[:33], data[33:]
    assert found(before + chunk(b"iTXt", content) + after) == [PACKET]
    # Other programs append texts after the picture.
    assert found(data[:-12] + chunk(b"iTXt", content) + data[-12:]) == [PACKET]


@pytest.mark.parametrize("kind", ["WEBP", "TIFF", "AVIF"])
def test_formats_that_pillow_writes_have_their_packets(kind: str) -> None:
    options = {"tiffinfo": {700: PACKET}} if kind == "TIFF" else {"xmp": PACKET}
    assert found(encode(noise(64, 48), kind, **options)) == [PACKET]


@pytest.mark.parametrize(("order", "mark"), [("<", b"II"), (">", b"MM")])
def test_a_tiff_of_either_byte_order_has_its_packet_in_a_tag(order: str, mark: bytes) -> None:
    entry = struct.pack(f"{order}HHII", 700, 1, len(PACKET), 100)
    data = mark + struct.pack(f"{order}HI", 42, 8) + struct.pack(f"{order}H", 1) + entry + bytes(4)
    assert found(data.ljust(100, b"\0") + PACKET) == [PACKET]


def test_a_gif_has_its_packet_between_blocks() -> None:
    packet = PACKET + b'<?xpacket end="w"?>'
    data = encode(Image.new("P", (4, 4)), "GIF")
    assert found(data[:-1] + b"\x21\xff\x0bXMP DataXMP" + packet + bytes(258) + data[-1:]) == [packet]


def test_a_heif_has_its_packet_as_an_item() -> None:
    # The data of the item follow the boxes ftyp and meta and the head of mdat.
    before = len(heif(kinds(), place(0, 0, inside=False)))
    data = heif(kinds(), place(before, len(PACKET), inside=False), mdat=PACKET)
    assert found(data) == [PACKET]
    inside = heif(kinds(), place(0, len(PACKET), inside=True), box(b"idat", PACKET))
    assert found(inside) == [PACKET]
    assert found(heif(kinds(b"text/plain"), place(before, 10, inside=False), mdat=PACKET)) == []


def test_jpeg_xl_and_cr3_have_their_packets_in_boxes() -> None:
    jxl = b"\0\0\0\x0cJXL \r\n\x87\n" + box(b"ftyp", b"jxl ") + box(b"jxlc", bytes(9)) + box(b"xml ", PACKET)
    assert found(jxl) == [PACKET]
    uuid = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
    cr3 = (
        box(b"ftyp", b"crx ") + box(b"uuid", bytes(16), b"other") + box(b"uuid", uuid, PACKET) + box(b"mdat", bytes(9))
    )
    assert found(cr3) == [PACKET]


def test_a_raf_has_its_packet_in_its_jpeg() -> None:
    inner = jpeg(segment(0xE1, MAIN + PACKET))
    head = b"FUJIFILMCCD-RAW ".ljust(84, b"\0") + struct.pack(">II", 120, len(inner))
    assert found(head.ljust(120, b"\0") + inner) == [PACKET]


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "HEIF", "WEBP", "PNG"])
def test_only_the_parts_with_metadata_are_read(kind: str) -> None:
    picture = bytes(3_000_000)
    data = {
        "JPEG": jpeg(segment(0xE1, MAIN + PACKET)) + picture,
        "TIFF": encode(noise(1000, 1000), "TIFF", tiffinfo={700: PACKET}),
        "HEIF": heif(kinds(), place(0, len(PACKET), inside=True), box(b"idat", PACKET), mdat=picture),
        "WEBP": encode(noise(1000, 1000), "WEBP", xmp=PACKET, lossless=True),
        "PNG": b"".join((encode(noise(2, 2), "PNG")[:33], chunk(b"IDAT", picture), chunk(b"IEND", b""))),
    }[kind]
    file = Counted(data)
    packets_in(file)
    assert len(data) > 2_000_000
    assert file.taken < 20_000


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"II*\0", b"no photo", b"\0\0\0\x10ftypheic", b"RIFF1234WEBP"])
def test_a_truncated_file_has_no_packets(data: bytes) -> None:
    assert found(data) == []


def test_a_box_larger_than_any_packet_is_left_out() -> None:
    assert found(box(b"ftyp", b"jxl ") + box(b"xml ", bytes(16_000_001))) == []


def test_a_folder_or_a_missing_file_raises(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.jpg"):
        with pytest.raises(OSError):
            packets_of(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes in the file system")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    with pytest.raises(OSError, match="not a regular file"):
        packets_of(tmp_path / "a.jpg")
