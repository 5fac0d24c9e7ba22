import struct
from datetime import datetime

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from photoindex.decode import decode_photo
from photoindex.domain.photo import PhotoFacts
from tests.decode.drawn import encode

DETAILS, GPS = 0x8769, 0x8825
ORIGINAL, DIGITIZED, CHANGED = 0x9003, 0x9004, 0x0132


def facts(exif: Image.Exif | bytes, name: str = "photo.jpg") -> PhotoFacts:
    return decode_photo(encode(Image.new("RGB", (8, 8)), "JPEG", exif=exif), name).facts


def dated(**dates: str) -> Image.Exif:
    exif = Image.Exif()
    for name, text in dates.items():
        tag = {"original": ORIGINAL, "digitized": DIGITIZED, "changed": CHANGED, "part": 0x9291}[name]
        (exif if tag == CHANGED else exif.get_ifd(DETAILS))[tag] = text
    return exif


def placed(latitude: object, north: object, longitude: object, east: object) -> Image.Exif:
    exif = Image.Exif()
    values = {1: north, 2: latitude, 3: east, 4: longitude}
    exif.get_ifd(GPS).update({tag: value for tag, value in values.items() if value is not None})
    return exif


def test_the_moment_of_the_shot_wins_over_later_dates() -> None:
    first, second, third = "2001:01:01 01:01:01", "2002:02:02 02:02:02", "2003:03:03 03:03:03"
    found = facts(dated(original=first, digitized=second, changed=third), "IMG_20210304_112233.jpg")
    assert (found.taken_at, found.taken_from) == (datetime(2001, 1, 1, 1, 1, 1), "exif")
    assert facts(dated(digitized=second, changed=third)).taken_at == datetime(2002, 2, 2, 2, 2, 2)
    assert facts(dated(changed=third)).taken_at == datetime(2003, 3, 3, 3, 3, 3)


def test_fractions_of_a_second_are_part_of_the_moment() -> None:
    found = facts(dated(original="2001:01:01 01:01:01", part="07"))
    assert found.taken_at == datetime(2001, 1, 1, 1, 1, 1, 70_000)


@pytest.mark.parametrize(
    "nonsense",
    ["0000:00:00 00:00:00", "    :  :     :  :  ", "2021:13:01 00:00:00", "1700:01:01 00:00:00", "9999:01:01 00:00:00"],
)
def test_an_impossible_date_is_skipped_in_favour_of_the_next_one(nonsense: str) -> None:
    found = facts(dated(original=nonsense, changed="2003:03:03 03:03:03"))
    assert found.taken_at == datetime(2003, 3, 3, 3, 3, 3)
    found = facts(dated(original=nonsense), "IMG-20210304-WA0001.jpg")
    assert (found.taken_at, found.taken_from) == (datetime(2021, 3, 4), "name")
    found = facts(dated(original=nonsense))
    assert (found.taken_at, found.taken_from) == (None, "")


def test_padding_is_removed_from_the_name_of_the_camera() -> None:
    exif = Image.Exif()
    exif[271], exif[272] = "NIKON \0\0junk", "  D70s\t"
    found = facts(exif)
    assert (found.camera_make, found.camera_model) == ("NIKON", "D70s")
    exif[271], exif[272] = "\0\0", " "
    found = facts(exif)
    assert (found.camera_make, found.camera_model) == (None, None)


@pytest.mark.parametrize(
    ("exif", "expected"),
    [
        (placed((48.0, 30.0, 36.0), "N", (2.0, 15.0, 0.0), "E"), (48.51, 2.25)),
        (placed((33.0, 0.0, 0.0), "S", (70.0, 30.0, 0.0), "W"), (-33.0, -70.5)),
        (placed((90.0, 0.0, 0.0), "N", (180.0, 0.0, 0.0), "W"), (90.0, -180.0)),
    ],
)
def test_coordinates_are_signed_degrees(exif: Image.Exif, expected: tuple[float, float]) -> None:
    found = facts(exif)
    assert found.latitude == pytest.approx(expected[0])
    assert found.longitude == pytest.approx(expected[1])


@pytest.mark.parametrize(
    "exif",
    [
        placed(None, None, None, None),
        placed((48.0, 30.0, 36.0), None, (2.0, 15.0, 0.0), None),
        placed((48.0, 30.0, 36.0), "N", None, "E"),
        placed((91.0, 0.0, 0.0), "N", (2.0, 0.0, 0.0), "E"),
        placed((48.0, 0.0, 0.0), "N", (181.0, 0.0, 0.0), "E"),
        placed((0.0, 0.0, 0.0), "N", (0.0, 0.0, 0.0), "E"),
        placed(tuple(IFDRational(0, 0) for _ in range(3)), "N", (2.0, 0.0, 0.0), "E"),
    ],
)
def test_incomplete_or_impossible_coordinates_are_none(exif: Image.Exif) -> None:
    found = facts(exif)
    assert (found.latitude, found.longitude) == (None, None)


@pytest.mark.parametrize(
    "block",
    [
        b"Exif\0\0",
        b"Exif\0\0garbage",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(20),
        # An orientation of the wrong type, and a pointer to the Exif directory that points beyond the end of the block.
        b"Exif\0\0MM\0*\0\0\0\x08\0\x02"
        + struct.pack(">HHI4s", 274, 2, 4, b"abc\0")
        + struct.pack(">HHII", DETAILS, 4, 1, 10**9)
        + bytes(4),
    ],
)
def test_a_damaged_exif_block_never_fails_the_photo(block: bytes) -> None:
    found = facts(block, "IMG_20210304_112233.jpg")
    assert (found.width, found.height, found.orientation, found.taken_from) == (8, 8, 1, "name")
