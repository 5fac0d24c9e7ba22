"""HEIC and AVIF files that demand too much work are refused before anything is decoded."""

import struct

import pytest

from photoindex.decode import DecodeLimits
from photoindex.decode.effort import check_parts
from photoindex.errors import PhotoError
from tests.decode.drawn import LIMITS, box, reason_of


def heif(*meta: bytes, brand: bytes = b"heic") -> bytes:
    return box(b"ftyp", brand, bytes(4), b"mif1") + box(b"meta", bytes(4), *meta)


def kinds(*items: tuple[int, bytes]) -> bytes:
    entries = (box(b"infe", b"\2\0\0\0", struct.pack(">HH4s", number, 0, kind), b"\0") for number, kind in items)
    return box(b"iinf", bytes(4), struct.pack(">H", len(items)), *entries)


def references(*several: tuple[bytes, int, list[int]]) -> bytes:
    entries = (box(kind, struct.pack(f">HH{len(to)}H", source, len(to), *to)) for kind, source, to in several)
    return box(b"iref", bytes(4), *entries)


def owned(properties: list[bytes], owners: dict[int, list[int]]) -> bytes:
    entries = (struct.pack(">HB", number, len(indices)) + bytes(indices) for number, indices in owners.items())
    return box(b"iprp", box(b"ipco", *properties), box(b"ipma", bytes(4), struct.pack(">I", len(owners)), *entries))


def places(extents: dict[int, tuple[int, int]]) -> bytes:
    entries = (struct.pack(">HHHHII", number, 1, 0, 1, *extent) for number, extent in extents.items())
    return box(b"iloc", b"\1\0\0\0", b"\x44\0", struct.pack(">H", len(extents)), *entries)


def spans(width: int, height: int) -> bytes:
    return box(b"ispe", bytes(4), struct.pack(">II", width, height))


def repeated(number: int, extent: tuple[int, int], times: int) -> bytes:
    """The location of an item that consists of the same bytes several times."""
    entry = struct.pack(">HHHH", number, 1, 0, times) + struct.pack(">II", *extent) * times
    return box(b"iloc", b"\1\0\0\0", b"\x44\0", struct.pack(">H", 1), entry)


PRIMARY = box(b"pitm", bytes(4), struct.pack(">H", 1))


def test_a_heif_with_many_large_parts_is_too_much_work() -> None:
    parts = list(range(2, 102))
    data = heif(
        PRIMARY,
        kinds((1, b"iovl"), *((part, b"hvc1") for part in parts)),
        references((b"dimg", 1, parts)),
        owned([spans(64, 64), spans(8192, 8192)], {1: [1], **{part: [2] for part in parts}}),
    )
    with pytest.raises(PhotoError, match="HEIF whose picture is made of 6,710,890,496 pixels") as caught:
        check_parts(data, LIMITS)
    assert caught.value.reason == "too-much-work"
    check_parts(data, DecodeLimits(max_pixels=1_200_000_000, max_bytes=10**10))


def test_each_part_of_a_heif_counts_once_per_path_that_leads_to_it() -> None:
    # Each of the two items of a level is composed of both items of the next level.
    pairs = [(b"dimg", number, [number // 2 * 2 + 2, number // 2 * 2 + 3]) for number in range(2, 38)]
    items = [(number, b"iovl") for number in range(1, 40)]
    data = heif(
        PRIMARY,
        kinds(*items),
        references((b"dimg", 1, [2, 3]), *pairs),
        owned([spans(100, 100)], {number: [1] for number, _ in items}),
    )
    assert reason_of(data, "a.heic") == "too-much-work"


def test_a_heif_whose_parts_form_a_cycle_is_damaged() -> None:
    data = heif(PRIMARY, kinds((1, b"iovl"), (2, b"iovl")), references((b"dimg", 1, [2]), (b"dimg", 2, [1])))
    assert reason_of(data, "a.heic") == "damaged"


def test_turning_a_heif_a_hundred_times_is_too_much_work() -> None:
    data = heif(
        PRIMARY,
        kinds((1, b"hvc1")),
        owned([spans(8192, 8192), box(b"imir", b"\0")], {1: [1, *[2] * 100]}),
    )
    assert reason_of(data, "a.heic") == "too-much-work"


def test_heif_metadata_counts_for_each_picture_that_it_describes() -> None:
    data = heif(
        PRIMARY,
        kinds((1, b"hvc1"), (2, b"hvc1"), (3, b"Exif")),
        references((b"cdsc", 3, [1, 2])),
        places({3: (0, 60_000_000)}),
        owned([spans(64, 64)], {1: [1], 2: [1]}),
    )
    with pytest.raises(PhotoError, match="HEIF with 120,000,000 bytes of metadata and profiles") as caught:
        check_parts(data, LIMITS)
    assert caught.value.reason == "too-much-work"
    check_parts(data, DecodeLimits(max_pixels=600_000_000))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (b"iovl", bytes(10) + struct.pack(">HH", 30_000, 30_000)),
        (b"grid", bytes(4) + struct.pack(">HH", 30_000, 30_000)),
    ],
)
def test_the_canvas_of_a_heif_counts_with_its_own_size(kind: bytes, content: bytes) -> None:
    meta = (PRIMARY, kinds((1, kind)), owned([spans(64, 64)], {1: [1]}))
    start = len(heif(*meta, places({1: (0, 14)})))
    data = heif(*meta, places({1: (start, len(content))})) + content
    with pytest.raises(PhotoError, match="HEIF of 30000 x 30000 pixels, over the limit of 500,000,000 pixels"):
        check_parts(data, LIMITS)


def test_a_heif_with_more_boxes_than_any_photo_is_too_much_work() -> None:
    data = box(b"ftyp", b"avif", bytes(4)) + box(b"free") * 500_001
    assert reason_of(data, "a.avif") == "too-much-work"


def test_an_avif_whose_picture_uses_the_same_bytes_again_and_again_is_refused() -> None:
    meta = PRIMARY, kinds((1, b"av01")), owned([spans(64, 64)], {1: [1]})
    with pytest.raises(PhotoError, match="overlaps itself"):
        check_parts(heif(*meta, repeated(1, (0, 100), 1000), brand=b"avif"), LIMITS)
    # A truncated file has fewer bytes than its items need.
    check_parts(heif(*meta, places({1: (0, 10_000_000)}), brand=b"avif"), LIMITS)
